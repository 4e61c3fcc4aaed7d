"""Phones' apps that write a file for each sensor into a folder or zip archive: phyphox and Sensor Logger."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ...errors import RecordingError, SensortrackError
from ...records import Description, Recording
from ...units import ACCELERATION, ANGULAR_RATE, STANDARD_GRAVITY_MS2, TIME
from ..opening import Options, open_table
from ..table_format import TableFormat, Triad
from ..text import head_lines
from .look import Look
from .spool import Spooled, spool_member
from .streams import ImportedStream, fused
from .unit_header import declared, without_gravity

_LOGGER_HEADER = "time,seconds_elapsed,z,y,x"
MOST_SENSORS = 40


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a folder or archive, as a file that can be read."""

    name: str
    path: Path
    spooled: Spooled | None = None


def members(look: Look) -> list[Member]:
    """The tables (.csv) of a folder or archive."""
    names = [name for name in look.members if name.lower().endswith(".csv")][:MOST_SENSORS]
    if look.path.is_dir():
        return [Member(name, look.path / name) for name in names]
    spooled = [(name, spool_member(look.path, name)) for name in names]
    return [Member(name, one.path, one) for name, one in spooled]


@contextmanager
def told_of(look: Look) -> Iterator[None]:
    """Errors within name the folder or archive, for a temporary file means nothing to anybody."""
    try:
        yield
    except RecordingError as error:
        path = None if error.path is None else Path(error.path)
        if path is None or path == look.path or path.parent == look.path:
            raise
        raise RecordingError(
            f"{path.name}: {error.found}",
            expected=error.expected,
            hint=error.hint,
            path=look.path,
            line=error.line,
        ) from error


@dataclass(frozen=True, slots=True)
class SensorLoggerImporter:
    """Reads the folder or zip of the app Sensor Logger."""

    id: str = "sensor_logger"
    name: str = "Sensor Logger (folder or zip)"
    source: str = (
        "the app's documentation: seconds_elapsed, m/s² (g on an iPhone that wasn't standardised), rad/s"
    )

    def fits(self, look: Look) -> bool:
        """Whether the files are the app's."""
        return "TotalAcceleration.csv" in {Path(name).name for name in look.members}

    def open(self, look: Look, options: Options) -> Recording:
        """The recording of accelerometer, with gravity, and gyroscope, where there is one."""
        with told_of(look):
            found = {Path(member.name).name: member for member in members(look)}
            about, gyr = found.get("Metadata.csv"), found.get("Gyroscope.csv")
            factor = _logger_factor(look.path, [] if about is None else head_lines(about.path)[:2])
            acc = found["TotalAcceleration.csv"]
            form = _logger_format(self.id, factor, acc.path)
            if gyr is None:
                recording = open_table(acc.path, form, head_lines(acc.path), options)
                recording.messages.append("no gyroscope among the files")
                return recording
            first = ImportedStream(acc.path, form)
            second = ImportedStream(gyr.path, _logger_format(self.id, ANGULAR_RATE["rad/s"], gyr.path))
            return fused(look.path, first, second, self.id, options)


def _logger_format(id: str, factor: float, path: Path) -> TableFormat:
    header = head_lines(path)[0]
    if set(header.split(",")) != set(_LOGGER_HEADER.split(",")):
        raise RecordingError(
            f"the header '{header[:80]}'",
            expected=f"'{_LOGGER_HEADER}'",
            hint="Export the recording again.",
            path=path,
            line=1,
        )
    return TableFormat(
        id,
        acc=Triad(("x", "y", "z"), factor),
        gyr=None,
        description=Description(),
        time="seconds_elapsed",
    )


def _logger_factor(path: Path, metadata: list[str]) -> float:
    """To m/s²: an iPhone gives g, with the sign of gravity turned, unless the app was set to standardise."""
    lines = list(csv.reader(metadata))
    entries = dict(zip(lines[0], lines[1], strict=False)) if len(lines) == 2 else {}
    platform, standard = entries.get("platform", "").lower(), entries.get("standardisation", "").lower()
    if platform not in ("android", "ios") or (platform == "ios" and standard not in ("true", "false")):
        raise RecordingError(
            f"the platform '{platform[:20]}' and the standardisation '{standard[:20]}'",
            expected="android, or ios with standardisation true or false: they tell the unit",
            hint="Export the recording with its Metadata.csv.",
            path=path,
        )
    return -STANDARD_GRAVITY_MS2 if platform == "ios" and standard == "false" else 1.0


@dataclass(frozen=True, slots=True)
class PhyphoxImporter:
    """Reads a folder or zip with a table of each sensor that names its units, as phyphox exports them."""

    id: str = "sensor_tables"
    name: str = "folder or zip with a table of each sensor (phyphox, MetaBase)"
    source: str = "the headers of the tables: the units of each column; the axes of the sensor"

    def fits(self, look: Look) -> bool:
        """Whether it holds one table of an accelerometer, and one of a gyroscope beside it."""
        if not 2 <= len([n for n in look.members if n.lower().endswith(".csv")]) <= MOST_SENSORS:
            return False
        try:
            acc, gyr = _sensors(members(look))
        except SensortrackError:
            return False
        return len(acc) == 1 and len(gyr) <= 1

    def open(self, look: Look, options: Options) -> Recording:
        """The recording of the two."""
        with told_of(look):
            acc, gyr = _sensors(members(look))
            first = ImportedStream(acc[0].path, _stream_format(self.id, acc[0].path, ACCELERATION))
            if not gyr:
                recording = open_table(acc[0].path, first.format, head_lines(acc[0].path), options)
                recording.messages.append("no gyroscope in it")
                return recording
            second = ImportedStream(gyr[0].path, _stream_format(self.id, gyr[0].path, ANGULAR_RATE))
            return fused(look.path, first, second, self.id, options)


def _sensors(found: list[Member]) -> tuple[list[Member], list[Member]]:
    """The tables that hold an accelerometer alone, with gravity in it, and those of a gyroscope alone."""
    acc: list[Member] = []
    gyr: list[Member] = []
    for member in found:
        try:
            declaration = declared(head_lines(member.path))
        except SensortrackError:
            continue
        if declaration is None or not declaration.clocks:
            continue
        if (
            len(declaration.acc) == 1
            and not declaration.gyr
            and not without_gravity(next(iter(declaration.acc)), Path(member.name).name)
        ):
            acc.append(member)
        elif len(declaration.gyr) == 1 and not declaration.acc:
            gyr.append(member)
    return acc, gyr


def _stream_format(id: str, path: Path, units: object) -> TableFormat:
    declaration = declared(head_lines(path))
    assert declaration is not None
    is_acc = units is ACCELERATION
    axes, unit = next(iter((declaration.acc if is_acc else declaration.gyr).values()))
    column, clock = next(iter(declaration.clocks.values()))
    return TableFormat(
        id,
        acc=Triad(axes, (ACCELERATION if is_acc else ANGULAR_RATE)[unit]),
        gyr=None,
        description=Description(),
        header_line=declaration.header.line,
        time=column,
        time_factor=TIME[clock],
        delimiter=declaration.header.delimiter,
        decimal=declaration.header.decimal,
        stray_words=frozenset(),
    )
