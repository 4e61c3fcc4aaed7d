"""Progression: forward after clean sessions, back after a stop; and a clinician's plan within the document's limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from sensortrack.errors import CatalogueError
from sensortrack.protocol import Exercise, load_catalogue
from sensortrack.protocol.ladder import changed
from sensortrack.protocol.limits import bounds_of
from sensortrack.protocol.plan import Dose, Plan, dose_of_stage, plan_for_stages
from sensortrack.protocol.plan_file import load_plan, planned
from sensortrack.protocol.progression import PastSession, progress

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
    assert stopped.steps[-1].why == "the session was stopped"


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


@pytest.mark.parametrize("exercise", CATALOGUE.exercises, ids=lambda e: e.id)
def test_every_rung_keeps_the_documents_limits_and_grows_in_one_dimension(exercise: Exercise) -> None:
    for k, stage in enumerate(exercise.stages):
        dose = dose_of_stage(exercise, k)
        for bound in bounds_of(exercise, CATALOGUE, initial=k == 0):
            value = planned(dose, bound)
            if value is not None:
                assert bound.most is None or value <= bound.most
                assert bound.least is None or value >= bound.least
        if k:
            assert len(changed(exercise.stages[k - 1], stage)) == 1


def test_who_can_not_hang_gets_the_documents_substitute() -> None:
    assert [d.exercise for d in plan_for_stages(CATALOGUE, {}, ["E1", "E6"], can_hang=False).doses] == [
        "E2",
        "E6",
    ]


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "plan.toml"
    path.write_text(f'schema = "sensortrack.plan/1"\n{text}')
    return path


@pytest.mark.parametrize(
    "dose",
    [
        'id = "E6"\nrepetitions = 12',
        'id = "E6"\nrepetitions = 6\nseries = 2',
        'id = "E10"\nrepetitions = 4',
        'id = "E2"\nduration_s = 1260',
        'id = "E3"\nhold_s = 12',
        'id = "E4"\nhold_s = 7',
        'id = "E3"\nweight_kg = 2',
        'id = "E6"\nweight_kg = 1',
        'id = "E9"\nrepetitions = 11',
        'id = "E9"\nseries = 2\nrest_s = 10',
    ],
)
def test_a_plan_beyond_the_document_is_refused(tmp_path: Path, dose: str) -> None:
    with pytest.raises(CatalogueError) as told:
        load_plan(write(tmp_path, f"[[exercises]]\n{dose}\n"), CATALOGUE)
    assert "plan.toml" in str(told.value)


def test_a_clinicians_exception_is_allowed_and_said(tmp_path: Path) -> None:
    text = """
[[exercises]]
id = "E6"
repetitions = 12
[[exceptions]]
rule = "E6.count"
limit = 12
by = "Dr. N."
why = "an athlete"
"""
    plan = load_plan(write(tmp_path, text), CATALOGUE)
    assert plan.doses[0].repetitions == 12
    assert "E6.count" in plan.said()[0]
    assert "Dr. N." in plan.said()[0]
    assert Plan.from_document(plan.to_document()) == plan
