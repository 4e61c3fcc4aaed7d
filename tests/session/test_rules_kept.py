"""Every rule of the document, kept in a session of the virtual patient: obeyed, and broken in each way it can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from sensortrack.language import in_english
from sensortrack.protocol.plan import Dose, Plan, PlanException, plan_for_stages
from sensortrack.records import Finding
from sensortrack.session.keeping import SessionOutcome
from sensortrack.session.rejudge import rejudge
from sensortrack.session.set_sources import CHUNK_S, SetSource, VirtualPatient
from sensortrack.sources.simulator import parse_jerk

from .patients import PullsUp
from .people import CATALOGUE, Answering, run_session

RULES = {rule.id: rule for e in CATALOGUE.exercises for rule in CATALOGUE.rules_of(e)}
OF = {rule.id: e.id for e in CATALOGUE.exercises for rule in e.rules}
"""The exercise of each rule that isn't a general one."""


@dataclass(frozen=True)
class Broken:
    """One way to break a rule; `found` is what the reason says of it."""

    rule: str
    how: str
    found: str
    exercise: str = ""
    otherwise: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    plan: Plan | None = None
    rate_hz: float = 100.0
    step_s: float = CHUNK_S
    source: SetSource | None = None
    by_exception: bool = True
    """Whether the plan's exceptions hold for the judge."""

    def done(self, folder: Path) -> SessionOutcome:
        exercise = self.exercise or OF[self.rule]
        # Who goes on after the set was ended is recorded until they come to rest.
        otherwise = {exercise: {"rest_s": 1.0, **self.otherwise} if self.otherwise else {}}
        done = run_session(
            folder,
            [exercise],
            Answering(self.answers),
            plan=self.plan,
            otherwise=otherwise,
            rate_hz=self.rate_hz,
            step_s=self.step_s,
            source=self.source,
        )
        return done if self.by_exception else without_exceptions(done)


def again(done: SessionOutcome, **changes: Any) -> SessionOutcome:
    """The same session, judged again from its recordings."""
    judged = rejudge(replace(done.record, **changes), CATALOGUE)
    return SessionOutcome(judged.record, dict(judged.findings))


def without_exceptions(done: SessionOutcome) -> SessionOutcome:
    """The same session as if its plan had none."""
    return again(done, plan={**done.record.plan, "exceptions": []})


LONG_STEP_S = 0.5
"""For walks of twenty minutes, in which nothing hangs on a moment."""
TWENTY_ONE_MINUTES = Plan(
    (Dose("E2", duration_s=1260.0),),
    "a clinician",
    (PlanException("E2.duration", 1270.0, "Dr. A", "used to it"),),
)


def attack(phase: str) -> dict[str, Any]:
    return {"jerks": (parse_jerk(f"attack@2:{phase}"),)}


ATTACKS = tuple(
    Broken("G1", f"an attack in {phase} of {e.id}", "attack", e.id,
           attack(phase) | ({"amplitude_deg": 6.0} if e.observability == "hardly" else {}))
    for e in CATALOGUE.exercises
    if e.movement.kind != "hang"
    for phase in ("out", "return")
)  # fmt: skip
BROKEN = (
    *ATTACKS,
    Broken("G1", "an attack in the hang", "attack", "E1", source=PullsUp()),
    Broken("G4", "eleven repetitions at first", "11 repetitions", "E9", {"repetitions": 11}),
    Broken("G4", "eleven bends at first", "11 repetitions", "E2", {"repetitions": 11, "duration_s": 300.0}),
    Broken("E1.passive", "swinging", "°", otherwise={"swing_deg": 25.0}),
    Broken("E1.passive", "pulling", "an attack", source=PullsUp()),
    Broken("E2.duration", "21 minutes, which nobody allowed", "beyond 1200",
           rate_hz=25.0, step_s=LONG_STEP_S, plan=TWENTY_ONE_MINUTES, by_exception=False),
    Broken("E3.hold", "held for fourteen seconds", "too long", otherwise={"hold_s": 14.0}),
    Broken("E3.hold", "not held for long enough", "not reached", otherwise={"hold_s": 5.0}),
    Broken("E3.count", "eleven times each leg", "11", otherwise={"repetitions": 22, "hold_s": 8.5},
           plan=Plan((Dose("E3", repetitions=10, hold_s=10.0),))),
    Broken("E3.bent_leg", "a straight leg", "no", answers={"E3.bent_leg": "no"}),
    Broken("E3.weight", "a heavier weight", "no", answers={"E3.weight": "no"}),
    Broken("E4.effort", "an effort of more than ten seconds", "10.5", otherwise={"hold_s": 9.0}),
    Broken("E4.count", "eleven repetitions", "11", otherwise={"repetitions": 11}),
    Broken("E4.no_touch", "the knees were touched", "no", answers={"E4.no_touch": "no"}),
    Broken("E5.count", "eleven repetitions that show", "11", otherwise={"repetitions": 11, "amplitude_deg": 6.0}),
    Broken("E6.count", "eleven repetitions", "11", otherwise={"repetitions": 11}),
    Broken("E7.count", "eleven to each side", "11", otherwise={"repetitions": 22},
           plan=Plan((Dose("E7", repetitions=10),))),
    Broken("E8.count", "eleven repetitions", "11", otherwise={"repetitions": 11}),
    Broken("E9.rest", "no rest after ten", "without a rest", otherwise={"repetitions": 12}),
    Broken("E9.rest", "five seconds between two series", "20 s or more",
           plan=Plan((Dose("E9", series=2, repetitions=6, hold_s=1.0, rest_s=5.0),))),
    Broken("E10.count", "seven repetitions", "7", otherwise={"repetitions": 7}),
    Broken("E10.count", "four repetitions", "4", otherwise={"repetitions": 4}),
    Broken("E11.count", "seven repetitions", "7", otherwise={"repetitions": 7}),
    Broken("E11.count", "four repetitions", "4", otherwise={"repetitions": 4}),
    Broken("E11.hold", "held for eleven seconds", "too long", otherwise={"hold_s": 11.0}),
    Broken("E11.hold", "hardly held", "not reached", otherwise={"hold_s": 0.8}),
)  # fmt: skip


