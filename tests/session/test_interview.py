"""What is asked, and when: long words at first, short ones later; a hang is asked about; what is known is not asked."""

from __future__ import annotations

import pytest

from sensortrack.language import load_language
from sensortrack.protocol.exercise import Exercise
from sensortrack.protocol.judge_session import HUNG
from sensortrack.session.interview import after_exercise, after_stop, before_exercising

from .people import CATALOGUE

ENGLISH = load_language("en")
SYMPTOMS = CATALOGUE.rule_of("symptoms").id


def test_pain_and_symptoms_are_asked_for_in_full_after_the_first_exercise_and_in_short_later() -> None:
    for first, keys in (
        (True, ("ask.pain_after", "ask.symptoms")),
        (False, ("ask.pain_again", "ask.symptoms_again")),
    ):
        pain, symptoms = after_exercise(CATALOGUE.exercise("E6"), CATALOGUE, ENGLISH, first=first)[:2]
        assert (pain.text, symptoms.text) == tuple(map(ENGLISH.say, keys))
        assert (pain.id, pain.kind, symptoms.id, symptoms.kind) == ("pain_after", "score", SYMPTOMS, "yes_no")
        assert [n for n in range(-1, 12) if pain.understands(str(n))] == list(range(11))


@pytest.mark.parametrize("exercise", CATALOGUE.exercises, ids=lambda e: e.id)
def test_only_a_hang_is_asked_about_as_one_and_each_exercise_by_the_rules_that_only_the_person_knows(
    exercise: Exercise,
) -> None:
    own = [q.id for q in after_exercise(exercise, CATALOGUE, ENGLISH, first=True)[2:]]
    asked = [rule.id for rule in exercise.rules if rule.method == "asked"]
    assert own == ([HUNG] if exercise.movement.kind == "hang" else []) + asked


def test_before_exercising_the_pain_is_asked_for_and_the_load_on_the_spine() -> None:
    assert [q.id for q in before_exercising(CATALOGUE, ENGLISH)] == ["pain_before", "G6"]


@pytest.mark.parametrize(
    ("reason_known", "pain_known", "asked"),
    [
        (False, False, ["stop_reason", "stop_pain"]),
        (True, False, ["stop_pain"]),
        (False, True, ["stop_reason"]),
        (True, True, []),
    ],
)
def test_after_a_stop_only_what_is_not_known_is_asked_and_nobody_need_answer(
    reason_known: bool, pain_known: bool, asked: list[str]
) -> None:
    questions = after_stop(ENGLISH, reason_known=reason_known, pain_known=pain_known)
    assert [q.id for q in questions] == asked
    assert all(q.understands("") for q in questions)
    assert not any(q.understands("11") or q.understands("perhaps") for q in questions)
