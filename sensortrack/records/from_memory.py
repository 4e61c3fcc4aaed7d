"""Samples from arrays, in the units that the caller names, as blocks of ours."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from ..errors import RecordingError
from ..units import ACCELERATION, ANGULAR_RATE
from .block import Block, FloatArray
from .gap import Gap
from .rates import STRETCH, commonest_interval, counted_interval, local_intervals
from .sample_checks import check_blocks, check_rate, digits_apart

_UNIT = "Name the unit of the values: a recording in the wrong one is wrong everywhere."


def blocks_from(
    time_s: Any,
    acc: Any,
    gyr: Any,
    units: Mapping[str, str],
    rate_hz: float | None,
    gaps: Sequence[Gap],
) -> tuple[tuple[Block, ...], float]:
    """The blocks, and the rate: that which was named, else the commonest step of the times.

    Raises RecordingError for samples that `check_blocks` refuses, a unit that isn't one, or a step of more than 1.5
    intervals where no gap is declared.
    """
    unknown = set(units) - {"acc", "gyr"}
    if unknown:
        raise RecordingError(f"units of {sorted(unknown)}", expected="those of 'acc' and 'gyr'", hint=_UNIT)
    times = _array(time_s, "time_s")
    specific_force = _array(acc, "acc") * _factor(units, "acc", ACCELERATION)
    turn = None if gyr is None else _array(gyr, "gyr") * _factor(units, "gyr", ANGULAR_RATE)
    whole = Block(times, specific_force, turn)
    if rate_hz is not None:
        check_rate(rate_hz)
    check_blocks([whole], rate_hz or 0.0, leaps=True)
    steps = np.diff(times)
    if rate_hz is None:
        rate_hz = _commonest(steps)
    ends = sorted(gap.end_s for gap in gaps)
    cuts = sorted({int(np.searchsorted(times, end - 1e-6)) for end in ends} - {0, len(times)})
    if rate_hz:
        leaps = set((np.flatnonzero(steps > 1.5 / rate_hz) + 1).tolist()) - set(cuts)
        if leaps:
            row = min(leaps)
            before, after = digits_apart(float(times[row - 1]), float(times[row]))
            raise RecordingError(
                f"{len(leaps)} steps of more than 1.5 intervals of {rate_hz:.4g} Hz, the first from {before} to"
                f" {after} s",
                expected="each gap declared",
                hint=f"Declare it: gaps=[Gap({before}, {after})].",
            )
    bounds = [0, *cuts, len(times)]
    blocks = tuple(
        Block(times[a:b], specific_force[a:b], None if turn is None else turn[a:b], after_gap=a > 0)
        for a, b in pairwise(bounds)
    )
    return blocks, rate_hz


def _commonest(steps: FloatArray) -> float:
    """The rate of the commonest step: missing samples don't lower it; 0.0 for a single sample."""
    if not len(steps):
        return 0.0
    if len(steps) > STRETCH:
        interval = commonest_interval(local_intervals(np.insert(np.cumsum(steps), 0, 0.0)))
    else:
        interval = counted_interval(steps)
    return 1.0 / (float(np.mean(steps)) if math.isnan(interval) else interval)


def _array(values: Any, name: str) -> FloatArray:
    found = np.asarray(values)
    if found.dtype.kind not in "fiu":
        raise RecordingError(
            f"{name} of {found.dtype}",
            expected="numbers; times in seconds",
            hint="Subtract the first time and divide by one second." if found.dtype.kind in "mM" else _UNIT,
        )
    return np.ascontiguousarray(found, dtype=np.float64)


def _factor(units: Mapping[str, str], name: str, known: Mapping[str, float]) -> float:
    if units.get(name) not in known:
        raise RecordingError(
            f"{name} in {units.get(name)!r}", expected=f"one of {', '.join(known)}", hint=_UNIT
        )
    return known[units[name]]
