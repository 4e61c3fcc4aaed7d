"""Walking and daily living of people, with an exercise declared that they don't do."""

from __future__ import annotations

from pathlib import Path

import sensortrack
from sensortrack.language import in_english


def false_repetitions(files: list[Path], exercise: str) -> tuple[int, float]:
    count, minutes = 0, 0.0
    for file in files:
        result = sensortrack.analyse(sensortrack.read(file), exercise=exercise)
        count += result.summary.repetitions
        minutes += result.recording.duration_s / 60.0
    return count, minutes


def test_walking_upright_gives_no_repetition_of_a_lying_exercise(data: Path) -> None:
    files = sorted((data / "mobgap_lumbar_gait").glob("data_csv/**/*.csv"))
    assert files
    for exercise in ("E4", "E6", "E7", "E8"):
        assert false_repetitions(files, exercise)[0] == 0, exercise


def test_the_reason_is_the_posture(data: Path) -> None:
    file = min((data / "mobgap_lumbar_gait").glob("data_csv/**/*.csv"))
    why = sensortrack.analyse(sensortrack.read(file), exercise="E6").summary.why
    assert why is not None
    assert "expected lying on the back, found standing or sitting" in in_english(why)


def test_mobgap_recordings_are_read_in_the_body_frame(data: Path) -> None:
    for file in sorted((data / "mobgap_lumbar_gait").glob("data_csv/**/*.csv")):
        frame = sensortrack.read(file).to_frame()
        assert 8.5 < frame["acc_x"].mean() < 10.5


def test_daily_living_gives_few_repetitions_of_an_exercise_in_another_posture(data: Path) -> None:
    files = sorted((data / "mobgap_lumbar_gait").glob("data_csv/**/*.csv"))
    for exercise in ("E9", "E10", "E11"):
        count, minutes = false_repetitions(files, exercise)
        assert count <= 2.0 * minutes, exercise
