"""A person's data as theirs: exported whole, deleted whole."""

from __future__ import annotations

import glob
import json
import shutil
from dataclasses import asdict
from pathlib import Path

from ..errors import CannotCreateError, UsageError
from .store import History


def recordings_of(history: History, person: str) -> tuple[Path, ...]:
    """The files of a person's sessions that are still there: recordings with their descriptions, captures, reports."""
    found: list[Path] = []
    for session in history.sessions(person):
        for done in session.sets:
            if done.recording is not None:
                table = Path(done.recording)
                beside = (table, table.with_suffix(".json"), table.with_suffix(".capture.jsonl"))
                found += [p for p in beside if p.exists()]
                # What a killed program left half written beside it.
                found += sorted(table.parent.glob(f".{glob.escape(table.stem)}.json.*.part"))
        found += [p for p in history.files(session.id) if p.exists()]
    return tuple(dict.fromkeys(found))


def export_person(history: History, person: str, folder: Path) -> Path:
    """Copy all that is a person's into a new folder: `history.json`, and `recordings/` with all their files.

    Raises
    ------
    UsageError
        No such person.
    CannotCreateError
        The folder exists, or can't be made.
    """
    check_known(history, person)
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        raise CannotCreateError(folder, "the folder exists, and nothing is overwritten") from None
    except OSError as error:
        raise CannotCreateError(folder, error.strerror or str(error)) from error
    sessions = [
        asdict(s)
        | {
            "findings": {e: [asdict(f) for f in fs] for e, fs in history.findings(s.id).items()},
            "report": history.report(s.id),
        }
        for s in history.sessions(person)
    ]
    document = {"schema": "sensortrack.person/1", "person": person, "sessions": sessions}
    text = folder / "history.json"
    text.touch(mode=0o600)
    text.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for number, path in enumerate(recordings_of(history, person), start=1):
        target = folder / "recordings" / path.name
        target.parent.mkdir(exist_ok=True, mode=0o700)
        shutil.copy2(path, target if not target.exists() else target.with_name(f"{number}_{path.name}"))
    return folder


def delete_person(history: History, person: str) -> tuple[Path, ...]:
    """Delete all that is a person's, their recordings, too; the files that were deleted.

    What was deleted is overwritten in the history's file, and its log of writes is emptied.

    Raises
    ------
    UsageError
        No such person.
    FileIOError
        A file can't be deleted; then the history still has them, so that it can be tried again.
    """
    check_known(history, person)
    files = recordings_of(history, person)
    for path in files:
        path.unlink()
    history.forget(person)
    return files


def check_known(history: History, person: str) -> None:
    """Refuse a pseudonym that isn't in the history.

    Raises
    ------
    UsageError
        It isn't; the message lists those that are.
    """
    if person not in history.persons():
        known = ", ".join(history.persons()) or "nobody yet"
        raise UsageError(f"nobody of the pseudonym '{person}' in the history; there is {known}.")
