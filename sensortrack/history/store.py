"""The history: one SQLite file, opened, kept in order and closed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Self

from .data_folder import FILE, data_home, private_folder
from .database import open_copy, open_history, telling
from .history_writer import HistoryWriter, now_utc
from .stop_note import forget_stops, noted_stops


class History(HistoryWriter):
    """The history of the persons on this machine.

    Parameters
    ----------
    path : pathlib.Path or None
        The SQLite file; None for the one in `data_home()`. It is made, readable by its owner only, where it
        isn't there.
    as_copy : bool
        Read it into memory, and leave the file as it is: for one that can't be written to. What it is given
        is kept nowhere.

    Attributes
    ----------
    private : bool
        Whether only its owner can read the file.
    is_copy : bool
        Whether it was read into memory.

    Raises
    ------
    CannotCreateError
        The file can't be made or written to: a read-only folder, no permission.
    FileIOError
        The disk is full or failed.
    HistoryError
        It isn't a history, is damaged, or a newer version's.
    """

    def __init__(self, path: Path | None = None, *, as_copy: bool = False) -> None:
        self.path = private_folder(data_home()) / FILE if path is None else path
        self.private, self.is_copy = True, as_copy
        if as_copy:
            self._db = open_copy(self.path)
        else:
            self._db, self.private = open_history(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def is_writing(self, path: Path) -> None:
        """Something of a person is being written there; `finished` tells that it is no more."""
        with self.writing() as db:
            row = (str(path.absolute()), now_utc())
            db.execute("INSERT OR IGNORE INTO unfinished (path, at_utc) VALUES (?, ?)", row)

    def finished(self, path: Path) -> None:
        """What was being written is whole, or gone."""
        with self.writing() as db:
            db.execute("DELETE FROM unfinished WHERE path = ?", (str(path.absolute()),))

    def forget_files(self, paths: Iterable[Path]) -> None:
        """These files were deleted: no set and no session names them any more."""
        with self.writing() as db:
            for path in paths:
                name = (self._within(str(path)),)
                db.execute(
                    "UPDATE exercise_set SET recording = NULL, sha256 = NULL WHERE recording = ?", name
                )
                db.execute("DELETE FROM session_file WHERE path = ?", name)

    def recover(self) -> tuple[str, ...]:
        """End the sessions that a killed program left open; their ids.

        One that was stopped stays stopped. Call it when no session runs.
        """
        open_ones = {row["id"] for row in self._rows("SELECT id FROM session WHERE ended IS NULL")}
        for id, stop in noted_stops(self.path).items():
            if id in open_ones:
                self.stopped(id, stop)
        with self.writing() as db:
            rows = db.execute("SELECT id FROM session WHERE ended IS NULL ORDER BY entry").fetchall()
            for row in rows:
                stop = db.execute("SELECT 1 FROM stop WHERE session_id = ?", (row["id"],)).fetchone()
                end = "left" if stop is None else "stopped"
                db.execute(
                    "UPDATE session SET ended = ?, end_utc = ? WHERE id = ?", (end, now_utc(), row["id"])
                )
                db.execute(
                    "UPDATE exercise_set SET ended_by = ? WHERE session_id = ? AND ended_by IS NULL",
                    (end, row["id"]),
                )
                self._note(db, f"recovered as {end}: the program had ended before it", None, row["id"])
        return tuple(row["id"] for row in rows)

    def forget(self, person: str) -> None:
        """Delete a person and all that hangs on them; overwritten, and out of the log of writes as well."""
        forget_stops(self.path)
        with self.writing() as db:
            # A person's screenings are named by their sessions: these go first.
            db.execute(
                "DELETE FROM session WHERE person_id = (SELECT id FROM person WHERE pseudonym = ?)", (person,)
            )
            row = db.execute("DELETE FROM person WHERE pseudonym = ? RETURNING id", (person,)).fetchone()
            self._note(db, "person deleted", None if row is None else row["id"], None)
        with telling(self.path):
            for command in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                self._db.execute(command)
