"""Import profiles: a TOML file that tells how a foreign table is recognised and read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from ..errors import ProfileError
from ..outside.document import Kind, read_document
from ..outside.pattern import BadPatternError, Pattern
from ..outside.showing import shown
from ..records import Description, Frame, Loss
from ..section import Section
from ..units import ACCELERATION, ANGULAR_RATE, TIME
from .layout import BlankLines
from .table_format import Axis, Column, TableFormat, Triad

SCHEMA = "sensortrack.import/1"
_KIND = Kind(
    "an import profile (a .toml file)",
    f'an import profile, schema = "{SCHEMA}"',
    error=ProfileError,
    hint="Correct the profile.",
)
_FRAMES: tuple[Frame, ...] = ("sensor", "body")
_LOSSES: tuple[Loss, ...] = ("detected", "not_detectable")
_BLANK_LINES: tuple[BlankLines, ...] = ("refused", "ignored", "lost_samples")
MOST_COLUMNS = 10_000
MOST_LINES = 1_000
"""Bounds of what a profile may name: columns of a table, and lines before its first row."""
_AXES = tuple(sign + axis for sign in ("", "-") for axis in "xyz")


@cache
def shipped_profiles() -> tuple[TableFormat, ...]:
    """The import profiles that come with the package, by id."""
    folder = files(__package__) / "import_profiles"
    found = [load_profile(Path(str(entry))) for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return tuple(sorted(found, key=lambda profile: profile.id))


def load_profile(path: Path) -> TableFormat:
    """The format that an import profile tells.

    Raises
    ------
    ProfileError
        The file isn't TOML, or doesn't hold to the schema.
    NoInputError
        No such file.
    """
    document = read_document(path, _KIND)
    return _format(Section(document.values, document.fail))


def _format(root: Section) -> TableFormat:
    root.choice("schema", (SCHEMA,))
    recognise = root.optional_section("recognise")
    table = root.section("table")
    time = root.section("time")
    axes = root.section("axes")
    about = root.optional_section("description")

    header = recognise.maybe(recognise.text, "header")
    pattern = recognise.maybe(recognise.text, "pattern")

    rate_hz = time.maybe(time.positive, "rate_hz")
    column, factor = _time(time, rate_hz)
    blank_lines: BlankLines = (
        table.maybe(lambda key: table.choice(key, _BLANK_LINES), "blank_lines") or "refused"
    )
    if blank_lines == "lost_samples" and column is not None:
        raise table.fail(
            "blank_lines", '"lost_samples"', "a table without a time column, which tells as much"
        )
    stray_words = table.maybe(table.texts, "stray_words")

    profile = TableFormat(
        id=root.text("id"),
        name=root.text("name"),
        source=root.text("source"),
        acc=_triad(root.section("acc"), ACCELERATION),
        gyr=None if (gyr := root.maybe(root.section, "gyr")) is None else _triad(gyr, ANGULAR_RATE),
        description=Description(
            frame=axes.choice("frame", _FRAMES),
            rate_hz=rate_hz,
            placement=about.maybe(about.text, "placement"),
            device=about.maybe(about.table, "device"),
            loss=about.maybe(lambda key: about.choice(key, _LOSSES), "loss"),
        ),
        axes=_axes(axes),
        header_line=_line_number(recognise, "header_line"),
        header=header,
        first_row=_line_number(table, "first_row"),
        pattern=None if pattern is None else _compiled(recognise, pattern),
        time=column,
        time_factor=factor,
        delimiter=_character(table, "delimiter"),
        decimal=table.maybe(lambda key: table.choice(key, (".", ",")), "decimal") or ".",
        stray_words=None if stray_words is None else frozenset(stray_words),
        blank_lines=blank_lines,
        missing=_words(table, "missing"),
    )
    if header is None and pattern is None and profile.has_header:
        raise recognise.fail("header", "neither 'header' nor 'pattern'", "one of them, or both")
    for section in (root, recognise, table, time, axes, about):
        section.refuse_unknown()
    _check_header(recognise, profile)
    return profile


def _triad(section: Section, units: Mapping[str, float]) -> Triad:
    factor = units[section.choice("unit", tuple(units))]
    columns = (_column(section, "x"), _column(section, "y"), _column(section, "z"))
    section.refuse_unknown()
    return Triad(columns, factor)


def _column(section: Section, key: str) -> Column:
    """A column, by its name in the header or by its number."""
    value = section.raw(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return section.whole(key, 1, MOST_COLUMNS)
    if not isinstance(value, str):
        raise section.fail(key, shown(value), "a column: its name in the header, or its number from 1 on")
    return section.text(key)


def _time(section: Section, rate_hz: float | None) -> tuple[Column | None, float | None]:
    """The column that tells the time: a clock with its factor to s, a counter of samples, or none."""
    clock = section.maybe(lambda key: _column(section, key), "column")
    counter = section.maybe(lambda key: _column(section, key), "counter")
    unit = section.maybe(lambda key: section.choice(key, tuple(TIME)), "unit")
    if clock is not None and counter is not None:
        raise section.fail("counter", "both 'column' and 'counter'", "at most one of them")
    if (clock is None) != (unit is None):
        raise section.fail("unit", "one of 'column' and 'unit' alone", "both, or neither")
    if clock is not None and unit is not None:
        return clock, TIME[unit]
    if rate_hz is None:
        raise section.fail("rate_hz", "no time column and no rate", "the sampling rate in Hz")
    return counter, None


def _axes(section: Section) -> tuple[Axis, Axis, Axis]:
    """Our axes out of the file's; the file's own where the profile doesn't say."""
    x, y, z = (
        Axis("xyz".index(name[-1]), -1 if name[0] == "-" else 1)
        for axis in "xyz"
        for name in [section.maybe(lambda key: section.choice(key, _AXES), axis) or axis]
    )
    order = [x.source, y.source, z.source]
    if sorted(order) != [0, 1, 2]:
        raise section.fail(
            "x", "an axis that is used twice", "x, y and z out of each of the file's axes once"
        )
    turns = 1 if order in ([0, 1, 2], [1, 2, 0], [2, 0, 1]) else -1
    if turns * x.sign * y.sign * z.sign != 1:
        raise section.fail("x", "left-handed axes", "a rotation: exchange two axes or change one sign")
    return x, y, z


