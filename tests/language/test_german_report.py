"""A report in German has its reasons in German, whatever became of the exercises."""

from __future__ import annotations

import html

import pytest

import sensortrack
from sensortrack.language import in_english, load_language
from sensortrack.protocol import judge, load_catalogue
from sensortrack.records import Finding, SessionRecord
from sensortrack.report.report_words import why_of
from sensortrack.report.session_document import session_document
from sensortrack.report.session_page import session_page
from tests.simulated import simulated_set

CATALOGUE, GERMAN = load_catalogue(), load_language("de")
PLAN = {"doses": [], "source": "ladder", "exceptions": []}
RECORD = SessionRecord(
    "an-id", "someone", "2026-03-01T10:00:00+00:00", "de", "0.1.0", CATALOGUE.rules_version, PLAN
)


def findings(exercise: str) -> dict[str, tuple[Finding, ...]]:
    """Of a set with jerks and a gap, and of one whose rate is too low to be judged."""
    recording = simulated_set(exercise, 5, repetitions=12, sensor={"gaps": ((12.0, 1.5),)})
    result = sensortrack.analyse(recording, exercise)
    slow = sensortrack.analyse(simulated_set(exercise, 5, rate_hz=25.0).described(rate_hz=20.0), exercise)
    assert result.evidence is not None
    assert slow.evidence is not None
    entry = CATALOGUE.exercise(exercise)
    return {
        "judged": judge(entry, CATALOGUE, result.evidence),
        "not judged": judge(entry, CATALOGUE, slow.evidence),
    }


@pytest.mark.parametrize("exercise", ["E3", "E6", "E9"])
def test_no_reason_of_a_german_report_is_english(exercise: str) -> None:
    for found in findings(exercise).values():
        document = session_document(RECORD, {exercise: found}, CATALOGUE, GERMAN)
        page = html.unescape(session_page(document, GERMAN))
        rows = [
            *document["general"],
            *(f for e in (*document["exercises"], *document["not_done"]) for f in e["findings"]),
        ]
        assert len(rows) > len(found)
        for row in rows:
            said = why_of(row, GERMAN)
            assert said in page
            assert row["why"] != said
            assert row["why"] not in page
        for f in found:
            assert in_english(f.why) not in page
