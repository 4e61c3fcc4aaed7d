"""Which shaking is walking: steps, which go on; not a burst of coughs, whose running mean takes two seconds to fade."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensortrack.motion.counting.shake import Shake
from sensortrack.motion.counting.stepping import Stepping
from sensortrack.records import FloatArray

RATE_HZ = 100.0
GRAVITY_MS2 = 9.80665


def shaken_ms2(jolts_s: Sequence[float], jolt_ms2: float, wide_s: float, lasting_s: float) -> FloatArray:
    """The shake after each sample of a person who stands, and is jolted up at these times."""
    time_s = np.arange(round(lasting_s * RATE_HZ)) / RATE_HZ
    up = GRAVITY_MS2 + sum(jolt_ms2 * np.exp(-(((time_s - at_s) / wide_s) ** 2)) for at_s in jolts_s)
    acc = np.column_stack([np.zeros_like(time_s), np.zeros_like(time_s), up])
    shake = np.empty(len(acc))
    Shake(RATE_HZ).feed(acc, shake)
    return shake


def answers(shake_ms2: FloatArray) -> set[str]:
    """What is answered while the pelvis turns about other axes than the exercise's."""
    stepping = Stepping(1.0 / RATE_HZ, can_tell=True, has_axis=True)
    return {stepping.watch(1.0, 3.0, float(shake)) for shake in shake_ms2}


@settings(max_examples=40, deadline=None)
@given(
    pulses=st.integers(1, 3),
    apart_s=st.floats(0.35, 0.45),
    jolt_ms2=st.floats(15.0, 40.0),
    wide_s=st.floats(0.05, 0.08),
)
def test_a_burst_of_coughs_is_no_walking_though_it_shakes_as_long_as_steps(
    pulses: int, apart_s: float, jolt_ms2: float, wide_s: float
) -> None:
    shake = shaken_ms2([5.0 + apart_s * k for k in range(pulses)], jolt_ms2, wide_s, 12.0)
    assert answers(shake) == {""}


@pytest.mark.parametrize("steps_a_second", [1.0, 1.4, 1.9, 2.6])
@pytest.mark.parametrize("jolt_ms2", [8.0, 14.0])
def test_steps_that_go_on_are_walking(steps_a_second: float, jolt_ms2: float) -> None:
    shake = shaken_ms2(
        [2.0 + k / steps_a_second for k in range(round(7.0 * steps_a_second))], jolt_ms2, 0.08, 10.0
    )
    assert "steps" in answers(shake)
