"""From frames of one length to arrays: numbers are viewed in place, and scaled in one step."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...records import FloatArray
from ...units import ACCELERATION, ANGULAR_RATE
from ..profile.firmware_profile import Profile
from ..profile.numbers import NumberType
from ..profile.sensor_settings import SensorSettings
from ..profile.stream import CountField, Field, SampleLayout, Stream
from .calendar import calendar_ms
from .readings import IntArray, Readings

PLAUSIBLE = {"accel": 2000.0, "gyro": 20_000.0}
"""Floats beyond this (m/s², deg/s) are no reading of any sensor: the bytes are broken."""

_FEW = 16


class FrameLayout:
    """Where the numbers of a stream stand, under given settings.

    Attributes
    ----------
    fixed_count : int or None
        Samples of a frame, where that is known before.
    counts_itself : bool
        Whether each frame tells how many samples it holds, so that frames of one length may differ.
    may_refuse : bool
        Whether a frame of the right form can hold what no sensor says.
    """

    def __init__(self, index: int, stream: Stream, profile: Profile, settings: SensorSettings) -> None:
        assert stream.samples is not None
        self._index, self._samples, self._time = index, stream.samples, stream.time
        count = stream.samples.count
        self.counts_itself = isinstance(count, CountField)
        self.fixed_count = profile.rate(settings).frame_samples if count == "rate" else None
        if isinstance(count, int):
            self.fixed_count = count
        fields = sorted((f for f in stream.fields if f.name in stream.sensors), key=lambda field: field.name)
        self._sensors = stream.sensors
        self._numbers, self._more = _side_by_side(
            [_Numbers.of(field, stream.samples, profile, settings) for field in fields]
        )
        self._floats = any(field.type.is_float for field in fields)
        self._plain = None
        if self._more is None and self.fixed_count == 1 and stream.time.offset is None:
            self._plain = self._numbers.plain
        self.may_refuse = self._floats or stream.time.source == "calendar"

    def count(self, data: bytes, start: int, length: int) -> int | None:
        """Samples of the frame at `start`; None where it can't hold what it says."""
        samples = self._samples
        room = length - samples.offset
        count = self.fixed_count
        if count is None and isinstance(samples.count, CountField):
            place, kind = samples.count.offset, samples.count.type
            if place + kind.size > length:
                return None
            count = int(kind.read(data, start + place))
        elif count is None:  # as many as fit
            return room // samples.stride if room > 0 and room % samples.stride == 0 else None
        return count if 0 < count * samples.stride <= room else None

    def decode(
        self, data: bytes, start: int, length: int, frames: int, count: int, arrival_s: float
    ) -> Readings:
        """The readings of frames that follow one another from `start`, each of `length` bytes and `count` samples.

        Frames that hold what no sensor says are left out.
        """
        if self._plain is not None:
            dtype, at, width, size, scales = self._plain
            values = np.ndarray((frames, width), dtype, data, start + at, (length, size)).astype(np.float64)
            values *= scales[frames] if frames <= _FEW else scales[1]
            return Readings(self._index, self._sensors, values, None, 1, arrival_s)
        values = self._numbers.read(data, start, length, frames, count)
        if self._more is not None:
            gyr = self._more.read(data, start, length, frames, count)
            values = np.concatenate([values, gyr], axis=1)
        ticks, good = None, None
        if self._time.offset is not None:
            ticks, good = self._ticks(data, start, length, frames)
        readings = Readings(self._index, self._sensors, values, ticks, count, arrival_s)
        if self._floats:
            good = _plausible(readings, frames, good)
        return readings if good is None else _only(readings, good)

    def _ticks(
        self, data: bytes, start: int, length: int, frames: int
    ) -> tuple[IntArray | None, NDArray[np.bool_] | None]:
        offset = self._time.offset
        assert offset is not None
        if self._time.source == "calendar":
            return calendar_ms(data, start + offset, length, frames)
        assert self._time.type is not None
        raw = self._time.type.view(data, start + offset, (frames,), (length,))
        return raw.astype(np.int64), None


class _Plain(NamedTuple):
    """The commonest frame has its own, shortest way: one sample, all of it integers side by side, without a clock."""

    dtype: np.dtype[np.generic]
    offset: int
    width: int
    size: int
    scales: list[FloatArray]


