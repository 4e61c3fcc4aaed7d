"""A row of units beneath the header: found from the rows of numbers, and held against the profile."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

from ..errors import RecordingError
from ..units import ACCELERATION, ANGULAR_RATE, TIME
from .layout import Layout
from .row import number_fault, short
from .table_format import Places, TableFormat

_ALIASES = {
    "m/s^2": "m/s2",
    "m/s**2": "m/s2",
    "ms-2": "m/s2",
    "dps": "deg/s",
    "°/s": "deg/s",
    "degrees/s": "deg/s",
    "degree/s": "deg/s",
    "deg/sec": "deg/s",
    "°/sec": "deg/s",
    "rad/sec": "rad/s",
    "radians/s": "rad/s",
    "gs": "g",
    "sec": "s",
    "seconds": "s",
    "milliseconds": "ms",
    "µs": "us",
    "μs": "us",
}


def units_row(lines: list[str], layout: Layout, places: Places, form: TableFormat, path: Path) -> bool:
    """Whether the line where the first row should be names units: none of its cells that are read is a number.

    Raises RecordingError where they aren't those that the format says.
    """
    if layout.first_row > len(lines):
        return False
    try:
        cells = layout.split(lines[layout.first_row - 1])
    except csv.Error:
        return False
    if len(cells) < len(layout.names):
        return False
    read = [cells[place].strip(' "') for place in layout.numbers]
    if any(not cell or cell in layout.missing or not _is_word(cell, layout) for cell in read):
        return False
    wanted: list[tuple[int, float, Mapping[str, float]]] = [
        (place, form.acc.factor, ACCELERATION) for place in places.acc
    ]
    if form.gyr is not None:
        wanted += [(place, form.gyr.factor, ANGULAR_RATE) for place in places.gyr or ()]
    if places.time is not None and form.time_factor is not None and form.date is None:
        wanted.append((places.time, form.time_factor, TIME))
    for place, factor, units in wanted:
        stated = units.get(plain_unit(read[place]))
        if stated is not None and stated != factor:
            ours = next(name for name, value in units.items() if value == factor)
            raise RecordingError(
                f"the row of units says '{short(read[place])}' for column '{layout.names[layout.numbers[place]]}'",
                expected=f"'{ours}', as the format '{form.id}' says",
                hint="Correct the unit in the import profile.",
                path=path,
                line=layout.first_row,
            )
    return True


def _is_word(cell: str, layout: Layout) -> bool:
    fault = number_fault(cell, layout)
    return fault is not None and fault.startswith("text") and cell.lower() not in _NO_VALUES


_NO_VALUES = {"na", "n/a", "null", "none", "missing", "-", "."}
"""Words that stand for a value that isn't there: a row of them is a sample that was lost, not one of units."""


def plain_unit(unit: str) -> str:
    """A unit as we write it: m/s2 for "m/(s^2)", "[m/s²]" and the like."""
    unit = re.sub(r"[\s()\[\]]", "", unit).replace("²", "2").replace("·", "")
    return _ALIASES.get(unit, _ALIASES.get(unit.lower(), unit if unit in TIME else unit.lower()))
