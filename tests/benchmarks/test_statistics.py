"""The benchmark's intervals against published values and against what they are meant to cover."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.accuracy.statistics import percentile, percentile_interval, poisson, sign_test, wilson


def test_wilson_gives_the_published_examples() -> None:
    # Newcombe 1998, Statistics in Medicine 17:857–872, table I, method 3.
    for count, of, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)):
        assert wilson(count, of) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_within_0_and_1(counts: tuple[int, int]) -> None:
    low, high = wilson(*counts)
    assert 0.0 <= low <= counts[0] / counts[1] + 1e-12
    assert counts[0] / counts[1] - 1e-12 <= high <= 1.0


def test_the_interval_of_a_count_is_the_published_one() -> None:
    # Garwood 1936, Biometrika 28:437–442.
    for count, low, high in ((0, 0.0, 3.689), (1, 0.025, 5.572), (5, 1.623, 11.668), (10, 4.795, 18.390)):
        assert poisson(count) == pytest.approx((low, high), abs=1e-3)


def test_paired_changes_are_beyond_chance_as_coins_are() -> None:
    assert sign_test(5, 0) == pytest.approx(1 / 32)
    assert sign_test(0, 0) == 1.0
    assert sign_test(8, 2) == pytest.approx((45 + 10 + 1) / 1024)
    assert sign_test(2, 8) > 0.9


def test_of_nothing_nothing_is_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert np.isnan(percentile(np.array([np.nan])))
    assert np.isnan(percentile_interval([np.array([])])[0])


def test_the_interval_of_a_percentile_covers_it_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(1)
    truth = 1.959964  # 95th percentile of the absolute value of a standard normal
    covered = 0
    for k in range(60):
        low, high = percentile_interval([rng.standard_normal(10) for _ in range(100)], seed=k)
        covered += low <= truth <= high
    assert covered >= 51  # 57 expected of 60; fewer than 51 would be a chance of 1 in 100


def test_sets_whose_errors_go_together_make_the_interval_wider() -> None:
    rng = np.random.default_rng(2)
    alone = [rng.standard_normal(10) for _ in range(100)]
    together = [np.full(10, rng.standard_normal()) for _ in range(100)]
    widths = [high - low for low, high in map(percentile_interval, (alone, together))]
    assert widths[1] > 1.5 * widths[0]