CUED = {"G3", "G6", "E10.back_straight"}
"""No sensor sees them, so a session can't show them broken: their cues are given, and nothing is claimed."""
BLOCKING = {"G2", "G7"}
"""Answered no, they let no session begin."""
COURSE = {"G5"}
"""STOP, whose own tests are beside these: it can't be broken by a session that ends at it."""


def finding(done: SessionOutcome, exercise: str, rule: str) -> Finding:
    return next(f for f in done.findings[exercise] if f.rule == rule)


@pytest.fixture(scope="module")
def obedient(tmp_path_factory: pytest.TempPathFactory) -> SessionOutcome:
    """All eleven exercises as the coach wants them, E9 in two series; of E5, what shows at the lower back."""
    ladder = plan_for_stages(CATALOGUE, {}, [e.id for e in CATALOGUE.exercises])
    plan = replace(
        ladder, doses=tuple(replace(d, series=2) if d.exercise == "E9" else d for d in ladder.doses)
    )
    folder = tmp_path_factory.mktemp("obedient")
    return run_session(folder, [], plan=plan, otherwise={"E5": {"amplitude_deg": 6.0}})


@pytest.mark.parametrize("rule", RULES)
def test_who_does_as_the_coach_says_keeps_the_rule(obedient: SessionOutcome, rule: str) -> None:
    for exercise in [OF[rule]] if rule in OF else obedient.findings:
        found = finding(obedient, exercise, rule)
        if rule == "G4" and exercise == "E1":  # a hang is never repeated
            continue
        assert found.outcome == ("not_judged" if rule in CUED else "pass"), found.why
        assert found.method == RULES[rule].method
        if rule in CUED:
            assert in_english(found.why).startswith("cued ")


@pytest.mark.parametrize("broken", BROKEN, ids=lambda b: f"{b.rule}: {b.how}")
def test_a_broken_rule_fails_and_says_by_what(tmp_path: Path, broken: Broken) -> None:
    found = finding(broken.done(tmp_path), broken.exercise or OF[broken.rule], broken.rule)
    assert found.outcome == "fail", found.why
    assert broken.found in in_english(found.why)
    if RULES[broken.rule].method == "measured":
        assert found.value is not None
        assert found.limit is not None


@pytest.mark.parametrize("rule", sorted(BLOCKING))
def test_without_the_surroundings_or_a_doctors_word_no_session_begins(tmp_path: Path, rule: str) -> None:
    done = run_session(tmp_path, ["E6"], Answering({rule: "no"}), asks=True)
    assert done.record.ended == "blocked"
    assert not done.record.sets


def test_every_rule_of_the_document_has_a_way_to_be_broken_or_says_why_not() -> None:
    assert {b.rule for b in BROKEN} | CUED | BLOCKING | COURSE == set(RULES)
    assert all(RULES[rule].method == "cued" for rule in CUED)
    assert all(RULES[rule].method == "asked" for rule in BLOCKING | COURSE)


def test_breath_is_cued_in_with_the_effort_and_out_with_the_return(obedient: SessionOutcome) -> None:
    """In before each movement, out before each return, be it the limit that sends the person back."""
    back = {"breath.back", "safety.return_now"}
    for exercise in ("E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10", "E11"):
        cues = [
            c
            for c in obedient.record.cues
            if c.exercise == exercise
            and c.rule is not None
            and c.key in {"session.begin", "breath.out", *back}
        ]
        assert cues[0].key in ("session.begin", "breath.out")
        assert sum(c.key in back for c in cues) >= 3
        assert all("reathe in" in c.text for c in cues if c.key not in back)
        assert all("reathe out" in c.text for c in cues if c.key in back)


def test_a_hang_that_swings_or_pulls_is_told_so_at_once(tmp_path: Path) -> None:
    for folder, patient in (
        ("swing", VirtualPatient(otherwise={"E1": {"swing_deg": 25.0}})),
        ("pull", PullsUp()),
        ("still", VirtualPatient(level="clean")),
    ):
        (tmp_path / folder).mkdir()
        done = run_session(tmp_path / folder, ["E1"], source=patient)
        reminders = [c for c in done.record.cues if c.key == "safety.passive"]
        assert bool(reminders) == (folder != "still")
        assert all(c.rule == "E1.passive" for c in reminders)


def test_after_the_planned_bends_the_walk_goes_on_without_more_of_them(tmp_path: Path) -> None:
    done = run_session(tmp_path, ["E2"], otherwise={"E2": {"repetitions": 7}})
    keys = [c.key for c in done.record.cues]
    assert keys.count("coach.bends_done") == 3  # the fifth, and each one after it
    assert finding(done, "E2", "G4").outcome == "pass"


def test_who_can_not_hang_walks_on_all_fours(tmp_path: Path) -> None:
    done = run_session(tmp_path, [], plan=plan_for_stages(CATALOGUE, {}, ["E1"], without=("bar",)))
    assert done.record.ended == "complete"
    assert list(done.findings) == ["E2"]
