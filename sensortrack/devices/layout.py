"""From frames of one length to arrays: numbers are viewed in place, and scaled in one step."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray
from ..units import ACCELERATION, ANGULAR_RATE
from .calendar import calendar_ms
from .profile import Profile
from .settings import Settings
from .stream import CountField, Field, Sensor, Stream

IntArray = NDArray[np.int64]

PLAUSIBLE = {"accel": 2000.0, "gyro": 20_000.0}
"""Floats beyond this (m/s², deg/s) are no reading of any sensor: the bytes are broken."""


class Frames(NamedTuple):
    """Readings of frames that hold the same number of samples.

    Attributes
    ----------
    acc, gyr : (n, 3) float64 or None
        In m/s² and deg/s, in the order in which they were taken.
    ticks : (f,) int64 or None
        The clock or counter of each frame, as it stands there.
    frame_samples : int
        Samples of one frame; n = f · frame_samples.
    bad : int
        Frames that were left out, as they hold what no sensor says.
    """

    acc: FloatArray | None
    gyr: FloatArray | None
    ticks: IntArray | None
    frame_samples: int
    bad: int = 0


class FrameLayout:
    """Where the numbers of a stream stand, under given settings."""

    def __init__(self, stream: Stream, profile: Profile, settings: Settings) -> None:
        assert stream.samples is not None
        self.stream = stream
        self._samples = stream.samples
        self._rate_samples = profile.rate(settings).frame_samples
        self._time = stream.time
        self._planar = stream.samples.layout == "planar"
        fields = {f.name: f for f in stream.fields}
        self._acc = _Triad.of(fields.get("accel"), profile, settings)
        self._gyr = _Triad.of(fields.get("gyro"), profile, settings)
        self._both = self._joined()
        self._floats = any(t is not None and t.field.type.is_float for t in (self._acc, self._gyr))

    @property
    def counts_itself(self) -> bool:
        """Whether each frame tells how many samples it holds, so that frames of one length may differ."""
        return isinstance(self._samples.count, CountField)

    def count(self, data: bytes, start: int, length: int) -> int | None:
        """Samples of the frame at `start`; None where it can't hold what it says."""
        samples = self._samples
        room = length - samples.offset
        match samples.count:
            case "fill":
                return room // samples.stride if room > 0 and room % samples.stride == 0 else None
            case "rate":
                count = self._rate_samples or 0
            case CountField(offset, kind):
                if offset + kind.size > length:
                    return None
                count = int(kind.read(data, start + offset))
            case _:
                count = samples.count
        return count if 0 < count * samples.stride <= room else None

    def decode(self, data: bytes, start: int, length: int, frames: int, count: int) -> Frames:
        """The readings of `frames` frames, one after another from `start`, each of `length` bytes and `count` samples."""
        if self._both is not None:
            both = self._read(self._both, data, start, length, frames, count)
            acc: FloatArray | None = both[:, :3]
            gyr: FloatArray | None = both[:, 3:]
        else:
            acc, gyr = (
                None if t is None else self._read(t, data, start, length, frames, count)
                for t in (self._acc, self._gyr)
            )
        ticks, good = self._ticks(data, start, length, frames)
        result = Frames(acc, gyr, ticks, count)
        if self._floats:
            good = self._plausible(result, frames, good)
        return result if good is None else _only(result, good)

    def _read(
        self, triad: _Triad, data: bytes, start: int, length: int, frames: int, count: int
    ) -> FloatArray:
        start += self._samples.offset
        if self._planar:
            return triad.read(
                data, start + triad.at * count, length, frames, count, 3 * triad.field.type.size
            )
        return triad.read(data, start + triad.at, length, frames, count, self._samples.stride)

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
        if offset is None:
            return None, None
        if self._time.source == "calendar":
            return calendar_ms(data, start + offset, length, frames)
        assert self._time.type is not None
        raw = self._time.type.view(data, start + offset, (frames,), (length,))
        return raw.astype(np.int64), None

    def _plausible(
        self, result: Frames, frames: int, good: NDArray[np.bool_] | None
    ) -> NDArray[np.bool_] | None:
        sensors: tuple[tuple[Sensor, FloatArray | None], ...] = (("accel", result.acc), ("gyro", result.gyr))
        for sensor, values in sensors:
            if values is None:
                continue
            fine = np.abs(values) <= PLAUSIBLE[sensor]  # NaN isn't
            if not fine.all():
                by_frame = fine.reshape(frames, -1).all(axis=1)
                good = by_frame if good is None else good & by_frame
        return good


class _Triad:
    """Three numbers (or six) of a sample, and what they are worth."""

    __slots__ = ("at", "field", "order", "scale", "width")

    def __init__(self, field: Field, scale: FloatArray, order: list[int] | None) -> None:
        self.field, self.scale, self.order = field, scale, order
        self.at, self.width = field.at, len(scale)

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
        values: FloatArray = np.multiply(raw, self.scale, dtype=np.float64)
        return values if values.ndim == 2 else values.reshape(-1, width)


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


def _only(frames: Frames, good: NDArray[np.bool_]) -> Frames:
    """The frames that are good."""
    rows = np.repeat(good, frames.frame_samples)
    return Frames(
        None if frames.acc is None else frames.acc[rows],
        None if frames.gyr is None else frames.gyr[rows],
        None if frames.ticks is None else frames.ticks[good],
        frames.frame_samples,
        int(len(good) - good.sum()),
    )
