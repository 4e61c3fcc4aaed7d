"""What goes wrong with the sensor or the link: told to the person, and nothing recorded is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from sensortrack.errors import (
    BluetoothError,
    LinkLostError,
    SensorNotFoundError,
    SensorRefusedError,
    SensorUnavailableError,
    WrongSensorError,
)
from sensortrack.sources.ble import Radio, SourceItem
from sensortrack.sources.emulator import AttError, EmulatedSensor, ProfileSensor, Service, Stage

from .live import QUICK, Heard, run, running, source_for, witmotion
from .worlds import World


async def failure(radio: Radio) -> tuple[SensorUnavailableError, Heard]:
    """How a source that is started now ends."""
    heard = Heard()
    with pytest.raises(SensorUnavailableError) as caught:
        await source_for(radio).run(heard)
    assert heard.states[-1] == "failed"
    assert heard.events[-1].error is caught.value
    assert heard.events[-1].text == str(caught.value)
    assert caught.value.exit_code == 69
    assert caught.value.hint, "what to do"
    return caught.value, heard


def test_no_sensor_about(world: World) -> None:
    async def test() -> None:
        async with world.of() as radio:
            error, _ = await failure(radio)
        assert isinstance(error, SensorNotFoundError)

    run(test())


def test_the_wrong_device_behind_the_name(world: World) -> None:
    async def test() -> None:
        battery = Service("0000180f-0000-1000-8000-00805f9b34fb", ())
        sensor = EmulatedSensor(name="WT901BLE67", address="C0:FF:EE:00:00:01", services=(battery,))
        async with world.of(sensor) as radio:
            error, heard = await failure(radio)
        assert isinstance(error, WrongSensorError)
        assert "WT901BLE67 (C0:FF:EE:00:00:01) isn't a WitMotion" in str(error)
        assert "no service 0000ffe5-0000-1000-8000-00805f9a34fb" in str(error)
        assert heard.states.count("connecting") == 1, "it isn't tried again"
        assert not sensor.connected

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
    """The profile writes without response, so that the refusal isn't seen; with one it is."""

    async def test() -> None:
        sensor = witmotion()
        sensor.trap("subscribe", refuse(0x05))
        async with world.of(sensor) as radio:
            error, _ = await failure(radio)
        assert isinstance(error, SensorRefusedError)
        assert "refused to send its data" in str(error)

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


def test_a_sensor_that_sends_nothing(world: World) -> None:
    async def test() -> None:
        sensor = witmotion()
        sensor.mute = True
        async with world.of(sensor) as radio:
            error, heard = await failure(radio)
        assert isinstance(error, LinkLostError)
        assert "is connected and sends nothing" in str(error)
        assert "Switch it off and on" in str(error)
        assert heard.states.count("silent") == QUICK.first_attempts
        assert sensor.connections == QUICK.first_attempts

    run(test())


def test_a_sensor_that_falls_silent_is_connected_anew(world: World) -> None:
    async def test() -> None:
        sensor = witmotion()
        async with world.of(sensor) as radio, running(source_for(radio)) as heard:
            await heard.until_samples(20)
            sensor.mute = True
            await heard.until_state("silent")
            sensor.mute = False
            await heard.until_samples(20)
        silent = next(e for e in heard.events if e.state == "silent")
        assert "silent for 0.3 s" in silent.text
        assert len(gaps(heard)) == 1

    run(test())


def gaps(heard: Heard) -> list[float]:
    return [float(b.time_s[0]) for b in heard.blocks if b.after_gap]


def test_a_lost_sensor_comes_back_after_a_gap(world: World) -> None:
    async def test() -> None:
        sensor = witmotion()
        async with world.of(sensor) as radio, running(source_for(radio)) as heard:
            await heard.until_samples(30)
            sensor.vanish()
            await heard.until_state("waiting", 2)
            sensor.come_back()
            await heard.until_samples(30)
        lost = heard.states.index("lost")
        assert heard.states[lost + 1] == "waiting"
        assert heard.states.count("streaming") == 2
        waiting = next(e for e in heard.events if e.state == "waiting")
        assert "trying again in" in waiting.text
        assert isinstance(waiting.error, LinkLostError)
        assert len(gaps(heard)) == 1
        times = [t for b in heard.blocks for t in b.time_s.tolist()]
        assert times == sorted(times)

    run(test())


def test_a_sensor_that_stays_away_is_given_up(world: World) -> None:
    async def test() -> None:
        sensor = witmotion()
        heard = Heard()
        async with world.of(sensor) as radio:
            source = source_for(radio, policy=replace(QUICK, give_up_after_s=1.0, scan_s=0.2))

            def sink(item: SourceItem) -> None:
                heard(item)
                if heard.samples >= 20:
                    sensor.vanish()

            with pytest.raises(LinkLostError) as caught:
                await source.run(sink)
        assert "was lost and didn't come back within 1 s" in str(caught.value)
        assert heard.samples >= 20
        assert heard.states.count("scanning") >= 3

    run(test())


STAGES: list[Stage] = ["connect", "services", "subscribe", "write"]


@pytest.mark.parametrize("stage", STAGES)
def test_a_link_that_breaks_on_the_way_is_tried_again(world: World, stage: Stage) -> None:
    async def test() -> None:
        sensor = witmotion()
        sensor.trap(stage, sensor.hang_up)
        if stage == "connect":
            sensor.trap("services", sensor.hang_up)
        async with world.of(sensor) as radio, running(source_for(radio)) as heard:
            await heard.until_samples(10)
        assert heard.states.count("streaming") == 1
        assert sensor.connections >= 2
        waiting = next(e for e in heard.events if e.state == "waiting")
        assert isinstance(waiting.error, LinkLostError), waiting

    run(test())


@pytest.mark.parametrize("stage", [*STAGES, "stop"])
def test_a_sensor_that_goes_for_good_on_the_way_is_told(world: World, stage: Stage) -> None:
    async def test() -> None:
        sensor = witmotion()
        sensor.trap(stage, sensor.vanish)
        async with world.of(sensor) as radio:
            if stage == "stop":
                async with running(source_for(radio)) as heard:
                    await heard.until_samples(10)
                assert heard.states[-1] == "stopped"
                return
            error, heard = await failure(radio)
        # It was tried again, and then there was nothing to be seen any more.
        assert isinstance(error, LinkLostError | SensorNotFoundError)
        assert "streaming" not in heard.states

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


def garbage(sensor: ProfileSensor) -> None:
    sensor.distort = lambda data: [b"\x00\xff\x55", data, bytes(range(40))]


def halves(sensor: ProfileSensor) -> None:
    sensor.distort = lambda data: [data[:33], data[33:]]


@pytest.mark.parametrize("harm", [garbage, halves])
def test_harmed_bytes_are_recorded_and_make_no_sample(
    world: World, harm: Callable[[ProfileSensor], None]
) -> None:
    async def test() -> None:
        sensor = witmotion()
        harm(sensor)
        async with world.of(sensor) as radio, running(source_for(radio)) as heard:
            await heard.until_samples(60)
        norm = (heard.acc() ** 2).sum(axis=1) ** 0.5
        assert abs(norm - 9.80665).max() < 0.02
        assert len({n.data for n in heard.notifications}) > 10

    run(test())
