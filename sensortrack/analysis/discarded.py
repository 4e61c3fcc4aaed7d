"""Whether more movements were thrown away than counted: then a count of what is left says little.

Movements are thrown away as steps, or because they go off the exercise's axis. One or two of them come from a person
getting up. Where there are more of them than repetitions, the person did something else, the axes are other than
declared, or the person's way of doing the exercise is one that the tracker doesn't know.
"""

from __future__ import annotations

from collections import Counter
from statistics import median_high

from ..motion.spec import MovementSpec
from ..records import Code, Reason, Verdicts

THROWN_AWAY = (Code.STEPS_BEGAN, Code.WALKED, Code.SHAKEN, Code.OFF_AXIS, Code.SIDEWAYS)
LEAST = 3
"""Fewer of them say nothing."""
SIZE = 0.45
"""A movement counts as being as large as a repetition from this share of the usual amplitude on."""


def why_discarded(verdicts: Verdicts, spec: MovementSpec) -> Reason | None:
    """Why a count can't be judged; None where it can.

    Parameters
    ----------
    verdicts : Verdicts
        On all that moved.
    """
    if spec.kind != "repetitions":
        return None
    # Most recordings have none: what follows reads every verdict.
    if sum(why.code in THROWN_AWAY for why in verdicts.reasons) < LEAST:
        return None
    counted = [v.peak_deg for v in verdicts if v.outcome == "repetition"]
    usual_deg = median_high(counted) if counted else spec.amplitude_deg
    least_deg = max(SIZE * usual_deg, spec.least_amplitude_deg)
    thrown = Counter(
        v.reason.code
        for v in verdicts
        if v.reason is not None and v.reason.code in THROWN_AWAY and v.peak_deg >= least_deg
    )
    total = thrown.total()
    if total < LEAST or total <= len(counted):
        return None
    off_axis = sum(thrown[code] for code in (Code.OFF_AXIS, Code.SIDEWAYS))
    code = Code.MOSTLY_OFF_AXIS if 2 * off_axis > total else Code.MOSTLY_STEPS
    return Reason(code, thrown_away=total, counted=len(counted))
