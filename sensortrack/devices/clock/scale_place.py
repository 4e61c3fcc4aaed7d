"""Where the latest frame of a stream lies on its device's scale, and which frames follow it as they should."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...records import FloatArray
from ..decode.readings import IntArray, Readings
from .device_scale import DeviceScale
from .frame_spread import FrameSpread

EARLIEST_S, LATEST_S = -2.0, 30.0
"""Frames that follow one another and yet come this early, or late, by their clock: it runs at another pace."""

_LONGEST_PAUSE_S = 12 * 3600.0
"""No logger pauses within a file for longer; a date that is set at last jumps by years."""


class ScalePlace:
    """The latest frame that was given out, on the scale.

    Parameters
    ----------
    scale : DeviceScale
    spread : FrameSpread

    Attributes
    ----------
    raw : int
        Its tick, as it stood there.
    base, count : float, int
        It lies at base + count · unit. The count is whole, so that places don't depend on how frames were grouped.
    end : float
        Where its last sample lies.
    arrival_s : float
    samples, repeated : int
        Its samples, and those of later frames that bore the same stamp.
    has_arrivals : bool
        Whether arrivals bound the clock; of a file's records there are none.
    """

    def __init__(self, scale: DeviceScale, spread: FrameSpread) -> None:
        self._scale, self._spread = scale, spread
        self.raw, self.base, self.count = 0, 0.0, 0
        self.end, self.arrival_s = -np.inf, 0.0
        self.samples, self.repeated = 1, 0
        self.has_arrivals = True

    def unit(self, samples: int) -> float:
        """What a tick is worth for frames of so many samples."""
        return self._scale.unit(samples)

    def steps(self, ticks: IntArray, arrivals: FloatArray, samples: int) -> IntArray:
        """Ticks from the frame before to each of these (f,), which followed one another."""
        before, elapsed = np.empty_like(ticks), arrivals.copy()
        before[0], before[1:] = self.raw, ticks[:-1]
        elapsed[1:] -= arrivals[:-1]
        elapsed[0] -= self.arrival_s
        return self._scale.steps(ticks, before, elapsed, samples)

    def step(self, frame: Readings) -> int:
        """Ticks from the latest frame to this one; negative: it is from before."""
        assert frame.ticks is not None
        return int(self.steps(frame.ticks, np.array([frame.arrival_s]), frame.frame_samples)[0])

    def at(self, frame: Readings) -> float:
        """Where a frame lies by its stamp."""
        return self.base + (self.count + self.step(frame)) * self.unit(frame.frame_samples)

    def late_s(self, at: FloatArray, arrivals: FloatArray, samples: int) -> FloatArray:
        """How late the last samples of frames at these places came, in s; negative: before they can have been taken."""
        if not self.has_arrivals:
            return np.zeros_like(at)
        alignment = self._scale.alignment
        found: FloatArray = arrivals - alignment.slope * self._spread.end(at, samples) - alignment.at(0.0)
        return found

    def late(self, frame: Readings) -> float:
        """The same of one frame."""
        at, arrival_s = np.array([self.at(frame)]), np.array([frame.arrival_s])
        return float(self.late_s(at, arrival_s, frame.frame_samples)[0])

    def most(self, samples: float, frame_samples: int) -> float:
        """The longest way on after so many samples that leaves none out."""
        due = samples * self._spread.interval
        # Half a frame is no frame; a coarse clock may seem to be a tick and a half late.
        return 1.5 * due if self._scale.counts else 1.5 * (due + self.unit(frame_samples))

    def in_step(
        self, steps: IntArray, at: FloatArray, arrivals: FloatArray, samples: int
    ) -> NDArray[np.bool_]:
        """Which frames follow the one before as they should."""
        way = steps * self.unit(samples)
        good: NDArray[np.bool_] = (steps > 0) & (way <= self.most(samples, samples))
        before = (samples if self._spread.last_stamped else self.samples) + self.repeated
        if before != samples:
            good[0] = 0 < way[0] <= self.most(before, samples)
        if self.repeated:
            good[0] = good[0] and self._is_past(float(at[0]), samples)
        late_s = self.late_s(at, arrivals, samples)
        good &= (late_s > EARLIEST_S) & (late_s < LATEST_S)
        return good

    def follows(self, frame: Readings) -> bool:
        """Whether a frame follows the latest one as it should."""
        step = np.array([self.step(frame)])
        at = np.array([self.at(frame)])
        return bool(self.in_step(step, at, np.array([frame.arrival_s]), frame.frame_samples)[0])

    def follows_another(self, frame: Readings, other: Readings) -> bool:
        """Whether it follows, by their stamps, another frame that wasn't given out."""
        assert frame.ticks is not None
        assert other.ticks is not None
        elapsed = np.array([frame.arrival_s - other.arrival_s])
        step = int(self._scale.steps(frame.ticks, other.ticks, elapsed, frame.frame_samples)[0])
        way = step * self.unit(frame.frame_samples)
        return 0 < way <= self.most(max(frame.frame_samples, other.frame_samples), frame.frame_samples)

    def is_ahead(self, frame: Readings) -> bool:
        """Whether its stamp lies after the latest one's, no farther than a loss or a pause can be."""
        step = self.step(frame)
        if step <= 0 or not self._is_past(self.at(frame), frame.frame_samples):
            return False
        if not self.has_arrivals:
            return step * self.unit(frame.frame_samples) <= _LONGEST_PAUSE_S
        return self.late(frame) < LATEST_S

    def _is_past(self, at: float, samples: int) -> bool:
        """Whether the first sample of a frame at this place lies after the latest one's last, but for a sample."""
        lead = (samples - 1) * self._spread.interval if self._spread.last_stamped else 0.0
        return at - lead > self.end - 1.25 * self._spread.interval

    @property
    def due(self) -> float:
        """Where the next sample lies if none is missing."""
        return self.end + self._spread.interval
