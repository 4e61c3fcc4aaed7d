"""What no sensor, no body and no continuous signal can give is left out before anything is measured, and is noted."""

from .agreement import Disagreement, SignalComparison
from .guard import Guard
from .ranges import Ranges, ranges_of

__all__ = ["Disagreement", "Guard", "Ranges", "SignalComparison", "ranges_of"]
