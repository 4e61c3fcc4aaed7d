"""Which values a sensor can give: its declared range, else that of the widest sensor of movement there is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..units import STANDARD_GRAVITY_MS2

WIDEST_ACC_MS2 = 32.0 * STANDARD_GRAVITY_MS2
"""No sensor of a person's movement has a wider range than ±32 g."""
WIDEST_GYR_DPS = 4000.0
"""Nor one wider than ±4000 deg/s."""
GAIN = 1.05
"""A sensor's gain, or the calibration that was applied to it, is off by at most 5 %."""


@dataclass(frozen=True, slots=True)
class Ranges:
    """The ranges of a sensor: specific force in m/s², angular rate in deg/s; `declared` where one of them is."""

    acc_ms2: float = WIDEST_ACC_MS2
    gyr_dps: float = WIDEST_GYR_DPS
    declared: bool = False


def ranges_of(device: Mapping[str, Any] | None) -> Ranges:
    """The ranges that a recording's description declares of its device.

    They stand in `device` as `acc_range_ms2` and `gyr_range_dps`, or in its `settings` as a firmware profile's
    `accel_g` and `gyro_dps`. What isn't a number above zero, or is beyond every sensor's, declares nothing.
    """
    device = device or {}
    settings = device.get("settings")
    settings = settings if isinstance(settings, Mapping) else {}
    acc_g = _range(settings.get("accel_g"))
    acc = _range(device.get("acc_range_ms2")) or (acc_g and acc_g * STANDARD_GRAVITY_MS2)
    gyr = _range(device.get("gyr_range_dps")) or _range(settings.get("gyro_dps"))
    return Ranges(
        min(acc or WIDEST_ACC_MS2, WIDEST_ACC_MS2),
        min(gyr or WIDEST_GYR_DPS, WIDEST_GYR_DPS),
        bool(acc or gyr),
    )


def _range(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) and number > 0.0 else None
