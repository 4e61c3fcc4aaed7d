"""What all tests share: the recordings of people, and the command line run in this process."""

from __future__ import annotations

import os
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


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: what waits for a terminal, a page or a sensor leaves a core idle."""
    return (os.cpu_count() or 1) + 1


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
