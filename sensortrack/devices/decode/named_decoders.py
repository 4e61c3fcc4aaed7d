"""The decoders that a profile can name, for what a table of fields can't tell; no others are ever run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from ..profile.stream import Sensor
from . import polar_pmd

NamedDecoder = Callable[[bytes, Sensor, float], "NDArray[np.float64] | None"]
"""Frame, sensor and factor to the samples (n, 3) in the stream's unit, or None where the frame isn't whole."""


def _polar_pmd(frame: bytes, sensor: Sensor, factor: float) -> NDArray[np.float64] | None:
    if sensor == "gyro":
        samples = polar_pmd.decode_gyro(frame)
        is_float = len(frame) > 9 and frame[9] == 0x81
        return samples if samples is None or is_float else samples * factor
    samples = polar_pmd.decode_accel(frame)
    if samples is None:
        return None
    if not polar_pmd.in_milli_units(frame):
        return samples * factor
    # Type 1 tells mg; a compressed one times the factor, which sensors then give as 1.
    compressed = bool(frame[9] & 0x80)
    return samples * (1e-3 * factor if compressed else 1e-3)


NAMED_DECODERS: Mapping[str, NamedDecoder] = MappingProxyType({"polar_pmd": _polar_pmd})
"""Each decoder by the name that a profile gives."""
