"""Tables that name their units in the header, as most apps' exports do: "Accelerometer X (g)", "ax(g)", "X (m/s^2)".

Only what the header declares is taken: one accelerometer with gravity in it, at most one gyroscope, a time with its
unit. Two files with one sensor each make one recording.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...errors import RecordingError
from ...records import Description, Recording
from ...units import ACCELERATION, ANGULAR_RATE, TIME
from ..opening import Options, open_table
from ..table_format import TableFormat, Triad
from ..units_row import plain_unit
from .headers import Header, headers_in, is_number
from .look import Look
from .streams import ImportedStream, beside, fused

MOST_LINES = 40
_AXIS = re.compile(r"(?i)^(?:(?P<base>.*?)[\s_.\-]*(?P<last>[xyz])|(?P<first>[xyz])[\s_\-]*axis)$")
_GRAVITY_ALONE = r"(?<!with)(?<!with[\s_-])(?<!including)(?<!including[\s_-])gravity"
_MOVED = re.compile(rf"(?i)lin|user|free|without|world|earth|global|{_GRAVITY_ALONE}")
_FILE_OF_MOVED = re.compile(
    rf"(?i)(lin(ear)?|user|free|world|earth|global)[\s_-]*acc|without[\s_-]*g|{_GRAVITY_ALONE}"
)
_CLOCKS = ("epoch", "timestamp", "time stamp", "time", "elapsed", "t")
"""Names of a time column, in order of preference: the first that is present is taken."""

Axes = tuple[str, str, str]


def without_gravity(base: str, file: str) -> bool:
    """Whether an acceleration isn't what was measured, by its columns' name, else by its file's.

    A file may be called by much else: "baseline", "user 12".
    """
    return (_MOVED.search(base) if base else _FILE_OF_MOVED.search(file)) is not None


@dataclass(frozen=True, slots=True)
class Declared:
    """What a header declares: its triads by name, each with its unit, and the columns of times with theirs."""

    header: Header
    acc: Mapping[str, tuple[Axes, str]]
    gyr: Mapping[str, tuple[Axes, str]]
    clocks: Mapping[str, tuple[str, str]]


def declared(lines: Sequence[str]) -> Declared | None:
    """What the header of a table that begins with these lines declares; None where no triad has a unit."""
    found = (_declared(header) for header in headers_in(lines, MOST_LINES, "([") if len(header.names) >= 3)
    return next((one for one in found if one.acc or one.gyr), None)


def _declared(header: Header) -> Declared:
    groups: dict[tuple[str, str], dict[str, str]] = {}
    clocks: dict[str, tuple[str, str]] = {}
    for column, name in enumerate(header.names):
        at = min((name.find(mark) for mark in "([" if mark in name), default=-1)
        if at < 0 or header.names.count(name) > 1:
            continue
        base, unit = name[:at].strip(), plain_unit(name[at:])
        if unit in TIME:
            numeric = column < len(header.first) and is_number(
                header.first[column].strip('" '), header.decimal
            )
            if numeric:
                clocks[base.lower()] = name, unit
        elif (match := _AXIS.match(base)) and (unit in ACCELERATION or unit in ANGULAR_RATE):
            axis = (match["last"] or match["first"]).lower()
            groups.setdefault(((match["base"] or "").strip(" _.-").lower(), unit), {})[axis] = name
    whole = {key: (axes["x"], axes["y"], axes["z"]) for key, axes in groups.items() if len(axes) == 3}
    return Declared(
        header,
        {base: (axes, unit) for (base, unit), axes in whole.items() if unit in ACCELERATION},
        {base: (axes, unit) for (base, unit), axes in whole.items() if unit in ANGULAR_RATE},
        clocks,
    )


@dataclass(frozen=True, slots=True)
class UnitHeaderImporter:
    """Reads what a header with units declares; asked only where no other importer knows the file."""

    id: str = "unit_header"
    name: str = "table with units in its header (x-io, phyphox, MetaBase, WitMotion's app …)"
    source: str = "the file's own header: the units of each column; the axes of the sensor"

    def fits(self, look: Look) -> bool:
        """Whether the header declares an accelerometer's or gyroscope's triad."""
        return bool(look.lines) and declared(look.lines) is not None

    def table_format(self, look: Look) -> TableFormat | None:
        """The format of a table that holds the accelerometer; None where it holds a gyroscope alone."""
        declaration = declared(look.lines)
        if declaration is None:
            return None
        acc = self._one(declaration.acc, "accelerometer", look, declaration.header)
        gyr = self._one(declaration.gyr, "gyroscope", look, declaration.header)
        return None if acc is None else self._format(declaration, acc, gyr, look)

    def open(self, look: Look, options: Options) -> Recording:
        """The recording in the table, or in the pair of files that it belongs to."""
        declaration = declared(look.lines)
        assert declaration is not None
        acc = self._one(declaration.acc, "accelerometer", look, declaration.header)
        gyr = self._one(declaration.gyr, "gyroscope", look, declaration.header)
        if acc is not None and gyr is not None:
            form = self._format(declaration, acc, gyr, look)
            return open_table(look.path, form, look.lines, options)
        others = self._others(look, declaration, gyroscope=acc is not None)
        if acc is None and not others:
            raise RecordingError(
                "a gyroscope alone",
                expected="an accelerometer, too, in this file or in one beside it",
                hint="Put the accelerometer's file into the same folder.",
                path=look.path,
            )
        if len(others) > 1:
            names = ", ".join(path.name for path, _ in others)
            raise RecordingError(
                f"several files may belong to it ({names})",
                expected="one with the other sensor",
                hint="Put the two files that belong together into a folder of their own.",
                path=look.path,
            )
        mine = self._stream(look, declaration, acc or gyr)
        if not others:
            form = self._format(declaration, acc, None, look)
            recording = open_table(look.path, form, look.lines, options)
            recording.messages.append("no gyroscope in the file, nor in one beside it")
            return recording
        path, other = others[0]
        second = self._stream(Look(path, b""), other, next(iter((other.gyr if acc else other.acc).values())))
        pair = (mine, second) if acc is not None else (second, mine)
        return fused(pair[0].path, pair[0], pair[1], self.id, options)

    def _one(
        self, triads: Mapping[str, tuple[Axes, str]], what: str, look: Look, header: Header
    ) -> tuple[Axes, str] | None:
        """The only triad of a kind; None where there is none."""
        name = look.path.name.removesuffix(".gz")
        good = {base: one for base, one in triads.items() if not without_gravity(base, name)}
        if what == "accelerometer" and triads and not good:
            raise RecordingError(
                "an acceleration from which gravity was taken away, alone",
                expected="the acceleration as it was measured",
                hint='Export the accelerometer itself ("with g", "raw", "total").',
                path=look.path,
                line=header.line,
            )
        good = good if what == "accelerometer" else dict(triads)
        if len(good) > 1:
            raise RecordingError(
                f"{len(good)} triads that may be the {what}'s ({', '.join(sorted(good))})",
                expected="one",
                hint="Choose one in an import profile: `sensortrack import --draft FILE` writes one to begin with.",
                path=look.path,
                line=header.line,
            )
        return next(iter(good.values()), None)

    def _clock(self, declaration: Declared, look: Look) -> tuple[str, float]:
        clocks = declaration.clocks
        # The only one may be called as it is in another language.
        for name in (*_CLOCKS, *(clocks if len(clocks) == 1 else ())):
            if name in clocks:
                column, unit = clocks[name]
                return column, TIME[unit]
        raise RecordingError(
            "no column of times with a unit",
            expected='one such as "Time (s)"',
            hint="Describe the file in an import profile: `sensortrack import --draft FILE` writes one to begin with.",
            path=look.path,
            line=declaration.header.line,
        )

    def _format(
        self, declaration: Declared, acc: tuple[Axes, str] | None, gyr: tuple[Axes, str] | None, look: Look
    ) -> TableFormat:
        column, factor = self._clock(declaration, look)
        first = acc or gyr
        assert first is not None
        return TableFormat(
            self.id,
            acc=Triad(first[0], (ACCELERATION if acc else ANGULAR_RATE)[first[1]]),
            gyr=Triad(gyr[0], ANGULAR_RATE[gyr[1]]) if acc and gyr else None,
            description=Description(),
            header_line=declaration.header.line,
            time=column,
            time_factor=factor,
            delimiter=declaration.header.delimiter,
            decimal=declaration.header.decimal,
            stray_words=frozenset(),
        )

    def _stream(self, look: Look, declaration: Declared, triad: tuple[Axes, str] | None) -> ImportedStream:
        is_acc = triad is not None and triad[1] in ACCELERATION
        form = self._format(declaration, triad if is_acc else None, None if is_acc else triad, look)
        return ImportedStream(look.path, form)

    def _others(self, look: Look, declaration: Declared, *, gyroscope: bool) -> list[tuple[Path, Declared]]:
        """The files beside this one that hold only the other sensor, and begin at the same time."""
        found: list[tuple[Path, Declared]] = []
        start_s = self._start_s(declaration, look)
        for path, lines in beside(look.path):
            other = declared(lines)
            if other is None or bool(other.acc) == gyroscope or bool(other.gyr) != gyroscope:
                continue
            if (
                len(other.gyr if gyroscope else other.acc) != 1
                or other.clocks.keys() != declaration.clocks.keys()
            ):
                continue
            near = self._start_s(other, replace(look, path=path, head=b""))
            if abs(near - start_s) < _STARTS_APART_S:
                found.append((path, other))
        alike = [one for one in found if _stem(one[0].name) == _stem(look.path.name)]
        return alike if len(alike) == 1 else found

    def _start_s(self, declaration: Declared, look: Look) -> float:
        column, factor = self._clock(declaration, look)
        at = declaration.header.names.index(column)
        cell = declaration.header.first[at].strip('" ').replace(declaration.header.decimal, ".")
        return float(cell) * factor


_STARTS_APART_S = 2.0
"""An app starts its sensors one after the other, less than this apart."""
_SENSOR = re.compile(r"(?i)(accelerometer|acceleration|acc|gyroscope|gyro|gyr)(_[\d.]+hz)?")


def _stem(name: str) -> str:
    """A file's name without the sensor in it."""
    return _SENSOR.sub("", name, count=1)


UNIT_HEADER = UnitHeaderImporter()
