"""What is left of a set is what was asked for less what was confirmed; at the limit of the session the set ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensortrack.records import SetEnd, Side
from sensortrack.session.coach.repetitions_left import Counts


def counts(
    wanted: int | None = 3,
    most: int | None = None,
    *,
    two_sided: bool = False,
    before: dict[Side | None, int] | None = None,
) -> Counts:
    return Counts(two_sided=two_sided, wanted=wanted, most=most, before=before or {})


def done(counts: Counts, *sides: Side | None) -> Counts:
    for side in sides:
        counts.confirm(side)
    return counts


def test_a_set_is_over_with_its_last_repetition_and_not_before() -> None:
    set_ = counts(3)
    assert [(done(set_, None).left, set_.over()) for _ in range(3)] == [(2, None), (1, None), (0, "done")]


def test_a_movement_that_is_counted_aloud_ends_the_set_whether_it_is_confirmed_or_not() -> None:
    """A person who hears that five of five are done must not be asked for a sixth."""
    set_ = done(counts(3), None)
    set_.unconfirmed = 1
    assert (set_.total, set_.left, set_.over()) == (2, 2, None)
    set_.confirm(None)  # it was that one
    assert (set_.total, set_.left, set_.over()) == (2, 1, None)
    set_.unconfirmed = 1
    assert (set_.total, set_.left, set_.over()) == (3, 1, "done")


def test_what_is_counted_aloud_is_held_to_the_limit_of_the_session() -> None:
    set_ = done(counts(None, most=10, before={None: 4}), *[None] * 3)
    set_.unconfirmed = 2
    assert set_.over() is None
    set_.unconfirmed = 3
    assert set_.over() == "cap"


def test_the_sides_take_turns_from_the_left_on_and_each_has_its_own_count() -> None:
    set_ = counts(2, two_sided=True)
    asked = []
    while set_.over() is None:
        asked.append(set_.next_side)
        set_.confirm(set_.next_side)
    assert asked == ["left", "right", "left", "right"]
    assert (set_.total, set_.done) == (4, {"left": 2, "right": 2})


@pytest.mark.parametrize("unconfirmed", [False, True])
def test_no_side_is_named_where_one_that_was_done_is_not_known(unconfirmed: bool) -> None:
    set_ = counts(4, two_sided=True)
    if unconfirmed:
        set_.unconfirmed = 1
    else:
        set_.confirm(None)
    assert set_.next_side is None
    assert counts(4).next_side is None  # an exercise without sides


def test_more_than_asked_for_on_one_side_makes_up_for_nothing_on_the_other() -> None:
    set_ = done(counts(2, two_sided=True), "left", "left", "left")
    assert (set_.left, set_.over()) == (2, None)
    assert done(set_, None, "right").over() == "done"  # of no known side is one of either


def test_without_a_number_a_set_goes_on_whatever_is_done() -> None:
    assert done(counts(None), *[None] * 30).over() is None


def test_where_no_number_was_asked_for_none_is_left_and_no_last_one_is_announced() -> None:
    assert [counts(None, two_sided=sided).left for sided in (False, True)] == [0, 0]


def test_repetitions_of_no_known_side_count_towards_what_both_sides_may_have_together() -> None:
    assert done(counts(9, 2, two_sided=True, before={None: 2}), None).over() is None
    assert done(counts(9, 2, two_sided=True, before={None: 2}), None, None).over() == "cap"


def test_what_was_done_in_earlier_sets_counts_towards_the_limit() -> None:
    assert done(counts(8, 10, before={None: 7}), None, None).over() is None
    assert done(counts(8, 10, before={None: 7}), None, None, None).over() == "cap"


def test_one_side_at_its_limit_waits_for_the_other_and_beyond_it_the_set_ends() -> None:
    def after(*sides: Side) -> SetEnd | None:
        return done(counts(9, 10, two_sided=True, before={"left": 8, "right": 8}), *sides).over()

    assert after("left", "left") is None
    assert after("left", "left", "left") == "cap"
    assert after("left", "right", "left", "right") == "cap"


@given(
    st.lists(st.sampled_from(["left", "right", None]), max_size=30),
    st.integers(1, 12),
    st.integers(1, 10),
    st.dictionaries(st.sampled_from(["left", "right", None]), st.integers(0, 6)),
)
def test_a_set_of_two_sides_never_goes_on_when_both_together_are_at_the_limit(
    sides: list[Side | None], wanted: int, most: int, before: dict[Side | None, int]
) -> None:
    set_ = done(counts(wanted, most, two_sided=True, before=before), *sides)
    all_done = sum(before.values()) + len(sides)
    one = max(before.get(s, 0) + sides.count(s) for s in ("left", "right"))
    if set_.over() == "cap":
        assert all_done >= 2 * most or one > most
    elif set_.over() is None:
        assert all_done < 2 * most
        assert one <= most
    assert set_.total == len(sides)
