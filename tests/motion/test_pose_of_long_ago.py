"""A recording in which the only fitting stillness was brief and long ago is reported as one, and ends nothing."""

from __future__ import annotations

import numpy as np
import pytest

import sensortrack
from sensortrack.records import Recording

RATE_HZ = 25.0


def leaned_once(still_s: float, minutes: float) -> Recording:
    """Upright; once face down for so long; then upright again, rocking from side to side, and never still."""
    time_s = np.arange(0.0, 60.0 * minutes, 1.0 / RATE_HZ)
    lean_deg = np.interp(time_s, [0, 5, 7, 7 + still_s, 9 + still_s], [0, 0, 80, 80, 0])
    rock_deg = 6.0 * np.sin(2.0 * np.pi * 0.7 * time_s) * (time_s > 10 + still_s)
    lean, rock = np.radians(lean_deg), np.radians(rock_deg)
    noise = np.random.default_rng(1).normal(0.0, 0.02, (len(time_s), 3))
    acc = 9.81 * np.column_stack([np.cos(lean), np.sin(rock), -np.sin(lean)]) + noise
    gyr = np.column_stack(
        [np.zeros(len(time_s)), -np.gradient(lean_deg, time_s), np.gradient(rock_deg, time_s)]
    )
    return Recording.from_arrays(
        time_s, acc, gyr, units={"acc": "m/s2", "gyr": "deg/s"}, rate_hz=RATE_HZ, frame="body"
    )


@pytest.mark.parametrize("still_s", [1.0, 1.6])
@pytest.mark.parametrize("minutes", [2.0, 6.0])
def test_a_brief_stillness_that_is_forgotten_by_the_end_gives_a_result(
    still_s: float, minutes: float
) -> None:
    result = sensortrack.analyse(leaned_once(still_s, minutes), "E2")
    assert result.summary.repetitions == 0
    assert result.summary.why is not None
