"""The first time stamps of a file: whether they can be times in the unit that they are declared in, and rise."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..errors import RecordingError
from ..records import FloatArray
from ..records.sample_checks import FARTHEST_S
from ..units import TIME
from .repeats import each_written_twice, same_as_before
from .table import RowTable
from .table_format import TableFormat

_SLOWEST_HZ, _FASTEST_HZ = 0.5, 12_000.0
"""No sensor of movement gives samples at a rate outside of these."""
_LIKELY_HZ = (4.0, 2500.0)
"""Rates at which they do: another unit that tells one of these is the right one."""
_FALLING = 0.9
"""The least share of steps that go back in a file whose rows stand in reverse order."""
_LEAST = 8


def stamps_once(timed: Sequence[tuple[RowTable, FloatArray]]) -> FloatArray:
    """The stamps of some tables, without those of rows that were written twice."""
    time_s = np.concatenate([stamps for _, stamps in timed])
    if not (np.diff(time_s) == 0.0).any():
        return time_s
    same = same_as_before(time_s, np.concatenate([table.numbers for table, _ in timed]))
    return time_s[~same] if each_written_twice(time_s, same) else time_s


def check_range(time_s: FloatArray, table: RowTable, path: Path) -> None:
    """Raise RecordingError where one of a table's stamps is too far from 0 to be a time."""
    if max(float(time_s.max()), -float(time_s.min())) <= FARTHEST_S:
        return
    row = int(np.argmax(np.abs(time_s) > FARTHEST_S))
    raise RecordingError(
        f"a time of {time_s[row]:.6g} s",
        expected=f"a time in seconds, not beyond {FARTHEST_S:g}",
        hint="Correct this row's time, or the unit of all of them.",
        path=path,
        line=int(table.lines[row]),
    )


def check_stamps(
    time_s: FloatArray, table_format: TableFormat, nominal_hz: float | None, path: Path, line: int
) -> None:
    """Hold the first stamps, which begin at that line, against what time and a sensor's rate can be.

    Raises RecordingError where they fall from row to row, or another unit than the declared one gives a rate that a
    sensor has.
    """
    steps = np.diff(time_s)
    if len(steps) < _LEAST:
        return
    if float(np.mean(steps < 0.0)) > _FALLING:
        raise RecordingError(
            "times that fall from line to line: the rows stand in reverse order",
            expected="times that rise from line to line",
            hint="Sort the lines by their time; no sample need be lost.",
            path=path,
            line=line + 1,
        )
    rising = steps[steps > 0.0]
    factor = table_format.time_factor
    if not len(rising) or factor is None:
        return
    step_s = float(np.median(rising))
    told_hz = 1.0 / step_s
    if _SLOWEST_HZ <= told_hz <= _FASTEST_HZ or (nominal_hz is not None and 0.5 < told_hz / nominal_hz < 2.0):
        return
    rates = {name: told_hz * factor / seconds for name, seconds in TIME.items()}
    likely = [name for name, hz in rates.items() if _LIKELY_HZ[0] <= hz <= _LIKELY_HZ[1]]
    if likely:
        declared = next((name for name, seconds in TIME.items() if seconds == factor), f"{factor:g} s")
        raise RecordingError(
            f"time stamps {step_s / factor:.6g} apart, which in {declared}, as declared, are {told_hz:.4g} Hz: they"
            f" are rather in {likely[0]}, which gives {rates[likely[0]]:.4g} Hz",
            expected="times in the declared unit",
            hint="Declare their unit in an import profile: `sensortrack import --draft FILE` writes one to begin with.",
            path=path,
            line=line,
        )
