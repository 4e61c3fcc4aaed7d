"""A damaged history made anew: the old one is kept aside, untouched; what can be read of it is saved."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ..errors import HistoryError, SensortrackError
from ..private_files import new_file, not_made
from ..records import Stop, StopReason
from .data_folder import RECORDINGS
from .database import REPAIRED, beside, finish_repair, telling
from .migration import VERSIONS_MOST
from .rebuild import LOST_PLAN, NOBODY, dump, owe_after_repair, person_of, rebuild
from .salvage import Salvaged, salvage
from .schema import MIGRATIONS
from .store import History

MADE, WORKING = ".repairing", ".repair-"
SET_NAME = re.compile(r"(\d{8}T\d{6})_([0-9a-f]{8})_(\w+?)_(\d+)\.csv")
REASONS: dict[str, StopReason] = {r: r for r in ("pain", "headache", "nausea", "weakness", "other")}


@dataclass(frozen=True, slots=True)
class Repaired:
    """What came of it.

    Attributes
    ----------
    aside : tuple of pathlib.Path
        The old history, as it was.
    saved : dict of str to int
        Rows in the new history, by table.
    from_recordings : tuple of pathlib.Path
        Recordings that no set of the old history had; they have one now.
    lost : tuple of str
        What could not be read or doesn't fit, and what was put in its place, in words.
    refused : pathlib.Path or None
        Rows that could be read but don't fit, as they were: a line of JSON each.
    """

    aside: tuple[Path, ...]
    saved: dict[str, int]
    from_recordings: tuple[Path, ...]
    lost: tuple[str, ...]
    refused: Path | None


def repair_history(path: Path) -> Repaired | None:
    """Make a damaged history anew, from what can be read of it and from the recordings beside it.

    Call it with the session's lock held. Killed at any moment, it leaves the old history or the new one.

    Returns
    -------
    Repaired or None
        None where nothing is damaged; then nothing is changed.

    Raises
    ------
    HistoryError
        A newer version's.
    CannotCreateError, FileIOError
        The folder can't be written to, or the disk is full.
    """
    finish_repair(path)
    if path.is_file() and _is_whole(path):
        return None
    at = datetime.now(UTC)
    stem = f"{path.stem}.damaged-{at:%Y%m%dT%H%M%S%f}"
    try:
        clean_repair(path)
        aside = _keep_aside(path, stem)
        salvaged = _salvage(path)
    except OSError as error:
        raise not_made(path, error) from error
    recordings = _recordings(path.parent / RECORDINGS)
    anew = path.with_name(path.name + MADE)
    rebuilt = rebuild(salvaged, anew, lambda id: _whose(id, recordings))
    lost = (*salvaged.unread, *rebuilt.made, *_in_words(rebuilt.refused))
    with History(anew) as history:
        added = _take_recordings(history, recordings)
        if lost:
            owe_after_repair(history, at.isoformat())
        with telling(anew):
            history._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            history._db.execute("PRAGMA journal_mode = DELETE")  # one file, whole by itself
    refused = None
    if rebuilt.refused:
        refused = path.with_name(f"{stem}.refused.jsonl")
        with new_file(refused) as file:
            file.write(dump(rebuilt.refused))
    anew.rename(path.with_name(path.name + REPAIRED))
    finish_repair(path)
    return Repaired(aside, rebuilt.saved, added, lost, refused)


def clean_repair(path: Path) -> None:
    """Remove what a killed repair left half made; call it with the session's lock held."""
    for part in path.parent.glob(f"{path.name}{MADE}*"):
        part.unlink(missing_ok=True)
    for folder in path.parent.glob(f"{WORKING}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _is_whole(path: Path) -> bool:
    """Whether all of a history can be read, and is as it must be; raises HistoryError for a newer version's."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            sound = db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            sound = sound and not db.execute("PRAGMA foreign_key_check").fetchall()
    except (sqlite3.Error, UnicodeError):
        return False
    if len(MIGRATIONS) < version <= VERSIONS_MOST:
        with History(path, as_copy=True):
            pass
    if not sound:
        return False
    try:
        with History(path, as_copy=True) as history:
            for person in history.persons():
                history.last_screening(person)
                history.obligations(person)
            for session in history.sessions():
                history.findings(session.id)
                history.report(session.id)
                history.files(session.id)
            history.unfinished()
    except HistoryError:
        return False
    return True


def _keep_aside(path: Path, stem: str) -> tuple[Path, ...]:
    """Copy the damaged files under another name, byte for byte."""
    copies = []
    for old in (path, *beside(path)):
        if not old.is_file():
            continue
        to = old.with_name(f"{stem}{path.suffix}{old.name.removeprefix(path.name)}")
        with old.open("rb") as source, new_file(to) as target:
            shutil.copyfileobj(source, target)
            target.flush()
            os.fsync(target.fileno())
        copies.append(to)
    return tuple(copies)


def _salvage(path: Path) -> Salvaged:
    """Of the file with its log of writes and of the file alone: whichever gives more."""
    if not path.is_file():
        return Salvaged(len(MIGRATIONS), unread=[f"{path.name}: it isn't there"])
    found: list[Salvaged] = []
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=WORKING) as folder:
        for log in (True, False):
            copy = Path(folder) / f"{log}.sqlite"
            shutil.copyfile(path, copy)
            written = beside(path)[0]
            if log and written.is_file():
                shutil.copyfile(written, beside(copy)[0])
            try:
                found.append(salvage(copy))
            except (sqlite3.Error, UnicodeError) as error:
                found.append(Salvaged(len(MIGRATIONS), unread=[f"{path.name}: {error}"]))
            if log and (not found[0].unread or not written.is_file()):
                break
    return max(found, key=Salvaged.count)


def _in_words(refused: list[dict[str, object]]) -> list[str]:
    return [f"{one['table']}: a row doesn't fit: {one['why']}" for one in refused]


def _recordings(folder: Path) -> dict[Path, re.Match[str]]:
    """The recordings of sessions, with what their names say."""
    found = sorted(folder.glob("*.csv")) if folder.is_dir() else []
    return {p: match for p in found if (match := SET_NAME.fullmatch(p.name)) and p.is_file()}


def _whose(session_id: str, recordings: dict[Path, re.Match[str]]) -> str | None:
    """The pseudonym that the recordings of a session name."""
    for path, match in recordings.items():
        if session_id.startswith(match[2]) and (person := _person(path)):
            return person
    return None


def _person(recording: Path) -> str | None:
    try:
        from ..files import read_sidecar  # readers of all formats: a history that is whole needs none

        return read_sidecar(recording.with_suffix(".json"), []).person
    except (SensortrackError, OSError):
        return None


def _take_recordings(history: History, recordings: dict[Path, re.Match[str]]) -> tuple[Path, ...]:
    """Give each recording its set, and each STOP that stands in one its place."""
    added = []
    with history.writing() as db:
        for path, match in recordings.items():
            stamp, short, exercise, number = match.groups()
            ids = [r["id"] for r in db.execute("SELECT id FROM session WHERE substr(id, 1, 8) = ?", (short,))]
            start = datetime.strptime(stamp, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
            if not ids:
                person = person_of(db, _person(path) or NOBODY)
                db.execute(
                    "INSERT INTO session (id, person_id, start_utc, language, software, rules_version, plan, entry)"
                    " SELECT ?, ?, ?, 'en', 'repair', '0', ?, coalesce(max(entry), 0) + 1 FROM session",
                    (short, person, start.isoformat(), LOST_PLAN),
                )
                ids = [short]
            db.execute(
                "INSERT OR IGNORE INTO exercise_set (session_id, exercise, number, start_s, weight_kg, recording)"
                " VALUES (?, ?, ?, 0.0, 0.0, ?)",
                (ids[0], exercise, int(number), f"{RECORDINGS}/{path.name}"),
            )
            if db.execute("SELECT changes()").fetchone()[0]:
                added.append(path)
    for path, match in recordings.items():
        (id,) = [
            r["id"] for r in history._rows("SELECT id FROM session WHERE substr(id, 1, 8) = ?", (match[2],))
        ][:1]
        stop = _stop_in(path, match)
        if stop is not None and not history._rows("SELECT 1 FROM stop WHERE session_id = ?", (id,)):
            history.stopped(id, stop)
    return tuple(added)


def _stop_in(path: Path, match: re.Match[str]) -> Stop | None:
    """The STOP that a recording has a mark of."""
    try:
        if b"STOP" not in path.read_bytes():
            return None
        from ..files import open_recording

        marks = [mark for block in open_recording(path).blocks for mark in block.markers]
    except (SensortrackError, OSError):
        return None
    for t_s, text in marks:
        if text.startswith("STOP"):
            start = datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
            reason = REASONS.get(text.removeprefix("STOP").strip())
            at_utc = (start + timedelta(seconds=t_s)).isoformat()
            return Stop(t_s, at_utc, "set", "recording", reason, None, match[3], int(match[4]))
    return None
