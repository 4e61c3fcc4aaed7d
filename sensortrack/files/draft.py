"""A draft of an import profile for a file that no importer knows: what its columns likely are, by physics."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from ..errors import RecordingError
from ..json_text import to_json
from ..records import FloatArray
from ..units import ACCELERATION, ANGULAR_RATE, STANDARD_GRAVITY_MS2, TIME
from .importers.arrays import SCHEMA as ARRAYS_SCHEMA
from .importers.arrays import arrays_of, kind_of
from .importers.look import look_at
from .layout import split_cells
from .physics import rest_ms2, turn_scale
from .profiles import SCHEMA
from .text import head_lines

MOST_ROWS = 20_000
PLAUSIBLE_HZ = (5.0, 2000.0)
_DELIMITERS = (",", ";", "\t", " ")
_AXIS = re.compile(r"(?i)^(?:(.*?)[\s_.\-]*([xyz])|([xyz])[\s_.\-]*(.*?))(?:[\s_.\-]*[\(\[].*)?$")
_TIME_NAMES = re.compile(r"(?i)time|stamp|epoch|^t$|^t_|^ms$|^s$|second|elapsed")
Triad = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Table:
    header_line: int | None
    header: str | None
    first_row: int
    delimiter: str
    decimal: str
    names: list[str]
    values: FloatArray


def draft_profile(path: Path) -> str:
    """An import profile, or a mapping of arrays, as TOML: to be checked by a person; "?" stands where nothing tells.

    Raises NoInputError or FileIOError where the file can't be read, RecordingError where it is neither a table of
    numbers nor a file of arrays.
    """
    look = look_at(path)
    if kind_of(look) is not None:
        return _mapping(path, arrays_of(look))
    table = _table(head_lines(path), path)
    time, unit, rate_hz = _clock(table.values, table.names)
    triads = _triads(table, time)
    acc, gyr, acc_unit, gyr_unit, why = _sensors(table.values, triads, rate_hz)
    column = [to_json(n) for n in table.names] if table.header else None

    def place(at: int | None) -> str:
        return '"?"' if at is None else column[at] if column else str(at + 1)

    lines = [
        f'schema = "{SCHEMA}"',
        f"id = {to_json(re.sub(r'[^a-z0-9]+', '_', path.name.split('.')[0].lower()) or 'mine')}",
        'name = "?"',
        'source = "?"  # what tells you the units: a manual, a measurement',
        "",
        "[recognise]",
    ]
    if table.header is not None:
        lines += [f"header_line = {table.header_line}"] * (table.header_line != 1)
        lines += [f"header = {to_json(table.header)}"]
    lines += ["", "[table]", f"delimiter = {to_json(table.delimiter)}"]
    lines += [f'decimal = "{table.decimal}"'] * (table.decimal != ".")
    lines += [f"first_row = {table.first_row}"] * (table.header is None and table.first_row > 1)
    lines += ["", "[time]"]
    if time is not None and unit is not None:
        lines += [f"column = {place(time)}", f'unit = "{unit}"  # so the rate is {rate_hz:.4g} Hz']
    elif time is not None:
        lines += [f"counter = {place(time)}  # it counts samples", 'rate_hz = "?"']
    else:
        lines += ['rate_hz = "?"  # no column rises like a time']
    lines += ["", f"[acc]  # {why[0]}", f'unit = "{acc_unit}"']
    lines += [f"{axis} = {place(at)}" for axis, at in zip("xyz", acc or (None, None, None), strict=True)]
    if gyr is not None:
        lines += ["", f"[gyr]  # {why[1]}", f'unit = "{gyr_unit}"']
        lines += [f"{axis} = {place(at)}" for axis, at in zip("xyz", gyr, strict=True)]
    lines += [
        "",
        "[axes]",
        'frame = "sensor"  # "body" where x is up, y right and z forward; x = "-x" and the like turn them',
    ]
    return "\n".join(lines) + "\n"


def _table(lines: list[str], path: Path) -> _Table:
    """The longest run of rows with the same number of cells, most of them numbers."""
    best: tuple[int, int, str, str] | None = None
    for delimiter in _DELIMITERS:
        for decimal in (".", ","):
            if decimal == delimiter:
                continue
            counts = [_numbers(line, delimiter, decimal) for line in lines[:2000]]
            start = 0
            for at, (one, two) in enumerate(pairwise([*counts, -1])):
                if one != two:
                    if one >= 3 and (best is None or (at + 1 - start) * one > best[0]):
                        best = ((at + 1 - start) * one, start, delimiter, decimal)
                    start = at + 1
    if best is None:
        raise RecordingError(
            "no rows of numbers",
            expected="a table, or arrays",
            hint="Export the recording as CSV.",
            path=path,
        )
    _, start, delimiter, decimal = best
    width = len(_cells(lines[start], delimiter))
    rows: list[list[float]] = []
    for line in lines[start : start + MOST_ROWS]:
        cells = _cells(line, delimiter)
        if len(cells) == width:
            rows.append([_value(cell, decimal) for cell in cells])
    header_at = next(
        (n for n in range(start - 1, max(-1, start - 3), -1) if len(_cells(lines[n], delimiter)) == width),
        None,
    )
    if header_at is not None and header_at > 0 and len(_cells(lines[header_at - 1], delimiter)) == width:
        header_at -= 1  # beneath the header stands a row of units
    names = [] if header_at is None else [c.strip(' "') for c in _cells(lines[header_at], delimiter)]
    return _Table(
        None if header_at is None else header_at + 1,
        None if header_at is None else lines[header_at],
        start + 1,
        delimiter,
        decimal,
        names or [f"{n + 1}" for n in range(width)],
        np.array(rows[:-1] if len(rows) > 2 else rows),
    )


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return split_cells(line.rstrip("\r\n"), delimiter)
    except Exception:  # quotes that don't close
        return line.split(delimiter)


def _value(cell: str, decimal: str) -> float:
    text = cell.strip(' ";').replace(decimal, ".") if decimal != "." else cell.strip(' ";')
    try:
        return float(text) if "_" not in text else np.nan
    except ValueError:
        return np.nan


def _numbers(line: str, delimiter: str, decimal: str) -> int:
    """How many cells of a line are numbers; 0 where fewer than half are."""
    cells = _cells(line, delimiter)
    found = sum(bool(np.isfinite(_value(cell, decimal))) for cell in cells)
    return found if 2 * found >= len(cells) else 0


def _clock(values: FloatArray, names: list[str]) -> tuple[int | None, str | None, float]:
    """The column of the time, its unit (None for a counter of samples), and the rate in Hz (0 where unknown)."""
    rising = [
        at
        for at in range(values.shape[1])
        if np.isfinite(values[:, at]).all()
        and len(values) > 2
        and np.mean(np.diff(values[:, at]) >= 0.0) > 0.99
        and values[-1, at] > values[0, at]
    ]
    rising.sort(key=lambda at: (_TIME_NAMES.search(names[at]) is None, at))
    for at in rising:
        steps = np.diff(values[:, at])
        step = float(np.mean(steps[steps < 10.0 * np.median(steps) + 1e-12])) or float(np.mean(steps))
        if step == 1.0 and np.all(steps == 1.0):
            continue
        for unit, factor in TIME.items():
            rate = 1.0 / (step * factor) if step > 0.0 else 0.0
            if PLAUSIBLE_HZ[0] <= rate <= PLAUSIBLE_HZ[1]:
                return at, unit, rate
    return (rising[0], None, 0.0) if rising else (None, None, 0.0)


def _triads(table: _Table, time: int | None) -> list[Triad]:
    """Columns that belong together: by names that differ in x, y and z, else three that follow one another."""
    groups: dict[str, dict[str, int]] = {}
    for at, name in enumerate(table.names):
        match = _AXIS.match(name)
        if match and at != time:
            axis = (match[2] or match[3]).lower()
            groups.setdefault((match[1] or match[4] or "").lower(), {}).setdefault(axis, at)
    named = [(g["x"], g["y"], g["z"]) for g in groups.values() if {"x", "y", "z"} <= g.keys()]
    if named:
        return named
    columns = [
        at
        for at in range(table.values.shape[1])
        if at != time and np.isfinite(table.values[:, at]).mean() > 0.9
    ]
    return [(a, b, c) for a, b, c in zip(columns, columns[1:], columns[2:], strict=False) if c - a == 2]


def _sensors(
    values: FloatArray, triads: list[Triad], rate_hz: float
) -> tuple[Triad | None, Triad | None, str, str, tuple[str, str]]:
    """Accelerometer and gyroscope among the triads, their likely units, and why."""
    fitting: list[tuple[float, Triad, str, float]] = []
    for triad in triads:
        rest = rest_ms2(values[:, triad], rate_hz or 50.0)
        for unit, factor in ACCELERATION.items():
            off = np.inf if rest is None else abs(rest * factor / STANDARD_GRAVITY_MS2 - 1.0)
            if off < 0.2:
                fitting.append((off, triad, unit, rest or 0.0))
    if not fitting:
        first = triads[0] if triads else None
        rest_of = [t for t in triads if first and not set(t) & set(first)]
        no = "no stretch at rest tells which columns these are, nor the unit"
        return first, rest_of[0] if rest_of else None, "?", "?", (no, "no telling")
    _, acc, unit, rest = min(fitting)
    why = f"likely: at rest it is {rest:.4g}, which is gravity in {unit}"
    others = [t for t in triads if not set(t) & set(acc)]
    for triad in others:
        scale = turn_scale(values[:, acc] * ACCELERATION[unit], values[:, triad], rate_hz)
        if scale is None:
            continue
        for name, factor in ANGULAR_RATE.items():
            if 0.7 < abs(scale) / factor < 1.4:
                return acc, triad, unit, name, (why, f"likely: gravity turns as fast as this says in {name}")
    if not others:
        return acc, None, unit, "?", (why, "")
    return acc, others[0], unit, "?", (why, "nothing in the first rows tells the unit: deg/s or rad/s")


def _mapping(path: Path, arrays: dict[str, FloatArray]) -> str:
    threes = {
        name: np.asarray(v, np.float64) for name, v in arrays.items() if v.ndim == 2 and v.shape[1] == 3
    }
    times = [name for name, v in arrays.items() if v.ndim == 1 and len(v) > 2 and np.all(np.diff(v) >= 0)]
    lengths = {len(v) for v in threes.values()}
    times = [name for name in times if len(arrays[name]) in lengths]
    time_s = np.asarray(arrays[times[0]], np.float64) if times else None
    _, unit, rate_hz = (None, None, 0.0) if time_s is None else _clock(time_s[:MOST_ROWS, None], ["time"])
    names = list(threes)
    whole = (
        np.column_stack([threes[n][: min(map(len, threes.values()))][:MOST_ROWS] for n in names])
        if names
        else None
    )
    acc, gyr, acc_unit, gyr_unit, why = (
        (None, None, "?", "?", ("", ""))
        if whole is None
        else _sensors(whole, [(3 * k, 3 * k + 1, 3 * k + 2) for k in range(len(names))], rate_hz)
    )
    found = ", ".join(f"{name} {np.shape(v)}" for name, v in list(arrays.items())[:20])
    lines = [
        f"# arrays in the file: {found}",
        f'schema = "{ARRAYS_SCHEMA}"',
        'id = "mine"',
        'name = "?"',
        'source = "?"  # what tells you the units: a manual, a measurement',
        "",
        "[time]",
        *([f"array = {to_json(times[0])}", f'unit = "{unit or "?"}"'] if times else ['rate_hz = "?"']),
        "",
        f"[acc]  # {why[0]}",
        f"array = {to_json(names[acc[0] // 3] if acc else '?')}",
        f'unit = "{acc_unit}"',
    ]
    if gyr is not None:
        lines += [
            "",
            f"[gyr]  # {why[1]}",
            f"array = {to_json(names[gyr[0] // 3])}",
            f'unit = "{gyr_unit}"',
        ]
    return "\n".join([*lines, "", "[axes]", 'frame = "sensor"']) + "\n"
