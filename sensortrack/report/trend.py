"""How a person's sessions went by date: repetitions, holds, smoothness, pain. Compared with themselves only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from ..records import SessionEnd, SessionRecord
from .picture_file import figure_for, save


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One exercise in one session.

    Attributes
    ----------
    begun : str
        When the session began by the person's clock, ISO 8601 without an offset.
    repetitions : int
        Of all its sets.
    hold_s, amplitude_deg, sparc : float or None
        Medians over the repetitions (SPARC: over their valid phases out and back; nearer to 0 is smoother).
    pain_before, pain_after : int or None
        Of the session, and after this exercise: what was said with a STOP in it, where there was one.
    """

    session: str
    begun: str
    ended: SessionEnd | None
    exercise: str
    repetitions: int
    hold_s: float | None
    amplitude_deg: float | None
    sparc: float | None
    attacks: int
    pain_before: int | None
    pain_after: int | None


def trend(sessions: Iterable[SessionRecord]) -> tuple[TrendRow, ...]:
    """A row for each exercise of each session, in the order in which the sessions were entered."""
    return tuple(
        _row(session, exercise)
        for session in sessions
        for exercise in dict.fromkeys(s.exercise for s in session.sets)
    )


def _row(session: SessionRecord, exercise: str) -> TrendRow:
    results = [s.result for s in session.sets if s.exercise == exercise and s.result is not None]
    done = [a for r in results for a in r["attempts"] if a["outcome"] == "repetition"]
    sparc = [
        p["measures"]["sparc"]["value"]
        for a in done
        for p in a["phases"]
        if p["name"] != "hold" and p["measures"].get("sparc", {}).get("valid")
    ]
    return TrendRow(
        session.id,
        session.local(session.start_utc).replace(tzinfo=None).isoformat(timespec="seconds"),
        session.end,
        exercise,
        len(done),
        _median(a["hold_s"] for a in done),
        _median(a["amplitude_deg"] for a in done),
        _median(sparc),
        sum(e["type"] == "jerk" and e["kind"] == "attack" for r in results for e in r["events"]),
        _score(session, "pain_before", None),
        _pain_after(session, exercise),
    )


def plot_trend(rows: Sequence[TrendRow], person: str, path: Path) -> None:
    """Draw a trend into a picture file, readable by its owner only; raises what `figure_for` and `save` raise."""
    # What is drawn, and the least span of its axis, so that a hair's breadth doesn't look like a fall.
    kinds: Sequence[tuple[str, float, Any]] = (
        ("repetitions", 4.0, lambda r: r.repetitions),
        ("hold, s\n(median)", 2.0, lambda r: r.hold_s),
        ("SPARC (median;\nnearer 0: smoother)", 0.2, lambda r: r.sparc),
        ("pain after it\n(0–10)", 11.0, lambda r: r.pain_after),
    )
    figure = figure_for(path, (11, 9))
    axes_of = figure.subplots(len(kinds), 1, sharex=True)
    exercises = sorted({r.exercise for r in rows}, key=lambda e: (len(e), e))
    stops = sorted({datetime.fromisoformat(r.begun) for r in rows if r.ended == "stopped"})
    for axes, (label, span, value) in zip(axes_of, kinds, strict=True):
        for k, exercise in enumerate(exercises):
            of_it = [r for r in rows if r.exercise == exercise and value(r) is not None]
            when = [datetime.fromisoformat(r.begun) for r in of_it]
            axes.plot(
                when,
                [value(r) for r in of_it],
                marker="o",
                markersize=4,
                color=f"C{k % 10}",
                label=exercise,
                linestyle="-" if k < 10 else "--",
            )
        for stop in stops:
            axes.axvline(stop, color="#b3261e", linewidth=1.0, linestyle=":")
        axes.set_ylabel(label)
        low, high = axes.get_ylim()
        if high - low < span:
            axes.set_ylim((low + high - span) / 2.0, (low + high + span) / 2.0)
        axes.grid(alpha=0.3)
    axes_of[-1].set_ylim(-0.5, 10.5)
    if stops:
        axes_of[0].annotate(
            " STOP",
            (stops[0], 0.98),
            xycoords=("data", "axes fraction"),
            color="#b3261e",
            va="top",
            fontsize=8,
        )
    axes_of[0].set_title(f"{person}: compared with themselves; no published norms exist", fontsize=10)
    axes_of[0].legend(ncols=len(exercises), fontsize=8, loc="lower left", bbox_to_anchor=(0.0, 1.08))
    figure.autofmt_xdate()
    save(figure, path, 110)


def _median(values: Iterable[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return median(known) if known else None


def _pain_after(session: SessionRecord, exercise: str) -> int | None:
    score, stop = _score(session, "pain_after", exercise), session.stop
    if score is None and stop is not None and stop.exercise == exercise:
        return stop.pain
    return score


def _score(session: SessionRecord, question: str, exercise: str | None) -> int | None:
    answers = session.answers_to(question, exercise)
    return int(answers[-1].value) if answers else None
