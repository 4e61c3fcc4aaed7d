"""Orientation against gravity: the direction "up" in the sensor's axes, and the gyroscope's rate without bias."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from ...records import FloatArray
from ..butterworth import lowpass, steady_state
from ..iir import causal
from ..vectors import Vector
from .tilt_errors import table
from .tilt_filter import TiltFilter

KNOWN_BIAS_SIGMA_DPS = 0.2
"""Standard deviation, in deg/s, of a bias that a still pose has shown."""
KNOWN_UP_SIGMA_DEG = 1.0
"""Standard deviations of a bias and of an up direction that a still pose has shown: tremor is averaged over it."""
ACCELEROMETER_CUTOFF_HZ = 2.0
"""Where there is no gyroscope the force is low-passed here, in Hz: quicker than the movements, slower than tremor."""


class UpFilter(ABC):
    """Turns samples into the up direction and the angular rate; any cutting gives the same, to the bit."""

    @abstractmethod
    def fill(self, acc: FloatArray, gyr: FloatArray | None, up: FloatArray, rate: FloatArray) -> None:
        """Write the up direction (n, 3) in the sensor's axes, of length 1, and the angular rate (n, 3) in deg/s."""

    @abstractmethod
    def bridge(self, missing: int) -> None:
        """Carry the orientation over `missing` lost samples, up to the first sample of the next ones."""

    def feed(self, acc: FloatArray, gyr: FloatArray | None) -> tuple[FloatArray, FloatArray]:
        """The same as `fill`, in new arrays."""
        up, rate = np.empty((len(acc), 3)), np.empty((len(acc), 3))
        rates = None if gyr is None else np.asarray(gyr, dtype=np.float64)
        self.fill(np.asarray(acc, dtype=np.float64), rates, up, rate)
        return up, rate


class GyroscopeUp(UpFilter):
    """Up direction from gyroscope and accelerometer; how is said in `tilt_filter`."""

    def __init__(self, rate_hz: float) -> None:
        self._sample_s = 1.0 / rate_hz
        self._filter = TiltFilter(rate_hz)
        self._missing = 0

    def fill(self, acc: FloatArray, gyr: FloatArray | None, up: FloatArray, rate: FloatArray) -> None:
        """Up direction and bias-free angular rate; see `UpFilter.fill`."""
        assert gyr is not None
        first_step_s = (self._missing + 1) * self._sample_s
        self._filter.advance(table(acc), table(gyr), table(up), table(rate), first_step_s)
        self._missing = 0

    def bridge(self, missing: int) -> None:
        """See `UpFilter.bridge`: the rate goes evenly from what it was before the gap to what it is after."""
        self._missing = missing
        self._filter.cross_gap((missing + 1) * self._sample_s)

    def know_up(self, up: Vector) -> None:
        """Begin with a known up direction at the first sample, of length 1."""
        self._filter.know_up(*up, KNOWN_UP_SIGMA_DEG)

    def know_bias(self, bias_dps: FloatArray, sigma_dps: float) -> None:
        """Begin with a bias (3,) in deg/s that is known with a standard deviation."""
        x, y, z = (float(b) for b in bias_dps)
        self._filter.know_bias(x, y, z, sigma_dps)


class AccelerometerUp(UpFilter):
    """Up direction from the accelerometer alone: right only where the movement is slow.

    The rate is that of the turning of the up direction: the part about the vertical isn't seen.
    """

    def __init__(self, rate_hz: float) -> None:
        self._rate_hz = rate_hz
        cutoff = min(ACCELEROMETER_CUTOFF_HZ, 0.4 * rate_hz)
        self._sos = lowpass(2, cutoff, rate_hz)
        self._state: FloatArray | None = None
        self._last: FloatArray | None = None

    def fill(self, acc: FloatArray, gyr: FloatArray | None, up: FloatArray, rate: FloatArray) -> None:
        """Up direction and its turning; see `UpFilter.fill`."""
        del gyr
        if self._state is None:
            self._state = steady_state(self._sos)[:, np.newaxis] * acc[0][np.newaxis, :, np.newaxis]
        low = np.empty((len(acc), 3))
        causal(self._sos, self._state, acc, low)
        x, y, z = low.T
        norm = np.sqrt(x * x + y * y + z * z)
        norm[norm == 0.0] = 1.0
        np.divide(low, norm[:, np.newaxis], out=up)
        before = np.vstack((up[:1] if self._last is None else self._last, up[:-1]))
        self._last = up[-1:].copy()
        rate[:] = np.degrees(cross(up, before)) * self._rate_hz

    def bridge(self, missing: int) -> None:
        """Start anew: without a gyroscope there is nothing to carry the orientation over a gap."""
        del missing
        self._state = self._last = None


def up_filter(rate_hz: float, *, has_gyroscope: bool) -> UpFilter:
    """The filter for a sensor with or without a gyroscope."""
    return GyroscopeUp(rate_hz) if has_gyroscope else AccelerometerUp(rate_hz)


def cross(a: FloatArray, b: FloatArray) -> FloatArray:
    """Cross product by component: `np.cross` gives other bits for other lengths of the array."""
    ax, ay, az = a.T
    bx, by, bz = b.T
    return np.column_stack((ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx))
