"""What no sensor, no body and no continuous signal can give is left out before anything is measured, and is noted."""

from .ranges import ranges_of
from .sample_guard import Guard
from .signal_comparison import Disagreement, SignalComparison, Stray

__all__ = ["Disagreement", "Guard", "SignalComparison", "Stray", "ranges_of"]
