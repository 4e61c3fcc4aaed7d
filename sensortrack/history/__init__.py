"""What was done until now, on this machine: sessions, sets, attempts, findings, screenings, stops."""

from .data_folder import data_home
from .store import History

__all__ = ["History", "data_home"]
