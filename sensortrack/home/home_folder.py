"""The folder of a machine's history and recordings, and what a killed program left in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..history import History, data_home
from ..history.data_folder import FILE, RECORDINGS, private_folder
from ..language import load_language
from ..protocol import load_catalogue

__all__ = ["FILE", "RECORDINGS", "home_folder", "recover"]


def home_folder(path: Path | None) -> Path:
    """The folder that was named, or this account's; it is made, for its owner only."""
    # Whole paths: the history is to find the recordings from wherever it is asked.
    return private_folder(data_home() if path is None else path).resolve()


def recover(history: History, tell: Callable[[str], None]) -> None:
    """End the sessions that a killed program left open, judge what was kept of them, and clean up half exports.

    Parameters
    ----------
    tell : callable
        Gets each thing that was put right, in words.
    """
    from ..history.export import clean_unfinished  # the first page needs neither
    from ..history.repair import clean_repair
    from .reports import judged_afterwards  # it brings all that analyses

    for id in history.recover():
        record = history.session(id)
        tell(
            f"the session of {record.local(record.start_utc):%Y-%m-%d %H:%M} wasn't ended: "
            f"the program ended before it. What was recorded is kept (`sensortrack history show {id[:8]}`).",
        )
        judged_afterwards(history, record, load_catalogue(), load_language(record.language))
    clean_repair(history.path)
    for path in clean_unfinished(history):
        tell(f"an export wasn't finished: the program ended before it. {path} was removed.")
