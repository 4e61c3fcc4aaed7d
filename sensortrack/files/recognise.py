"""Which format a file is of: told by its first lines, or by name."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from ..errors import RecordingError, UsageError
from .layout import Layout
from .own import HEADER, ID, own_format
from .profiles import load_profile, shipped_profiles
from .row import number_fault, short
from .table_format import TableFormat


def list_formats() -> MappingProxyType[str, str]:
    """Id and name of each format that is known: our own, and those of the import profiles."""
    return MappingProxyType({ID: "sensortrack recording", **{p.id: p.name for p in shipped_profiles()}})


def recognise(lines: list[str], path: Path, format: str | None) -> TableFormat:
    """The format of a file that begins with these lines.

    Parameters
    ----------
    lines : list of str
    path : pathlib.Path
        The file, for messages.
    format : str or None
        Id of a known format, or path of an import profile (.toml); None to tell it by the lines.

    Raises
    ------
    RecordingError
        No format fits, or more than one does, or not the one that was named.
    UsageError
        No format of that name.
    ProfileError, NoInputError
        The import profile can't be used.
    """
    if format is None:
        return _told_by(lines, path)
    if format == ID:
        own = own_format(lines)
        if own is None:
            raise _unlike(path, None, lines[0], 1, f"'{HEADER}'")
        return own
    named = _named(format)
    if not named.fits(lines):
        number = named.line_of_header(lines)
        header = lines[number - 1] if len(lines) >= number else "nothing"
        expected = f"'{short(named.header, 120)}'" if named.header else "the pattern of its profile"
        raise _unlike(path, named, header, number, expected)
    return named


def _named(format: str) -> TableFormat:
    if format.endswith(".toml"):
        return load_profile(Path(format))
    for profile in shipped_profiles():
        if profile.id == format:
            return profile
    raise UsageError(
        f"no format '{format}'; expected {', '.join(list_formats())} or the path of an import profile (.toml)"
    )


def _told_by(lines: list[str], path: Path) -> TableFormat:
    own = own_format(lines)
    if own is not None:
        return own
    fitting = [profile for profile in shipped_profiles() if profile.fits(lines)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(profile.id for profile in fitting)
        raise RecordingError(
            f"the file fits more than one format ({names})",
            expected="one",
            hint="Name it with --format.",
            path=path,
        )
    raise RecordingError(
        f"an unknown header, '{short(lines[0], 120)}'",
        expected=f"'{HEADER}' or the header of a known format ({', '.join(list_formats())})",
        hint="Name the format with --format, or describe it in an import profile.",
        path=path,
        line=1,
    )


def _unlike(path: Path, named: TableFormat | None, header: str, line: int, expected: str) -> RecordingError:
    hint = "Leave --format out to have the format told by the header."
    if named is not None and _is_row(header, named):
        hint = (
            "The line is a row of numbers: where the file has no header, leave 'header' out of the import profile, "
            "give its columns by number (x = 2), and the line of the first row (first_row)."
        )
    return RecordingError(
        f"the header '{short(header, 120)}' is not that of the format '{ID if named is None else named.id}'",
        expected=expected,
        hint=hint,
        path=path,
        line=line,
    )


def _is_row(header: str, named: TableFormat) -> bool:
    cells = named.cells(header)
    plain = Layout(cells, (), delimiter=named.delimiter, decimal=named.decimal)
    return sum(number_fault(cell, plain) is None for cell in cells) > len(cells) / 2
