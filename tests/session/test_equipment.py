"""What isn't there today is asked for before the first exercise, and left out or done by the document's substitute."""

from __future__ import annotations

from pathlib import Path

import pytest

from sensortrack.protocol.plan import Dose, Plan

from .people import CATALOGUE, Answering, run_session

PLAN = Plan((Dose("E1", duration_s=10.0), Dose("E9", repetitions=2), Dose("E10", repetitions=5, hold_s=1.0)))


@pytest.mark.parametrize(
    ("missing", "done"),
    [((), ["E1", "E9", "E10"]), (("chair",), ["E1", "E10"]), (("bar",), ["E2", "E9", "E10"])],
)
def test_what_is_not_there_today_is_left_out_or_substituted(
    tmp_path: Path, missing: tuple[str, ...], done: list[str]
) -> None:
    things = {e.id for e in CATALOGUE.equipment}
    assert set(missing) <= things
    person = Answering(dict.fromkeys(missing, "no"))
    session = run_session(tmp_path, [], person, plan=PLAN, rate_hz=25.0)
    assert [s.exercise for s in session.record.sets] == done
    assert session.record.ended == "complete"
    asked = [q for q in person.asked if q in things]
    assert set(missing) <= set(asked)
    assert len(asked) == len(set(asked))
    first_pose = person.asked.index("pain_after")
    assert all(person.asked.index(q) < first_pose for q in asked)


def test_nothing_is_asked_for_that_no_exercise_of_the_plan_needs(tmp_path: Path) -> None:
    person = Answering()
    run_session(tmp_path, ["E3"], person)
    assert set(person.asked) & {e.id for e in CATALOGUE.equipment} <= {"wall"}
