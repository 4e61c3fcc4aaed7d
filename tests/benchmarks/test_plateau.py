"""The angle that was truly there: its definition on a movement whose angle is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from benchmarks.accuracy.plateau import known_windows, true_amplitudes, turns
from benchmarks.accuracy.sets import sets_of, true_repetitions

TRUE = [{"start_s": 3.0, "plateau_start_s": 5.0, "plateau_end_s": 8.0, "end_s": 10.0}]
TIME_S = np.arange(1200) / 100.0


def up_of(angle_deg: np.ndarray, axis: list[float]) -> np.ndarray:
    turn = Rotation.from_rotvec(np.radians(np.outer(angle_deg, axis)))
    up: np.ndarray = turn.apply([1.0, 0.0, 0.0], inverse=True)
    return up


def there_and_back(size_deg: float) -> np.ndarray:
    return size_deg * np.interp(TIME_S, [0, 3, 5, 8, 10, 12], [0, 0, 1, 1, 0, 0])


@pytest.mark.parametrize("axis", [[0.0, -1.0, 0.0], [0.0, 1.0, 0.0]])
def test_it_is_the_angle_of_the_plateau_from_the_rest_before_it(axis: list[float]) -> None:
    up = up_of(there_and_back(20.0), axis)
    assert true_amplitudes(up, TIME_S, TRUE, axis) == pytest.approx([20.0])
    assert turns(up, TIME_S, TRUE)[0] == pytest.approx(20.0 * np.array(axis), abs=1e-9)


def test_a_sway_of_the_plateau_belongs_to_the_angle_that_was_there() -> None:
    swayed = there_and_back(20.0) + np.where((TIME_S > 5.0) & (TIME_S < 8.0), 0.7, 0.0)
    assert true_amplitudes(up_of(swayed, [0.0, -1.0, 0.0]), TIME_S, TRUE, [0.0, -1.0, 0.0]) == pytest.approx(
        [20.7]
    )


def test_without_a_hold_there_is_no_plateau_to_measure() -> None:
    true = [TRUE[0] | {"plateau_start_s": 5.0, "plateau_end_s": 5.0}]
    assert np.isnan(true_amplitudes(up_of(there_and_back(20.0), [0, -1, 0]), TIME_S, true, [0, -1, 0])).all()


def test_who_knows_the_windows_finds_the_angle_within_some_tenths_of_a_degree() -> None:
    for task in (*sets_of("simulator", "ordinary", 1, exercises=["E6"]), *sets_of("other", "ordinary", 1)):
        recording, up = task.make()
        (block,) = recording.blocks
        true = true_repetitions(recording)
        axis = {"E6": [0.0, 1.0, 0.0], "E3": [0.0, 1.0, 0.0]}[task.exercise]
        error = known_windows(recording, true) - true_amplitudes(up, block.time_s, true, axis)
        assert np.nanmedian(np.abs(error)) < 0.3
