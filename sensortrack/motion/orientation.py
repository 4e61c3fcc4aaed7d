"""Orientation against gravity: the direction "up" in the sensor's axes, and the gyroscope's rate without bias."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
from scipy.signal import butter, sosfilt
from vqf import VQF

from ..records import FloatArray

# VQF's rest detection (2 deg/s over 1.5 s) learns a slow tilt as gyroscope bias: 1.5 deg/s for 20 s gives an
# error of 4 deg. Without it, and with a smaller motion bias sigma, the tilt is followed and the bias is still
# found from gravity. A worn gyroscope has up to about 2.5 deg/s of bias, so the clip is wider than VQF's.
VQF_SETTINGS = {
    "restBiasEstEnabled": False,
    "biasSigmaMotion": 0.05,
    "biasSigmaInit": 1.0,
    "biasClip": 5.0,
    "tauAcc": 2.0,
    "magDistRejectionEnabled": False,
}
KNOWN_BIAS_SIGMA_DPS = 0.2
ACCELEROMETER_CUTOFF_HZ = 2.0


class UpFilter(Protocol):
    """Turns samples into the up direction and the angular rate; any cutting gives the same, to the bit."""

    def feed(self, acc: FloatArray, gyr: FloatArray | None) -> tuple[FloatArray, FloatArray]:
        """Up direction (n, 3) in the sensor's axes, of length 1, and angular rate (n, 3) in deg/s."""
        ...

    def bridge(self, missing: int) -> None:
        """Carry the orientation over `missing` lost samples, up to the first sample of the next feed."""
        ...


class GyroscopeUp:
    """Up direction from gyroscope and accelerometer: VQF without magnetometer.

    Laidig & Seel (2023), VQF: Highly accurate IMU orientation estimation with bias estimation and magnetic
    disturbance rejection, Information Fusion 91:187–204.
    """

    def __init__(self, rate_hz: float) -> None:
        self._vqf = VQF(1.0 / rate_hz, **VQF_SETTINGS)
        self._last: tuple[FloatArray, FloatArray] | None = None
        self._missing = 0

    def feed(self, acc: FloatArray, gyr: FloatArray | None) -> tuple[FloatArray, FloatArray]:
        """Up direction and bias-free angular rate; see `UpFilter.feed`."""
        assert gyr is not None
        if self._missing and self._last is not None:
            self._dead_reckon(acc[0], gyr[0])
        rate_rad = np.ascontiguousarray(np.radians(gyr), dtype=np.float64)
        state = self._vqf.updateBatch(rate_rad, np.ascontiguousarray(acc, dtype=np.float64))
        w, x, y, z = state["quat6D"].T
        up = np.column_stack((2.0 * (x * z - w * y), 2.0 * (y * z + w * x), 1.0 - 2.0 * (x * x + y * y)))
        self._last = (acc[-1], gyr[-1])
        return up, np.degrees(rate_rad - state["bias"])

    def bridge(self, missing: int) -> None:
        """See `UpFilter.bridge`."""
        self._missing = missing

    def know_bias(self, bias_dps: FloatArray) -> None:
        """Begin with a known bias (3,) in deg/s."""
        self._vqf.setBiasEstimate(np.radians(bias_dps), math.radians(KNOWN_BIAS_SIGMA_DPS))

    def _dead_reckon(self, acc: FloatArray, gyr: FloatArray) -> None:
        # The turn during the gap is estimated from the samples on either side, so that the angle stays
        # in reference. These samples are given to the filter only: no measure ever sees them.
        assert self._last is not None
        share = (np.arange(1, self._missing + 1) / (self._missing + 1))[:, None]
        acc_fill = self._last[0] * (1.0 - share) + acc * share
        gyr_fill = self._last[1] * (1.0 - share) + gyr * share
        self._vqf.updateBatch(np.ascontiguousarray(np.radians(gyr_fill)), np.ascontiguousarray(acc_fill))
        self._missing = 0


class AccelerometerUp:
    """Up direction from the accelerometer alone: right only where the movement is slow.

    The rate is that of the turning of the up direction: the part about the vertical isn't seen.
    """

    def __init__(self, rate_hz: float) -> None:
        self._rate_hz = rate_hz
        cutoff = min(ACCELEROMETER_CUTOFF_HZ, 0.4 * rate_hz)
        self._sos: FloatArray = butter(2, cutoff, fs=rate_hz, output="sos")
        self._state: FloatArray | None = None
        self._last: FloatArray | None = None

    def feed(self, acc: FloatArray, gyr: FloatArray | None) -> tuple[FloatArray, FloatArray]:
        """Up direction and its turning; see `UpFilter.feed`."""
        del gyr
        if self._state is None:
            self._state = _steady_state(self._sos, acc[0])
        low, self._state = sosfilt(self._sos, acc, axis=0, zi=self._state)
        x, y, z = low.T
        norm = np.sqrt(x * x + y * y + z * z)
        norm[norm == 0.0] = 1.0
        up = np.column_stack((x / norm, y / norm, z / norm))
        before = np.vstack((up[:1] if self._last is None else self._last, up[:-1]))
        self._last = up[-1:]
        return up, np.degrees(cross(up, before)) * self._rate_hz

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


def _steady_state(sos: FloatArray, first: FloatArray) -> FloatArray:
    from scipy.signal import sosfilt_zi

    return sosfilt_zi(sos)[:, :, None] * first[None, None, :]
