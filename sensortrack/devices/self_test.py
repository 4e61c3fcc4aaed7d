"""A profile's own test: its vectors are decoded and held against what they should say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import UsageError
from ..records import FloatArray
from .decode.decoder import Decoder
from .decode.readings import Readings
from .profile.firmware_profile import Profile
from .profile.sensor_settings import SensorSettings
from .profile.vector import Vector


def vector_settings(profile: Profile, vector: Vector) -> SensorSettings:
    """The settings that a vector was made with."""
    return profile.settings(vector.rate_hz, vector.accel_g, vector.gyro_dps, vector.captured)


def decode_vector(profile: Profile, vector: Vector) -> tuple[list[Readings], int]:
    """The readings of a vector's notifications, and how many bytes were rejected."""
    decoder = Decoder(profile, vector_settings(profile, vector))
    readings = [r for char, data in vector.notify for r in decoder.feed(char, data)] + decoder.finish()
    return readings, decoder.tally.rejected


def check_vector(profile: Profile, vector: Vector) -> str | None:
    """What is wrong with a vector: None where it decodes to its values, each to the last printed digit."""
    try:
        readings, _ = decode_vector(profile, vector)
    except UsageError as error:
        return str(error)
    acc = _stacked([r.acc for r in readings])
    gyr = _stacked([r.gyr for r in readings])
    if vector.count is not None and max(len(acc), len(gyr)) != vector.count:
        return f"{max(len(acc), len(gyr))} samples instead of {vector.count}"
    wrong = _differs("accelerometer", acc, vector.acc, vector.acc_digit, vector.count)
    wrong = wrong or _differs("gyroscope", gyr, vector.gyr, vector.gyr_digit, vector.count)
    return wrong or _clock_differs(profile, vector, readings)


def _differs(
    what: str,
    found: FloatArray,
    expected: tuple[tuple[float, ...], ...] | None,
    digit: tuple[tuple[float, ...], ...] | None,
    count: int | None,
) -> str | None:
    if expected is None or digit is None:
        return None
    if len(found) < len(expected) or (count is None and len(found) > len(expected)):
        return f"{len(found)} {what} samples instead of {len(expected)}"
    wanted = np.array(expected).reshape(-1, 3)
    # One digit, not half of one: some documents cut digits off where others round.
    off = np.abs(found[: len(wanted)] - wanted) > 1.001 * np.array(digit).reshape(-1, 3)
    if off.any():
        row, axis = (int(i) for i in np.argwhere(off)[0])
        return (
            f"{what} sample {row}, {'xyz'[axis]}: {found[row, axis]:.6g} instead of {wanted[row, axis]:.6g}"
        )
    return None


def _clock_differs(profile: Profile, vector: Vector, readings: Sequence[Readings]) -> str | None:
    if vector.clock_s is None or vector.clock_digit is None:
        return None
    found = [
        int(tick) * profile.streams[r.stream].time.tick_s
        for r in readings
        for tick in ([] if r.ticks is None else r.ticks)
    ]
    if len(found) != len(vector.clock_s):
        return f"{len(found)} clock readings instead of {len(vector.clock_s)}"
    for value, wanted, digit in zip(found, vector.clock_s, vector.clock_digit, strict=True):
        if abs(value - wanted) > max(1.001 * digit, 1e-15 * abs(wanted)):
            return f"the clock at {value!r} s instead of {wanted!r} s"
    return None


def _stacked(parts: Sequence[FloatArray | None]) -> FloatArray:
    found = [p for p in parts if p is not None]
    return np.concatenate(found) if found else np.empty((0, 3))
