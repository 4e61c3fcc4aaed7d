"""Ctrl-C, in each state of the link: nothing is left over, and the sensor is free again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import sensortrack
from sensortrack.errors import FileIOError
from sensortrack.files import read
from sensortrack.records import Block
from sensortrack.sources.ble import LinkState, Radio, SourceItem
from sensortrack.sources.emulator import ProfileSensor

from .live import LISTENING, QUICK, Heard, open_files, run, source_for, tasks_left, witmotion
from .worlds import World

STATES: list[LinkState] = [
    "scanning",
    "found",
    "connecting",
    "setting_up",
    "streaming",
    "lost",
    "silent",
    "waiting",
]


@pytest.mark.parametrize("state", STATES)
def test_an_interrupt_leaves_nothing_over(world: World, state: LinkState) -> None:
    async def test() -> None:
        sensor = witmotion()
        async with world.of(sensor) as radio:
            # The first connection of a loop makes bleak's own D-Bus connection, which stays.
            await _until("streaming", sensor, radio)
            files = open_files()
            heard = await _until(state, sensor, radio)
            assert heard.states[-1] == "stopped"
            await heard.until(
                lambda _: not sensor.connected
            )  # BlueZ may still be at what it was asked for last
            assert open_files() <= files
            left = [name for name in tasks_left() if "BlueZ" not in name]
            assert not left

    run(test())


async def _until(state: LinkState, sensor: ProfileSensor, radio: Radio) -> Heard:
    """Start a source, bring it into a state, and cancel it there."""
    sensor.come_back()
    heard = Heard()
    policy = LISTENING if state == "silent" else QUICK
    task = asyncio.create_task(source_for(radio, policy=policy).run(heard))
    later: dict[LinkState, Callable[[], None]] = {
        "lost": sensor.vanish,
        "waiting": sensor.vanish,
        "silent": lambda: setattr(sensor, "mute", True),
    }
    if state in later:
        await heard.until_samples(4)
        later[state]()
    await heard.until_state(state)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    sensor.mute = False
    return heard


def test_a_sink_that_fails_ends_the_source_and_frees_the_sensor(world: World) -> None:
    """A full disk, say: it is reported at once, and the sensor isn't left connected."""

    async def test() -> None:
        sensor = witmotion()
        taken = 0

        def full(item: SourceItem) -> None:
            nonlocal taken
            taken += 1
            if isinstance(item, Block):
                raise FileIOError("no room")

        async with world.of(sensor) as radio:
            with pytest.raises(FileIOError, match="no room"):
                await source_for(radio).run(full)
            assert not sensor.connected
        assert 0 < taken < 20

    run(test())


PROGRAM = """
import asyncio, signal, sys
from pathlib import Path
from sensortrack.devices import load_profile
from sensortrack.recorder import CaptureRecorder, Recorder, RecordingSink
from sensortrack.sources.ble import BleSource
from sensortrack.sources.emulator import Air, ProfileSensor, emulated_radio

# A shell's background job is born deaf to Ctrl-C, and so are the programs that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

async def main():
    profile = load_profile("witmotion_ble5")
    settings = profile.settings()
    source = BleSource(profile, settings, radio=emulated_radio(Air([ProfileSensor(profile, settings)])))
    where = Path(sys.argv[1])
    with (
        Recorder(where / "a.csv", source.description()) as recording,
        CaptureRecorder(where / "a.capture.jsonl", source.capture_header) as capture,
    ):
        keep = RecordingSink(recording, capture, source.description)
        def sink(item):
            keep(item)
            if recording.samples:
                print(recording.samples, flush=True)
        await source.run(sink)

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_keeps_what_was_recorded(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", PROGRAM, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(sensortrack.__file__).parents[1],
        env={**os.environ, "PYTHONPATH": str(Path(sensortrack.__file__).parents[1])},
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= 40:
                break
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert "KeyboardInterrupt" in err
    assert "Warning" not in err
    last = int(out.split()[-1]) if out.split() else 40
    assert len(read(tmp_path / "a.csv").to_frame()) >= last
    assert (tmp_path / "a.capture.jsonl").read_text().endswith("}\n")
