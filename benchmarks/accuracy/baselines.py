"""What a count is worth: the usual ways to count repetitions, each as good as it gets without knowing more.

All of them see the whole recording at once, which a live count can't; none of them gives a phase or a hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from scipy.signal import butter, find_peaks, sosfiltfilt

from sensortrack.protocol import load_catalogue
from sensortrack.records import FloatArray, Recording

Baseline = Callable[[Recording, str], tuple[int, list[float] | None]]
"""Recording and exercise in; the count, and a moment in s within each repetition where the method gives one."""

TILT_CUTOFF_HZ = 1.0
SPEED_CUTOFF_HZ = 2.0
SHARE = 0.4
"""A peak stands out by this share of the 95th percentile of the angle: the best of .2 to .7 on tuning seeds."""


def _samples(recording: Recording) -> tuple[FloatArray, FloatArray, FloatArray | None, float]:
    blocks = list(recording.blocks)
    time_s = np.concatenate([b.time_s for b in blocks])
    acc = np.concatenate([b.acc for b in blocks])
    gyr = None
    if all(b.gyr is not None for b in blocks):
        gyr = np.concatenate([b.gyr for b in blocks if b.gyr is not None])
    return time_s, acc, gyr, recording.rate_hz


def tilt_deg(acc: FloatArray, rate_hz: float) -> FloatArray:
    """Angle (n,) of the low-passed accelerometer from its mean over the first 1.5 s."""
    low = sosfiltfilt(butter(2, TILT_CUTOFF_HZ, fs=rate_hz, output="sos"), acc, axis=0)
    low /= np.sqrt(np.sum(low * low, axis=1))[:, None]
    start = np.mean(low[: max(1, int(1.5 * rate_hz))], axis=0)
    start /= np.sqrt(np.sum(start * start))
    across = np.cross(low, start)
    angle: FloatArray = np.degrees(np.arctan2(np.sqrt(np.sum(across * across, axis=1)), low @ start))
    return angle


def peaks(recording: Recording, exercise: str) -> tuple[int, list[float] | None]:
    """Peaks of the tilt angle that stand out by `SHARE` of its usual height, at least 1.5 s apart."""
    time_s, acc, _, rate_hz = _samples(recording)
    tilt = tilt_deg(acc, rate_hz)
    least = load_catalogue().exercise(exercise).movement.least_amplitude_deg
    height = max(SHARE * float(np.percentile(tilt, 95)), least)
    padded = np.concatenate([[0.0], tilt, [0.0]])
    found, _ = find_peaks(padded, prominence=height, distance=max(1, int(1.5 * rate_hz)))
    return len(found), [float(time_s[i - 1]) for i in found]


def zero_crossings(recording: Recording, exercise: str) -> tuple[int, list[float] | None]:
    """Pairs of movements there and back: runs of angular speed about the axis of one sign, with a dead band.

    After Lin & Kulić (2014), IEEE Trans Neural Syst Rehabil Eng 22:168–180, without its hidden Markov models.
    """
    time_s, _, gyr, rate_hz = _samples(recording)
    if gyr is None:
        return 0, []
    axis = np.array(load_catalogue().exercise(exercise).movement.axis)
    speed = gyr @ axis - np.median(gyr @ axis)
    speed = sosfiltfilt(butter(2, SPEED_CUTOFF_HZ, fs=rate_hz, output="sos"), speed)
    band = 0.25 * float(np.percentile(np.abs(speed), 95))
    state = np.where(speed > band, 1, np.where(speed < -band, -1, 0))
    moving = np.flatnonzero(state)
    if not len(moving):
        return 0, []
    turns = np.flatnonzero(np.diff(state[moving]))
    starts = moving[np.concatenate([[0], turns + 1])]
    return len(starts) // 2, [float(time_s[i]) for i in starts[1::2]]


def autocorrelation(recording: Recording, exercise: str) -> tuple[int, list[float] | None]:
    """The active span divided by the period of the tilt angle's autocorrelation; gives no places."""
    del exercise
    _, acc, _, rate_hz = _samples(recording)
    step = max(1, int(rate_hz / 10.0))
    tilt = tilt_deg(acc, rate_hz)[::step]
    hz = rate_hz / step
    x = tilt - tilt.mean()
    size = 2 ** int(np.ceil(np.log2(2 * len(x))))
    spectrum = np.fft.rfft(x, size)
    lags = np.fft.irfft(spectrum * np.conj(spectrum), size)[: len(x)]
    lags /= np.arange(len(x), 0, -1)
    low, high = int(2.5 * hz), min(int(40.0 * hz), len(x) // 2)
    found, about = find_peaks(lags[low:high], height=0.0)
    if not len(found):
        return 0, None
    period = low + int(found[np.argmax(about["peak_heights"])])
    active = np.flatnonzero(tilt > SHARE * np.percentile(tilt, 95))
    return (round(float(active[-1] - active[0]) / period) if len(active) else 0), None


BASELINES: Mapping[str, Baseline] = {
    "peaks of the tilt angle": peaks,
    "zero crossings of the speed": zero_crossings,
    "autocorrelation of the tilt angle": autocorrelation,
}
