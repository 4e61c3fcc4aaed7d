"""What all tests share: the recordings of people, and the command line run in this process."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

# No test is timed: the machines are noisy.
# A gate draws the same each time; everywhere else each run draws anew.
settings.register_profile("untimed", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("untimed")


MEMORY = Path("/dev/shm")
"""Where Linux keeps files in memory. The tests' own folders lie there: a session waits for the disk some hundred times,
which takes longer than all that it computes, and no test can see whether a file would outlive a loss of power."""
ENOUGH_BYTES = 4 * 1024**3
"""Room that must be free there; the suite's folders take less than 1 GB, and a container often has 64 MB."""


def pytest_configure(config: pytest.Config) -> None:
    """Where the tests' files lie, and what Python compiled."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    cache = getattr(config, "cache", None)  # none where pytest runs without its cache
    if sys.dont_write_bytecode and cache is not None:
        # Nothing is to be written beside the sources. Without a cache each of some hundred processes would compile
        # numpy, pandas, and these tests for itself.
        sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(cache.mkdir("pycache"))
        sys.dont_write_bytecode = False
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


LONG = (
    "tests/app/test_in_the_browser.py",
    "tests/cli/test_session_keys.py",
    "tests/session/test_sensor.py",
    "tests/session/test_killed.py",
    "tests/cli/test_session.py",
    "tests/session/test_timeline.py",
    "tests/app/test_waking.py",
    "tests/cli/test_sensor_commands.py",
    "tests/devices/test_clock_faults.py",
    "tests/cli/test_commands.py",
)
"""The files that take longest, 25 s to 150 s each on a machine that does nothing else.

The longest are first, but for one of the two with a browser: they would slow each other.
"""
WAITING = (
    *(f"tests/{room}/" for room in ("app", "ble", "recorder")),
    "tests/session/test_stop_first.py",
    "tests/session/test_system_voice.py",
)
"""Tests that mostly wait: for a page, a sensor, a disk, a terminal."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files are begun first, so that none is left to run alone while all other workers have ended.

    Of the others those that wait are spread evenly among those that compute: side by side they would leave cores idle.
    """
    files = list(dict.fromkeys(item.nodeid.partition("::")[0] for item in items))
    waiting = [file for file in files if file not in LONG and file.startswith(WAITING)]
    computing = [file for file in files if file not in LONG and file not in waiting]
    place = {file: k / len(some) for some in (waiting, computing) for k, file in enumerate(some)}
    place |= {file: k - len(LONG) for k, file in enumerate(LONG)}
    items.sort(key=lambda item: place[item.nodeid.partition("::")[0]])


def pytest_xdist_auto_num_workers() -> int:
    """Two processes more than there are cores: about half of the suite's time is spent in waiting for something."""
    return (os.cpu_count() or 1) + 2


def shared_data() -> Path | None:
    """The folder of the shared recordings, if there is one."""
    folder = os.environ.get("SENSORTRACK_DATA")
    return Path(folder) if folder else None


@pytest.fixture
def data() -> Path:
    """The shared recordings of people; skips where they aren't at hand, fails where they must be."""
    folder = shared_data()
    if folder is None or not folder.is_dir():
        why = "SENSORTRACK_DATA doesn't name the folder of the shared recordings"
        if os.environ.get("SENSORTRACK_DATA_REQUIRED"):
            pytest.fail(why)
        pytest.skip(why)
    return folder


class Ended(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """`sensortrack` as it is called: arguments in; exit code, stdout and stderr out."""
    from sensortrack.cli import main

    def call(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["sensortrack", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else 1
        out, err = capfd.readouterr()
        return Ended(code, out, err)

    return call
