"""Exports all of a person's data to a folder or to one file, which appears only once it is complete."""

from __future__ import annotations

import os
import secrets
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from ..errors import CannotCreateError
from ..json_text import to_json
from ..language import finding_row
from ..private_files import FOLDER_MODE, new_file, new_folder, not_made
from .belongings import belongings_of
from .lock import export_lock
from .personal import check_known
from .store import History

PART = ".part"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was exported, and what the history names but wasn't found."""

    files: tuple[Path, ...]
    missing: tuple[Path, ...]


def export_person(history: History, person: str, output: Path) -> Exported:
    """Copy everything of a person's into a new folder or a new .zip: `history.json`, and `recordings/`.

    The copy is written beside its destination under a temporary name, and gets its own name once it is complete.
    Meanwhile the history remembers the temporary name, for `clean_unfinished`.

    Raises
    ------
    UsageError
        No such person.
    CannotCreateError
        Something of that name exists, or the export can't be created.
    FileIOError
        The disk is full or failed; nothing is left behind.
    """
    check_known(history, person)
    belongings = belongings_of(history, person)
    text = _document(history, person, belongings.missing)
    with _in_the_making(history, output) as part:
        if output.suffix == ".zip":
            _write_zip(part, output.stem, text, belongings.there)
        else:
            _write_folder(part, text, belongings.there)
    return Exported(belongings.there, belongings.missing)


def clean_unfinished(history: History) -> tuple[Path, ...]:
    """Remove what killed programs left half exported; return what was removed.

    Raises UsageError where an export is running, CannotCreateError or FileIOError where the lock or the history
    can't be written to.
    """
    if not history.unfinished():
        return ()
    removed = []
    with export_lock(history.path):
        for path in history.unfinished():
            if not path.parent.is_dir():
                continue  # on a drive that isn't connected now
            # Whatever a damaged history says, it must not make this remove anything else.
            if path.name.startswith(".") and path.name.endswith(PART) and os.path.lexists(path):
                _remove(path)
                if os.path.lexists(path):
                    continue
                removed.append(path)
            history.finished(path)
    return tuple(removed)


@contextmanager
def _in_the_making(history: History, output: Path) -> Iterator[Path]:
    if os.path.lexists(output):
        raise CannotCreateError(output, "there is something of that name, and nothing is overwritten")
    output = output.absolute()
    try:
        output.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    except OSError as error:
        raise not_made(output, error) from error
    part = output.with_name(f".{output.name}.{secrets.token_hex(4)}{PART}")
    with _remembered(history, part):
        try:
            yield part
            if os.path.lexists(output):
                raise CannotCreateError(output, "there is something of that name by now")
            part.rename(output)
        except CannotCreateError as error:
            raise CannotCreateError(output if error.path == part else error.path, error.found) from error
        except OSError as error:
            raise not_made(output, error) from error
        finally:
            _remove(part)


@contextmanager
def _remembered(history: History, part: Path) -> Iterator[None]:
    if history.is_copy:  # it can't be written to, so it can't remember
        yield
        return
    with export_lock(history.path):
        history.is_writing(part)
        try:
            yield
        finally:
            if not os.path.lexists(part):
                history.finished(part)


def _document(history: History, person: str, missing: Iterable[Path]) -> bytes:
    sessions = [
        asdict(s)
        | {
            "findings": {e: [finding_row(f) for f in fs] for e, fs in history.findings(s.id).items()},
            "report": history.report(s.id),
        }
        for s in history.sessions(person)
    ]
    document = {
        "schema": "sensortrack.person/1",
        "person": person,
        "sessions": sessions,
        "missing": [str(path) for path in missing],
    }
    return (to_json(document, indent=1) + "\n").encode("utf-8", "replace")


def _write_folder(folder: Path, text: bytes, files: Iterable[Path]) -> None:
    new_folder(folder)
    with new_file(folder / "history.json") as file:
        file.write(text)
    for name, path in _named(files):
        (folder / name).parent.mkdir(exist_ok=True, mode=FOLDER_MODE)
        with path.open("rb") as source, new_file(folder / name) as target:
            shutil.copyfileobj(source, target)


def _write_zip(path: Path, top: str, text: bytes, files: Iterable[Path]) -> None:
    with new_file(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{top}/history.json", text)
        for name, source in _named(files):
            archive.write(source, f"{top}/{name}")


def _named(files: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """The files with their names in the export; if two have the same name, the second gets a number."""
    taken: set[str] = set()
    for number, path in enumerate(files, start=1):
        name = path.name if path.name not in taken else f"{number}_{path.name}"
        taken.add(name)
        yield f"recordings/{name}", path


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)
