"""The recordings that ship: simulated, small, made by the command that they name, and found for what they are."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import sensortrack
from sensortrack.data_files import data_folder
from tests.conftest import Ended

FOLDER = data_folder("recordings")
FILES = sorted(FOLDER.glob("*.csv"))
NAMES = [f.stem for f in FILES]


def outcome(name: str, rule: str) -> str:
    result = sensortrack.analyse(sensortrack.read(FOLDER / f"{name}.csv"))
    return next(f.outcome for f in result.findings if f.rule == rule)


def test_there_is_one_ordinary_set_for_each_exercise_and_a_handful_of_telling_ones() -> None:
    assert {f"E{k}_ordinary" for k in range(1, 12)} < set(NAMES)
    assert 4 <= len([n for n in NAMES if not n.endswith("_ordinary")]) <= 6


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_recording_is_small_says_that_it_is_simulated_and_has_its_truth(file: Path) -> None:
    assert file.stat().st_size < 700_000
    sidecar = json.loads(file.with_suffix(".json").read_text())
    assert sidecar["truth"]["simulated"] is True
    assert sidecar["device"]["simulated"] is True
    assert sidecar["written_by"].startswith("sensortrack simulate")


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_the_command_that_it_names_makes_the_same_bytes(
    file: Path, run: Callable[..., Ended], tmp_path: Path
) -> None:
    command = shlex.split(json.loads(file.with_suffix(".json").read_text())["written_by"])
    assert run(*command[1:], "--output", tmp_path / file.name).code == 0
    assert (tmp_path / file.name).read_bytes() == file.read_bytes()


@pytest.mark.parametrize("name", [n for n in NAMES if n not in ("E1_ordinary", "E5_ordinary", "E6_gaps")])
def test_the_repetitions_of_the_truth_are_found(name: str) -> None:
    recording = sensortrack.read(FOLDER / f"{name}.csv")
    truth = recording.description.truth
    assert truth is not None
    expected = sum(a["outcome"] == "repetition" for a in truth["attempts"])
    assert sensortrack.analyse(recording).summary.repetitions == expected


def test_telling_recordings_show_what_their_names_say() -> None:
    assert outcome("E6_jerky", "G1") == "fail"
    assert outcome("E6_ordinary", "G1") == "pass"
    assert outcome("E3_holds_over_the_limit", "E3.hold") == "fail"
    assert outcome("E8_twelve_repetitions", "E8.count") == "fail"
    gaps = sensortrack.analyse(sensortrack.read(FOLDER / "E6_gaps.csv")).recording.gaps
    assert [round(g.end_s - g.start_s, 1) for g in gaps] == [0.2, 1.5]


def test_a_hang_is_measured_and_has_no_repetitions() -> None:
    result = sensortrack.analyse(sensortrack.read(FOLDER / "E1_ordinary.csv"))
    assert result.summary.repetitions == 0
    assert result.summary.measures["sway_rms_deg"].valid
    assert outcome("E1_ordinary", "E1.passive") == "not_judged"  # standing under the bar looks the same


def test_a_head_raise_hardly_shows_and_is_not_passed() -> None:
    assert outcome("E5_ordinary", "E5.count") == "not_judged"


def test_the_script_that_makes_them_names_every_recording() -> None:
    script = FOLDER / "make"
    if os.name == "nt" or not script.exists():
        pytest.skip("the script stands in a checkout and needs a POSIX shell")
    made = subprocess.run(["grep", "-c", "^set E", str(script)], capture_output=True, text=True, check=True)
    assert int(made.stdout) == len(FILES)
