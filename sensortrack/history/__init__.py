"""What was done until now, on this machine: sessions, sets, attempts, findings, screenings, stops."""

from .belongings import belongings_of
from .data_folder import data_home
from .database import back_up
from .export import clean_unfinished, export_person
from .lock import session_lock
from .past import past_sessions
from .personal import check_known, delete_person
from .repair import Repaired, clean_repair, repair_history
from .store import History

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
