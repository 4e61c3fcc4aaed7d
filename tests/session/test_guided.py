"""The coach of what the sensor sees, through one movement: the hold, its seconds, the way back, and the alarms."""

from __future__ import annotations

import pytest

from sensortrack.protocol.plan import Dose
from sensortrack.records import Event
from sensortrack.session.coach import Coach
from sensortrack.session.coach.base import QUIET_S, SECOND_LATE_S
from sensortrack.session.coach.guided import GIVEN_UP_S, PLAIN_HOLD_S, UNHEEDED_S
from sensortrack.session.coach.pause_offer import OFFERED_AFTER_S, PAUSE_LINE
from sensortrack.session.limits_live import live_limits

from ..protocol.hand import rep
from .people import CATALOGUE
from .test_coaches import BRIDGE, begun, key, said

OUT_S, HOLD_S = 20.0, 22.0


def phase(coach: Coach, t_s: float, kind: str) -> None:
    coach.take(t_s, 0.0, [Event(t_s, "phase", kind, size=20.0)])


def in_a_hold(dose: Dose) -> Coach:
    """Out since 20 s, in the hold since 22 s."""
    made = begun(dose)
    phase(made, OUT_S, "out")
    phase(made, HOLD_S, "hold")
    return made


def test_a_movement_out_is_no_hold_and_is_named_only_after_long_silence() -> None:
    made = begun(BRIDGE)
    phase(made, OUT_S, "out")
    assert made.due(OUT_S + 1.1, 1.0) is None  # no second of a hold
    assert made.due(OUT_S + QUIET_S - 0.1, QUIET_S - 0.1) is None
    assert key(made.due(OUT_S + QUIET_S, QUIET_S)) == "coach.go_on"


def test_a_hold_is_asked_for_once_and_its_seconds_are_said_in_their_moment_or_not_at_all() -> None:
    made = in_a_hold(BRIDGE)
    assert key(said(made, HOLD_S + 0.1)) == "breath.hold"
    assert made.due(HOLD_S + 0.5, 0.2) is None
    assert key(made.due(HOLD_S + 1.0, 0.2)) == "coach.hold_second"
    assert made.due(HOLD_S + 1.01 + SECOND_LATE_S, 0.2) is None
    second = said(made, HOLD_S + 2.1)
    assert second is not None
    assert second.text == "2"
    assert made.due(HOLD_S + 2.2, 0.1) is None  # once
    phase(made, HOLD_S + 9.0, "return")
    phase(made, HOLD_S + 10.0, "rest")
    assert key(said(made, HOLD_S + 11.0)) == "coach.count"
    phase(made, 50.0, "out")
    phase(made, 52.0, "hold")
    assert key(said(made, 52.1)) == "breath.hold"  # and so it is in the next one
    assert key(said(made, 53.1)) == "coach.hold_second"


def test_a_hold_without_a_plan_has_no_seconds_and_is_short() -> None:
    made = in_a_hold(Dose("E6", repetitions=3))
    assert key(said(made, HOLD_S + 0.1)) == "breath.hold"
    assert [made.due(HOLD_S + s, 1.0) for s in (1.0, 2.0, PLAIN_HOLD_S - 0.1)] == [None] * 3
    assert key(made.due(HOLD_S + PLAIN_HOLD_S, 1.0)) == "breath.back"


def test_the_way_back_is_asked_for_in_the_hold_and_not_on_the_way() -> None:
    made = in_a_hold(BRIDGE)
    phase(made, HOLD_S + 5.0, "return")
    assert made.due(HOLD_S + 5.1, 0.5) is None
    assert key(made.due(HOLD_S + 15.0, QUIET_S)) == "breath.back"  # long after
    made = in_a_hold(BRIDGE)
    first = said(made, HOLD_S + 5.1)
    assert key(first) == "breath.back"
    again = made.due(HOLD_S + 10.2, 5.0)
    assert again is not None
    assert first is not None
    assert again.key == first.key
    assert again.text != first.text


@pytest.mark.parametrize(
    ("exercise", "since_s"), [("E11", HOLD_S), ("E3", HOLD_S), ("E4", OUT_S)], ids=["E11", "E3", "E4"]
)
def test_who_holds_for_too_long_is_called_back_at_the_limit_and_not_on_the_way_back(
    exercise: str, since_s: float
) -> None:
    limits = live_limits(CATALOGUE.exercise(exercise), CATALOGUE)
    most_s = limits.hold_s or limits.effort_s
    assert most_s is not None
    made = in_a_hold(Dose(exercise, repetitions=5, hold_s=60.0))
    assert key(made.due(since_s + most_s - 0.1, 0.0)) != "safety.return_now"
    call = made.due(since_s + most_s, 0.0)
    assert call is not None
    assert call.key == "safety.return_now"
    assert call.rule == (limits.hold_rule or limits.effort_rule)
    phase(made, since_s + most_s, "return")
    assert key(made.due(since_s + most_s + 0.1, 0.0)) != "safety.return_now"


def test_after_the_last_repetition_nobody_is_alarmed() -> None:
    made = begun(Dose("E11", repetitions=1))
    made.take(OUT_S, 10.0, [rep(4.0)])
    assert made.finished == "done"
    phase(made, OUT_S, "out")
    phase(made, HOLD_S, "hold")
    assert key(made.due(HOLD_S + 30.0, 0.0)) != "safety.return_now"


def test_who_does_not_come_back_is_asked_whether_they_are_all_right_and_then_the_set_ends() -> None:
    made = in_a_hold(BRIDGE)
    called_s = HOLD_S + 5.1
    assert key(said(made, called_s)) == "breath.back"
    assert key(made.due(called_s + UNHEEDED_S - 0.1, 0.0)) != "safety.all_right"
    assert key(said(made, called_s + UNHEEDED_S)) == "safety.all_right"
    assert key(made.due(called_s + UNHEEDED_S + 1.0, 0.0)) != "safety.all_right"  # once
    assert not made.unheeded(called_s + GIVEN_UP_S - 0.1)
    assert made.unheeded(called_s + GIVEN_UP_S)
    phase(made, called_s + GIVEN_UP_S, "return")
    assert not made.unheeded(called_s + GIVEN_UP_S + 1.0)


def test_the_other_side_is_asked_for_only_after_the_wrong_one() -> None:
    made = begun(Dose("E3", repetitions=3, hold_s=5.0))
    for n, side in enumerate(("left", "right", "left")):
        made.take(20.0 + 10.0 * n, 0.0, [rep(14.0 + 10.0 * n, side=side)])
        assert key(said(made, 20.1 + 10.0 * n)) == "coach.count_side"
        assert key(made.due(20.2 + 10.0 * n, 0.1)) != "coach.other_side"


def test_in_an_exercise_of_two_sides_a_pause_is_offered_after_both_of_them() -> None:
    made = begun(Dose("E3", repetitions=9, hold_s=OFFERED_AFTER_S / 3.0))
    offered = list[int]()
    for n in range(5):
        end_s = 20.0 + 10.0 * n
        made.take(end_s, 0.0, [rep(end_s - 6.0, side=("left", "right")[n % 2])])
        phase(made, end_s, "rest")
        offered += [n + 1 for k in range(5) if key(said(made, end_s + 2.0 + k)) == PAUSE_LINE]
    assert offered == [4]
