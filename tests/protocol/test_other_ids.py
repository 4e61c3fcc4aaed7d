"""A catalogue with other ids for everything, ours among them in other places, behaves as ours does."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sensortrack.language import load_language
from sensortrack.protocol import Catalogue, judge, load_catalogue
from sensortrack.protocol.catalogue import OURS
from sensortrack.protocol.judge_answers import judge_answered
from sensortrack.protocol.ladder import BELOW
from sensortrack.protocol.limits import bounds_of
from sensortrack.protocol.plan import dose_of_stage, next_equipment, plan_for_stages
from sensortrack.protocol.plan_check import session_s
from sensortrack.protocol.progression import PastSession, progress
from sensortrack.protocol.screening import screen, screening_order, screening_record
from sensortrack.records import Answer, SessionRecord

from .hand import CATALOGUE, evidence_of, reps

TEXT = OURS.read_text(encoding="utf-8")
EXERCISES = [e.id for e in CATALOGUE.exercises]
GENERAL = [r.id for r in CATALOGUE.rules]
CONDITIONS = [c.id for c in CATALOGUE.screening]
THINGS = [e.id for e in CATALOGUE.equipment]


def renamed(ids: Mapping[str, str]) -> Catalogue:
    """Our catalogue with other ids, and nothing else changed."""
    text = re.sub(r'^(id|substitute) = "([^"]+)"', lambda m: f'{m[1]} = "{ids[m[2]]}"', TEXT, flags=re.M)
    text = re.sub(r'^needs = \["([^"]+)"\]', lambda m: f'needs = ["{ids[m[1]]}"]', text, flags=re.M)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "other.toml"
        path.write_text(text, encoding="utf-8")
        return load_catalogue(path)


def behaviour(catalogue: Catalogue, ids: Mapping[str, str]) -> list[Any]:
    """What everything here makes of a catalogue, with its ids put back to ours."""
    back = {new: old for old, new in ids.items()}
    german = load_language("de")
    replies: dict[str, Any] = {ids[c]: "no" for c in CONDITIONS} | {ids["C2.diabetes"]: "yes"}
    replies |= {r.id: r.good_answer for r in (catalogue.rule_of("doctor"), catalogue.rule_of("surroundings"))}
    record = screening_record("2026-01-01T08:00:00+00:00", replies, catalogue)
    outcome = screen(record, catalogue)
    found: list[Any] = [
        [(back[q.id], german.screening_question(q)) for q in screening_order(catalogue)],
        [back[id] for id in outcome.blocked_by],
        [german.advice(a) for a in outcome.advice],
    ]
    answers = (Answer(catalogue.rule_of("spine_load").id, "yes", record.at_utc),)
    session = SessionRecord("s", "p", record.at_utc, "en", "0", "1", screening=record, answers=answers)
    evidence = evidence_of(reps(7))
    for exercise in catalogue.exercises:
        for k in (BELOW, 0, 2):
            dose = dose_of_stage(exercise, k, catalogue)
            found.append((back[dose.exercise], german.dose(dose, each_side=exercise.two_sided)))
        found.append(
            [(b.of, back[b.rule], b.most, b.least) for b in bounds_of(exercise, catalogue, initial=True)]
        )
        found.append([(back[f.rule], f.outcome, f.value) for f in judge(exercise, catalogue, evidence)])
        for rule in catalogue.rules_of(exercise):
            found.append((back[rule.id], german.question(rule), german.cue(rule)))
            if rule.check is None:
                found.append((back[rule.id], judge_answered(rule, exercise.id, session, catalogue).outcome))
    stopped = progress([PastSession("2026-01-01", "stopped")], catalogue).stages
    for without in ((), (ids["bar"],)):
        plan = plan_for_stages(catalogue, stopped, without=without)
        thing = next_equipment(plan, {}, catalogue)
        found.append([back[d.exercise] for d in plan.doses])
        found.append((session_s(plan.doses, catalogue), thing and (back[thing.id], german.question(thing))))
    return found


@settings(max_examples=10)
@given(
    st.permutations(EXERCISES),
    st.permutations(GENERAL),
    st.permutations(CONDITIONS),
    st.sampled_from(["", "my_", "G7-", "é"]),
)
def test_a_catalogue_with_other_ids_behaves_as_ours(
    exercises: list[str], general: list[str], conditions: list[str], prefix: str
) -> None:
    """The ids are drawn: ours with a prefix, or ours at other entries, where code that knew one would go wrong."""
    ids = {
        old: prefix + new
        for olds, news in (
            (EXERCISES, exercises),
            (GENERAL, general),
            (CONDITIONS, conditions),
            (THINGS, THINGS),
        )
        for old, new in zip(olds, news, strict=True)
    }
    for exercise in CATALOGUE.exercises:
        for rule in exercise.rules:
            ids[rule.id] = f"{ids[exercise.id]}.{rule.id.partition('.')[2]}"
    same = {old: old for old in ids}
    assert behaviour(renamed(ids), ids) == behaviour(CATALOGUE, same)
