"""Conversion of foreign units to ours: m/s² for specific force, deg/s for angular rate, s for time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

AccelerationUnit = Literal["m/s2", "g", "mg"]
AngularRateUnit = Literal["deg/s", "rad/s", "mdeg/s"]
TimeUnit = Literal["s", "ms", "us", "ns"]

STANDARD_GRAVITY_MS2 = 9.80665
"""Standard acceleration of gravity (BIPM, The International System of Units, 9th ed.)."""

ACCELERATION: Mapping[str, float] = MappingProxyType(
    {"m/s2": 1.0, "g": STANDARD_GRAVITY_MS2, "mg": STANDARD_GRAVITY_MS2 / 1000.0}
)
"""Factor to m/s² for each unit of specific force that a file may declare."""

ANGULAR_RATE: Mapping[str, float] = MappingProxyType(
    {"deg/s": 1.0, "rad/s": math.degrees(1.0), "mdeg/s": 1e-3}
)
"""Factor to deg/s for each unit of angular rate that a file may declare."""

TIME: Mapping[str, float] = MappingProxyType({"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9})
"""Factor to s for each unit of time that a file may declare."""
