"""Which recordings a study has: files, folders and globs, and a table that says who did what."""

from __future__ import annotations

import glob
import math
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from ..errors import DataError, NoInputError, SensortrackError, UsageError
from ..files import is_recording, read_annotations
from ..outside.remote import is_address, listed, without_secrets
from ..outside.showing import shown
from ..outside.text_table import read_table

ALWAYS = frozenset(
    {*(".csv", ".tsv", ".cwa", ".gt3x", ".bin", ".sbem", ".parquet", ".xlsx", ".npz", ".mat"), ".h5", ".hdf5"}
)
"""In a folder, files of such names are recordings that are wanted: one that can't be read is reported as a failure."""
PERHAPS = frozenset({".txt", ".json", ".jsonl", ".zip"})
"""In a folder, files of such names are taken where an importer knows them; the others are notes, lists and the like."""
TAKEN = ("person", "exercise", "format", "part", "frame")
"""Columns of a participants table that are taken as they stand."""
KNOWN = ("file", *TAKEN, "calibration", "start_s", "end_s")
"""Columns of a participants table that say how a recording is taken; any other is kept beside it."""


@dataclass(frozen=True, slots=True)
class Item:
    """A recording of a study, and what is said of it; None where nothing is.

    `path` is a text where it is an address (`s3://bucket/a.csv`).
    `file` is its name in the tables, with `#t=start,end` (W3C Media Fragments) where only a stretch is meant, in s on
    the recording's own clock; `about` holds the other columns of the participants table.
    """

    path: Path | str
    file: str
    person: str | None = None
    exercise: str | None = None
    format: str | None = None
    part: str | None = None
    frame: str | None = None
    calibration: Path | None = None
    start_s: float | None = None
    end_s: float | None = None
    about: Mapping[str, str] = field(default_factory=dict)


def expand(
    sources: Iterable[str | Path], participants: Path | None = None, *, cut_for: Iterable[str] = ()
) -> list[Item]:
    """The recordings that files, folders and globs name, in an order that depends on their names only.

    Parameters
    ----------
    sources : iterable of str or pathlib.Path
        A folder is gone through with all that is in it; a glob may have `**`. An address may be of a file, a folder or
        a glob; in a folder elsewhere files are taken by their names alone.
    participants : pathlib.Path or None
        A table (.csv) with the column `file`, and any of person, exercise, format, part, frame, calibration (how
        that person wore the sensor: a path from the table's own folder), start_s and end_s; further columns (side,
        condition …) are kept. Rows of one file with start_s and end_s cut it. Without sources it names the
        recordings, by paths from its own folder; with sources it says more of theirs.
    cut_for : iterable of str
        Ids of exercises: a recording with stretches that are marked with them (`Marker`) is cut into these. One that
        the table cuts, or that has no such marker, stays as it is.

    Raises
    ------
    NoInputError
        A source that isn't there, or nothing was found.
    UsageError, DataError
        A row that names none of the recordings, or one of several; a table that isn't one.
    """
    found: dict[Path | str, Item] = {}
    for source in sources:
        for path in _of_address(source) if is_address(source) else _of_source(source):
            found.setdefault(
                path, Item(path, without_secrets(path) if is_address(path) else _text(Path(path)))
            )
    if participants is None and not found:
        raise UsageError("no recording is named; expected files, folders or globs")
    items = list(found.values()) if participants is None else _told_by(participants, list(found.values()))
    exercises = frozenset(cut_for)
    return [part for item in items for part in _by_markers(item, exercises)]


def _by_markers(item: Item, exercises: frozenset[str]) -> list[Item]:
    """The stretches of a recording that are marked as an exercise; the recording where none is."""
    elsewhere = isinstance(item.path, str)
    if elsewhere or not exercises or item.start_s is not None or item.end_s is not None:
        return [item]
    try:
        marked = read_annotations(item.path).markers
    except SensortrackError:
        return [item]  # it is reported where the recording is opened
    stretches = [m for m in marked if m.end_s is not None and m.label in exercises]
    return [_stretch(replace(item, exercise=m.label), m.start_s, m.end_s) for m in stretches] or [item]


def _stretch(item: Item, start_s: float | None, end_s: float | None) -> Item:
    """The stretch of a recording, under a name of its own."""
    begin, end = ("" if one is None else f"{one:.10g}" for one in (start_s, end_s))
    name = f"{item.file}#t={begin}{f',{end}' if end else ''}"
    return replace(item, file=name, start_s=start_s, end_s=end_s)


