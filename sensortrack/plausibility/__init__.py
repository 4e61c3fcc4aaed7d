"""What no sensor, no body and no continuous signal can give is left out before anything is measured, and is noted."""

from .agreement import Agreement, Disagreement
from .guard import Guard

__all__ = ["Agreement", "Disagreement", "Guard"]
