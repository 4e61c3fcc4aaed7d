"""What was done until now, on this machine: sessions, sets, attempts, findings, screenings, stops."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .data_folder import data_home
from .store import History

if TYPE_CHECKING:
    from .belongings import belongings_of
    from .database import back_up
    from .export import clean_unfinished, export_person
    from .lock import session_lock
    from .past import past_sessions
    from .personal import check_known, delete_person
    from .repair import Repaired, clean_repair, repair_history

# Imported when first used: the first page asks for who is there, and exports, deletes and repairs nothing.
_HOME = {
    "Repaired": "repair",
    "back_up": "database",
    "belongings_of": "belongings",
    "check_known": "personal",
    "clean_repair": "repair",
    "clean_unfinished": "export",
    "delete_person": "personal",
    "export_person": "export",
    "past_sessions": "past",
    "repair_history": "repair",
    "session_lock": "lock",
}

__all__ = [
    "History",
    "Repaired",
    "back_up",
    "belongings_of",
    "check_known",
    "clean_repair",
    "clean_unfinished",
    "data_home",
    "delete_person",
    "export_person",
    "past_sessions",
    "repair_history",
    "session_lock",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'sensortrack.history' has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)
