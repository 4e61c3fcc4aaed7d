"""A repetition between edges that a person set, measured by the code that measures the tracker's own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..records import Attempt, Code, Event, FloatArray, Measure, Reason, invalid
from .attempt import Window, build_attempt
from .reporter import FINAL_LAG_S, LONGEST_LEAD_S
from .rules import MovementRules
from .sample_buffer import TIME, UP
from .spec import MovementSpec
from .tracker import Followed

REST_S = 1.0
"""The rest level is the mean angle of up to so much time before the repetition."""
GAP_STEPS = 1.5
"""Where samples are further apart than so many of their intervals some are missing."""
LEAST_SAMPLES = 8
"""A repetition that a person marks has at least so many samples: its phases need some each."""


def kept_span(start_s: float, end_s: float) -> tuple[float, float]:
    """The stretch of samples that is looked at for a repetition `[start_s, end_s)`."""
    return start_s - LONGEST_LEAD_S, end_s + FINAL_LAG_S + 0.1


def measure_by_hand(
    rows: FloatArray,
    run: Followed | None,
    spec: MovementSpec,
    rules: MovementRules,
    *,
    start_s: float,
    end_s: float,
    earliest_s: float,
    index: int,
) -> tuple[Attempt, list[Event]]:
    """Measure a repetition whose edges a person has set.

    Parameters
    ----------
    rows : (n, 17) float
        What the tracker kept of `kept_span` (see `sample_buffer.SampleBuffer`).
    run : Followed or None
        The run in which it lies; None where nothing was followed then.
    earliest_s : float
        When the repetition before it ended.

    Returns
    -------
    The attempt, and the jerks found in its phases. Where it can't be measured its measures aren't valid, and say why.
    """
    low, high = kept_span(start_s, end_s)
    first, last = rows[:, TIME].searchsorted((low, high))
    rows = rows[first:last]
    time_s = rows[:, TIME]
    within = slice(*(int(k) for k in time_s.searchsorted((start_s, end_s))))
    why = _why_unmeasured(time_s, within, run, rules, start_s, end_s)
    if why is not None:
        return _unmeasured(index, start_s, end_s, why), []
    assert run is not None
    assert run.frame is not None
    angle = run.frame.angle(rows[:, UP])
    earliest = int(time_s.searchsorted(earliest_s))
    before = angle[max(earliest, within.start - round(REST_S * run.rate_hz)) : within.start]
    rest_deg = float(np.mean(before)) if len(before) else float(angle[within.start])
    away = angle[within] - rest_deg
    direction = -1 if spec.sides == "directions" and -away.min() > away.max() else 1
    window = Window(
        rows,
        run.rate_hz,
        direction,
        rest_deg,
        onset=within.start,
        peak=within.start + int(np.argmax(direction * away)),
        decided=within.stop - 1,
        earliest=min(earliest, within.start),
        latest=len(rows) - 1,
        gaps=_gaps(time_s, run.rate_hz),
        edges=(_place(time_s, start_s), _place(time_s, end_s)),
    )
    attempt, jerks = build_attempt(
        window,
        run.frame,
        spec,
        rules,
        run.sensing,
        index=index,
        outcome="repetition",
        reason=None,
        complete=True,
    )
    phases = list(attempt.phases)
    phases[0] = replace(phases[0], start_s=start_s)
    phases[-1] = replace(phases[-1], end_s=end_s)
    exact = {**attempt.measures, "duration_s": Measure(end_s - start_s, "s")}
    attempt = replace(
        attempt, start_s=start_s, end_s=end_s, phases=tuple(phases), measures=exact, source="person"
    )
    return attempt, jerks


def _why_unmeasured(
    time_s: FloatArray,
    within: slice,
    run: Followed | None,
    rules: MovementRules,
    start_s: float,
    end_s: float,
) -> Reason | None:
    if run is None or run.frame is None or run.frame.axis is None:
        return Reason(Code.NOT_FOLLOWED_THERE)
    inside = time_s[within]
    if len(inside) < LEAST_SAMPLES or within.stop >= len(time_s):
        return Reason(Code.NO_SAMPLES_THERE)
    known_s = np.concatenate(([start_s], inside, [end_s]))
    longest = int(np.argmax(np.diff(known_s)))
    if known_s[longest + 1] - known_s[longest] > rules.long_gap_s + GAP_STEPS / run.rate_hz:
        return Reason(Code.TOUCHES_GAP, end_s=float(known_s[longest + 1]))
    return None


def _unmeasured(index: int, start_s: float, end_s: float, why: Reason) -> Attempt:
    measures = {
        "amplitude_deg": invalid("deg", why),
        "hold_s": invalid("s", why),
        "duration_s": Measure(end_s - start_s, "s"),
    }
    return Attempt(
        index,
        "repetition",
        why,
        None,
        start_s=start_s,
        end_s=end_s,
        amplitude_deg=None,
        hold_s=None,
        peak_s=0.5 * (start_s + end_s),
        decided_s=end_s,
        measures=measures,
        source="person",
    )


def _gaps(time_s: FloatArray, rate_hz: float) -> tuple[int, ...]:
    return tuple(int(k) + 1 for k in np.flatnonzero(np.diff(time_s) > GAP_STEPS / rate_hz))


def _place(time_s: FloatArray, at_s: float) -> float:
    """The sample at a time, with a fraction."""
    return float(np.interp(at_s, time_s, np.arange(len(time_s))))
