"""A person's own baseline, and what is more than their own scatter."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest

from sensortrack.motion.smoothness.baseline import LEAST_VALUES, baseline_of, change_from
from sensortrack.records import Attempt, Code, Measure, Outcome, Phase, PhaseName, Reason, invalid


def phase(sparc: float | None, *, duration_s: float = 2.0, name: PhaseName = "out") -> Phase:
    measure = invalid("1", Reason(Code.NOTHING_MOVES)) if sparc is None else Measure(sparc, "1")
    return Phase(name, 0.0, duration_s, {"sparc": measure})


def attempt(sparc: float | None, outcome: Outcome = "repetition") -> Attempt:
    return Attempt(0, outcome, None, None, 0.0, 4.0, 25.0, None, 2.0, 4.0, phases=(phase(sparc),))


def a_set(*values: float | None) -> list[Attempt]:
    return [attempt(v) for v in values]


def test_one_set_gives_its_own_mean_and_scatter() -> None:
    values = [-1.40, -1.45, -1.50, -1.42, -1.48, -1.55, -1.44, -1.47, -1.43, -1.51]
    found = baseline_of([a_set(*values)], "sparc", "out")
    assert (found.values, found.sets, found.why) == (10, 1, None)
    assert found.mean == pytest.approx(statistics.fmean(values))
    assert found.sd_within == pytest.approx(statistics.stdev(values))
    assert found.minimal_detectable_change == pytest.approx(1.96 * math.sqrt(2.0) * statistics.stdev(values))
    assert found.duration_s == 2.0


def test_what_differs_between_sets_is_no_scatter_within_them() -> None:
    low, high = [-1.6, -1.5] * 5, [-2.6, -2.5] * 5
    found = baseline_of([a_set(*low), a_set(*high)], "sparc", "out")
    assert found.sets == 2
    assert found.mean == pytest.approx(-2.05)
    assert found.sd_within == pytest.approx(statistics.stdev(low))


def test_only_valid_values_of_repetitions_count_and_too_few_make_no_baseline() -> None:
    values: list[float | None] = [-1.5] * (LEAST_VALUES - 1) + [None] * 5
    found = baseline_of([[*a_set(*values), attempt(-9.0, "aborted")]], "sparc", "out")
    assert found.values == LEAST_VALUES - 1
    assert found.mean is None
    assert found.why == Reason(Code.FEW_VALUES, values=LEAST_VALUES - 1, least=LEAST_VALUES)
    assert change_from(found, phase(-1.5)).outcome == "not_comparable"
    assert baseline_of([], "sparc", "out").values == 0


def test_a_change_beyond_the_persons_own_scatter_is_told_with_its_direction() -> None:
    found = baseline_of([a_set(*([-1.6, -1.4] * 6))], "sparc", "out")
    mdc = found.minimal_detectable_change
    assert mdc is not None
    assert change_from(found, phase(-1.5 - 0.99 * mdc)).outcome == "within"
    assert change_from(found, phase(-1.5 - 1.01 * mdc)).outcome == "less_smooth"
    assert change_from(found, phase(-1.5 + 1.01 * mdc)).outcome == "smoother"


def test_another_tempo_another_phase_or_no_value_is_not_compared() -> None:
    found = baseline_of([a_set(*([-1.6, -1.4] * 6))], "sparc", "out")
    for other, why in (
        (phase(-3.0, duration_s=4.0), Reason(Code.OTHER_TEMPO, phase_s=4.0, usual_s=2.0)),
        (phase(-3.0, name="return"), Reason(Code.OTHER_PHASE, baseline="out", phase="return")),
        (phase(None), Reason(Code.NOT_VALID, measure="sparc", why=Reason(Code.NOTHING_MOVES))),
        (Phase("out", 0.0, 2.0), Reason(Code.NOT_VALID, measure="sparc", why=Reason(Code.NOT_MEASURED))),
    ):
        change = change_from(found, other)
        assert change.outcome == "not_comparable"
        assert change.why == why


def test_of_two_repetitions_of_the_same_person_one_in_twenty_differs_by_more_than_the_detectable_change() -> (
    None
):
    rng = np.random.default_rng(4)
    found = baseline_of([a_set(*rng.normal(-1.5, 0.1, 500))], "sparc", "out")
    assert found.minimal_detectable_change is not None
    pairs = np.abs(rng.normal(-1.5, 0.1, 4000) - rng.normal(-1.5, 0.1, 4000))
    assert np.mean(pairs > found.minimal_detectable_change) == pytest.approx(0.05, abs=0.015)
