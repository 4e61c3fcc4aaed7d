"""The scale of a device's clock or counter, and its line to the host's time; streams that read one clock share it."""

from __future__ import annotations

import numpy as np

from ...records import FloatArray
from ..decode.readings import IntArray, Readings
from ..profile.time_field import TimeField
from .alignment import Alignment

_CLOCK_TRUST_S, _CLOCK_WINDOW_S, _CLOCK_TURN_S = 30.0, 600.0, 2.0
_COUNTER_TRUST_S, _COUNTER_WINDOW_S, _COUNTER_TURN_S = 3.0, 120.0, 0.5


class DeviceScale:
    """The scale of one clock: seconds of the device, or samples, from the first frame on.

    Parameters
    ----------
    time : TimeField
    rate_hz : float
        Nominal sampling rate.

    Attributes
    ----------
    latest : (int, float, int) or None
        The latest frame of any stream: its raw tick, a base and a count; the frame lies at base + count · unit. The
        count is a whole number, so that places don't depend on how frames were grouped.
    """

    def __init__(self, time: TimeField, rate_hz: float) -> None:
        self.counts = time.source == "counter"
        if self.counts:
            self.alignment = Alignment(
                1.0 / rate_hz, _COUNTER_TRUST_S, _COUNTER_WINDOW_S, _COUNTER_TURN_S, 1.0
            )
        else:
            self.alignment = Alignment(1.0, _CLOCK_TRUST_S, _CLOCK_WINDOW_S, _CLOCK_TURN_S, 1.0 / rate_hz)
        self._by_samples = time.counts == "samples"
        self._tick = time.tick_s
        self._bits = time.type.bits if time.type is not None else 64
        self._rate_hz = rate_hz
        self.latest: tuple[int, float, int] | None = None

    def unit(self, frame_samples: int) -> float:
        """What a tick is worth on this scale."""
        if not self.counts:
            return self._tick
        return 1.0 if self._by_samples else float(frame_samples)

    def steps(self, ticks: IntArray, before: IntArray, elapsed_s: FloatArray, frame_samples: int) -> IntArray:
        """How many ticks the clock went on from `before` to `ticks` (n,), with rollovers; negative if it went back.

        `elapsed_s` (n,) is the time between the arrivals, which tells how often a narrow clock rolled over.
        """
        steps = ticks - before
        if self._bits < 64:
            width = 1 << self._bits
            steps &= width - 1
            unit = self.unit(frame_samples)
            tick_s = unit / self._rate_hz if self.counts else unit
            rolled = np.rint((elapsed_s / tick_s - steps) / width)
            steps += (np.maximum(rolled, -1.0) * width).astype(np.int64)
        return steps

    @property
    def half_round_frames(self) -> int:
        """Frames of one sample in half a round of the clock."""
        if self._bits >= 64:
            return 1 << 62
        tick_s = self.unit(1) / self._rate_hz if self.counts else self._tick
        return max(1, int((1 << (self._bits - 1)) * tick_s * self._rate_hz))

    def step(self, frame: Readings, other: Readings) -> int:
        """Ticks from another frame to this one, the shorter way round; negative if this one is the earlier."""
        assert frame.ticks is not None
        assert other.ticks is not None
        return self._signed(int(frame.ticks[0]) - int(other.ticks[0]))

    def _signed(self, step: int) -> int:
        if self._bits >= 64:
            return step
        half = 1 << (self._bits - 1)
        return ((step + half) & (2 * half - 1)) - half

    def near(self, tick: int) -> tuple[float, int] | None:
        """Base and count of a tick, from the latest frame of any stream; None before the first frame."""
        if self.latest is None:
            return None
        raw, base, count = self.latest
        return base, count + self._signed(tick - raw)
