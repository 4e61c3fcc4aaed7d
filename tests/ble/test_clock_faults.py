"""A sensor whose own clock goes wrong, over the whole way: reported, never a sample in the wrong place, none twice."""

from __future__ import annotations

import struct
from collections.abc import Callable

import numpy as np

from sensortrack.devices import load_profile
from sensortrack.sources.emulator import ProfileSensor

from .live import BRISK, Heard, run, running, source_for
from .worlds import World

DOT = load_profile("movella_dot")
CLOCK_AT = DOT.streams[0].time.offset or 0
TICKS = 2**32


def dot() -> ProfileSensor:
    return ProfileSensor(DOT, DOT.settings(), manner=BRISK)


def with_clock(change: Callable[[int], int]) -> Callable[[bytes], list[bytes]]:
    """The same notification with another reading of its clock (µs)."""

    def distort(data: bytes) -> list[bytes]:
        ticks = struct.unpack_from("<I", data, CLOCK_AT)[0]
        changed = bytearray(data)
        struct.pack_into("<I", changed, CLOCK_AT, change(ticks) % TICKS)
        return [bytes(changed)]

    return distort


def times(heard: Heard) -> list[float]:
    return [t for b in heard.blocks for t in b.time_s.tolist()]


def test_a_frame_that_comes_twice_is_one_sample(world: World) -> None:
    async def test() -> None:
        sensor = dot()
        sensor.distort = lambda data: [data, data]
        async with world.of(sensor) as radio, running(source_for(radio, DOT)) as heard:
            await heard.until_samples(60)
        assert (
            len(heard.notifications) >= 2 * heard.samples - 1
        )  # the last one's second copy may be under way
        assert np.all(np.diff(times(heard)) > 0.5 / DOT.settings().rate_hz)

    run(test())


def test_a_clock_that_rolls_over_goes_on_without_a_gap(world: World) -> None:
    async def test() -> None:
        sensor = dot()
        sensor.distort = with_clock(lambda ticks: ticks + TICKS - 500_000)
        async with world.of(sensor) as radio, running(source_for(radio, DOT)) as heard:
            await heard.until_samples(90)
        assert not any(b.after_gap for b in heard.blocks[1:])
        assert np.all(np.diff(times(heard)) > 0.0)

    run(test())


def test_a_clock_that_jumps_begins_a_new_run_and_is_told(world: World) -> None:
    async def test() -> None:
        sensor = dot()
        async with world.of(sensor) as radio:
            source = source_for(radio, DOT)
            async with running(source) as heard:
                await heard.until_samples(40)
                sensor.distort = with_clock(lambda ticks: ticks + 1_000_000_000)
                await heard.until_samples(40)
            notices = source.pipeline.state.notices
        assert sum(b.after_gap for b in heard.blocks[1:]) == 1
        assert any("clock" in n.text for n in notices)
        assert np.all(np.diff(times(heard)) > 0.0)
        assert times(heard)[-1] < 60.0

    run(test())


def test_a_clock_that_stands_still_makes_no_samples_and_is_told(world: World) -> None:
    async def test() -> None:
        sensor = dot()
        async with world.of(sensor) as radio:
            source = source_for(radio, DOT)
            async with running(source) as heard:
                await heard.until_samples(40)
                sensor.distort = with_clock(lambda ticks: 700_000)
                count = len(heard.notifications)
                await heard.until(lambda h: len(h.notifications) >= count + 30)
                stood = heard.samples
                await heard.until(lambda h: len(h.notifications) >= count + 60)
            notices = source.pipeline.state.notices
        assert heard.samples <= stood + 2
        assert any("clock" in n.text for n in notices)

    run(test())
