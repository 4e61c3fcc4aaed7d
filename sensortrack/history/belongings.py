"""Which files are a person's: those that the history names, and those that say so themselves."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from .history_reader import HistoryReader

CAPTURE, ANNOTATIONS = ".capture.jsonl", ".annotations.toml"
LOOKED_AT_MOST = 2_000_000
"""Bytes of a description or a page that are looked through for whom it is of; ours have some tens of thousands."""


@dataclass(frozen=True, slots=True)
class Belongings:
    """A person's files: those that are there, and those that the history names but that aren't."""

    there: tuple[Path, ...]
    missing: tuple[Path, ...]


def belongings_of(history: HistoryReader, person: str) -> Belongings:
    """A person's files: recordings with their descriptions, captures, reports, and what was left half written.

    The history's folder is looked through as well, for what names the person in its content or one of their
    sessions in its name: a file that the history lost isn't lost to them.
    """
    there: dict[Path, None] = {}
    missing: list[Path] = []
    sessions = history.sessions(person)
    for session in sessions:
        for done in session.sets:
            if done.recording is not None:
                table = Path(done.recording)
                there |= dict.fromkeys(_with_what_is_beside(table))
                # One that was never closed may never have been made: the history hears of it first.
                if done.sha256 is not None and not _is_there(table):
                    missing.append(table)
        for path in history.files(session.id):
            if _is_there(path):
                there[path] = None
            else:
                missing.append(path)
    ids = {s.id[:8] for s in sessions}
    there |= dict.fromkeys(_found(history.path.parent.resolve(), person, ids))
    return Belongings(tuple(there), tuple(missing))


def _with_what_is_beside(table: Path) -> Iterator[Path]:
    """The files of one recording, whatever of them is there."""
    stem = table.name.removesuffix(".gz").removesuffix(".csv")
    tables = (f"{stem}.csv", f"{stem}.csv.gz")
    names = (*tables, *(f"{name}{ANNOTATIONS}" for name in tables), f"{stem}.json", f"{stem}{CAPTURE}")
    yield from (p for name in names if _is_there(p := table.with_name(name)))
    # What a killed program left half written beside it.
    parts = (f".{stem}.json.", *(f".{name}{ANNOTATIONS}." for name in tables))
    if table.parent.is_dir():
        yield from (p for p in _files(table.parent) if p.name.startswith(parts) and p.name.endswith(".part"))


def _found(folder: Path, person: str, ids: set[str]) -> Iterator[Path]:
    for where, _, names in os.walk(folder):
        for path in (Path(where) / name for name in sorted(names)):
            if any(f"_{id}_" in path.name for id in ids):
                yield path
            elif path.suffix == ".json" and _names(path, person):
                yield path
                yield from _with_what_is_beside(path.with_suffix(".csv"))
            elif path.suffix == ".html" and _page_tag(person) in _text(path):
                yield path


def _page_tag(person: str) -> str:
    return f'<meta name="sensortrack-person" content="{escape(person)}">'


def _names(description: Path, person: str) -> bool:
    """Whether a description (of a recording, or of an export) names the person."""
    try:
        document = json.loads(_text(description))
    except (ValueError, RecursionError):
        return False
    return (
        isinstance(document, dict)
        and str(document.get("schema", "")).startswith("sensortrack.")
        and document.get("person") == person
    )


def _text(path: Path) -> str:
    """What stands in a file that isn't a link or a pipe; nothing where it can't be read."""
    try:
        if path.is_symlink() or not path.is_file():
            return ""
        with path.open("rb") as file:
            return file.read(LOOKED_AT_MOST).decode("utf-8", "replace")
    except OSError:
        return ""


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _is_there(path: Path) -> bool:
    return os.path.lexists(path)
