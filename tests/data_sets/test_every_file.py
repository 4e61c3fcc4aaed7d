"""Real recordings with exercises that they don't show: a result or an error of ours, never another's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.every_file import escaped, exercise_ids


@pytest.mark.parametrize("sensor", [1, 2, 3])
def test_a_trunk_trial_is_followed_as_any_exercise(data: Path, sensor: int) -> None:
    """After a hang (E1) windows once reached back beyond what was remembered: an IndexError, or shifted samples."""
    path = data / "trunkyxl" / "807_pp15" / "QSM_20230116095407" / "R" / "Back" / f"Sensor {sensor}.csv"
    runs, found = escaped(path, exercise_ids())
    assert runs > 0
    assert found == []
