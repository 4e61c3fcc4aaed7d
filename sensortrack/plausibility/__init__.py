"""What no sensor, no body and no continuous signal can give is left out before anything is measured, and is noted."""

from .agreement import Agreement, Disagreement
from .guard import Guard
from .ranges import Ranges, ranges_of

__all__ = ["Agreement", "Disagreement", "Guard", "Ranges", "ranges_of"]
