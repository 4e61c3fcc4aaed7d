"""Progression: forward after clean sessions, back after a stop, and from the first rung to less than it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensortrack.protocol import Exercise, load_catalogue
from sensortrack.protocol.ladder import BELOW, changed, rung
from sensortrack.protocol.plan import Dose, dose_of_stage, plan_for_stages
from sensortrack.protocol.plan_check import broken_bounds
from sensortrack.protocol.progression import PastSession, progress
from sensortrack.records import Code, Reason, SessionEnd

CATALOGUE = load_catalogue()


def clean(day: int, **changes: object) -> PastSession:
    failed = {e.id: () for e in CATALOGUE.exercises}
    values: dict[str, object] = {"ended": "complete", "pain": (0, 0), "failed": failed} | changes
    return PastSession(f"2026-01-{day:02d}", **values)  # type: ignore[arg-type]


def test_thirty_days_go_forward_by_threes_and_a_stop_sets_back() -> None:
    sessions = [clean(day) for day in range(1, 31)]
    assert progress(sessions[:2], CATALOGUE).stages["E6"] == 0
    assert progress(sessions[:3], CATALOGUE).stages["E6"] == 1
    tops = {e.id: len(e.stages) - 1 for e in CATALOGUE.exercises}
    assert progress(sessions, CATALOGUE).stages == tops
    stopped = progress([*sessions, PastSession("2026-02-01", "stopped")], CATALOGUE)
    assert stopped.stages == {id: top - 1 for id, top in tops.items()}
    assert stopped.steps[-1].why == Reason(Code.STEP_DOWN)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"pain": (0, 1)},
        {"ended": "left"},
        {"failed": {e.id: ("G1",) for e in CATALOGUE.exercises}},
        {"failed": {}},
    ],
)
def test_pain_a_broken_rule_or_an_early_end_holds_progress_back(spoilt: dict[str, object]) -> None:
    sessions = [clean(1), clean(2), clean(3, **spoilt), clean(4)]
    expected = 1 if spoilt == {"failed": {}} else 0  # an exercise that wasn't done neither adds nor takes
    assert progress(sessions, CATALOGUE).stages["E6"] == expected


def test_each_step_is_told_with_its_day_its_rungs_and_its_reason() -> None:
    stop = PastSession("2026-01-04", "stopped")
    found = progress([*map(clean, (1, 2, 3)), stop, *map(clean, (5, 6, 7))], CATALOGUE)
    assert [(s.date[-2:], s.before, s.after, s.why.code) for s in found.steps if s.exercise == "E6"] == [
        ("03", 0, 1, Code.STEP_UP),
        ("04", 1, 0, Code.STEP_DOWN),
        ("07", 0, 1, Code.STEP_UP),
    ]


@pytest.mark.parametrize("spoilt", [clean(3, pain=(0, 2)), PastSession("2026-01-03", "stopped")])
def test_after_pain_and_after_a_stop_three_clean_sessions_are_wanted_anew(spoilt: PastSession) -> None:
    sessions = [clean(1), clean(2), spoilt, clean(4), clean(5), clean(6)]
    stages = [progress(sessions[:k], CATALOGUE).stages["E6"] for k in (3, 4, 5, 6)]
    assert stages[:3] == [stages[0]] * 3
    assert stages[3] == stages[0] + 1


def test_after_a_step_three_clean_sessions_are_wanted_anew() -> None:
    sessions = [clean(day) for day in range(1, 7)]
    assert [progress(sessions[:k], CATALOGUE).stages["E6"] for k in range(7)] == [0, 0, 0, 1, 1, 1, 2]
    assert progress(sessions[:5], CATALOGUE).clean["E6"] == 2


def test_a_session_that_was_blocked_changes_nothing() -> None:
    sessions = [clean(1), clean(2), PastSession("2026-01-03", "blocked"), clean(4)]
    assert progress(sessions, CATALOGUE).stages["E6"] == 1


def test_sessions_of_one_day_move_the_ladder_once() -> None:
    assert progress([clean(1)] * 5, CATALOGUE).stages["E6"] == 0
    assert progress([clean(1), clean(1), clean(2), clean(2), clean(3)], CATALOGUE).stages["E6"] == 1
    assert progress([clean(1), clean(2), clean(2, pain=(0, 2)), clean(3)], CATALOGUE).stages["E6"] == 0


@pytest.mark.parametrize(
    ("dose", "stage"),
    [
        (Dose("E6", repetitions=5, hold_s=3.0), 1),
        (Dose("E6", repetitions=8, hold_s=5.0), 1),
        (Dose("E6", repetitions=4, hold_s=3.0), 0),
        (Dose("E6", repetitions=10, hold_s=1.0), 0),
    ],
)
def test_who_did_less_than_the_rung_does_not_leave_it(dose: Dose, stage: int) -> None:
    sessions = [clean(day, doses={"E6": dose}) for day in (1, 2, 3)]
    found = progress(sessions, CATALOGUE).stages
    assert (found["E6"], found["E8"]) == (stage, 1)


def test_a_rung_with_a_weight_is_not_left_without_it() -> None:
    exercise = CATALOGUE.exercise("E3")
    doses = [dose_of_stage(exercise, k, CATALOGUE) for k in range(len(exercise.stages) - 1)]
    first = next(k for k, dose in enumerate(doses) if dose.weight_kg)
    with_it = doses[first]
    for dose, stage in ((with_it, first + 1), (replace(with_it, weight_kg=0.0), first)):
        before = [clean(day) for day in range(1, 3 * first + 1)]
        at_it = [clean(3 * first + n, doses={"E3": dose}) for n in (1, 2, 3)]
        assert progress(before, CATALOGUE).stages["E3"] == first
        assert progress([*before, *at_it], CATALOGUE).stages["E3"] == stage


@pytest.mark.parametrize("exercise", CATALOGUE.exercises, ids=lambda e: e.id)
def test_every_rung_keeps_every_limit_and_grows_in_one_dimension(exercise: Exercise) -> None:
    for k in range(BELOW, len(exercise.stages)):
        dose = dose_of_stage(exercise, k, CATALOGUE)
        assert not broken_bounds(dose, exercise, CATALOGUE, initial=k <= 0)
        before = rung(exercise, k - 1, CATALOGUE)
        if k > BELOW:
            assert len(changed(before, rung(exercise, k, CATALOGUE))) == 1


@pytest.mark.parametrize("exercise", CATALOGUE.exercises, ids=lambda e: e.id)
def test_a_stop_on_the_first_rung_lowers_something_too_and_it_is_climbed_back(exercise: Exercise) -> None:
    first, lower = (dose_of_stage(exercise, k, CATALOGUE) for k in (0, BELOW))
    fields = ("repetitions", "hold_s", "duration_s")
    changes = [
        (getattr(lower, f), getattr(first, f)) for f in fields if getattr(lower, f) != getattr(first, f)
    ]
    assert len(changes) == 1
    assert 0 < changes[0][0] < changes[0][1]
    sessions = [PastSession("2026-01-01", "stopped")]
    assert progress(sessions, CATALOGUE).stages[exercise.id] == BELOW
    assert progress(sessions * 3, CATALOGUE).stages[exercise.id] == BELOW
    back = [*sessions, *(clean(day, doses={exercise.id: lower}) for day in (2, 3, 4))]
    assert progress(back[:-1], CATALOGUE).stages[exercise.id] == BELOW
    assert progress(back, CATALOGUE).stages[exercise.id] == 0
    plan = plan_for_stages(CATALOGUE, progress(sessions, CATALOGUE).stages, [exercise.id])
    assert plan.doses == (lower,)


@given(st.lists(st.sampled_from(["complete", "stopped", "left", "blocked"]), max_size=25))
def test_whatever_the_sessions_each_stop_leads_one_rung_down_and_never_below_the_state_below(
    ends: list[SessionEnd],
) -> None:
    stage = 0
    for k in range(1, len(ends) + 1):
        past = [clean(day, ended=end) for day, end in enumerate(ends[:k], start=1)]
        now = progress(past, CATALOGUE).stages["E6"]
        if ends[k - 1] == "stopped":
            assert now == max(stage - 1, BELOW)
        else:
            assert now in (stage, stage + 1)
        stage = now
