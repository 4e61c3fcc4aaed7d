"""What goes wrong with the sensor or the link: reported to the person, and nothing recorded is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
from msgspec import structs

from sensortrack.devices import Expect, HexTemplate, Profile, Write, load_profile
from sensortrack.devices.profile.values import Alias
from sensortrack.errors import (
    BluetoothError,
    LinkLostError,
    SensorNotFoundError,
    SensorRefusedError,
    SensorUnavailableError,
    WrongSensorError,
)
from sensortrack.sources.ble import LinkPolicy, Radio
from sensortrack.sources.emulator import AttError, EmulatedSensor, ProfileSensor, Service
from sensortrack.sources.emulator.gatt import Characteristic

from .live import BRISK, GIVES_UP, LISTENING, QUICK, WITMOTION, Heard, run, running, source_for, witmotion
from .worlds import World


async def failure(radio: Radio, *, policy: LinkPolicy = QUICK) -> tuple[SensorUnavailableError, Heard]:
    """How a source that is started now ends."""
    heard = Heard()
    with pytest.raises(SensorUnavailableError) as caught:
        await source_for(radio, policy=policy).run(heard)
    assert heard.states[-1] == "failed"
    assert heard.events[-1].error is caught.value
    assert heard.events[-1].text == str(caught.value)
    assert caught.value.exit_code == 69
    assert caught.value.hint, "what to do"
    return caught.value, heard


def test_no_sensor_about(world: World) -> None:
    async def test() -> None:
        async with world.of() as radio:
            error, _ = await failure(radio, policy=GIVES_UP)
        assert isinstance(error, SensorNotFoundError)

    run(test())


def test_the_wrong_device_behind_the_name(world: World) -> None:
    async def test() -> None:
        level = Characteristic("00002a19-0000-1000-8000-00805f9b34fb", ("read",))
        battery = Service("0000180f-0000-1000-8000-00805f9b34fb", (level,))
        sensor = EmulatedSensor(name="WT901BLE67", address="C0:FF:EE:00:00:01", services=(battery,))
        async with world.of(sensor) as radio:
            error, heard = await failure(radio)
        assert isinstance(error, WrongSensorError)
        assert "WT901BLE67 (C0:FF:EE:00:00:01) isn't a WitMotion" in str(error)
        assert "no service 0000ffe5-0000-1000-8000-00805f9a34fb" in str(error)
        assert heard.states.count("connecting") == 1, "it isn't tried again"
        assert not sensor.connected

    run(test())


def test_a_sensor_that_comes_up_without_its_services_is_tried_again(world: World) -> None:
    async def test() -> None:
        sensor = witmotion()
        whole, sensor.services = sensor.services, ()
        heard = Heard()
        async with world.of(sensor) as radio:
            task = asyncio.create_task(source_for(radio).run(heard))
            await heard.until_state("waiting")
            sensor.services = whole
            await heard.until_samples(4)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        assert heard.states.count("connecting") == 2
        assert any("without its services" in e.text for e in heard.events)

    run(test())


def test_a_characteristic_is_missing(world: World) -> None:
    async def test() -> None:
        sensor = witmotion()
        (service,) = sensor.services
        sensor.services = (replace(service, characteristics=service.characteristics[:1]),)
        async with world.of(sensor) as radio:
            error, _ = await failure(radio)
        assert isinstance(error, WrongSensorError)
        assert "has no characteristic 0000ffe" in str(error)

    run(test())


def refuse(code: int) -> Callable[[], None]:
    def answer() -> None:
        raise AttError(code)

    return answer


def test_a_write_is_refused(world: World) -> None:
    """The profile writes without response, so that a refusal isn't seen; with one it is."""

    async def test() -> None:
        profile = with_response(load_profile(WITMOTION))
        sensor = ProfileSensor(profile, profile.settings(), manner=BRISK)
        sensor.trap("write", refuse(0x03))
        heard = Heard()
        async with world.of(sensor) as radio:
            with pytest.raises(SensorRefusedError) as caught:
                await source_for(radio, profile).run(heard)
        assert "refused the command ff aa 69 88 b5 (" in str(caught.value)
        assert "Switch it off and on" in caught.value.hint
        assert not sensor.connected

    run(test())


def with_response(profile: Profile) -> Profile:
    """The profile, but each write of its set-up is to be answered."""
    setup = tuple(structs.replace(s, how=True) if isinstance(s, Write) else s for s in profile.sequence.setup)
    return replace(profile, sequence=structs.replace(profile.sequence, setup=setup))


def test_an_expected_answer_does_not_come(world: World) -> None:
    async def test() -> None:
        profile = load_profile(WITMOTION)
        expect = Expect(Alias("rx"), prefix=HexTemplate("AA 55"), timeout_ms=100)
        asks = tuple(
            structs.replace(s, expect=expect) if isinstance(s, Write) else s for s in profile.sequence.setup
        )
        asking = replace(profile, sequence=structs.replace(profile.sequence, setup=asks))
        async with world.of(witmotion()) as radio:
            with pytest.raises(
                SensorRefusedError, match=r"didn't answer the command ff aa 69 88 b5 within 0.1 s"
            ):
                await source_for(radio, asking).run(Heard())

    run(test())


@pytest.mark.parametrize("code", [0x03, 0x06, 0x0D, 0x11, 0x80])
def test_notify_is_refused(world: World, code: int) -> None:
    async def test() -> None:
        sensor = witmotion()
        sensor.trap("subscribe", refuse(code))
        async with world.of(sensor) as radio:
            error, heard = await failure(radio)
        assert isinstance(error, SensorRefusedError)
        assert "WT901" in str(error)
        assert "refused to send its data" in str(error)
        assert "streaming" not in heard.states
        assert not sensor.connected

    run(test())


def test_a_sensor_that_sends_nothing_is_tried_again(world: World) -> None:
    async def test() -> None:
        sensor = witmotion()
        sensor.mute = True
        async with world.of(sensor) as radio, running(source_for(radio, policy=LISTENING)) as heard:
            await heard.until_state("silent", 3)
        assert sensor.connections >= 3
        assert heard.states.count("waiting") >= 2

    run(test())


def test_a_sensor_that_sends_nothing_is_given_up(world: World) -> None:
    async def test() -> None:
        sensor = witmotion()
        sensor.mute = True
        policy = replace(LISTENING, first_give_up_after_s=1.0)
        async with world.of(sensor) as radio:
            error, heard = await failure(radio, policy=policy)
        assert isinstance(error, LinkLostError)
        assert "is connected and sends nothing" in str(error)
        assert "Switch it off and on" in str(error)
        assert heard.events[-1].t_s - heard.events[0].t_s >= policy.first_give_up_after_s
        assert heard.states.count("silent") == heard.states.count("waiting") + 1
        assert sensor.connections == heard.states.count("silent")

    run(test())


def test_the_radio_is_switched_off_at_the_start(world: World) -> None:
    async def test() -> None:
        world.air.powered = False
        async with world.of(witmotion()) as radio:
            error, _ = await failure(radio)
        assert isinstance(error, BluetoothError)
        assert error.fault == "powered_off"
        assert "Bluetooth is switched off. Switch Bluetooth on" in str(error)

    run(test())


def test_the_radio_is_switched_off_while_it_scans(world: World) -> None:
    async def test() -> None:
        async with world.of() as radio:
            asyncio.get_running_loop().call_later(0.1, world.power_off)
            error, _ = await failure(radio, policy=GIVES_UP)
        assert isinstance(error, BluetoothError)
        assert error.fault == "powered_off"

    run(test())
