"""Whether gyroscope and accelerometer agree throughout a recording: compared apart at each sampling rate."""

from __future__ import annotations

from ..plausibility import Disagreement, SignalComparison, Stray
from ..plausibility.overflow import Overflow, Overflows
from ..plausibility.repeated_stretch import RepeatedStretch, RepeatedStretches
from ..plausibility.signal_comparison import CONTRADICTS
from ..plausibility.stuck_bit import StuckBit, StuckBits
from ..records import CONTRADICTED, Block, Event

UNCHECKED = (
    "gyroscope and accelerometer couldn't be held against one another: gravity hardly turned in the sensor's axes"
    " (a turn about the vertical doesn't turn it)"
)
STILL_AGAIN = (
    "samples from {:.1f} s on are those from {:.1f} s once more, to the last digit, in a stillness: if the logger gave"
    " them times of their own, the stillness is longer here than it was, and what follows comes later"
)


class Agreeing:
    """Compares the two, one sampling rate after the other.

    Parameters
    ----------
    rate_hz : float
        Of the blocks that have no rate of their own.
    """

    def __init__(self, rate_hz: float) -> None:
        self._usual_hz = self._rate_hz = rate_hz
        self._now = SignalComparison(rate_hz)
        self._bits = StuckBits(rate_hz)
        self._repeats = RepeatedStretches()
        self._overflows = Overflows()
        self._before: list[Disagreement | Stray | bool] = []
        self._told = self._has_gyroscope = False

    def feed(self, block: Block) -> list[Event]:
        """Take the next samples; a note when they first show that the two disagree."""
        rate_hz = block.rate_hz or self._usual_hz
        if rate_hz != self._rate_hz:
            self._before.append(self._now.verdict())
            self._rate_hz, self._now = rate_hz, SignalComparison(rate_hz)
        self._has_gyroscope |= block.gyr is not None
        self._bits.feed(block)
        self._repeats.feed(block)
        self._overflows.feed(block)
        shown = self._now.feed(block)
        if shown is None or self._told:
            return []
        self._told = True
        t_s, found = shown
        if isinstance(found, Stray):
            return [Event(t_s, "note", CONTRADICTED, found.apart_deg, "deg", reported_s=t_s)]
        return [Event(t_s, "note", CONTRADICTED, found.left, "1", CONTRADICTS, reported_s=t_s)]

    def disagreement(self) -> Disagreement | Stray | None:
        """What contradicts gravity, at the first rate at which something does."""
        return next((v for v in self._verdicts() if not isinstance(v, bool)), None)

    def overflow(self) -> Overflow | None:
        """A sensor whose numbers overflowed."""
        return self._overflows.found()

    def stuck_bit(self) -> StuckBit | None:
        """A bit of the accelerometer that never changes."""
        return self._bits.found()

    def repeated_stretch(self) -> RepeatedStretch | None:
        """A movement whose samples are earlier ones once more."""
        found = self._repeats.found()
        return found if found is not None and found.moves else None

    def messages(self) -> tuple[str, ...]:
        """Whether there was too little to tell by, and whether a stillness was written twice."""
        unchecked = (UNCHECKED,) if self._has_gyroscope and not any(self._verdicts()) else ()
        again = self._repeats.found()
        if again is None or again.moves:
            return unchecked
        return (*unchecked, STILL_AGAIN.format(again.from_s, again.first_s))

    def _verdicts(self) -> list[Disagreement | Stray | bool]:
        return [*self._before, self._now.verdict()]
