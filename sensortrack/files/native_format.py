"""Our own recording: `NAME.csv`, in m/s², deg/s and s."""

from __future__ import annotations

import csv

from ..records import Description
from .layout import split_cells
from .table_format import TableFormat, Triad, is_separator_line

ID = "sensortrack"
ACC = ("acc_x", "acc_y", "acc_z")
GYR = ("gyr_x", "gyr_y", "gyr_z")
TIME, HOST_TIME, MARKER = "time_s", "host_time_s", "marker"
HEADER = ",".join((TIME, *ACC, *GYR))
"""The header of a recording without host times and markers."""

_OURS = (TIME, *ACC, *GYR, HOST_TIME, MARKER)
_DELIMITERS = ",;\t"
_LOOKED_AT = 3
"""So many lines tell delimiter and decimal mark: the header, a row of units if there is one, and a row."""


def own_format(lines: list[str]) -> TableFormat | None:
    """The format of a file of ours that begins with these lines; None where its header isn't ours.

    Our columns may stand in any order, in quotes, among others, and with another delimiter: a spreadsheet or a
    table library may have saved the file again. A file without `time_s` is one of ours, too, if it has no other
    columns: its samples are counted at the rate its JSON names.
    """
    first = int(is_separator_line(lines[0]))
    if len(lines) <= first:
        return None
    for delimiter in _DELIMITERS:
        try:
            names = [cell.strip() for cell in split_cells(lines[first], delimiter)]
        except csv.Error:  # quotes that end elsewhere than the cells do
            continue
        if set(ACC) <= set(names):
            return _with_columns(names, delimiter, lines[first + 1 : first + _LOOKED_AT])
    return None


def _with_columns(cells: list[str], delimiter: str, rows: list[str]) -> TableFormat | None:
    has_gyr = not set(GYR).isdisjoint(cells)
    exact = set(cells) <= set(_OURS)
    if (
        any(cells.count(name) > 1 for name in _OURS)
        or (has_gyr and not set(GYR) <= set(cells))
        or not (exact or TIME in cells)
    ):
        return None
    return TableFormat(
        id=ID,
        acc=Triad(ACC, 1.0),
        gyr=Triad(GYR, 1.0) if has_gyr else None,
        description=Description(),
        time=TIME if TIME in cells else None,
        host_time=HOST_TIME if HOST_TIME in cells else None,
        marker=MARKER if MARKER in cells else None,
        delimiter=delimiter,
        decimal="," if any("," in cell for row in rows for cell in _numbers(cells, row, delimiter)) else ".",
        # Another program may end its last row without a newline.
        newline_ends_row=exact and delimiter == ",",
    )


def _numbers(names: list[str], row: str, delimiter: str) -> list[str]:
    """The cells of a row in which numbers stand; none where its quotes don't close, which its reader reports."""
    try:
        cells = split_cells(row, delimiter)
    except csv.Error:
        return []
    return [cell for name, cell in zip(names, cells, strict=False) if name in (TIME, *ACC, *GYR)]