def _of_address(address: str) -> list[str]:
    found = listed(address, "recordings")
    if found is None:
        return [address]
    wanted = [one for one in found if _kind(PurePosixPath(one)) in ALWAYS]
    if not wanted:
        raise NoInputError(without_secrets(address), "holds no recording", expected="recordings")
    return wanted


def _of_source(source: str | Path) -> list[Path]:
    path = Path(source)
    if path.is_dir():
        inside = list(_in_folder(path))
        if not inside and is_recording(path):
            return [path]
        if not inside:
            raise NoInputError(path, "holds no recording", expected="a folder of recordings")
        return inside
    if not path.exists() and any(sign in str(source) for sign in "*?["):
        matching = sorted(Path(name) for name in glob.glob(str(source), recursive=True))  # noqa: PTH207 - absolute ones, too
        files = [one for one in matching if one.is_file()]
        if not files:
            raise NoInputError(path, "matches no file", expected="recordings")
        return files
    if not path.exists():
        raise NoInputError(path, "no such file")
    return [path]


def _in_folder(folder: Path) -> Iterator[Path]:
    if is_recording(folder):
        yield folder  # an app's, with a file for each sensor
        return
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield from _in_folder(path)
        elif path.is_file() and _is_wanted(path):
            yield path


def _kind(path: PurePath) -> str:
    return path.with_suffix("").suffix.lower() if path.suffix.lower() == ".gz" else path.suffix.lower()


def _is_wanted(path: Path) -> bool:
    kind = _kind(path)
    if kind in ALWAYS:
        return True
    return kind in PERHAPS and is_recording(path)


def _told_by(table: Path, items: list[Item]) -> list[Item]:
    names, rows = read_table(table, "a participants table (a .csv file)")
    if "file" not in names:
        raise DataError(
            f"the columns {', '.join(names)}",
            expected=f"a column 'file', and any of {', '.join(KNOWN[1:])}",
            hint="Name the recording of each row in a column 'file'.",
            path=table,
            line=1,
        )
    described: list[Item] = []
    for line, row in enumerate(rows, 2):
        values = dict(zip(names, row, strict=True))
        item = _item_of(values["file"], table, line, items)
        known: dict[str, Any] = {key: values[key] or None for key in TAKEN if key in values}
        if values.get("calibration"):
            known["calibration"] = table.parent / values["calibration"]
        about = {key: value for key, value in values.items() if key not in KNOWN}
        start_s, end_s = (_seconds(key, values.get(key), table, line) for key in ("start_s", "end_s"))
        if start_s is not None or end_s is not None:
            if not (start_s or 0.0) < (math.inf if end_s is None else end_s):
                raise DataError(
                    f"a stretch from {start_s or 0.0:g} to {end_s:g} s",
                    expected="an end_s that is later than start_s",
                    hint="Correct the two.",
                    path=table,
                    line=line,
                )
            item = _stretch(item, start_s, end_s)
        described.append(replace(item, **known, about=about))
    return described


def _seconds(name: str, value: str | None, table: Path, line: int) -> float | None:
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = math.nan
    if not math.isfinite(seconds):
        raise DataError(
            f"{name} = {shown(value)}",
            expected="seconds on the recording's own clock, or nothing",
            hint="Write a number with a decimal point.",
            path=table,
            line=line,
        )
    return seconds


def _item_of(name: str, table: Path, line: int, items: list[Item]) -> Item:
    if not items:
        if is_address(name):
            raise DataError(
                f"an address, '{without_secrets(name)}'",
                expected="a path from the table's own folder",
                hint="Name the addresses as sources; the table then says more of them.",
                path=table,
                line=line,
            )
        path = table.parent / name
        return Item(path, _text(Path(name)))
    parts = Path(name).parts
    fitting = [item for item in items if PurePath(item.path).parts[-len(parts) :] == parts]
    if len(fitting) != 1:
        raise DataError(
            f"'{name}' names {len(fitting) or 'none'} of the recordings",
            expected="the end of the path of exactly one",
            hint="Give more of its path, or add the recording.",
            path=table,
            line=line,
        )
    return fitting[0]


def _text(path: Path) -> str:
    """A path for tables: bytes of a name that are no UTF-8 are written as their escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
