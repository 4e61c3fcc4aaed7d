"""Reasons in words: every code in every language, with all its values, and no English in German."""

from __future__ import annotations

import json
import pickle
import re
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensortrack.language import in_english, languages, load_language
from sensortrack.records import Code, Reason, reason_of

from .reasons import PAGE, makers, of_code, page, reasons

CODES = pytest.mark.parametrize("code", list(Code))
LANGUAGES = pytest.mark.parametrize("language", languages())


@LANGUAGES
@CODES
def test_every_code_has_a_template_with_exactly_its_values(language: str, code: Code) -> None:
    line = load_language(language).lines[f"reason.{code}"]
    places = [name for _, name, _, _ in Formatter().parse(line) if name]
    # Whose question or cue it is isn't said: it is there to be filtered by.
    unsaid = {"rule"} if {"question", "cue"} & set(code.places) else set()
    assert set(places) == set(code.places) - unsaid


@LANGUAGES
def test_there_is_no_template_without_a_code(language: str) -> None:
    """What else is in the table are words that a template names."""
    lines = load_language(language).lines
    words = set(re.findall(r":(reason\.\w+_)\}", "\n".join(lines.values())))
    others = [k for k in lines if k.startswith("reason.") and k.removeprefix("reason.") not in set(Code)]
    assert others
    assert [k for k in others if not k.startswith(tuple(words)) and k != "reason.quoted"] == []


@LANGUAGES
@CODES
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_any_values_of_any_code_are_said(language: str, code: Code, data: st.DataObject) -> None:
    reason = data.draw(of_code(code))
    said = load_language(language).reason(reason)
    assert isinstance(said, str)
    if code != Code.IN_WORDS:
        assert said.strip()
    assert "Reason(" not in said
    assert "None" not in said


@given(reasons())
@settings(max_examples=300, deadline=None)
def test_a_reason_comes_back_from_a_document_from_a_pickle_and_from_a_set(reason: Reason) -> None:
    row = {"why": in_english(reason), "reason": json.loads(json.dumps(reason.to_dict(), allow_nan=False))}
    assert reason_of(row) == reason
    assert pickle.loads(pickle.dumps(reason)) == reason
    assert len({reason, reason_of(row)}) == 1


def test_a_document_of_before_has_its_sentence_as_reason() -> None:
    assert reason_of({"why": "a gap of 2.0 s"}) == Reason(Code.IN_WORDS, text="a gap of 2.0 s")
    assert reason_of({"outcome": "aborted", "reason": "steps began"}) == Reason(
        Code.IN_WORDS, text="steps began"
    )
    assert reason_of({"why": None}) is None
    assert reason_of({"reason": None}) is None


@pytest.mark.parametrize(
    "reason",
    [
        {"code": "of_a_newer_version", "values": {}},
        {"code": "long_gap", "values": {}},
        {"code": "long_gap", "values": {"length_s": "long"}},
        {"code": "long_gap", "values": {"length_s": float("inf")}},
        {"code": "none_since", "values": {"why": 3}},
        {"code": "counted_by_side", "values": {"sides": "left"}},
        {"values": {}},
        [],
        7,
    ],
)
def test_a_reason_that_is_not_known_here_is_shown_in_the_words_beside_it(reason: object) -> None:
    assert reason_of({"why": "as it was said", "reason": reason}) == Reason(
        Code.IN_WORDS, text="as it was said"
    )


def test_a_reason_of_an_earlier_version_is_read_by_the_names_of_today() -> None:
    reason = Reason(Code.NOT_CUED, answered=(Reason(Code.ASKED_AS_WELL, answer="no"),))
    document = reason.to_dict()
    before = {"code": document["code"], "values": {"told": document["values"]["answered"]}}
    assert Reason.from_dict(before) == reason


def test_other_values_than_the_codes_are_refused() -> None:
    with pytest.raises(TypeError, match="length_s"):
        Reason(Code.LONG_GAP)
    with pytest.raises(TypeError, match="more"):
        Reason(Code.LONG_GAP, length_s=1.0, more=2.0)
    with pytest.raises(ValueError, match="nan"):
        Reason(Code.LONG_GAP, length_s=float("nan"))


def test_numbers_are_written_as_the_language_writes_them() -> None:
    gap = Reason(Code.LONG_GAP, length_s=2.5)
    assert in_english(gap) == "a gap of 2.5 s"
    assert load_language("de").reason(gap) == "eine Lücke von 2,5 s"
    one, two = (Reason(Code.COUNTED, n=n) for n in (1, 2))
    assert [load_language("de").reason(r) for r in (one, two)] == ["1 Wiederholung", "2 Wiederholungen"]


@CODES
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_a_translation_is_a_translation(code: Code, data: st.DataObject) -> None:
    if code == Code.IN_WORDS:
        return
    lines = {language: load_language(language).lines[f"reason.{code}"] for language in languages()}
    words = {k: re.sub(r"\{[^}]*\}", "", v) for k, v in lines.items()}
    if re.search(r"[a-z]{3}", words["en"]):
        assert len(set(words.values())) == len(words), words


def test_every_code_is_made_somewhere_and_the_page_says_where() -> None:
    nowhere = {code for code, paths in makers().items() if not paths}
    assert nowhere == set()
    assert PAGE.read_text() == page(), "write it anew: python -m tests.language.reasons"
