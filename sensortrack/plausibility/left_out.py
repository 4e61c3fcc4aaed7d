"""What was left out of a stream, of each sort: how often, where, and in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ..records import FloatArray
from .ranges import Ranges

Sort = Literal["range", "zero", "spike", "frozen"]
WHY: dict[Sort, str] = {
    "range": "beyond {range}",
    "zero": "an acceleration of exactly 0, which a logger writes where it has none",
    "spike": "far off the samples around, which go on as if there were none",
    "frozen": "exactly the same value again and again, which a sensor that is on never gives",
}
NAMED = 3
"""So many places are named."""


@dataclass(slots=True)
class _Tally:
    samples: int = 0
    places: int = 0
    first: list[str] = field(default_factory=list)
    start_s: float = 0.0
    last_s: float = float("-inf")


class LeftOut:
    """Counts what the filters leave out.

    Parameters
    ----------
    rate_hz : float
    ranges : Ranges
        What the sensor can measure.
    """

    def __init__(self, rate_hz: float, ranges: Ranges) -> None:
        self._range = "what any sensor of movement measures"
        if ranges.declared:
            self._range = (
                f"the sensor's declared range of ±{ranges.acc_ms2:.4g} m/s² and ±{ranges.gyr_dps:.4g} deg/s"
            )
        self._apart_s = 1.5 / rate_hz if rate_hz > 0.0 else 0.0
        self._tallies: dict[Sort, _Tally] = {}

    def note(self, sort: Sort, time_s: FloatArray) -> None:
        """Samples at these times, (n,) float in s, were left out."""
        for t_s in time_s.tolist():
            tally = self._tallies.setdefault(sort, _Tally())
            tally.samples += 1
            if t_s - tally.last_s > self._apart_s:
                self._close(tally)
                tally.places += 1
                tally.start_s = t_s
            tally.last_s = t_s

    def messages(self) -> tuple[str, ...]:
        """One line for each sort: how many samples, where, and why."""
        return tuple(self._message(sort) for sort in WHY if sort in self._tallies)

    def _message(self, sort: Sort) -> str:
        tally = self._tallies[sort]
        places = [*tally.first, self._place(tally)][:NAMED]
        more = tally.places - len(places)
        why = WHY[sort].format(range=self._range)
        return (
            f"left out as implausible: {tally.samples} sample{'s' * (tally.samples != 1)}"
            f" ({', '.join(places)}{f' and {more} more places' if more > 0 else ''}): {why};"
            " each place is treated as a gap"
        )

    def _close(self, tally: _Tally) -> None:
        if tally.places and len(tally.first) < NAMED:
            tally.first.append(self._place(tally))

    @staticmethod
    def _place(tally: _Tally) -> str:
        if tally.last_s == tally.start_s:
            return f"at {tally.start_s:.2f} s"
        return f"from {tally.start_s:.2f} to {tally.last_s:.2f} s"
