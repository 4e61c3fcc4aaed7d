"""What bytes say: readings of a sensor, not yet in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...records import FloatArray
from ..profile.stream import Sensor

IntArray = NDArray[np.int64]

NO_STAMP = -(1 << 63)
"""The tick of a frame that has none (a date that was never set): it follows the frame before."""


class Readings(NamedTuple):
    """Readings of frames that hold the same number of samples each.

    Attributes
    ----------
    stream : int
        Which of the profile's streams.
    sensors : tuple of {"accel", "gyro"}
        Which sensors' they are.
    values : (n, 3) or (n, 6) float64
        Specific force in m/s², angular rate in deg/s, or both side by side.
    ticks : (f,) int64 or None
        The device's clock or counter of each frame, as it stands there (not unwrapped).
    frame_samples : int
        Samples of a frame; n = f · frame_samples.
    arrival_s : float
        When the notification came that completed them.
    """

    stream: int
    sensors: tuple[Sensor, ...]
    values: FloatArray
    ticks: IntArray | None
    frame_samples: int
    arrival_s: float

    @property
    def samples(self) -> int:
        """How many samples these are."""
        return len(self.values)

    @property
    def acc(self) -> FloatArray | None:
        """Specific force (n, 3) in m/s²; None where the stream hasn't got it."""
        return self.values[:, :3] if "accel" in self.sensors else None

    @property
    def gyr(self) -> FloatArray | None:
        """Angular rate (n, 3) in deg/s; None where the stream hasn't got it."""
        return self.values[:, -3:] if "gyro" in self.sensors else None


def joined(several: list[Readings]) -> Readings:
    """Readings of one stream, one after another; those of another frame size than the first's are left out."""
    first = several[0]
    alike = [r for r in several if r.frame_samples == first.frame_samples]
    ticks = [r.ticks for r in alike if r.ticks is not None]
    return first._replace(
        values=np.concatenate([r.values for r in alike]), ticks=np.concatenate(ticks) if ticks else None
    )


@dataclass(slots=True)
class DecodeCounters:
    """Bytes that made no sample.

    Attributes
    ----------
    rejected : int
        Those that should have been a sample and weren't.
    ignored : int
        Those that are none of the streams' (answers to commands).
    """

    rejected: int = 0
    ignored: int = 0
