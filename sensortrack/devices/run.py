"""Samples on their way from the decoder to a block: with their place on a time scale, and what came before them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..records import FloatArray
from .readings import Readings


class Run(NamedTuple):
    """Samples without a gap.

    Attributes
    ----------
    at : (n,) float64
        Rising: seconds of the device's clock, or of the host.
    acc, gyr : (n, 3) float64 or None
        m/s², deg/s.
    host_s : (n,) float64
        When each came, in s.
    after_gap : bool
    """

    at: FloatArray
    acc: FloatArray | None
    gyr: FloatArray | None
    host_s: FloatArray
    after_gap: bool


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
        self._parts: list[tuple[FloatArray | None, FloatArray | None, FloatArray]] = []

    def put(self, batch: Batch) -> None:
        """Add the samples of a batch."""
        self._parts.append((batch.readings.acc, batch.readings.gyr, batch.host_s))

    def take(self, at: FloatArray, after_gap: bool) -> Run:
        """The next samples, at these times."""
        rows = len(at)
        acc, gyr, host = self._parts[0]
        if len(host) < rows:
            self._parts = [_joined(self._parts)]
            acc, gyr, host = self._parts[0]
        if len(host) == rows:
            self._parts.pop(0)
        else:
            self._parts[0] = (
                None if acc is None else acc[rows:],
                None if gyr is None else gyr[rows:],
                host[rows:],
            )
            acc = None if acc is None else acc[:rows]
            gyr = None if gyr is None else gyr[:rows]
        return Run(at, acc, gyr, host[:rows], after_gap)


def _joined(
    parts: list[tuple[FloatArray | None, FloatArray | None, FloatArray]],
) -> tuple[FloatArray | None, FloatArray | None, FloatArray]:
    acc = [p[0] for p in parts if p[0] is not None]
    gyr = [p[1] for p in parts if p[1] is not None]
    return (
        np.concatenate(acc) if acc else None,
        np.concatenate(gyr) if gyr else None,
        np.concatenate([p[2] for p in parts]),
    )
