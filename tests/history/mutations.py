"""Histories damaged in every way that one can think of, used and repaired.

`python -m tests.history.mutations FOLDER HOW_MANY SEED` counts what came of them.
"""

from __future__ import annotations

import collections
import json
import random
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sensortrack.errors import SensortrackError
from sensortrack.history import History
from sensortrack.history.export import export_person
from sensortrack.history.lock import session_lock
from sensortrack.history.past import past_sessions
from sensortrack.history.repair import repair_history
from sensortrack.language import load_language
from sensortrack.protocol.progression import progress
from sensortrack.report.session_page import session_page
from sensortrack.report.trend import trend
from sensortrack.session.ports import Command

from ..session.people import CATALOGUE, Answering, run_session

FILE = "history.sqlite"
LONGEST_S = 5.0
ENGLISH = load_language("en")
Mutation = Callable[[Path, random.Random], None]


class StopsAtTheScore(Answering):
    """Presses STOP at the pain score, with pain 9."""

    def answer(self, ask: Any) -> Any:
        if ask.question == "pain_before":
            return Command("stop", by="key", reason="pain", pain=9)
        return super().answer(ask)


def make_home(folder: Path) -> Path:
    """A history with sessions, a STOP, reports and recordings."""
    from sensortrack.report.session_document import session_document

    (folder / "recordings").mkdir(parents=True)
    for person in (Answering(), StopsAtTheScore(), Answering()):
        done = run_session(folder, ["E10", "E6"], person, asks=True, recordings=folder / "recordings")
        with History(folder / FILE) as history:
            document = session_document(done.record, done.findings, CATALOGUE, ENGLISH)
            history.keep_report(done.record.id, document)
            page = folder / "recordings" / f"x_{done.record.id[:8]}_report.html"
            page.write_text(session_page(document, ENGLISH))
            history.keep_files(done.record.id, [page])
    with closing(sqlite3.connect(folder / FILE)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


def flip(path: Path, random_: random.Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(random_.choice([1, 1, 3, 30, 300])):
        data[random_.randrange(len(data))] = random_.randrange(256)
    path.write_bytes(data)


def flip_head(path: Path, random_: random.Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(random_.choice([1, 2, 8])):
        data[random_.randrange(200)] = random_.randrange(256)
    path.write_bytes(data)


def cut(path: Path, random_: random.Random) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: random_.randrange(len(data))])


def blank_a_page(path: Path, random_: random.Random) -> None:
    data = bytearray(path.read_bytes())
    at = 4096 * random_.randrange(len(data) // 4096)
    data[at : at + 4096] = random_.choice([bytes(4096), random_.randbytes(4096)])
    path.write_bytes(data)


def swap_pages(path: Path, random_: random.Random) -> None:
    data = bytearray(path.read_bytes())
    a, b = (4096 * random_.randrange(len(data) // 4096) for _ in range(2))
    data[a : a + 4096], data[b : b + 4096] = data[b : b + 4096], data[a : a + 4096]
    path.write_bytes(data)


def tables(db: sqlite3.Connection) -> list[str]:
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    return [row[0] for row in db.execute(sql)]


def drop_a_table(path: Path, random_: random.Random) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"DROP TABLE {random_.choice(tables(db))}")


def lose_rows(path: Path, random_: random.Random) -> None:
    with closing(sqlite3.connect(path)) as db:
        table = random_.choice([t for t in tables(db) if t != "log"])
        db.execute(f"DELETE FROM {table} WHERE abs(random()) % 2")
        db.commit()


ODD: list[Any] = [
    "x",
    b"\xff\x00",
    -1,
    10**15,
    1e308,
    "",
    None,
    "[" * 5000,
    "{}",
    "\ud7ff",
    "9999-99-99",
    "null",
]


def wrong_type(path: Path, random_: random.Random) -> None:
    with closing(sqlite3.connect(path)) as db:
        for _ in range(random_.choice([1, 1, 4])):
            table = random_.choice([t for t in tables(db) if t != "log"])
            column = random_.choice([row[1] for row in db.execute(f"PRAGMA table_info({table})")])
            try:
                any_row = f"SELECT rowid FROM {table} ORDER BY random() LIMIT 1"
                sql = f"UPDATE {table} SET {column} = ? WHERE rowid = ({any_row})"
                db.execute(sql, (random_.choice(ODD),))
            except sqlite3.IntegrityError:
                continue
        db.commit()


def bad_text(path: Path, random_: random.Random) -> None:
    with closing(sqlite3.connect(path)) as db:
        table, column = random_.choice(
            [("session", "start_utc"), ("answer", "value"), ("cue", "text"), ("stop", "by")]
        )
        db.execute(f"UPDATE {table} SET {column} = CAST(x'c328' AS TEXT)")
        db.commit()


def foreign(path: Path, random_: random.Random) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute(random_.choice(["CREATE TABLE moz_places (id)", "CREATE TABLE session (id, name)"]))
        db.execute(f"PRAGMA user_version = {random_.choice([0, 1, 2, 3])}")
        db.commit()


def no_database(path: Path, random_: random.Random) -> None:
    path.write_bytes(random_.choice([b"", b"x", b"text " * 1000, random_.randbytes(9000), bytes(5000)]))


def garbage_beside(path: Path, random_: random.Random) -> None:
    for end in ("-wal", "-shm", ".lock"):
        if random_.random() < 0.7:
            path.with_name(path.name + end).write_bytes(random_.randbytes(random_.choice([1, 32, 5000])))


def other_version(path: Path, random_: random.Random) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {random_.choice([0, 1, 2, 3])}")


KINDS: tuple[Mutation, ...] = (
    flip,
    flip_head,
    cut,
    blank_a_page,
    swap_pages,
    drop_a_table,
    lose_rows,
    wrong_type,
    bad_text,
    foreign,
    no_database,
    garbage_beside,
    other_version,
)


def use_everything(home: Path) -> None:
    """What the verbs do with a history, all of it."""
    with session_lock(home / FILE), History(home / FILE) as history:
        history.recover()
        for person in history.persons():
            progress(past_sessions(history, person), CATALOGUE)
            trend(history.sessions(person))
            history.last_screening(person)
            history.obligations(person)
            out = home / "taken"
            export_person(history, person, out)
            shutil.rmtree(out)
        for session in history.sessions():
            history.findings(session.id)
            document = history.report(session.id)
            if document is not None:
                session_page(document, ENGLISH)


def readable(path: Path) -> set[tuple[str, str]]:
    """What a plain reader gets out of a history: the rows of each table until the first error."""
    found: set[tuple[str, str]] = set()
    with closing(sqlite3.connect(path)) as db:
        db.text_factory = lambda raw: raw.decode("utf-8", "replace")
        try:
            names = tables(db)
        except (sqlite3.Error, UnicodeError):
            return found
        for name in (
            n for n in names if n in ("answer", "cue", "exercise_set", "stop", "finding", "screening")
        ):
            try:
                for row in db.execute(f"SELECT * FROM {name}"):
                    found.add((name, repr(row)))
            except (sqlite3.Error, UnicodeError):
                continue
    return found


def one(home: Path, folder: Path, kind: Mutation, random_: random.Random) -> str:
    """Damage a copy of a history, use it, repair it, use it again; what came of the first use."""
    shutil.copytree(home, folder)
    path = folder / FILE
    kind(path, random_)
    began, came = time.process_time(), "fine"
    try:
        use_everything(folder)
    except SensortrackError as error:
        came = type(error).__name__
    assert time.process_time() - began < LONGEST_S, "it hangs"
    damaged = path.read_bytes()
    shutil.copy(path, folder / "plain")
    before = readable(folder / "plain")
    began = time.process_time()
    repaired = repair_history(path)
    assert time.process_time() - began < 4 * LONGEST_S, "the repair hangs"
    if repaired is not None:
        assert repaired.aside[0].read_bytes() == damaged, "what is kept aside isn't what was there"
        refused = "" if repaired.refused is None else repaired.refused.read_text()
        lost = before - readable(path)
        assert len(lost) <= len(refused.splitlines()), f"{len(lost)} rows that could be read are lost"
    use_everything(folder)
    return came


def main(folder: Path, how_many: int, seed: int) -> None:
    home = make_home(folder / "home")
    came: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for k in range(how_many):
        kind = KINDS[k % len(KINDS)]
        try:
            what = one(home, folder / f"{k}", kind, random.Random(f"{seed}-{k}"))
        except Exception as error:
            what = f"FAULT {type(error).__name__}: {error} (number {k})"
        came[kind.__name__][what] += 1
        shutil.rmtree(folder / f"{k}", ignore_errors=True)
    print(json.dumps({k: dict(v) for k, v in came.items()}, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
