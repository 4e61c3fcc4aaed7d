"""Samples on their way from the decoder to a block: with their place on a time scale, and what came before them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...records import FloatArray
from ..decode.readings import Readings
from ..profile.stream import Sensor


class TimedSamples(NamedTuple):
    """Samples without a gap.

    Attributes
    ----------
    at : (n,) float64
        Rising: seconds of the device's clock, or of the host.
    sensors, values
        As of `Readings`.
    host_s : (n,) float64
        When each came, in s.
    after_gap : bool
    """

    at: FloatArray
    sensors: tuple[Sensor, ...]
    values: FloatArray
    host_s: FloatArray
    after_gap: bool

    def cut(self, start: int, stop: int) -> TimedSamples:
        """Samples [start, stop); only those with the first one keep `after_gap`."""
        return TimedSamples(
            self.at[start:stop],
            self.sensors,
            self.values[start:stop],
            self.host_s[start:stop],
            self.after_gap and start == 0,
        )


class Batch(NamedTuple):
    """Readings of one notification, or of many at once.

    Attributes
    ----------
    readings : Readings
    counts : list of int
        Samples that each notification brought.
    arrivals : list of float
        When each came, in s; they don't go back.
    """

    readings: Readings
    counts: list[int]
    arrivals: list[float]

    @classmethod
    def single(cls, readings: Readings) -> Batch:
        """Of one notification."""
        return cls(readings, [readings.samples], [readings.arrival_s])

    @property
    def host_s(self) -> FloatArray:
        """Arrival of each sample (n,)."""
        return np.array(self.arrivals).repeat(self.counts)


class Queue:
    """Samples in order that a clock may hold back for a moment."""

    def __init__(self) -> None:
        self._sensors: tuple[Sensor, ...] = ()
        self._parts: list[tuple[FloatArray, FloatArray]] = []

    def put(self, batch: Batch) -> None:
        """Add the samples of a batch."""
        self._sensors = batch.readings.sensors
        self._parts.append((batch.readings.values, batch.host_s))

    def take(self, at: FloatArray, after_gap: bool) -> TimedSamples:
        """The next samples, at these times."""
        rows = len(at)
        values, host = self._parts[0]
        if len(host) < rows:
            values, host = (np.concatenate(parts) for parts in zip(*self._parts, strict=True))
            self._parts = [(values, host)]
        if len(host) == rows:
            self._parts.pop(0)
        else:
            self._parts[0] = values[rows:], host[rows:]
            values, host = values[:rows], host[:rows]
        return TimedSamples(at, self._sensors, values, host, after_gap)
