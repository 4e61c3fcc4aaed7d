"""Agreement of two raters or devices: the papers' own numbers, and laws that hold for any."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sensortrack.errors import UsageError
from sensortrack.study.raters import agreement, icc

LARGE_METER = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI_METER = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]
"""Peak expiratory flow, l/min: Bland and Altman 1986, Lancet i:307, table 1, the first measurements."""
FOUR_JUDGES = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
"""Shrout and Fleiss 1979, Psychol Bull 86:420, table 2."""


def test_bland_and_altmans_own_numbers_come_out() -> None:
    found = agreement(LARGE_METER, MINI_METER)
    assert found.pairs == 17
    assert (round(found.bias, 1), round(found.sd, 1)) == (-2.1, 38.8)
    assert [round(bound) for bound in found.bias_interval] == [-22, 18]
    assert found.bias - 2 * found.sd == pytest.approx(-79.7, abs=0.1)  # the paper takes 2 for 1.96
    assert found.lower == pytest.approx(found.bias - 1.96 * found.sd)
    reach = (found.lower_interval[1] - found.lower_interval[0]) / 2
    assert reach == pytest.approx((114.3 - 45.1) / 2, abs=0.1)
    assert found.upper_interval[1] - found.upper == pytest.approx(reach)
    assert str(found) == (
        "17 pairs, 0 left out: bias -2.12 (95 % -22 to 17.8), limits -78.1 to 73.9, ICC(2,1) 0.946 "
        "(95 % 0.857 to 0.98), SEM 27.4, MDC95 76"
    )


def test_shrout_and_fleisss_own_numbers_come_out() -> None:
    coefficient, interval = icc(np.array(FOUR_JUDGES, float))
    assert coefficient is not None
    assert interval is not None
    assert round(coefficient, 2) == 0.29
    assert [round(bound, 2) for bound in interval] == [0.02, 0.76]


def test_the_sem_is_what_one_measurement_errs_by_and_the_mdc_what_two_must_differ_by() -> None:
    draw = np.random.default_rng(5)
    true = draw.normal(30.0, 10.0, 40_000)
    first, second = true + draw.normal(0.0, 2.0, (2, len(true)))
    found = agreement(first, second)
    assert found.sem == pytest.approx(2.0, rel=0.02)
    assert found.mdc == pytest.approx(1.96 * math.sqrt(2) * 2.0, rel=0.02)
    assert found.icc == pytest.approx(100 / 104, rel=0.01)
    shifted = agreement(first + 3.0, second)
    assert shifted.bias == pytest.approx(found.bias + 3.0)
    assert shifted.sem == pytest.approx(math.sqrt(4.0 + 3.0**2 / 2), rel=0.02)


@settings(max_examples=30)
@given(arrays(float, st.tuples(st.integers(3, 20), st.just(2)), elements=st.floats(-1e3, 1e3, width=32)))
def test_whichever_is_first_the_agreement_is_the_same_and_the_interval_holds_the_icc(
    pairs: np.ndarray,
) -> None:
    one, two = agreement(pairs[:, 0], pairs[:, 1]), agreement(pairs[:, 1], pairs[:, 0])
    assert one.bias == pytest.approx(-two.bias)
    assert (one.sem, one.icc) == pytest.approx((two.sem, two.icc))
    assert one.lower <= one.bias <= one.upper
    if one.icc is not None and one.icc_interval is not None:
        assert one.icc <= 1.0 + 1e-9
        assert one.icc_interval[0] <= one.icc + 1e-9
        assert one.icc_interval[1] >= one.icc - 1e-9


@settings(max_examples=60)
@given(values=st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=20), raters=st.integers(2, 4))
@example(values=[18.37686981, 27.85965439, 37.75771713], raters=2)
@example(values=[0.1] * 3, raters=2)
def test_raters_who_agree_wholly_have_an_icc_of_1_or_none_where_nothing_differs(
    values: list[float], raters: int
) -> None:
    assume(np.ptp(values) == 0.0 or np.ptp(values) > 1e-6)  # below, their squares are lost beside the values
    coefficient, interval = icc(np.repeat(np.array(values)[:, None], raters, axis=1))
    if np.ptp(values) == 0.0:
        assert coefficient is None
    else:
        assert (coefficient, interval) == (1.0, (1.0, 1.0))


def test_missing_values_are_left_out_and_the_same_values_agree_wholly() -> None:
    found = agreement([1.0, 2.0, np.nan, 4.0], [1.0, 2.0, 3.0, 4.0])
    assert (found.pairs, found.left_out) == (3, 1)
    assert (found.icc, found.icc_interval, found.sem) == (1.0, (1.0, 1.0), 0.0)
    assert agreement([5.0] * 4, [5.0] * 4).icc is None
    with pytest.raises(UsageError, match="3 values and 2; expected pairs"):
        agreement([1, 2, 3], [1, 2])
    with pytest.raises(UsageError, match="2 pairs of values; expected at least 3"):
        agreement([1, 2], [1, 2])
