"""What a sensor is set to: rate, ranges, and what its answers said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from ...outside.reader import Positive, Table
from .values import Variables


class Rate(Table, frozen=True):
    """A sampling rate: how it is chosen, and how many samples a frame then holds (None: not tied to it)."""

    hz: Positive
    variables: Variables = msgspec.field(name="vars", default_factory=dict)
    frame_samples: Annotated[int, Meta(ge=1, le=1000)] | None = None


class AccelRange(Table, frozen=True):
    """A range of the accelerometer in g; `scale` is the worth of one unit, where it depends on the range."""

    g: Positive
    scale: Positive | None = None
    variables: Variables = msgspec.field(name="vars", default_factory=dict)


class GyroRange(Table, frozen=True):
    """A range of the gyroscope in deg/s; `scale` is the worth of one unit, where it depends on the range."""

    dps: Positive
    scale: Positive | None = None
    variables: Variables = msgspec.field(name="vars", default_factory=dict)


class Defaults(Table, frozen=True):
    """What is chosen when nothing is said."""

    rate_hz: Positive
    accel_g: Positive | None = None
    gyro_dps: Positive | None = None


@dataclass(frozen=True, slots=True)
class SensorSettings:
    """What was chosen, and what the set-up captured from the sensor's answers.

    Attributes
    ----------
    rate_hz : float
        Nominal sampling rate; the true one is found by the clock.
    accel_g, gyro_dps : float or None
        Ranges; None where the sensor hasn't got a choice.
    """

    rate_hz: float
    accel_g: float | None = None
    gyro_dps: float | None = None
    captured: Mapping[str, bytes] = field(default_factory=dict)

    def with_captured(self, captured: Mapping[str, bytes]) -> SensorSettings:
        """The same, with these answers kept, too."""
        return replace(self, captured={**self.captured, **captured})

    def to_json(self) -> dict[str, Any]:
        """As the header of a capture keeps it."""
        values: dict[str, Any] = {"rate_hz": self.rate_hz, "accel_g": self.accel_g, "gyro_dps": self.gyro_dps}
        if self.captured:
            values["captured"] = {name: data.hex() for name, data in self.captured.items()}
        return {key: value for key, value in values.items() if value is not None}
