"""What was done until now, on this machine: sessions, sets, attempts, findings, screenings, stops."""

from .folder import data_home
from .personal import delete_person, export_person
from .store import History

__all__ = ["History", "data_home", "delete_person", "export_person"]
