"""Which importer a file is for: recognised by its content, or by name."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from ..errors import NoInputError, RecordingError, SensortrackError, UsageError
from ..outside.showing import plain
from .importers.arrays import SCHEMA as ARRAYS_SCHEMA
from .importers.arrays import MappedImporter, read_mapping
from .importers.look import Look, is_folder, look_at
from .importers.protocol import Importer, TableImporter
from .importers.registry import general, importers
from .importers.spool import spool_member
from .layout import Layout
from .native_format import HEADER, ID
from .profiles import load_profile, shipped_profiles
from .row import number_fault, short
from .table_format import TableFormat, is_separator_line
from .text import head_lines

MOST_MEMBERS = 500
"""Files of an archive that are looked at to find the recordings among them."""
_DRAFT = (
    "Name the format with --format, or describe it in an import profile: `sensortrack import --draft FILE` writes "
    "one to begin with."
)


def list_formats() -> MappingProxyType[str, str]:
    """Id and name of each format that is known: our own, those of the import profiles, and of the other importers."""
    return MappingProxyType({one.id: one.name for one in importers().values()})


def importer_for(look: Look, format: str | None) -> Importer:
    """The importer of a file.

    Parameters
    ----------
    look : Look
        A first look at the file.
    format : str or None
        Id of a known format, or path of an import profile or mapping (.toml); None to tell it by the content.

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
        return _told_by(look)
    if format.endswith(".toml"):
        return _of_file(Path(format), look)
    if format not in importers():
        names = ", ".join(list_formats())
        raise UsageError(f"no format '{format}'; expected {names} or the path of an import profile (.toml)")
    named = importers()[format]
    if not named.fits(look):
        raise _unlike(look, named)
    return named


def _of_file(path: Path, look: Look) -> Importer:
    if ARRAYS_SCHEMA in _text(path):
        mapped = MappedImporter(read_mapping(path))
        if not mapped.fits(look):
            raise RecordingError(
                "no arrays in it",
                expected="a file of numpy (.npz), MATLAB (.mat) or HDF5, as the mapping is for",
                hint="Describe a table in an import profile.",
                path=look.path,
            )
        return mapped
    profile = load_profile(path)
    lines = look.lines or head_lines(look.path)
    if not profile.fits(lines):
        raise _unlike_profile(look.path, profile, lines)
    return TableImporter(profile.id, profile.name, profile.source, lambda _: profile)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(1 << 16).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""  # the reader of profiles says what is wrong


def _told_by(look: Look) -> Importer:
    fitting = fitting_importers(look)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(one.id for one in fitting)
        raise RecordingError(
            f"the file fits more than one format ({names})",
            expected="one",
            hint="Name it with --format.",
            path=look.path,
        )
    if is_folder(look.path):
        raise NoInputError(look.path, "is a directory, and not a recording of an app that writes folders")
    lines = head_lines(look.path)  # says what the file is where it isn't text
    first = next((k for k, line in enumerate(lines) if line.strip() and not is_separator_line(line)), 0)
    raise RecordingError(
        f"an unknown header, '{short(lines[first], 120)}'",
        expected=f"'{HEADER}' or the header of a known format ({', '.join(list_formats())})",
        hint=_DRAFT,
        path=look.path,
        line=first + 1,
    )


def fitting_importers(look: Look) -> list[Importer]:
    """The importers that know the file; the general ones are asked where no other does."""
    own = importers()[ID]
    if own.fits(look):
        return [own]
    last = general()
    ids = {one.id for one in last}
    fitting = [one for one in importers().values() if one.id not in ids and one.fits(look)]
    return fitting or [one for one in last if one.fits(look)][:1]


def is_recording(path: Path) -> bool:
    """Whether an importer knows the file or folder by its content; it may still be one that can't be read."""
    try:
        look, _ = inside(look_at(path), None)
    except RecordingError:
        return not is_folder(path)  # several in one archive, say: opening it says so
    except SensortrackError:
        return False
    return bool(fitting_importers(look))


def inside(look: Look, part: str | None) -> tuple[Look, str | None]:
    """The look at a file in an archive that no importer knows as a whole; the file itself where it is none.

    Parameters
    ----------
    part : str or None
        Name of the file in the archive, where there are several recordings; else it is for the importer.

    Returns
    -------
    look, part : Look, str or None

    Raises
    ------
    RecordingError
        No recording in the archive, several, or not the one that was named.
    """
    if not look.members or is_folder(look.path) or fitting_importers(look):
        return look, part
    names = look.members[:MOST_MEMBERS]
    if part is not None and part in names:
        names = (part,)
    known: list[tuple[str, Look]] = []
    for name in names:
        spooled = spool_member(look.path, name)
        one = look_at(spooled.path)
        one.spooled.append(spooled)
        if fitting_importers(one):
            known.append((name, one))
    if len(known) == 1:
        return known[0][1], None if part in look.members else part
    listed = ", ".join(plain(name) for name, _ in known) or ", ".join(map(plain, look.members[:10]))
    raise RecordingError(
        f"a zip archive with {len(known) or 'no'} recordings in it",
        expected=f"one, or the name of one ({listed})" if known else f"a recording among {listed}",
        hint="Name it with --part, or unpack the archive."
        if known
        else "Unpack it, and give the table in it.",
        path=look.path,
    )


def _unlike(look: Look, named: Importer) -> RecordingError:
    profile = next((one for one in shipped_profiles() if one.id == named.id), None)
    if profile is not None and look.lines:
        return _unlike_profile(look.path, profile, look.lines)
    begin = f"the header '{short(look.lines[0], 120)}' is" if look.lines else "the file is"
    return RecordingError(
        f"{begin} not that of the format '{named.id}'",
        expected=f"'{HEADER}'" if named.id == ID else named.name,
        hint="Leave --format out to have the format recognised by the header.",
        path=look.path,
        line=1 if look.lines else None,
    )


def _unlike_profile(path: Path, named: TableFormat, lines: list[str]) -> RecordingError:
    line = named.line_of_header(lines)
    header = lines[line - 1] if len(lines) >= line else "nothing"
    hint = "Leave --format out to have the format recognised by the header."
    if _is_row(header, named):
        hint = (
            "The line is a row of numbers: where the file has no header, leave 'header' out of the import profile, "
            "give its columns by number (x = 2), and the line of the first row (first_row)."
        )
    return RecordingError(
        f"the header '{short(header, 120)}' is not that of the format '{named.id}'",
        expected=f"'{short(named.header, 120)}'" if named.header else "the pattern of its profile",
        hint=hint,
        path=path,
        line=line,
    )


def _is_row(header: str, named: TableFormat) -> bool:
    cells = named.cells(header)
    as_numbers = Layout(cells, (), delimiter=named.delimiter, decimal=named.decimal)
    return sum(number_fault(cell, as_numbers) is None for cell in cells) > len(cells) / 2
