"""Paths of three components over time with exact first and second derivatives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.interpolate import PPoly

from sensortrack.records import FloatArray

_ORDER = 6  # coefficients of a piece: quintic
_AT_ONCE_S = 1e-9  # a segment that starts so soon after the last one starts with its end


class Path(NamedTuple):
    """A path at n times: `x`, its derivative `v` and second derivative `a`, each (n, 3)."""

    x: FloatArray
    v: FloatArray
    a: FloatArray

    def __add__(self, other: Path) -> Path:  # type: ignore[override]  # a sum of paths, not of tuples
        return Path(self.x + other.x, self.v + other.v, self.a + other.a)


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A movement by `change` (3,) along `shape`, from `start_s` on for `duration_s`."""

    start_s: float
    duration_s: float
    change: FloatArray
    shape: PPoly

    @property
    def end_s(self) -> float:
        """When it is over, in s."""
        return self.start_s + self.duration_s


def join(segments: Sequence[Segment]) -> PPoly:
    """Segments that don't overlap, with standstill before, between and after, as one polynomial of (3,)."""
    level = np.zeros(3)
    now = 0.0
    pieces: list[FloatArray] = []
    breaks: list[FloatArray] = []

    def stand_still() -> None:
        pieces.append(np.zeros((_ORDER, 1, 3)))
        pieces[-1][-1] = level
        breaks.append(np.array([now]))

    for s in segments:
        if s.start_s - now > _AT_ONCE_S:
            stand_still()
        powers = np.arange(len(s.shape.c))[::-1]
        moving = np.zeros((_ORDER, s.shape.c.shape[1], 3))
        moving[-len(powers) :] = (s.shape.c / s.duration_s ** powers[:, None])[:, :, None] * s.change
        moving[-1] += level
        pieces.append(moving)
        breaks.append(s.start_s + s.duration_s * s.shape.x[:-1])
        level = level + s.change * float(s.shape(1.0))
        now = s.end_s
    stand_still()
    breaks.append(np.array([now + 1.0]))  # beyond the last break the polynomial goes on as it is
    return PPoly(np.concatenate(pieces, axis=1), np.concatenate(breaks))


def along(polynomial: PPoly, time_s: FloatArray) -> Path:
    """A joined path at times (n,)."""
    return Path(*(polynomial(time_s, order) for order in range(3)))


@dataclass(frozen=True, slots=True, eq=False)
class Waves:
    """A sum of sinusoids: a random process that is a function of time, whatever the sampling rate.

    Attributes
    ----------
    frequency_hz : (m, 3) float64
    cosine, sine : (m, 3) float64
        Amplitudes; component k is Σ cosine·cos(2πft) + sine·sin(2πft) over its column.
    """

    frequency_hz: FloatArray
    cosine: FloatArray
    sine: FloatArray

    def uniform(self, rate_hz: float, count: int) -> Path:
        """The waves at the times k / rate_hz, k < count.

        A coarse and a fine grid are combined by the addition theorem: two small tables and a product
        instead of a sine for every wave and sample. (einsum, since BLAS would start threads for it.)
        """
        fine = int(np.sqrt(count)) + 1
        coarse = -(-count // fine)
        out = np.empty((3, 3, coarse, fine))
        for axis in range(3):
            w = 2.0 * np.pi * self.frequency_hz[:, axis]
            big = np.exp(1j * np.outer(np.arange(coarse) * (fine / rate_hz), w))
            small = np.outer(w, np.arange(fine) / rate_hz)
            table = np.concatenate([np.cos(small), -np.sin(small)])
            phasor = self.cosine[:, axis] - 1j * self.sine[:, axis]
            for order in range(3):
                waves = big * (phasor * (1j * w) ** order)
                np.einsum("ij,jk->ik", np.hstack([waves.real, waves.imag]), table, out=out[order, axis])
        flat = out.reshape(3, 3, -1)
        return Path(*(np.ascontiguousarray(flat[order, :, :count].T) for order in range(3)))
