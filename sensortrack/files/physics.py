"""Whether the first samples of a foreign file are what it declares: gravity at rest, and its turn seen by both sensors.

Units are declared, by a format or by a person. Here they are held against physics: at rest an accelerometer measures
gravity, and where the sensor turns slowly, gravity turns in its axes at the gyroscope's rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..errors import RecordingError
from ..records import Block, FloatArray
from ..units import ACCELERATION, ANGULAR_RATE, STANDARD_GRAVITY_MS2

STILL_SHARE = 0.03
"""At rest the acceleration of one second spreads by less than this share of its mean: noise and breathing do."""
GRAVITY_BAND = (0.8, 1.2)
"""Shares of gravity that an accelerometer without calibration reads at rest; the next unit is a factor of 9.8 away."""
LEAST_WINDOW = 8
SEEN = 0.9
"""Correlation from which on the turn of gravity is seen by both sensors."""
OTHER_UNIT = 3.0
"""A gyroscope's scale is off by a few per cent; by this factor it is in another unit (deg/s and rad/s: 57)."""
_HINT = "Declare the unit in an import profile: `sensortrack import --draft FILE` writes one to begin with."


MOST = 1e6
"""No sensor measures more, in any unit: such a number is a fault of one sample."""


def check_physics(blocks: Sequence[Block], rate_hz: float, path: Path, messages: list[str]) -> None:
    """Hold declared units against the first samples; what can't be checked is said in `messages`.

    Raises RecordingError where the acceleration at rest isn't gravity's, or gravity turns otherwise than the
    gyroscope says.
    """
    acc = np.concatenate([block.acc for block in blocks])
    rest = rest_ms2(acc, rate_hz)
    if rest is None:
        return
    share = rest / STANDARD_GRAVITY_MS2
    if not GRAVITY_BAND[0] <= share <= GRAVITY_BAND[1]:
        likely = likely_unit(rest)
        what = (
            f"the values are rather in {likely}"
            if likely
            else "gravity was taken away, or the scale is wrong"
        )
        raise RecordingError(
            f"an acceleration at rest of {rest:.3g} m/s²: {what}",
            expected=f"about {STANDARD_GRAVITY_MS2:.3g} m/s², as the declared unit has it",
            hint=_HINT,
            path=path,
        )
    if any(block.gyr is None for block in blocks):
        return
    gyr = np.concatenate([block.gyr for block in blocks if block.gyr is not None])
    scale = turn_scale(acc, gyr, rate_hz)
    if scale is not None and not 1.0 / OTHER_UNIT <= abs(scale) <= OTHER_UNIT:
        likely = min(ANGULAR_RATE, key=lambda unit: abs(np.log(ANGULAR_RATE[unit] / abs(scale))))
        raise RecordingError(
            f"gravity turns {abs(scale):.3g} times as fast as the gyroscope says: it is rather in {likely}",
            expected="an angular rate in the declared unit",
            hint=_HINT,
            path=path,
        )
    if scale is not None and scale < 0.0:
        messages.append(
            "gravity turns the other way than the gyroscope says: the axes of accelerometer and gyroscope differ"
        )


def rest_ms2(acc: FloatArray, rate_hz: float) -> float | None:
    """The size of the acceleration in the stillest seconds, in the unit of `acc` (n, 3); None where none is still."""
    acc = acc[(np.abs(acc) < MOST).all(axis=1)]
    size = max(LEAST_WINDOW, round(rate_hz))
    count = len(acc) // size
    if not count:
        return None
    windows = acc[: count * size].reshape(count, size, 3)
    mean = np.linalg.norm(windows.mean(axis=1), axis=1)
    spread = windows.std(axis=1).max(axis=1)
    # What doesn't vary at all is no measurement: a logger fills what it lost with zeros, or with the last value.
    still = (spread > 0.0) & (spread < STILL_SHARE * mean)
    if not still.any():
        return None
    return float(np.median(mean[still]))


def likely_unit(rest: float) -> str | None:
    """The unit of acceleration in which this is gravity, for a value that was taken for m/s²; None where none is."""
    for unit, factor in ACCELERATION.items():
        if GRAVITY_BAND[0] <= rest * factor / STANDARD_GRAVITY_MS2 <= GRAVITY_BAND[1]:
            return unit
        # It was multiplied by a unit's factor already, and should not have been.
        if GRAVITY_BAND[0] <= rest / factor / STANDARD_GRAVITY_MS2 <= GRAVITY_BAND[1]:
            return f"a unit {1.0 / factor:.4g} times as large as the declared one"
    return None


def turn_scale(acc: FloatArray, gyr: FloatArray, rate_hz: float) -> float | None:
    """How many times as fast gravity turns as `gyr` (n, 3), in deg/s, says; None where they don't turn together."""
    good = (np.abs(acc) < MOST).all(axis=1) & (np.abs(gyr) < MOST).all(axis=1)
    acc, gyr = acc[good], gyr[good]
    size = max(1, round(0.25 * rate_hz))
    count = len(acc) // size
    if rate_hz <= 0.0 or count < 16:
        return None
    mean = acc[: count * size].reshape(count, size, 3).mean(axis=1)
    turn = np.radians(gyr[: count * size]).reshape(count, size, 3).mean(axis=1)
    norm = np.linalg.norm(mean, axis=1)
    up = mean / np.where(norm > 0.0, norm, 1.0)[:, None]
    dt = size / rate_hz
    observed = (up[2:] - up[:-2]) / (2.0 * dt)
    predicted = np.cross(
        up[1:-1], turn[1:-1]
    )  # a vector fixed in the room turns by −ω × it in the sensor's axes
    slow = np.abs(norm[1:-1] / STANDARD_GRAVITY_MS2 - 1.0) < 0.15
    observed, predicted = observed[slow], predicted[slow]
    power, own = float(np.sum(predicted * predicted)), float(np.sum(observed * observed))
    if len(observed) < 16 or power <= 0.0 or np.sqrt(own / len(observed)) < 0.05:
        return None  # rad/s: less than 3 deg/s is noise, and drift of the bias
    both = float(np.sum(observed * predicted))
    if abs(both) / np.sqrt(power * own) < SEEN:
        return None
    return both / power
