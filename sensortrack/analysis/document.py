"""The document of a result (`sensortrack.analysis/1`); docs/result.md explains it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from itertools import count
from typing import TYPE_CHECKING, Any

from msgspec import structs

from ..language import finding_row, said_of
from ..records import Attempt, Measure, Phase, Verdict
from ..records.packed_measures import packed
from .corrections import Corrected

if TYPE_CHECKING:
    from .result import Result

SCHEMA = "sensortrack.analysis/1"


def parts_of(result: Result, *, explain: bool) -> dict[str, Any]:
    """The document, with iterators in place of its long lists: of a day they are larger than all else together."""
    r, s = result.recording, result.summary
    return {
        "schema": SCHEMA,
        "software": {
            "name": "sensortrack",
            "version": result.version,
            "rules_version": result.rules_version,
            "catalogue": result.catalogue_path,
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
        "exercise": result.exercise,
        "numbers": {key: structs.asdict(number) for key, number in result.numbers.items()},
        "summary": {
            "repetitions": s.repetitions,
            "left": s.left,
            "right": s.right,
            "not_followed": s.not_followed,
            **said_of(s.why),
            "measures": _measures(s.measures),
            "corrections": dict(s.corrections) or None,
        },
        "attempts": map(_attempt, result.attempts),
        "events": map(asdict, result.events),
        "findings": [finding_row(f) for f in result.findings],
        "corrections": [_corrected(one) for one in result.corrected],
        "markers": [asdict(m) for m in result.markers],
        **({"excursions": map(_excursion, count(), result.excursions)} if explain else {}),
    }


def _corrected(one: Corrected) -> dict[str, Any]:
    return {
        **asdict(one.correction),
        "attempt": one.attempt,
        "replaces": [_attempt(a) for a in one.replaces],
    }


def _excursion(number: int, v: Verdict) -> dict[str, Any]:
    return {
        "excursion": number,
        "attempt": v.attempt,
        "outcome": v.outcome,
        **said_of(v.reason),
        "onset_s": v.onset_s,
        "peak_s": v.peak_s,
        "end_s": v.end_s,
        "direction": v.direction,
        "ended_by": v.ended_by,
        "peak_deg": v.peak_deg,
        "raised_s": v.raised_s,
        "off_axis": v.off_axis,
        "shaken_ms2": v.shaken_ms2,
        "usual_deg": v.usual_deg,
        "tests": [
            {
                "test": str(t.name),
                "value": t.value,
                "limit": t.limit,
                "unit": t.unit,
                "bound": t.bound,
                "passed": t.passed,
            }
            for t in v.tests
        ],
    }


def _attempt(a: Attempt) -> dict[str, Any]:
    return {
        "index": a.index,
        "outcome": a.outcome,
        "source": a.source,
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
            "value": value,
            "unit": unit,
            "valid": valid,
            "why": None,
            "reason": None,
            "uncertainty": uncertainty,
            "band_hz": None if band_hz is None else list(band_hz),
        }
        if why is None
        else {
            "value": value,
            "unit": unit,
            "valid": valid,
            **said_of(why),
            "uncertainty": uncertainty,
            "band_hz": None if band_hz is None else list(band_hz),
        }
        for name, value, unit, valid, why, uncertainty, band_hz in packed(measures).rows()
    }