class _Numbers:
    """Numbers of a sample that stand side by side, three of one sensor or six of both, and what they are worth."""

    def __init__(
        self, kind: NumberType, at: int, samples: SampleLayout, scale: FloatArray, order: list[int] | None
    ) -> None:
        self.type, self.at, self.samples, self.scale, self.order = kind, at, samples, scale, order
        self._offset, self._stride, self._per_sample = samples.offset + at, samples.stride, 0
        if samples.layout == "planar":
            self._offset, self._stride, self._per_sample = samples.offset, 3 * kind.size, at
        # Numpy multiplies arrays of one shape three times as fast as it stretches one: it counts with few rows.
        self._scales = [np.tile(scale, (rows, 1)) for rows in range(_FEW + 1)]

    @property
    def plain(self) -> _Plain | None:
        """What the shortest way needs, where they are integers that numpy knows, in our order."""
        if self.type.dtype is None or self.type.is_float or self.order is not None:
            return None
        at = self._offset + self._per_sample  # of the only sample
        return _Plain(self.type.dtype, at, len(self.scale), self.type.size, self._scales)

    @classmethod
    def of(cls, field: Field, samples: SampleLayout, profile: Profile, settings: SensorSettings) -> _Numbers:
        """Those of a field, under these settings."""
        factor = unit_factor(field.name, field.unit) * scale_of(field.scale, field.name, profile, settings)
        signs = np.array([-1.0 if axis[0] == "-" else 1.0 for axis in field.axes])
        order = ["xyz".index(axis[-1]) for axis in field.axes]
        return cls(field.type, field.at, samples, factor * signs, None if order == [0, 1, 2] else order)

    def read(self, data: bytes, start: int, length: int, frames: int, count: int) -> FloatArray:
        """The values (frames · count, 3 or 6) of frames that follow one another from `start`."""
        kind, rows, width = self.type, frames * count, len(self.scale)
        at = start + self._offset + self._per_sample * count
        if frames == 1 or count == 1:
            raw = kind.view(data, at, (rows, width), (length if count == 1 else self._stride, kind.size))
        else:
            each = kind.view(data, at, (frames, count, width), (length, self._stride, kind.size))
            raw = each.reshape(rows, width)
        if self.order is not None:
            raw = raw.take(self.order, axis=1)
        if kind.is_float:
            with np.errstate(all="ignore"):  # broken bytes may be any float; they are told apart afterwards
                return raw.astype(np.float64) * self.scale
        values = raw.astype(np.float64)
        values *= self._scales[rows] if rows <= _FEW else self.scale
        return values


def _side_by_side(numbers: list[_Numbers]) -> tuple[_Numbers, _Numbers | None]:
    """Accelerometer and gyroscope as one run of six numbers, where they stand so."""
    a, g = numbers[0], numbers[1] if len(numbers) > 1 else None
    if g is None or a.samples.layout == "planar" or g.at != a.at + 3 * a.type.size:
        return a, g
    if a.type != g.type or a.order is not None or g.order is not None:
        return a, g
    return _Numbers(a.type, a.at, a.samples, np.concatenate([a.scale, g.scale]), None), None


def unit_factor(sensor: str, unit: str) -> float:
    """Factor of a unit to ours: m/s² or deg/s."""
    return (ACCELERATION if sensor == "accel" else ANGULAR_RATE)[unit]


def scale_of(scale: float | str, sensor: str, profile: Profile, settings: SensorSettings) -> float:
    """What one unit of a number is worth, under these settings."""
    if isinstance(scale, float):
        return scale
    if scale == "range":
        chosen = profile.range_scale(sensor, settings)
        assert chosen is not None, "the loader has seen to it"
        return chosen
    name = scale.strip("{}")
    return float(profile.captures[name].type.read(profile.variables(settings)[name], 0))


def _plausible(readings: Readings, frames: int, good: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
    """Which frames hold nothing but what a sensor can say; None: all do."""
    values = readings.values
    # The sum of a few squares is cheap, and small as a rule; where it isn't, or isn't a number, each is looked at.
    if (
        len(values) <= _FEW
        and good is None
        and float(np.vdot(values, values)) <= min(PLAUSIBLE.values()) ** 2
    ):
        return good
    fine = np.abs(values) <= np.repeat([PLAUSIBLE[sensor] for sensor in readings.sensors], 3)  # NaN isn't
    if fine.all():
        return good
    by_frame: NDArray[np.bool_] = np.all(fine.reshape(frames, -1), axis=1)
    return by_frame if good is None else good & by_frame


def _only(readings: Readings, good: NDArray[np.bool_]) -> Readings:
    """The frames that are good."""
    return readings._replace(
        values=readings.values[np.repeat(good, readings.frame_samples)],
        ticks=None if readings.ticks is None else readings.ticks[good],
    )
