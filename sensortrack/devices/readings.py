"""What bytes say: readings of a sensor, not yet in time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray

IntArray = NDArray[np.int64]


class Readings(NamedTuple):
    """Readings of frames that hold the same number of samples each.

    Attributes
    ----------
    stream : int
        Which of the profile's streams.
    acc, gyr : (n, 3) float64 or None
        Specific force in m/s², angular rate in deg/s; None where the stream hasn't got them.
    ticks : (f,) int64 or None
        The device's clock or counter of each frame, as it stands there (not unwrapped).
    frame_samples : int
        Samples of a frame; n = f · frame_samples.
    arrival_s : float
        When the notification came that completed them.
    """

    stream: int
    acc: FloatArray | None
    gyr: FloatArray | None
    ticks: IntArray | None
    frame_samples: int
    arrival_s: float

    @property
    def samples(self) -> int:
        """How many samples these are."""
        values = self.acc if self.acc is not None else self.gyr
        return 0 if values is None else len(values)


class Decoded(NamedTuple):
    """What a notification said.

    Attributes
    ----------
    readings : list of Readings
    rejected : int
        Bytes that should have been a sample and weren't.
    ignored : int
        Bytes that are none of the streams' (answers to commands).
    """

    readings: list[Readings]
    rejected: int
    ignored: int
