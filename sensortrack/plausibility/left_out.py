"""Keeps account of the samples that were left out of a stream: how many of each sort, where, and why, in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..records import FloatArray
from .ranges import Ranges
from .sample_marks import Sort

WHY: dict[Sort, str] = {
    "range": "beyond {range}",
    "zero": "an acceleration of exactly 0, which a logger writes where it has none",
    "spike": "far off the samples around, which go on as if there were none",
    "frozen": "exactly the same value again and again, which a sensor that is on never gives",
    "stuck": "one axis gave exactly the same value again and again while the others went on",
    "straight": "on a straight line in every axis, as lost samples are filled in: no sensor measured them",
}
NAMED = 3
"""The most places that a message names."""


@dataclass(slots=True)
class _Tally:
    """What was left out of one sort: the number of samples, the last place, and the first few places before it."""

    samples: int = 0
    before: int = 0
    first: list[tuple[float, float]] = field(default_factory=list)
    start_s: float = 0.0
    last_s: float = float("-inf")

    def add(self, start_s: float, last_s: float) -> None:
        """Take a place before the last one."""
        self.before += 1
        self.first = sorted([*self.first, (start_s, last_s)])[:NAMED]


class LeftOut:
    """Counts what the filters leave out.

    Parameters
    ----------
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
        """Note that the samples at these times, (n,) float in s, were left out."""
        for t_s in time_s.tolist():
            self.note_stretch(sort, t_s, t_s, 1)

    def note_stretch(self, sort: Sort, first_s: float, last_s: float, samples: int) -> None:
        """Note a stretch from its first to its last time, of which `samples` samples were left out, or don't count."""
        tally = self._tallies.setdefault(sort, _Tally())
        tally.samples += samples
        if first_s < tally.last_s:  # reported late
            tally.add(first_s, last_s)
            return
        if first_s - tally.last_s > self._apart_s:
            if tally.samples > samples:
                tally.add(tally.start_s, tally.last_s)
            tally.start_s = first_s
        tally.last_s = last_s

    def messages(self) -> tuple[str, ...]:
        """One line for each sort: how many samples, where, and why."""
        return tuple(self._message(sort) for sort in WHY if sort in self._tallies)

    def _message(self, sort: Sort) -> str:
        tally = self._tallies[sort]
        places = [*tally.first, (tally.start_s, tally.last_s)][:NAMED]
        more = 1 + tally.before - len(places)
        why = WHY[sort].format(range=self._range)
        return (
            f"left out as implausible: {tally.samples} sample{'s' * (tally.samples != 1)}"
            f" ({', '.join(map(_named, places))}{f' and {more} more places' if more > 0 else ''}): {why};"
            " each place is treated as a gap"
        )


def _named(place: tuple[float, float]) -> str:
    start_s, last_s = place
    return f"at {start_s:.2f} s" if last_s == start_s else f"from {start_s:.2f} to {last_s:.2f} s"