def _line_number(section: Section, key: str) -> int | None:
    value = section.maybe(section.positive, key)
    if value is not None and not (value.is_integer() and value <= MOST_LINES):
        raise section.fail(key, shown(value), f"a line number from 1 to {MOST_LINES}")
    return None if value is None else int(value)


def _words(section: Section, key: str) -> frozenset[str]:
    words = section.maybe(lambda key: section.values(key, str, "a list of texts"), key) or ()
    return frozenset(word.strip() for word in words)


def _character(section: Section, key: str) -> str:
    value = section.characters(key)
    if len(value) != 1 or not value.isascii() or value in '"\r\n':
        raise section.fail(key, shown(value), 'one character, such as "," or "\\t"')
    return value


def _compiled(section: Section, pattern: str) -> Pattern:
    try:
        return Pattern(pattern)
    except BadPatternError as error:
        raise section.fail("pattern", f"{shown(pattern)} ({error})", "a regular expression of RE2") from error


def _check_header(section: Section, profile: TableFormat) -> None:
    """A profile whose columns aren't in its own header could never read a file."""
    if profile.header is None:
        return
    names = profile.cells(profile.header)
    for column in profile.columns():
        if isinstance(column, str) and names.count(column) != 1:
            raise section.fail(
                "header", f"column '{column}' is not in it once", "each column that is read, once"
            )
        if isinstance(column, int) and column > len(names):
            raise section.fail("header", f"{len(names)} columns", f"column {column}, which is read")
