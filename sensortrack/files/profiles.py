"""Import profiles: a TOML file that tells how a foreign table is recognised and read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta

from ..errors import ProfileError
from ..outside.document import Document, Kind, read_document
from ..outside.pattern import Pattern
from ..outside.reader import Positive, Table, Text, Wrong, read
from ..records import Description, Frame, Loss
from ..units import ACCELERATION, ANGULAR_RATE, TIME, AccelerationUnit, AngularRateUnit, TimeUnit
from .dates import DateFormat
from .layout import BlankLines
from .table_format import Axis, TableFormat, Triad

SCHEMA = "sensortrack.import/1"
_KIND = Kind(
    "an import profile (a .toml file)",
    f'an import profile, schema = "{SCHEMA}"',
    error=ProfileError,
    hint="Correct the profile.",
)
# Bounds of what a profile may name: columns of a table, and lines before its first row.
Column = Annotated[
    Annotated[str, Meta(pattern=r"\S")] | Annotated[int, Meta(ge=1, le=10_000)],
    Meta(description="a column: its name in the header, or its number from 1 to 10000"),
]
Line = Annotated[int, Meta(ge=1, le=1_000, description="a line number from 1 to 1000")]
Character = Annotated[
    str, Meta(pattern=r'^[^"\r\n\x80-\U0010ffff]$', description='one character, such as "," or "\\t"')
]
Axes = Literal["x", "y", "z", "-x", "-y", "-z"]


class Recognise(Table, frozen=True):
    """How a file of the format is known."""

    header: Text | None = None
    header_line: Line | None = None
    pattern: Pattern | None = None


class Rows(Table, frozen=True):
    """How its rows are laid out."""

    delimiter: Character
    decimal: Literal[".", ","] = "."
    first_row: Line | None = None
    stray_words: tuple[Text, ...] | None = None
    blank_lines: BlankLines = "refused"
    missing: tuple[str, ...] = ()


class Time(Table, frozen=True):
    """The column that tells the time, as a number or a date; one that counts samples; or the rate alone."""

    column: Column | None = None
    unit: TimeUnit | None = None
    date: DateFormat | None = None
    counter: Column | None = None
    rate_hz: Positive | None = None

    def __post_init__(self) -> None:
        if self.column is not None and self.counter is not None:
            raise Wrong("both 'column' and 'counter'", "at most one of them", key="counter")
        if self.unit is not None and self.date is not None:
            raise Wrong("both 'unit' and 'date'", "at most one of them", key="date")
        if (self.column is None) != (self.unit is None and self.date is None):
            raise Wrong(
                "one of 'column' and 'unit' alone", "both, or 'column' and 'date', or neither", key="unit"
            )
        if self.column is None and self.rate_hz is None:
            raise Wrong("no time column and no rate", "the sampling rate in Hz", key="rate_hz")


class Acceleration(Table, frozen=True):
    """The columns of the accelerometer."""

    unit: AccelerationUnit
    x: Column
    y: Column
    z: Column


class AngularRate(Table, frozen=True):
    """The columns of the gyroscope."""

    unit: AngularRateUnit
    x: Column
    y: Column
    z: Column


class Orientation(Table, frozen=True):
    """Our axes out of the file's."""

    frame: Frame
    x: Axes = "x"
    y: Axes = "y"
    z: Axes = "z"

    def __post_init__(self) -> None:
        order = [axis.source for axis in self.axes]
        signs = [axis.sign for axis in self.axes]
        if sorted(order) != [0, 1, 2]:
            raise Wrong(
                "an axis that is used twice", "x, y and z out of each of the file's axes once", key="x"
            )
        turns = 1 if order in ([0, 1, 2], [1, 2, 0], [2, 0, 1]) else -1
        if turns * signs[0] * signs[1] * signs[2] != 1:
            expected = "a rotation: exchange two axes or change one sign"
            raise Wrong("left-handed axes", expected, key="x")

    @property
    def axes(self) -> tuple[Axis, Axis, Axis]:
        """Source and sign of each."""
        x, y, z = (Axis("xyz".index(a[-1]), -1 if a[0] == "-" else 1) for a in (self.x, self.y, self.z))
        return x, y, z


class About(Table, frozen=True):
    """What holds for every file of the format."""

    placement: Text | None = None
    device: dict[str, Any] | None = None
    loss: Loss | None = None


class ImportProfile(Table, frozen=True, kw_only=True):
    """An import profile, as its file has it."""

    schema: Literal["sensortrack.import/1"]
    id: Text
    name: Text
    source: Text
    recognise: Recognise = Recognise()
    table: Rows
    time: Time
    acc: Acceleration
    gyr: AngularRate | None = None
    axes: Orientation
    description: About = About()

    def __post_init__(self) -> None:
        if self.table.blank_lines == "lost_samples" and self.time.column is not None:
            expected = "a table without a time column, which tells as much"
            raise Wrong('"lost_samples"', expected, key="table.blank_lines")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfiledFormat(TableFormat):
    """The format that an import profile tells: what people call it, and where the knowledge is from."""

    name: str
    source: str


@cache
def shipped_profiles() -> tuple[ProfiledFormat, ...]:
    """The import profiles that come with the package, by id."""
    folder = files(__package__) / "import_profiles"
    found = [load_profile(Path(str(entry))) for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return tuple(sorted(found, key=lambda profile: profile.id))


def load_profile(path: Path) -> ProfiledFormat:
    """The format that an import profile tells.

    Raises NoInputError where there is no such file, ProfileError where it isn't TOML or doesn't hold to the schema.
    """
    document = read_document(path, _KIND)
    parsed = read(document, ImportProfile)
    acc, gyr, time, table = parsed.acc, parsed.gyr, parsed.time, parsed.table
    profile = ProfiledFormat(
        id=parsed.id,
        name=parsed.name,
        source=parsed.source,
        acc=Triad((acc.x, acc.y, acc.z), ACCELERATION[acc.unit]),
        gyr=None if gyr is None else Triad((gyr.x, gyr.y, gyr.z), ANGULAR_RATE[gyr.unit]),
        description=Description(
            frame=parsed.axes.frame,
            rate_hz=time.rate_hz,
            placement=parsed.description.placement,
            device=parsed.description.device,
            loss=parsed.description.loss,
        ),
        axes=parsed.axes.axes,
        header_line=parsed.recognise.header_line,
        header=parsed.recognise.header,
        first_row=table.first_row,
        pattern=parsed.recognise.pattern,
        time=time.counter if time.column is None else time.column,
        time_factor=None if time.column is None else 1.0 if time.unit is None else TIME[time.unit],
        date=time.date,
        delimiter=table.delimiter,
        decimal=table.decimal,
        stray_words=None if table.stray_words is None else frozenset(table.stray_words),
        blank_lines=table.blank_lines,
        missing=frozenset(word.strip() for word in table.missing),
    )
    _check_header(document, profile)
    return profile


def _check_header(document: Document, profile: TableFormat) -> None:
    """A profile whose columns aren't in its own header could never read a file."""
    if profile.header is None:
        if profile.pattern is None and profile.has_header:
            raise document.fail("recognise.header", "neither 'header' nor 'pattern'", "one of them, or both")
        return
    names = profile.cells(profile.header)
    for column in profile.columns():
        if isinstance(column, str) and names.count(column) != 1:
            raise document.fail(
                "recognise.header", f"column '{column}' is not in it once", "each column that is read, once"
            )
        if isinstance(column, int) and column > len(names):
            raise document.fail(
                "recognise.header", f"{len(names)} columns", f"column {column}, which is read"
            )
