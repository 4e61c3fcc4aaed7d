"""From frames of one length to arrays: numbers are viewed in place, and scaled in one step."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray
from ..units import ACCELERATION, ANGULAR_RATE
from .calendar import calendar_ms
from .profile import Profile
from .readings import IntArray, Readings
from .settings import Settings
from .stream import CountField, Field, Stream

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

    def __init__(self, index: int, stream: Stream, profile: Profile, settings: Settings) -> None:
        assert stream.samples is not None
        self._index, self._samples, self._time = index, stream.samples, stream.time
        count = stream.samples.count
        self.counts_itself = isinstance(count, CountField)
        self.fixed_count = profile.rate(settings).frame_samples if count == "rate" else None
        if isinstance(count, int):
            self.fixed_count = count
        self._planar = stream.samples.layout == "planar"
        fields = {f.name: f for f in stream.fields}
        self._acc = _Triad.of(fields.get("accel"), profile, settings)
        self._gyr = _Triad.of(fields.get("gyro"), profile, settings)
        self._both = self._joined()
        self._floats = any(t is not None and t.field.type.is_float for t in (self._acc, self._gyr))
        self._fast: _Fast | None = None
        if (
            self._both is not None
            and self.fixed_count == 1
            and not self._floats
            and stream.time.offset is None
        ):
            kind = self._both.field.type
            if kind.dtype is not None:
                at = stream.samples.offset + self._both.at
                self._fast = _Fast(kind.dtype, kind.size, at, self._both.scales)
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
        fast = self._fast
        if fast is not None and frames <= _FEW:  # one sample a frame, nothing but integers, no clock
            values = np.ndarray((frames, 6), fast.dtype, data, start + fast.at, (length, fast.size)).astype(
                np.float64
            )
            values *= fast.scales[frames]
            return Readings(self._index, values[:, :3], values[:, 3:], None, 1, arrival_s)
        if self._both is not None:
            both = self._read(self._both, data, start, length, frames, count)
            acc: FloatArray | None = both[:, :3]
            gyr: FloatArray | None = both[:, 3:]
        else:
            acc = None if self._acc is None else self._read(self._acc, data, start, length, frames, count)
            gyr = None if self._gyr is None else self._read(self._gyr, data, start, length, frames, count)
        if self._time.offset is None:
            ticks, good = None, None
        else:
            ticks, good = self._ticks(data, start, length, frames)
        readings = Readings(self._index, acc, gyr, ticks, count, arrival_s)
        if self._floats:
            good = _plausible(acc, PLAUSIBLE["accel"], frames, good)
            good = _plausible(gyr, PLAUSIBLE["gyro"], frames, good)
        return readings if good is None else _only(readings, good)

    def _read(
        self, triad: _Triad, data: bytes, start: int, length: int, frames: int, count: int
    ) -> FloatArray:
        samples = self._samples
        if self._planar:
            at, stride = samples.offset + triad.at * count, 3 * triad.field.type.size
        else:
            at, stride = samples.offset + triad.at, samples.stride
        return triad.read(data, start + at, length, frames, count, stride)

    def _joined(self) -> _Triad | None:
        """Accelerometer and gyroscope as one run of six numbers, where they stand so."""
        a, g = self._acc, self._gyr
        if a is None or g is None or self._planar or a.field.type != g.field.type:
            return None
        if g.field.at != a.field.at + 3 * a.field.type.size or a.order is not None or g.order is not None:
            return None
        return _Triad(a.field, np.concatenate([a.scale, g.scale]), None)

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


class _Fast(NamedTuple):
    """What the most common of layouts needs: accelerometer and gyroscope side by side, without a clock."""

    dtype: np.dtype[np.generic]
    size: int
    at: int
    scales: list[FloatArray]


class _Triad:
    """Three numbers (or six) of a sample, and what they are worth."""

    __slots__ = ("at", "field", "order", "scale", "scales", "width")

    def __init__(self, field: Field, scale: FloatArray, order: list[int] | None) -> None:
        self.field, self.scale, self.order = field, scale, order
        self.at, self.width = field.at, len(scale)
        self.scales = [np.tile(scale, (rows, 1)) for rows in range(_FEW + 1)]

    @classmethod
    def of(cls, field: Field | None, profile: Profile, settings: Settings) -> _Triad | None:
        if field is None:
            return None
        factor = unit_factor(field.name, field.unit) * scale_of(field.scale, field.name, profile, settings)
        signs = np.array([-1.0 if axis[0] == "-" else 1.0 for axis in field.axes])
        order = ["xyz".index(axis[-1]) for axis in field.axes]
        return cls(field, factor * signs, None if order == [0, 1, 2] else order)

    def read(self, data: bytes, at: int, length: int, frames: int, count: int, stride: int) -> FloatArray:
        """The values (frames · count, width); the first stands at `at`."""
        kind, width = self.field.type, self.width
        if count == 1:
            raw = kind.view(data, at, (frames, width), (length, kind.size))
        elif frames == 1:
            raw = kind.view(data, at, (count, width), (stride, kind.size))
        else:
            raw = kind.view(data, at, (frames, count, width), (length, stride, kind.size))
        if self.order is not None:
            raw = raw[..., self.order]
        if kind.is_float:
            with np.errstate(all="ignore"):  # broken bytes may be any float; they are told apart afterwards
                return raw.astype(np.float64, order="C").reshape(-1, width) * self.scale
        values = raw.astype(np.float64, order="C")
        rows = frames * count
        if rows > _FEW:
            values = values.reshape(-1, width)
            values *= self.scale
            return values
        if values.ndim > 2:
            values = values.reshape(-1, width)
        # Numpy multiplies arrays of one shape three times as fast as it stretches one: it counts at this size.
        values *= self.scales[rows]
        return values


def unit_factor(sensor: str, unit: str) -> float:
    """Factor of a unit to ours: m/s² or deg/s."""
    return (ACCELERATION if sensor == "accel" else ANGULAR_RATE)[unit]


def scale_of(scale: float | str, sensor: str, profile: Profile, settings: Settings) -> float:
    """What one unit of a number is worth, under these settings."""
    if isinstance(scale, float):
        return scale
    if scale == "range":
        chosen = profile.range_scale(sensor, settings)
        assert chosen is not None, "the loader has seen to it"
        return chosen
    name = scale.strip("{}")
    return float(profile.captures[name].type.read(profile.variables(settings)[name], 0))


def _plausible(
    values: FloatArray | None, most: float, frames: int, good: NDArray[np.bool_] | None
) -> NDArray[np.bool_] | None:
    """Which frames hold nothing but values up to `most`; None: all do."""
    if values is None:
        return good
    # The sum of a few squares is cheap, and small as a rule; where it isn't, or isn't a number, each is looked at.
    if len(values) <= _FEW and good is None and float(np.vdot(values, values)) <= most * most:
        return good
    fine = np.abs(values) <= most  # NaN isn't
    if fine.all():
        return good
    by_frame: NDArray[np.bool_] = np.all(fine.reshape(frames, -1), axis=1)
    return by_frame if good is None else good & by_frame


def _only(readings: Readings, good: NDArray[np.bool_]) -> Readings:
    """The frames that are good."""
    rows = np.repeat(good, readings.frame_samples)
    return readings._replace(
        acc=None if readings.acc is None else readings.acc[rows],
        gyr=None if readings.gyr is None else readings.gyr[rows],
        ticks=None if readings.ticks is None else readings.ticks[good],
    )
