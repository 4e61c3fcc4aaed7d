"""Gives a slip watch what it wants of a run: each attempt's rest before it, and its turns."""

from __future__ import annotations

from ...records import Attempt, Event
from ..counting.excursion import Excursion
from ..sample_buffer import ACC, RATE, TIME, UP, SampleBuffer
from ..vectors import Vector, mean_of, total_along, total_of
from .slip import SlipWatch, rest_in

REST_S = (1.5, 0.1)
"""The rest before an excursion, its onset left out, tells whether the sensor still sits as it did."""
CALM_S = 0.6
"""So long a rest tells the gyroscope's bias about the vertical, too, which gravity can't."""


class SlipFollower:
    """Watches the attempts of one run for a sensor that slips.

    Parameters
    ----------
    has_gyroscope : bool
        Without one no slip about the vertical is seen.
    limbs : bool
        Whether the limbs take turns, each about an axis of its own.
    """

    def __init__(self, buffer: SampleBuffer, rate_hz: float, *, has_gyroscope: bool, limbs: bool) -> None:
        self._buffer, self._rate_hz, self._has_gyroscope = buffer, rate_hz, has_gyroscope
        self._watch = SlipWatch(alternating=limbs)

    def take(self, attempt: Attempt, e: Excursion, earliest: int, last: int) -> list[Event]:
        """Take an attempt that is reported with sample number `last`; the slips that have become known by it.

        Parameters
        ----------
        earliest : int
            Sample number at which the one before it ended.
        """
        far, near = (e.onset - round(s * self._rate_hz) for s in REST_S)
        rows = self._buffer.rows(max(earliest, far), max(earliest, near))
        rest = rest_in(rows[:, TIME], rows[:, ACC]) if len(rows) else None
        found = [] if rest is None else [self._watch.rest(rest)]
        yaw_deg, outward = 0.0, None
        if self._has_gyroscope and rest is not None and len(rows) >= CALM_S * self._rate_hz:
            bias_dps = mean_of(rows[:, RATE])
            yaw_deg = self._yaw_deg(near, e.end, bias_dps)
            if attempt.outcome == "repetition":
                outward = self._turn_deg(e, bias_dps)
        reported_s = self._buffer.time_s(last)
        found.append(self._watch.attempt(reported_s, yaw_deg, outward))
        return [event for event in found if event is not None]

    def _yaw_deg(self, first: int, end: int, bias_dps: Vector) -> float:
        """The turn about the vertical from the rest until the attempt has ended."""
        rows = self._buffer.rows(first, end + 1)
        return total_along(rows[:, RATE], bias_dps, rows[:, UP]) / self._rate_hz

    def _turn_deg(self, e: Excursion, bias_dps: Vector) -> Vector:
        """The outward turn as a rotation vector, in the sense of the exercise's axis."""
        x, y, z = total_of(self._buffer.rows(e.onset, e.risen + 1)[:, RATE], bias_dps)
        times, rate_hz = e.direction, self._rate_hz
        return times * x / rate_hz, times * y / rate_hz, times * z / rate_hz
