"""A hundred losses of the link: each recovers, nothing is left over, each gap stands in the recording."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from pathlib import Path

import numpy as np
from msgspec import structs

from sensortrack.devices import decode_capture, load_profile, read_capture
from sensortrack.files import read
from sensortrack.recorder import CaptureRecorder, Recorder, RecordingSink
from sensortrack.sources.ble import BleSource, SourceItem
from sensortrack.sources.emulator import ProfileSensor, SendingManner

from .live import QUICK, WITMOTION, Heard, open_files, run, tasks_left
from .worlds import World

CYCLES = 100


def test_a_hundred_losses(world: World, tmp_path: Path) -> None:
    async def test() -> None:
        profile = load_profile(WITMOTION)
        # The waits of its set-up would make a hundred cycles long, and show nothing.
        quick = replace(profile, sequence=structs.replace(profile.sequence, setup=profile.sequence.setup[:1]))
        sensor = ProfileSensor(quick, quick.settings(), manner=SendingManner(interval_s=0.008, skipped=0.0))
        heard, files, tasks = Heard(), [], []
        async with world.of(sensor) as radio:
            policy = replace(QUICK, first_wait_s=0.005, longest_wait_s=0.01)
            source = BleSource(quick, quick.settings(), radio=radio, policy=policy, gather_s=0.01)
            with (
                Recorder(tmp_path / "a.csv", source.description()) as recording,
                CaptureRecorder(tmp_path / "a.capture.jsonl", source.capture_header) as capture,
            ):
                keep = RecordingSink(recording, capture, source.description)

                def sink(item: SourceItem) -> None:
                    heard(item)
                    keep(item)

                task = asyncio.create_task(source.run(sink))
                for cycle in range(CYCLES):
                    await heard.until_samples(8)
                    files.append(open_files())
                    tasks.append(len(tasks_left()))
                    if cycle % 2:
                        sensor.hang_up()
                    else:
                        sensor.vanish()
                        await heard.until_state("lost", cycle + 1)
                        sensor.come_back()
                    await heard.until_state("streaming", cycle + 2)
                await heard.until_samples(8)
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        assert sensor.connections == CYCLES + 1
        assert heard.states.count("lost") == CYCLES
        # Nothing grows: what is kept holds in the last cycles as many files and tasks as in the first ones.
        # Each cycle opens some for a moment besides, so that the fewest of ten cycles are those that are kept.
        assert min(files[-10:]) <= min(files[:10])
        assert min(tasks[-10:]) <= min(tasks[:10])
        back = read(tmp_path / "a.csv")
        starts = [float(b.time_s[0]) for b in back.blocks if b.after_gap]
        ends = [gap.end_s for gap in back.description.gaps]
        lost = [float(b.time_s[0]) for b in heard.blocks if b.after_gap]
        assert len(lost) >= CYCLES
        np.testing.assert_allclose(ends, lost, atol=2e-6)
        np.testing.assert_allclose(starts, lost, atol=2e-6)
        assert len(back.to_frame()) == heard.samples
        # The capture, replayed, is the recording to the bit.
        replayed = np.concatenate(
            [b.time_s for b in decode_capture(read_capture(capture.path), quick).blocks]
        )
        np.testing.assert_array_equal(replayed, np.concatenate([b.time_s for b in heard.blocks]))
        events = (tmp_path / "a.capture.jsonl").read_text()
        assert events.count("link_lost") == CYCLES
        assert events.count("link_up") == CYCLES + 1

    run(test())
