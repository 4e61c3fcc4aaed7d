"""The result of an analysis, as a document (`sensortrack.analysis/1`) and as tidy tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from ..language import finding_row, in_english, said_of
from ..motion.inclination import MovementFrame
from ..protocol.evidence import Evidence
from ..protocol.model import Number
from ..records import Attempt, Event, Finding, Gap, Loss, Measure, Phase, Reason

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = "sensortrack.analysis/1"


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """What the analysis found the recording to be; rates in Hz, None where they aren't known."""

    path: str | None
    sha256: str | None
    duration_s: float
    rate_hz: float | None
    nominal_rate_hz: float | None
    samples: int
    has_gyroscope: bool
    loss: Loss | None
    gaps: tuple[Gap, ...]
    frame: str
    mounting_known: bool
    mounting_how: Reason
    person: str | None
    start_utc: str | None
    simulated: bool
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of the set; `left` and `right` are None where the exercise has no sides or they can't be told.

    `why` says why there are no repetitions, or why some attempts are none; None where there is nothing to say.
    """

    repetitions: int
    left: int | None
    right: int | None
    why: Reason | None
    measures: Mapping[str, Measure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that one recording of one exercise shows."""

    version: str
    rules_version: str
    catalogue_path: str | None
    recording: RecordingFacts
    exercise: str
    summary: Summary
    attempts: tuple[Attempt, ...]
    events: tuple[Event, ...]
    findings: tuple[Finding, ...]
    numbers: Mapping[str, Number] = field(default_factory=dict)
    """The catalogue's numbers that gave the words of this result their meaning, by their keys there."""
    movement_frame: MovementFrame | None = None
    """The last start pose and the axis, in the recording's axes; for pictures."""
    evidence: Evidence | None = None
    """What the judge was given; a session's judge takes that of all its sets together."""

    def to_dict(self) -> dict[str, Any]:
        """The document: plain types only, None for what isn't known, never NaN or infinity."""
        return {key: list(part) if isinstance(part, Iterator) else part for key, part in self.parts().items()}

    def parts(self) -> dict[str, Any]:
        """The document, with iterators in place of its long lists: of a day they are larger than all else together."""
        r, s = self.recording, self.summary
        return {
            "schema": SCHEMA,
            "software": {
                "name": "sensortrack",
                "version": self.version,
                "rules_version": self.rules_version,
                "catalogue": self.catalogue_path,
            },
            "recording": {
                "path": r.path,
                "sha256": r.sha256,
                "duration_s": r.duration_s,
                "rate_hz": r.rate_hz,
                "nominal_rate_hz": r.nominal_rate_hz,
                "samples": r.samples,
                "has_gyroscope": r.has_gyroscope,
                "loss": r.loss,
                "gaps": [asdict(g) for g in r.gaps],
                "frame": r.frame,
                "mounting": {"known": r.mounting_known, **said_of(r.mounting_how)},
                "person": r.person,
                "start_utc": r.start_utc,
                "simulated": r.simulated,
                "messages": list(r.messages),
            },
            "exercise": self.exercise,
            "numbers": {key: asdict(number) for key, number in self.numbers.items()},
            "summary": {
                "repetitions": s.repetitions,
                "left": s.left,
                "right": s.right,
                **said_of(s.why),
                "measures": _measures(s.measures),
            },
            "attempts": map(_attempt, self.attempts),
            "events": map(asdict, self.events),
            "findings": [finding_row(f) for f in self.findings],
        }

    def attempts_frame(self) -> pd.DataFrame:
        """One row an attempt: index, outcome, reason (its code), why, side, times in s, amplitude_deg, hold_s."""
        columns = ["index", "outcome", "side", "start_s", "end_s", "amplitude_deg", "hold_s"]
        rows = [{c: getattr(a, c) for c in columns} | _columns(a.reason) for a in self.attempts]
        return _table(rows, columns=["index", "outcome", "reason", "why", *columns[2:]])

    def phases_frame(self) -> pd.DataFrame:
        """One row a phase and measure: attempt, phase, times, measure, value, unit, valid, reason (its code), why."""
        columns = [
            "attempt",
            "phase",
            "start_s",
            "end_s",
            "measure",
            "value",
            "unit",
            "valid",
            "reason",
            "why",
        ]
        rows = [
            (a.index, p.name, p.start_s, p.end_s, name, m.value, m.unit, m.valid, *_columns(m.why).values())
            for a in self.attempts
            for p in a.phases
            for name, m in p.measures.items()
        ]
        return _table(rows, columns=columns)

    def findings_frame(self) -> pd.DataFrame:
        """One row a finding: rule, outcome, kept, value, limit, unit, attempts, reason (its code), why."""
        columns = ["rule", "outcome", "kept", "value", "limit", "unit", "attempts"]
        rows = [{c: getattr(f, c) for c in columns} | _columns(f.why) for f in self.findings]
        return _table(rows, columns=[*columns, "reason", "why"])


def _table(rows: list[Any], columns: list[str]) -> pd.DataFrame:
    import pandas as pd  # takes longer to import than all the rest: only those who ask for a table wait

    return pd.DataFrame(rows, columns=columns)


def _columns(why: Reason | None) -> dict[str, str | None]:
    """A reason in a table: its code and its English words."""
    return {
        "reason": None if why is None else str(why.code),
        "why": None if why is None else in_english(why),
    }


def _attempt(a: Attempt) -> dict[str, Any]:
    return {
        "index": a.index,
        "outcome": a.outcome,
        **said_of(a.reason),
        "side": a.side,
        "direction": a.direction,
        "start_s": a.start_s,
        "peak_s": a.peak_s,
        "end_s": a.end_s,
        "decided_s": a.decided_s,
        "amplitude_deg": a.amplitude_deg,
        "hold_s": a.hold_s,
        "measures": _measures(a.measures),
        "phases": [_phase(p) for p in a.phases],
    }


def _phase(p: Phase) -> dict[str, Any]:
    return {"name": p.name, "start_s": p.start_s, "end_s": p.end_s, "measures": _measures(p.measures)}


def _measures(measures: Mapping[str, Measure]) -> dict[str, Any]:
    return {
        name: {
            "value": m.value,
            "unit": m.unit,
            "valid": m.valid,
            **said_of(m.why),
            "uncertainty": m.uncertainty,
        }
        for name, m in measures.items()
    }
