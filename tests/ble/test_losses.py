"""A link that breaks or falls silent, and bytes that are harmed: the recording goes on after a gap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from sensortrack.devices import LinkLost
from sensortrack.errors import LinkLostError, SensorNotFoundError
from sensortrack.records import Block
from sensortrack.sources.ble import SourceItem
from sensortrack.sources.emulator import ProfileSensor, Stage

from .live import GIVES_UP, LISTENING, QUICK, Heard, run, running, source_for, witmotion
from .test_faults import failure
from .worlds import World


def test_a_sensor_that_falls_silent_is_connected_anew(world: World) -> None:
    async def test() -> None:
        sensor = witmotion()
        async with world.of(sensor) as radio, running(source_for(radio, policy=LISTENING)) as heard:
            await heard.until_samples(20)
            sensor.mute = True
            await heard.until_state("silent")
            sensor.mute = False
            await heard.until_samples(20)
        silent = [e for e in heard.events if e.state == "silent"]
        assert "silent for 0.3 s" in silent[0].text
        assert gaps_over_losses(heard) == heard.states.count("streaming") - 1

    run(test())


def gaps_over_losses(heard: Heard) -> int:
    """How many times the first samples after a loss stand after a gap; a machine that halts makes gaps of its own."""
    lost, count = False, 0
    for item in heard.items:
        lost |= isinstance(item, LinkLost)
        if lost and isinstance(item, Block):
            count += item.after_gap
            lost = False
    return count


def test_a_lost_sensor_comes_back_after_a_gap(world: World) -> None:
    async def test() -> None:
        sensor = witmotion()
        policy = replace(QUICK, scan_s=2.0)
        async with world.of(sensor) as radio, running(source_for(radio, policy=policy)) as heard:
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
        assert gaps_over_losses(heard) == 1
        times = [t for b in heard.blocks for t in b.time_s.tolist()]
        assert times == sorted(times)

    run(test())


def test_a_sensor_that_stays_away_is_given_up(world: World) -> None:
    async def test() -> None:
        sensor = witmotion()
        heard = Heard()
        async with world.of(sensor) as radio:
            source = source_for(radio, policy=GIVES_UP)

            def sink(item: SourceItem) -> None:
                heard(item)
                if heard.samples >= 20:
                    sensor.vanish()

            with pytest.raises(LinkLostError) as caught:
                await source.run(sink)
        assert "was lost and didn't come back within 1.5 s" in str(caught.value)
        assert heard.samples >= 20
        # It was looked for again until the time was over; a busy machine looks fewer times.
        lost = next(e for e in heard.events if e.state == "lost")
        assert heard.events[-1].t_s - lost.t_s >= 1.0
        assert heard.states.count("scanning") >= 2

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
            error, heard = await failure(radio, policy=GIVES_UP)
        # It was tried again, and then there was nothing to be seen any more.
        assert isinstance(error, LinkLostError | SensorNotFoundError)
        assert "streaming" not in heard.states

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
