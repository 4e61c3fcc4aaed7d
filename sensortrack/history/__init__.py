"""What was done until now, on this machine: sessions, sets, attempts, findings, screenings, stops."""

from .folder import data_home
from .lock import session_lock
from .past import past_sessions
from .personal import check_known, delete_person, export_person, recordings_of
from .store import History

__all__ = [
    "History",
    "check_known",
    "data_home",
    "delete_person",
    "export_person",
    "past_sessions",
    "recordings_of",
    "session_lock",
]
