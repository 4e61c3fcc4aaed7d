"""The bar hang: what moves before it is getting onto the bar, never an attempt."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import sensortrack
from sensortrack.records import Recording

RATE_HZ = 50.0
STILL_S = 6.0


@settings(max_examples=12, deadline=None)
@given(
    bends=st.lists(st.tuples(st.floats(12.0, 60.0), st.floats(1.6, 3.0)), min_size=2, max_size=6),
    pauses_s=st.lists(st.floats(0.0, 8.0), min_size=1, max_size=3),
    swing_deg=st.floats(0.0, 10.0),
)
def test_whoever_moves_before_the_hang_hangs_all_the_same(
    bends: list[tuple[float, float]], pauses_s: list[float], swing_deg: float
) -> None:
    """Bends before the first stillness once made the hang an exercise with repetitions, without its own measures."""
    parts = [
        size_deg * 0.5 * (1.0 - np.cos(np.linspace(0.0, 2 * np.pi, round(s * RATE_HZ))))
        for size_deg, s in bends
    ]
    for pause_s in pauses_s:
        swing = swing_deg * np.sin(np.linspace(0.0, 8 * np.pi, round(12.0 * RATE_HZ)))
        parts += [np.zeros(round((STILL_S + pause_s) * RATE_HZ)), swing]
    parts.append(np.zeros(round(STILL_S * RATE_HZ)))
    result = sensortrack.analyse(_leaning(np.concatenate(parts)), exercise="E1")
    assert result.attempts == ()
    assert result.summary.measures["duration_s"].value is not None
    swung = result.summary.measures["swing_deg"].value
    assert swung is not None
    assert abs(swung - swing_deg) < 1.0


@settings(max_examples=8, deadline=None)
@given(first_deg=st.floats(1.0, 9.0), second_deg=st.floats(1.0, 9.0), missing_s=st.floats(0.6, 5.0))
def test_a_hang_that_is_split_by_a_gap_has_the_widest_swing_of_both_parts(
    first_deg: float, second_deg: float, missing_s: float
) -> None:
    """The second part's measures once stood for the whole."""
    still = np.zeros(round(STILL_S * RATE_HZ))
    swing = np.sin(np.linspace(0.0, 8 * np.pi, round(12.0 * RATE_HZ)))
    whole = _leaning(np.concatenate([still, first_deg * swing, still, still, second_deg * swing, still]))
    (block,) = whole.blocks
    cut = 2 * len(still) + len(swing)
    later = block.cut(cut, len(block))
    later = replace(later, time_s=later.time_s + missing_s, after_gap=True)
    measures = sensortrack.analyse(
        replace(whole, blocks=(block.cut(0, cut), later)), exercise="E1"
    ).summary.measures
    swung, duration = measures["swing_deg"].value, measures["duration_s"]
    assert swung is not None
    assert abs(swung - max(first_deg, second_deg)) < 1.0
    assert not duration.valid
    assert duration.why is not None
    assert duration.value is not None
    assert duration.value > (len(block) - 2 * len(still)) / RATE_HZ


def _leaning(angle_deg: np.ndarray) -> Recording:
    """A sensor at the lower back, upright, that bends by those angles."""
    time_s, angle = np.arange(len(angle_deg)) / RATE_HZ, np.radians(angle_deg)
    still = np.zeros(len(angle))
    acc = 9.81 * np.column_stack([np.cos(angle), still, -np.sin(angle)])
    gyr = np.column_stack([still, -np.gradient(angle_deg) * RATE_HZ, still])
    noise = np.random.default_rng(1).normal(0.0, 0.02, acc.shape)
    return Recording.from_arrays(
        time_s, acc + noise, gyr + noise, units={"acc": "m/s2", "gyr": "deg/s"}, frame="body", rate_hz=RATE_HZ
    )
