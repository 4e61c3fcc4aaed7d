"""Attempts and evidence made by hand: an ordinary set, with one thing changed at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sensortrack.protocol import Evidence, judge, load_catalogue
from sensortrack.records import Attempt, Code, Finding, Measure, Phase, Reason, Side

CATALOGUE = load_catalogue()


def words(text: str) -> Reason:
    """A reason that says this."""
    return Reason(Code.IN_WORDS, text=text)


def ratio(value: float | None, why: str | None = None) -> Measure:
    return Measure(value, "1", valid=why is None, why=None if why is None else words(why))


def rep(
    start_s: float = 0.0,
    *,
    hold_s: float | None = 2.0,
    out: Measure | None = None,
    back: Measure | None = None,
    **changes: Any,
) -> Attempt:
    """A repetition: 2 s out, a hold, 2 s back, then a rest until the caller's next start."""
    lasts = hold_s if hold_s is not None else 0.0
    turn, end = start_s + 2.0 + lasts, start_s + 4.0 + lasts
    phases = (
        Phase("out", start_s, start_s + 2.0, {"attack_ratio": out or ratio(1.1)}),
        Phase("return", turn, end, {"attack_ratio": back or ratio(1.2)}),
    )
    attempt = Attempt(
        index=0,
        outcome="repetition",
        reason=None,
        side=None,
        start_s=start_s,
        end_s=end,
        amplitude_deg=20.0,
        hold_s=hold_s,
        peak_s=start_s + 2.0,
        decided_s=end + 0.2,
        phases=phases,
    )
    return replace(attempt, **changes)


def bare(start_s: float, outcome: str, reason: str) -> Attempt:
    """An attempt that came to nothing, without phases."""
    return rep(start_s, outcome=outcome, reason=words(reason), phases=(), hold_s=None)


def numbered(attempts: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """The attempts with their indices."""
    return tuple(replace(a, index=i) for i, a in enumerate(attempts))


def reps(n: int, *, pause_s: float = 3.0, start_s: float = 0.0, **changes: Any) -> tuple[Attempt, ...]:
    """`n` like repetitions, `pause_s` apart."""
    step = rep(**changes).end_s + pause_s
    return numbered([rep(start_s + i * step, **changes) for i in range(n)])


def sided(*counts: tuple[Side | None, int], direction: int = 1) -> tuple[Attempt, ...]:
    """Repetitions by side, one after the other."""
    sides = [side for side, n in counts for _ in range(n)]
    return numbered(
        [
            rep(12.0 * i, hold_s=9.0, side=s, direction=-direction if s == "right" else direction)
            for i, s in enumerate(sides)
        ]
    )


def evidence_of(attempts: Sequence[Attempt] = (), **changes: Any) -> Evidence:
    """A fit recording, of 10 minutes at 100 Hz, that shows these attempts."""
    ordinary = Evidence(
        attempts=tuple(attempts),
        duration_s=600.0,
        rate_hz=100.0,
        nominal_rate_hz=100.0,
        has_gyroscope=True,
    )
    return replace(ordinary, **changes)


def findings(exercise: str, evidence: Evidence) -> dict[str, Finding]:
    """Findings by rule."""
    return {f.rule: f for f in judge(CATALOGUE.exercise(exercise), CATALOGUE, evidence)}


def finding(rule: str, evidence: Evidence, exercise: str | None = None) -> Finding:
    """The finding of one rule."""
    return findings(exercise or rule.split(".")[0], evidence)[rule]
