"""A STOP on its way into the history: a line beside the database, which waits for no lock.

The database may be busy for seconds; a program that is killed meanwhile must not lose the STOP. The line is written at
once, taken away when the database has it, and taken over by the next recovery otherwise.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict
from pathlib import Path

from ..json_text import to_json
from ..records import Stop


def note_stop(history: Path, session_id: str, stop: Stop) -> None:
    """Note a STOP beside the history; a disk that takes nothing is left to the history to report."""
    line = to_json({"session": session_id, **asdict(stop)}) + "\n"
    with contextlib.suppress(OSError):
        file = os.open(_beside(history), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        try:
            os.write(file, line.encode())
        finally:
            os.close(file)


def noted_stops(history: Path) -> dict[str, Stop]:
    """The STOPs that were noted and not kept, the last one of each session; a torn line is none."""
    try:
        lines = _beside(history).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    found: dict[str, Stop] = {}
    for line in lines:
        with contextlib.suppress(ValueError, TypeError, KeyError):
            values = json.loads(line)
            session_id = values.pop("session")
            found[session_id] = Stop(**values)
    return found


def forget_stops(history: Path) -> None:
    """The history has them, or they are to be deleted."""
    with contextlib.suppress(OSError):
        _beside(history).unlink()


def _beside(history: Path) -> Path:
    return history.with_name(f"{history.name}.stop")
