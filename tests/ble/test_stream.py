from __future__ import annotations

import asyncio

import numpy as np
import pytest

from sensortrack.devices import LinkUp, Profile, list_profiles, load_profile
from sensortrack.errors import UsageError
from sensortrack.records import Block
from sensortrack.sources.emulator import Air, ProfileSensor, SendingManner, emulated_radio

from .live import BRISK, WITMOTION, Heard, run, running, source_for, witmotion
from .worlds import World


def test_a_sensor_is_found_set_up_and_streamed(world: World) -> None:
    async def test() -> None:
        sensor = witmotion()
        async with world.of(sensor) as radio:
            source = source_for(radio)
            async with running(source) as heard:
                await heard.until_samples(100)
            assert source.sensor is not None
            assert source.sensor.address == sensor.address
        assert heard.states == [
            "scanning",
            "found",
            "connecting",
            "setting_up",
            "streaming",
            "stopping",
            "stopped",
        ]
        assert all(event.text for event in heard.events)
        times = [event.t_s for event in heard.events]
        assert times == sorted(times)
        assert {n.char for n in heard.notifications} == {"0000ffe4-0000-1000-8000-00805f9a34fb"}
        # What came while it was set up was of another rate: it isn't passed on.
        assert 0 < len(heard.notifications) < sensor.sent
        assert heard.samples == sum(n.data.count(b"\x55\x61") for n in heard.notifications)
        assert not sensor.connected
        assert not sensor.subscribed

    run(test())


def test_what_the_sensor_read_is_what_comes_out(world: World) -> None:
    async def test() -> None:
        sensor = witmotion()
        async with world.of(sensor) as radio, running(source_for(radio)) as heard:
            await heard.until_samples(150)
        acc = heard.acc()
        expected, _ = sensor._samples.at(0, 1000)
        first = int(np.argmin(np.abs(expected - acc[0]).sum(axis=1)))
        np.testing.assert_allclose(acc, expected[first : first + len(acc)], atol=0.003)

    run(test())


def test_the_link_is_up_before_the_first_notification(world: World) -> None:
    async def test() -> None:
        async with world.of(witmotion()) as radio, running(source_for(radio)) as heard:
            await heard.until_samples(8)
        kinds = [type(item).__name__ for item in heard.items]
        assert kinds.index("LinkUp") < kinds.index("Notification")
        up = next(item for item in heard.items if isinstance(item, LinkUp))
        assert 0.0 < up.t_s <= heard.notifications[0].t_s

    run(test())


def test_the_charge_is_told(world: World) -> None:
    async def test() -> None:
        sensor = witmotion(manner=SendingManner(interval_s=0.01, charge_percent=50.0))
        async with world.of(sensor) as radio, running(source_for(radio)) as heard:
            await heard.until(lambda h: any(e.state == "battery" for e in h.events))
        battery = next(e for e in heard.events if e.state == "battery")
        assert battery.battery_percent == 50.0
        assert battery.text == "battery 50 %"

    run(test())


def test_it_can_be_gone_through_as_an_iterator_and_left_at_any_time(world: World) -> None:
    async def test() -> None:
        sensor = witmotion()
        async with world.of(sensor) as radio:
            count = 0
            async with source_for(radio) as source:
                async for item in source:
                    count += len(item) if isinstance(item, Block) else 0
                    if count >= 40:
                        break
            assert not sensor.connected
            rest = Heard()
            for item in source.rest():
                rest(item)
            assert rest.states[-1] == "stopped"

    run(test())


def test_stopping_ends_the_iteration(world: World) -> None:
    async def test() -> None:
        async with world.of(witmotion()) as radio:
            heard = Heard()
            async with source_for(radio) as source:
                stopping = None
                async for item in source:
                    heard(item)
                    if heard.samples > 20 and stopping is None:
                        stopping = asyncio.create_task(source.stop())
            assert stopping is not None
            await stopping
        assert heard.states[-1] == "stopped"

    run(test())


def test_several_sensors_at_once(world: World) -> None:
    async def test() -> None:
        sensors = [witmotion(f"C0:FF:EE:00:00:0{k}", rssi=-40 - k) for k in range(4)]
        async with world.of(*sensors) as radio:
            sources = [source_for(radio, address=sensor.address) for sensor in sensors]
            heard = [Heard() for _ in sources]
            tasks = [asyncio.create_task(s.run(h)) for s, h in zip(sources, heard, strict=True)]
            await asyncio.gather(*(h.until_samples(50) for h in heard))
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        assert not any(sensor.connected for sensor in sensors)

    run(test())


def emulable(profile: Profile) -> bool:
    return profile.transport == "ble" and not any(stream.decoder for stream in profile.streams)


BLE = [profile.id for profile in list_profiles() if emulable(profile)]
COMPRESSED = [p.id for p in list_profiles() if p.transport == "ble" and not emulable(p)]


@pytest.mark.parametrize("profile_id", COMPRESSED)
def test_a_profile_that_cannot_be_encoded_says_so(profile_id: str) -> None:
    profile = load_profile(profile_id)
    with pytest.raises(UsageError, match="can't be emulated"):
        ProfileSensor(profile, profile.settings())


@pytest.mark.parametrize("profile_id", BLE)
def test_every_profile_is_set_up_and_streams_as_its_file_says(profile_id: str) -> None:
    """The emulated sensor answers what the set-up expects, and its bytes are decoded again."""

    async def test() -> None:
        profile = load_profile(profile_id)
        sensor = ProfileSensor(profile, profile.settings(), manner=BRISK)
        radio = emulated_radio(Air([sensor]))
        async with running(source_for(radio, profile)) as heard:
            await heard.until_samples(10)
        assert "streaming" in heard.states
        assert not [event for event in heard.events if event.error is not None]

    run(test())


def test_the_witmotion_is_set_to_the_rate_that_was_chosen() -> None:
    async def test() -> None:
        profile = load_profile(WITMOTION)
        sensor = ProfileSensor(profile, profile.settings(rate_hz=100), manner=BRISK)
        async with running(source_for(emulated_radio(Air([sensor])))) as heard:
            await heard.until_samples(10)
        written = [data.hex(" ") for _, data, _ in sensor.written]
        assert "ff aa 69 88 b5" in written
        assert "ff aa 03 09 00" in written
        assert written.index("ff aa 69 88 b5") < written.index("ff aa 03 09 00")

    run(test())
