"""Progression: which rung of its ladder each exercise stands on, from the sessions until now.

Forward only after a number of sessions in a row that were complete, free of pain and within the rules; back
after a STOP, from the first rung to less than it. A rung differs from the one before in one dimension. Two
sessions on one day count once, and one with less than the rung's dose (a clinician's plan may have less) moves
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..records import Code, Reason, SessionEnd
from .catalogue_model import Catalogue
from .ladder import BELOW
from .plan import Dose, dose_of_stage


@dataclass(frozen=True, slots=True)
class PastSession:
    """What progression looks at.

    Attributes
    ----------
    date : str
        The person's day, ISO 8601.
    ended : str
        How it ended; one that was blocked changes nothing.
    pain : tuple of int
        Every score (0–10) that was given.
    failed : mapping of str to tuple of str
        For each exercise that was done to its end: the rules that failed in it.
    doses : mapping of str to Dose
        What the session's plan had; an exercise that isn't named was done as its rung has it.
    """

    date: str
    ended: SessionEnd
    pain: tuple[int, ...] = ()
    failed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    doses: Mapping[str, Dose] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RungChange:
    """A change of rung (counted from 0, `BELOW` for the state below the first), and the reason."""

    date: str
    exercise: str
    before: int
    after: int
    why: Reason


@dataclass(frozen=True, slots=True)
class Progression:
    """Where the person stands: rung of each exercise, clean sessions in a row, and the steps until now."""

    stages: Mapping[str, int]
    clean: Mapping[str, int]
    steps: tuple[RungChange, ...]


def progress(sessions: Iterable[PastSession], catalogue: Catalogue) -> Progression:
    """Go through a person's sessions, in their order of entry."""
    tops = {e.id: len(e.stages) - 1 for e in catalogue.exercises if e.stages}
    stages, clean = dict.fromkeys(tops, 0), dict.fromkeys(tops, 0)
    counted: dict[str, set[str]] = {id: set() for id in tops}
    steps: list[RungChange] = []
    needed, pain_most = catalogue.progress.clean_sessions.value, catalogue.progress.pain_most.value
    for session in sessions:
        if session.ended == "blocked":
            continue
        if session.ended == "stopped":
            for id, stage in stages.items():
                clean[id] = 0
                if stage > BELOW:
                    steps.append(RungChange(session.date, id, stage, stage - 1, Reason(Code.STEP_DOWN)))
                    stages[id] = stage - 1
            continue
        hurt = any(score > pain_most for score in session.pain)
        for id, top in tops.items():
            failed = session.failed.get(id)
            if hurt or session.ended != "complete" or failed:
                clean[id] = 0
            elif failed is not None and session.date not in counted[id]:
                dose, rung = (
                    session.doses.get(id),
                    dose_of_stage(catalogue.exercise(id), stages[id], catalogue),
                )
                if dose is None or not _less(dose, rung):
                    clean[id] += 1
                    counted[id].add(session.date)
            if clean[id] >= needed and stages[id] < top:
                why = Reason(Code.STEP_UP, sessions=needed)
                steps.append(RungChange(session.date, id, stages[id], stages[id] + 1, why))
                stages[id], clean[id] = stages[id] + 1, 0
    return Progression(stages, clean, tuple(steps))


def _less(dose: Dose, rung: Dose) -> bool:
    """Whether a dose is less than a rung's in any dimension."""
    pairs = (
        (dose.series, rung.series),
        (dose.repetitions, rung.repetitions),
        (dose.hold_s, rung.hold_s),
        (dose.duration_s, rung.duration_s),
        (dose.weight_kg, rung.weight_kg),
    )
    return any((has or 0) < (wanted or 0) for has, wanted in pairs)
