"""What is a repetition, recognised by amplitude and time beside those that were done before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensortrack.motion.counting.repetition_rule import RepetitionRule
from tests.motion.ours import REPETITION

SWAY_DEG = 0.1


def after(*done: tuple[float, float], expected_deg: float = 25.0) -> RepetitionRule:
    """A rule that has seen these repetitions: amplitude in deg, time above half of it in s."""
    rule = RepetitionRule(expected_deg, 2.5, REPETITION)
    for amplitude_deg, raised_s in done:
        assert rule.decide(amplitude_deg, raised_s, SWAY_DEG)
    return rule


def test_a_slow_person_who_turns_back_early_has_done_no_repetition() -> None:
    slow = after((25.0, 6.0), (24.0, 6.5), (26.0, 5.5))
    assert slow.decide(8.0, 2.0, SWAY_DEG) is False


def test_as_long_a_movement_is_one_of_a_person_who_is_quick() -> None:
    quick = after((25.0, 2.4), (24.0, 2.0), (26.0, 2.2))
    assert quick.decide(8.0, 2.0, SWAY_DEG) is True


def test_a_small_movement_that_lasts_as_long_as_usual_is_a_repetition() -> None:
    assert after((25.0, 6.0), (24.0, 6.5)).decide(8.0, 5.0, SWAY_DEG) is True


def test_a_repetition_without_its_hold_counts_at_half_the_usual_amplitude() -> None:
    assert after((25.0, 6.0), (25.0, 6.0)).decide(14.0, 1.5, SWAY_DEG) is True


@given(
    st.lists(st.tuples(st.floats(20.0, 30.0), st.floats(0.5, 12.0)), min_size=1, max_size=9),
    st.floats(3.0, 60.0),
    st.floats(0.1, 20.0),
)
def test_who_goes_further_or_longer_is_never_counted_less(
    done: list[tuple[float, float]], amplitude_deg: float, raised_s: float
) -> None:
    if not after(*done).decide(amplitude_deg, raised_s, SWAY_DEG):
        return
    assert after(*done).decide(amplitude_deg, raised_s * 1.5, SWAY_DEG)
    if amplitude_deg * 1.1 <= 50.0:
        assert after(*done).decide(amplitude_deg * 1.1, raised_s, SWAY_DEG)


@pytest.mark.parametrize("raised_s", [0.5, REPETITION.long_s, 8.0])
def test_what_is_below_the_least_amplitude_is_none(raised_s: float) -> None:
    assert after((25.0, raised_s)).decide(2.4, raised_s, SWAY_DEG) is False


def test_three_movements_of_one_size_are_repetitions_however_large_the_person_makes_them() -> None:
    rule = RepetitionRule(12.0, 3.0, REPETITION)
    assert [rule.decide(a, 4.0, SWAY_DEG) for a in (41.0, 39.0, 42.0)] == [None, None, None]
    assert rule.settle(final=False) == [True, True, True]
    assert rule.decide(40.0, 4.0, SWAY_DEG) is True


def test_who_sits_down_once_has_done_no_repetition() -> None:
    rule = RepetitionRule(12.0, 3.0, REPETITION)
    assert rule.decide(80.0, 4.0, SWAY_DEG) is None
    assert rule.settle(final=True) == [False]


def test_what_was_too_large_before_the_first_repetition_stays_none() -> None:
    rule = RepetitionRule(12.0, 3.0, REPETITION)
    assert rule.decide(80.0, 4.0, SWAY_DEG) is None
    assert rule.decide(13.0, 4.0, SWAY_DEG) is True
    assert rule.settle(final=False) == [False]


@pytest.mark.parametrize("done", [(), ((25.0, 3.0), (24.0, 2.8))])
def test_what_is_over_in_less_than_a_second_is_none_before_the_first_one_and_after(
    done: tuple[tuple[float, float], ...],
) -> None:
    quick, slow = after(*done), after(*done)
    assert quick.decide(25.0, 0.5, SWAY_DEG, took_s=0.9) is False
    assert slow.decide(25.0, 0.5, SWAY_DEG, took_s=1.1) is True
    assert quick.reference_deg == after(*done).reference_deg  # nor does it tell what is usual


def test_a_jolt_of_another_size_doesnt_wait_to_become_a_repetition() -> None:
    rule = after()
    assert [rule.decide(8.0, 0.4, SWAY_DEG, took_s=0.7) for _ in range(4)] == [False] * 4
    assert rule.settle(final=True) is None


@given(first=st.floats(76.0, 250.0), like_it=st.floats(0.9, 1.1))
def test_movements_that_go_further_than_one_posture_reaches_are_no_repetitions_though_they_agree(
    first: float, like_it: float
) -> None:
    rule = RepetitionRule(25.0, 2.5, REPETITION)
    for amplitude_deg in (first, first * like_it, first):
        if not rule.decide(max(amplitude_deg, 76.0), 3.0, SWAY_DEG):
            rule.settle(final=False)
    assert not rule.has_begun
