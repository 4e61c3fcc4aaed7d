"""The interval between samples from their time stamps, however they jitter, and by whichever loops."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensortrack.records import FloatArray, combs, rates


def plain_python() -> ModuleType:
    """The loops as they stand in their source."""
    source = Path(combs.__file__).with_name("combs.py")
    spec = importlib.util.spec_from_file_location("sensortrack.records.plain_combs", source)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def stamps(seed: int, samples: int, jitter: float, lost: float, pause_s: float) -> FloatArray:
    rng = np.random.default_rng(seed)
    time_s = (np.arange(samples) + rng.uniform(-jitter, jitter, samples)) / 100.0
    time_s[samples // 2 :] += pause_s
    there: FloatArray = np.sort(time_s[rng.random(samples) >= lost])
    return there


@settings(max_examples=20)
@given(
    seed=st.integers(0, 2**32 - 1),
    samples=st.integers(60, 900),
    jitter=st.sampled_from([0.1, 0.3, 0.45, 2.0]),
    lost=st.sampled_from([0.0, 0.1, 0.5]),
    pause_s=st.sampled_from([0.0, 0.5, 30.0]),
)
def test_plain_python_gives_the_same_intervals_to_the_bit(
    seed: int, samples: int, jitter: float, lost: float, pause_s: float
) -> None:
    time_s = stamps(seed, samples, jitter, lost, pause_s)
    compiled = rates.local_intervals(time_s)
    plain = plain_python()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rates, "lay", plain.lay)
        patch.setattr(rates, "find_lines", plain.find_lines)
        assert np.array_equal(rates.local_intervals(time_s), compiled, equal_nan=True)


@given(
    seed=st.integers(0, 2**32 - 1),
    jitter=st.sampled_from([0.0, 0.3, 3.0]),
    lost=st.sampled_from([0.0, 0.3, 0.8]),
    count=st.integers(129, 257),
)
def test_what_is_a_pause_is_told_by_the_median_of_the_steps(
    seed: int, jitter: float, lost: float, count: int
) -> None:
    time_s = stamps(seed, 4 * count, jitter, lost, 0.0)
    steps = np.diff(time_s)[: len(time_s) // 2 * 2 - 2].reshape(2, -1)
    usual = steps <= 4.0 * np.median(steps, axis=1, keepdims=True)
    expected = (steps * usual).sum(axis=1) / usual.sum(axis=1)
    assert np.array_equal(rates._usual_step(steps), expected)
    assert rates._usual_step(np.zeros((1, 255)))[0] == 0.0


@pytest.mark.parametrize("jitter", [0.05, 0.25, 0.38])
@pytest.mark.parametrize("lost", [0.0, 0.1])
def test_stretches_tell_the_interval_however_their_stamps_jitter(jitter: float, lost: float) -> None:
    found = rates.local_intervals(stamps(5, 6000, jitter, lost, 0.0))
    known = found[~np.isnan(found)]
    assert len(known) > 0.8 * len(found)
    assert float(np.median(known)) == pytest.approx(0.01, rel=2e-3)
