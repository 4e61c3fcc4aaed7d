"""A person's own baseline of a measure, and the least change that is more than their own scatter.

No norms exist for the smoothness of these movements, so a person is compared with themselves. What is
computed here is the person's own, from their own repetitions; it says nothing about anyone else.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ...records import Attempt, Code, Phase, PhaseName, Reason

LEAST_VALUES = 10
"""With ten values the standard deviation is known to about a quarter of itself."""
TEMPO = 1.25
"""Smoothness depends on the tempo: durations that differ by more than this factor aren't compared."""
DETECTABLE = 1.96 * math.sqrt(2.0)
"""Two values differ, at the level of 95 %, if they are so many of their standard deviation apart."""

ChangeOutcome = Literal["within", "smoother", "less_smooth", "not_comparable"]


@dataclass(frozen=True, slots=True)
class Baseline:
    """A person's own baseline of one measure in one phase.

    Attributes
    ----------
    measure : str
        Name of the measure ("sparc", "ldlj").
    phase : {"out", "hold", "return"}
    values, sets : int
        From how many valid values of repetitions, in how many sets.
    mean, sd_within : float or None
        Mean of all values; standard deviation from one repetition to the next within a set, pooled over
        the sets. None where there are too few.
    minimal_detectable_change : float or None
        1.96 √2 `sd_within`: two repetitions that differ by less may be the same (95 %).
    duration_s : float or None
        Median duration of the phases it comes from.
    why : Reason or None
        Why there is none.
    """

    measure: str
    phase: PhaseName
    values: int
    sets: int
    mean: float | None = None
    sd_within: float | None = None
    minimal_detectable_change: float | None = None
    duration_s: float | None = None
    why: Reason | None = None


@dataclass(frozen=True, slots=True)
class BaselineChange:
    """One phase against the person's own baseline; `difference` is value − mean, in the measure's unit."""

    outcome: ChangeOutcome
    difference: float | None = None
    why: Reason | None = None


def baseline_of(sets: Sequence[Sequence[Attempt]], measure: str, phase: PhaseName) -> Baseline:
    """The baseline of a measure from one person's sets of one exercise.

    Parameters
    ----------
    sets : sequence of sequences of Attempt
        Each set by itself: what differs from one set, or day, to the next isn't scatter within one. Only
        repetitions count, and of them the valid values.
    phase : {"out", "hold", "return"}

    References
    ----------
    Weir (2005), J Strength Cond Res 19:231–240, with the standard deviation within sets for the standard error
    of measurement.
    """
    phases = [
        [p for a in attempts if a.outcome == "repetition" for p in _valid(a, measure, phase)]
        for attempts in sets
    ]
    values = [[_value(p, measure) for p in of_set] for of_set in phases]
    used = [v for v in values if len(v) >= 2]
    count, freedom = sum(map(len, used)), sum(len(v) - 1 for v in used)
    if count < LEAST_VALUES:
        return Baseline(
            measure,
            phase,
            count,
            len(used),
            why=Reason(Code.FEW_VALUES, values=count, least=LEAST_VALUES),
        )
    sd = math.sqrt(sum((len(v) - 1) * statistics.variance(v) for v in used) / freedom)
    return Baseline(
        measure,
        phase,
        count,
        len(used),
        statistics.fmean(x for v in used for x in v),
        sd,
        DETECTABLE * sd,
        statistics.median(p.duration_s for of_set in phases for p in of_set),
    )


def change_from(baseline: Baseline, phase: Phase) -> BaselineChange:
    """A phase against the baseline of its person: within their own scatter, or beyond it.

    Of the measures of smoothness the higher (less negative) is the smoother one.
    """
    measure = phase.measures.get(baseline.measure)
    if phase.name != baseline.phase:
        why = Reason(Code.OTHER_PHASE, baseline=baseline.phase, phase=phase.name)
        return BaselineChange("not_comparable", why=why)
    if measure is None or not measure.valid or measure.value is None:
        cause = None if measure is None else measure.why
        why = Reason(Code.NOT_VALID, measure=baseline.measure, why=cause or Reason(Code.NOT_MEASURED))
        return BaselineChange("not_comparable", why=why)
    if baseline.mean is None or baseline.minimal_detectable_change is None or baseline.duration_s is None:
        return BaselineChange("not_comparable", why=baseline.why)
    tempo = phase.duration_s / baseline.duration_s
    if not 1.0 / TEMPO <= tempo <= TEMPO:
        why = Reason(Code.OTHER_TEMPO, phase_s=phase.duration_s, usual_s=baseline.duration_s)
        return BaselineChange("not_comparable", why=why)
    difference = measure.value - baseline.mean
    if abs(difference) <= baseline.minimal_detectable_change:
        return BaselineChange("within", difference)
    return BaselineChange("smoother" if difference > 0.0 else "less_smooth", difference)


def _valid(attempt: Attempt, measure: str, phase: PhaseName) -> list[Phase]:
    found = attempt.phase(phase)
    if found is None or measure not in found.measures or not found.measures[measure].valid:
        return []
    return [found]


def _value(phase: Phase, measure: str) -> float:
    value = phase.measures[measure].value
    assert value is not None  # a valid measure has one
    return value
