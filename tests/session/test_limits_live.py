"""The coach calls back before a limit is passed, by the time that it takes to hear the word and to come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from sensortrack.protocol import Exercise, load_catalogue
from sensortrack.protocol.plan import PlanException
from sensortrack.session.limits_live import REACTION_S, RETURN_S, SEEN_AFTER_S, LiveLimits, live_limits

from ..own_catalogue import renamed

CATALOGUE = load_catalogue()


def exception(rule: str, limit: float) -> PlanException:
    return PlanException(rule, limit, "Dr. N.", "an athlete")


@pytest.mark.parametrize("exercise", CATALOGUE.exercises, ids=lambda e: str(e.id))
def test_each_alarm_is_there_for_its_rule(exercise: Exercise) -> None:
    limits = live_limits(exercise, CATALOGUE)
    rules = {r.role: r for r in CATALOGUE.rules_of(exercise)}
    found = {
        "hold": (limits.hold_s, limits.hold_rule),
        "effort": (limits.effort_s, limits.effort_rule),
        "duration": (limits.duration_s, limits.duration_rule),
    }
    for role, (at_s, rule) in found.items():
        assert rule == (rules[role].id if role in rules else None)
        assert (at_s is None) == (rule is None)
    assert (limits.smooth_rule, limits.breath_rule) == (rules["smooth"].id, rules["breath"].id)
    assert limits.passive_rule == (rules["passive"].id if "passive" in rules else None)


def of(exercise: str, *exceptions: PlanException) -> LiveLimits:
    return live_limits(CATALOGUE.exercise(exercise), CATALOGUE, exceptions)


def test_a_hold_that_may_not_be_longer_is_called_back_in_time_to_be_heard() -> None:
    assert of("E11").hold_s == 10.0 - REACTION_S


def test_a_hold_with_a_target_is_called_back_once_it_is_longer_than_the_target_allows() -> None:
    """The coach's count calls out the target itself. A person who is already on the way back isn't called back."""
    assert of("E3").hold_s == 12.0 + SEEN_AFTER_S


def test_out_hold_and_return_together_leave_time_for_the_return() -> None:
    assert of("E4").effort_s == 10.0 - REACTION_S - RETURN_S


def test_a_duration_and_a_count_end_the_set_at_their_limits() -> None:
    assert (of("E2").duration_s, of("E10").count, of("E6").count) == (1200.0, 6, 10)
    assert of("E6").count_rule == "E6.count"


@pytest.mark.parametrize(
    ("rule", "limit", "of_", "then"),
    [
        ("E11.hold", 15.0, "hold_s", 15.0 - REACTION_S),
        ("E11.hold", 4.0, "hold_s", 10.0 - REACTION_S),
        ("E4.effort", 20.0, "effort_s", 20.0 - REACTION_S - RETURN_S),
        ("E6.count", 12.0, "count", 12),
        ("E2.duration", 1500.0, "duration_s", 1500.0),
        ("E2.duration", 900.0, "duration_s", 1200.0),
    ],
)
def test_an_exception_moves_the_alarm_out_and_never_in(
    rule: str, limit: float, of_: str, then: float
) -> None:
    exercise = rule.split(".")[0]
    assert getattr(of(exercise, exception(rule, limit)), of_) == then
    other = of(exercise, exception("G9.other", 99.0))
    assert other == of(exercise)


def test_under_other_ids_the_same_limits_hold(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(renamed(), encoding="utf-8")
    own = load_catalogue(path)
    for ours, theirs in zip(CATALOGUE.exercises, own.exercises, strict=False):
        a, b = live_limits(ours, CATALOGUE), live_limits(theirs, own)
        assert (a.hold_s, a.effort_s, a.duration_s, a.count) == (b.hold_s, b.effort_s, b.duration_s, b.count)
