"""The languages: each has every line of English with the same places, and every text of the catalogue."""

from __future__ import annotations

import tomllib

import pytest

from sensortrack.errors import UsageError
from sensortrack.language import languages, load_language
from sensortrack.language.language import FOLDER
from sensortrack.protocol import load_catalogue

OTHERS = [code for code in languages() if code != "en"]


@pytest.mark.parametrize("code", OTHERS)
def test_every_line_of_english_is_there_with_the_same_places(code: str) -> None:
    english, other = load_language("en"), load_language(code)
    assert other.lines.keys() == english.lines.keys()
    assert {k: other.places(k) for k in other.lines} == {k: english.places(k) for k in english.lines}


@pytest.mark.parametrize("code", languages())
def test_the_safety_lines_stand_first(code: str) -> None:
    tables = [
        k for k, v in tomllib.loads((FOLDER / f"{code}.toml").read_text()).items() if isinstance(v, dict)
    ]
    assert tables[0] == "safety"


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_of_the_catalogue_is_translated(code: str) -> None:
    english, other, catalogue = load_language("en"), load_language(code), load_catalogue()
    for exercise in catalogue.exercises:
        assert other.exercise_name(exercise) != english.exercise_name(exercise)
        assert other.position(exercise) != english.position(exercise)
        assert len(other.steps(exercise)) == len(exercise.steps) > 0
        assert other.steps(exercise)[0] != exercise.steps[0]
        cues = other.cues(exercise)
        assert cues is not None
        assert cues != exercise.cues
        assert exercise.unseen is None or other.unseen(exercise) != exercise.unseen
        for rule in catalogue.rules_of(exercise):
            assert other.rule(rule) != rule.says
            if rule.question is not None:
                assert other.question(rule) != rule.question
            if rule.cue is not None:
                assert other.cue(rule) != rule.cue
    for condition in catalogue.screening:
        assert other.question(condition) != condition.question
    assert other.of(catalogue.source) != catalogue.source


@pytest.mark.parametrize("code", OTHERS)
def test_every_advice_of_the_screening_is_translated(code: str) -> None:
    from sensortrack.protocol.screening import screen
    from sensortrack.records import ScreeningRecord

    catalogue, other = load_catalogue(), load_language(code)
    for replies in ({c.id: "yes" for c in catalogue.screening}, {}):
        record = ScreeningRecord("2026-01-01T00:00:00+00:00", catalogue.rules_version, replies)  # type: ignore[arg-type]
        for advice in screen(record, catalogue).advice:
            assert other.advice(advice) != advice.text


def test_a_language_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="de"):
        load_language("xx")
