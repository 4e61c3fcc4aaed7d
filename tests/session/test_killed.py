"""kill -9 at a hundred random moments: recording and history open, agree, and lose the last second at most."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import sensortrack
from sensortrack.history import History
from sensortrack.records import Block
from sensortrack.session.open_set import as_written
from sensortrack.session.rejudge import rejudge

from .killed_driver import PLAN, patient
from .people import CATALOGUE, check_database

HOW_MANY = 100
LOST_AT_MOST_S = 1.0
pytestmark = pytest.mark.skipif(os.name == "nt", reason="kill -9 and fork as on POSIX")


@dataclass(frozen=True)
class Line:
    at_s: float
    what: str
    file: str = ""
    samples: int = 0


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, float]]:
    folder = tmp_path_factory.mktemp("killed")
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tests.session.killed_driver", str(folder), str(HOW_MANY), "5"]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[2], env=environment, timeout=600)
    return folder, json.loads((folder / "killed.json").read_text())


@pytest.fixture(scope="module")
def sent() -> list[np.ndarray]:
    return samples_sent()


def samples_sent() -> list[np.ndarray]:
    """Of each set in turn, the specific force as the recording must have it."""
    virtual, sets = patient(), []
    for dose in PLAN.doses:
        for number in range(1, dose.series + 1):
            items = virtual.stream(CATALOGUE.exercise(dose.exercise), dose, number).items
            sets.append(np.concatenate([as_written(b).acc for b in items if isinstance(b, Block)]))
    return sets


def log_of(folder: Path) -> list[Line]:
    lines = (folder / "log").read_text().splitlines() if (folder / "log").exists() else []
    parts = [line.split() for line in lines if " " in line]  # the kill may tear the last one
    return [Line(float(p[0]), p[1], p[2], int(p[3])) if p[2:] else Line(float(p[0]), p[1]) for p in parts]


@pytest.mark.parametrize("number", range(HOW_MANY))
def test_nothing_is_lost_but_the_last_second(
    killed: tuple[Path, dict[str, float]], sent: list[np.ndarray], number: int
) -> None:
    check_killed(killed[0] / f"{number}", killed[1][f"{number}"], sent)


def check_killed(folder: Path, at: float, sent: list[np.ndarray]) -> None:
    """A session that was killed at `at` left nothing corrupt and no lock, and lost the last second at most."""
    log = log_of(folder)
    if not (folder / "history.sqlite").exists():
        assert not log
        return
    check_database(folder / "history.sqlite")
    with History(folder / "history.sqlite") as history:
        history.recover()
        sessions = history.sessions()
        assert len(sessions) == 1 or not log
        for session in sessions:
            # What was done is kept; one more may be on its way when the program is killed. Lines are spoken before
            # they are kept, so they are noted before, too: no disk delays them.
            said = [line for line in log if line.what == "Say"]
            due = sum(line.at_s < at - LOST_AT_MOST_S for line in said)
            assert due <= len(session.cues) <= len(said) + 1
            assert 0 <= len(session.answers) - sum(line.what == "TookAnswer" for line in log) <= 1
            files = {Path(s.recording) for s in session.sets if s.recording is not None}
            assert {p.name for p in folder.glob("*.csv")} <= {f.name for f in files}
            for k, done in enumerate(session.sets):
                check_recording(Path(done.recording or ""), sent[k], log, at)
            assert session.ended == (
                "complete" if any(line.what == "done" for line in log) else session.ended
            )
            assert session.ended is not None
            rejudge(session, CATALOGUE)


def test_the_moments_lie_all_over_the_session(killed: tuple[Path, dict[str, float]]) -> None:
    on = [log_of(killed[0] / f"{number}") for number in range(HOW_MANY)]
    during = [log[-1] for log in on if log and log[-1].what != "done"]
    assert len(during) > HOW_MANY // 2
    in_sets = {line.file[-8:] for line in during if line.file}
    assert in_sets == {"10_1.csv", "E9_1.csv", "E9_2.csv"}
    assert any(not line.file for line in during)


def check_recording(path: Path, sent: np.ndarray, log: list[Line], killed_at: float) -> None:
    fed = [line for line in log if line.what == "samples" and line.file == path.name]
    due = sum(line.samples for line in fed if line.at_s < killed_at - LOST_AT_MOST_S)
    if not path.exists():
        assert not fed
        return
    if not fed and not path.read_text().strip():
        return  # killed between the making of the file and its first sample
    frame = sensortrack.read(path).to_frame()
    assert len(frame) >= due
    assert len(frame) <= sum(line.samples for line in fed) + 10  # a block may be on its way to the log
    acc = frame[["acc_x", "acc_y", "acc_z"]].to_numpy()
    assert np.array_equal(acc, sent[: len(acc)])
