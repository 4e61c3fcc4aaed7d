"""Seated flexion-extensions of people, measured at L4/5, against events found on another sensor (C7)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sensortrack
from sensortrack.analysis import Result
from sensortrack.records import Attempt, Recording
from tests.simulated import repetitions

MATCH_S = 0.6
CLEAR_FLEXION_DEG = 10.0
UPSIDE_DOWN = {"sensor_to_body": [[-1, 0, 0], [0, 1, 0], [0, 0, -1]]}
"""How the study wore its sensors: x down, y right, z backward."""

NOT_COUNTABLE = {
    "807_pp15/QSM_20230116095408": "the pelvis flexes by 4 to 9° only",
    "807_pp15/QSM_20230116095507": "the pelvis flexes by 9° only, and the sensor slips by 40° at 14 s",
    "807_pp15/QSM_20230116095612": "the sensor isn't fixed: it turns by 300° in all",
    "807_pp15/QSM_20230116095745": "the pelvis flexes by 7 to 9° only",
}
"""Trials with reference events in which the flexions can't all be found at L4/5, and why."""


def events(data: Path) -> pd.DataFrame:
    return pd.read_csv(data / "trunkyxl" / "reference_events_from_C7_sensor.csv")


def worn(data: Path, name: str, calibration: dict[str, Any] = UPSIDE_DOWN) -> Recording:
    recording = sensortrack.read(data / "trunkyxl" / name / "R" / "Back" / "Sensor 3.csv")
    return recording.described(calibration=calibration)


def trial(data: Path, name: str) -> Result:
    return sensortrack.analyse(worn(data, name), exercise="E10")


def covers(attempt: Attempt, t_s: float) -> bool:
    return attempt.start_s < t_s < attempt.end_s and abs(attempt.peak_s - t_s) < MATCH_S


def test_three_flexions_are_found_at_their_times_and_nothing_else_is_taken_for_one(data: Path) -> None:
    reference = events(data)
    countable = sorted(set(reference.trial) - set(NOT_COUNTABLE))
    assert len(countable) == 11
    for name in countable:
        flexions = reference[(reference.trial == name) & (reference.event == "flexion")].t_s
        found = repetitions(trial(data, name))
        assert len(found) == len(flexions) == 3, name
        assert all(covers(a, t) for a, t in zip(found, flexions, strict=True)), name


@pytest.mark.parametrize("name", sorted(NOT_COUNTABLE))
def test_where_the_pelvis_hardly_flexes_or_the_sensor_slips_fewer_are_found_never_more(
    data: Path, name: str
) -> None:
    result = trial(data, name)
    reference = events(data)
    flexions = reference[(reference.trial == name) & (reference.event == "flexion")].t_s
    found = repetitions(result)
    assert len(found) <= 3, NOT_COUNTABLE[name]
    for attempt in found:
        assert any(covers(attempt, t) for t in flexions), NOT_COUNTABLE[name]
    if not found:
        assert result.summary.why is not None


def test_neither_side_bends_nor_rotations_are_taken_for_flexions(data: Path) -> None:
    reference = events(data)
    for name in sorted(set(reference.trial)):
        others = reference[(reference.trial == name) & (reference.event != "flexion")]
        for attempt in repetitions(trial(data, name)):
            inside = others[(others.t_s > attempt.start_s + 0.2) & (others.t_s < attempt.end_s - 0.2)]
            assert inside.empty, (name, attempt.start_s, attempt.end_s)


def test_flexions_are_found_without_knowing_the_mounting(data: Path) -> None:
    reference = events(data)
    exact = 0
    names = sorted(set(reference.trial) - set(NOT_COUNTABLE))
    for name in names:
        file = data / "trunkyxl" / name / "R" / "Back" / "Sensor 3.csv"
        result = sensortrack.analyse(sensortrack.open_recording(file), exercise="E10")
        exact += result.summary.repetitions == 3
    assert exact >= 0.7 * len(names)


def test_long_trials_without_events_are_analysed_and_say_what_they_found(data: Path) -> None:
    files = sorted((data / "trunkyxl").glob("807_pp15/*/R/Back/Sensor 3.csv"))
    referenced = set(events(data).trial)
    long = [f for f in files if str(f.relative_to(data / "trunkyxl").parents[2]) not in referenced]
    assert len(long) == 4
    for file in long:
        document = sensortrack.analyse(sensortrack.read(file), exercise="E10").to_dict()
        assert document["recording"]["duration_s"] > 100
        assert all(np.isfinite(a["start_s"]) for a in document["attempts"])
