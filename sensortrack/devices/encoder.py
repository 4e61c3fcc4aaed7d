"""Samples to bytes, the other way round: what a sensor would have sent. For emulated sensors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..errors import UsageError
from ..records import FloatArray
from .decode.calendar import calendar_bytes
from .decode.frame_layout import scale_of, unit_factor
from .profile.firmware_profile import Profile
from .profile.sensor_settings import SensorSettings
from .profile.stream import CountField, Field, LengthField, Stream

Sent = tuple[str, bytes]


def encode(
    profile: Profile,
    acc: FloatArray,
    gyr: FloatArray | None,
    ticks: Sequence[int] | None = None,
    *,
    settings: SensorSettings | None = None,
    frames_per_notification: int | None = None,
    others: Mapping[str, FloatArray] | None = None,
) -> list[Sent]:
    """The notifications, (characteristic, bytes), that say these samples; what fills no frame at the end is left out.

    Parameters
    ----------
    acc, gyr : (n, 3) float64, or None for gyr
        m/s², deg/s; clipped to what the numbers can hold.
    ticks : sequence of int or None
        The device's clock or counter, one for each frame; None for a sensor without, or zeros.
    settings : SensorSettings or None
        None takes the profile's defaults.
    frames_per_notification : int or None
        None takes the profile's.
    others : mapping of str to (n, k) float64
        Values of further fields (angles, say) in the field's unit; zero where they aren't given.

    Raises
    ------
    UsageError
        The sensor's frames are made by a named decoder's counterpart, which doesn't exist.
    """
    chosen = profile.settings() if settings is None else settings
    sent: list[list[Sent]] = []
    for stream in main_streams(profile):
        if "gyro" in stream.sensors and gyr is None:
            raise UsageError(f"'{profile.id}' has a gyroscope; its readings are needed to encode.")
        frames = _Frames(profile, stream, chosen).encode(acc, gyr, ticks, others or {})
        size = frames_per_notification or stream.frames_per_notification
        whole = len(frames) - len(frames) % size
        key = profile.gatt[stream.char].key
        sent.append([(key, b"".join(frames[i : i + size])) for i in range(0, whole, size)])
    return [one for several in zip(*sent, strict=True) for one in several]


def main_streams(profile: Profile) -> list[Stream]:
    """The stream that brings both sensors, or the one of each; raises UsageError where one of them can't be encoded."""
    first = next(s for s in profile.streams if "accel" in s.sensors)
    streams = [first]
    if profile.pairing is not None:
        streams.append(next(s for s in profile.streams if "gyro" in s.sensors))
    for stream in streams:
        if stream.decoder is not None:
            raise UsageError(
                f"'{profile.id}' can't be emulated: its frames are compressed ('{stream.decoder.name}'), and only the "
                "way back is known. Choose another profile."
            )
    return streams


def frame_samples(profile: Profile, stream: Stream, settings: SensorSettings) -> int:
    """How many samples an encoder puts into a frame."""
    assert stream.samples is not None
    count = stream.samples.count
    return count if isinstance(count, int) else profile.rate(settings).frame_samples or 1


class Encoder:
    """Encodes samples as they are taken; what fills no notification yet is kept for the next call.

    Parameters
    ----------
    frames_per_notification : int or None
        None takes the profile's.
    """

    def __init__(
        self,
        profile: Profile,
        settings: SensorSettings | None = None,
        frames_per_notification: int | None = None,
    ) -> None:
        self.profile = profile
        self.settings = profile.settings() if settings is None else settings
        streams = main_streams(profile)
        self._time = streams[0].time
        self._frame = frame_samples(profile, streams[0], self.settings)
        self._frames = frames_per_notification or streams[0].frames_per_notification
        self._given = 0
        self._waiting: list[tuple[FloatArray, FloatArray, FloatArray | None]] = []

    @property
    def samples_per_notification(self) -> int:
        """How many samples a notification holds."""
        return self._frame * self._frames

    def feed(
        self, time_s: FloatArray, acc: FloatArray, gyr: FloatArray | None
    ) -> list[tuple[float, str, bytes]]:
        """The notifications that these samples complete: time of their last sample in s, characteristic, bytes.

        Parameters
        ----------
        time_s : (n,) float64
            By the device's clock, from 0 on.
        acc, gyr : (n, 3) float64, or None for gyr
        """
        self._waiting.append((time_s, acc, gyr))
        times = np.concatenate([w[0] for w in self._waiting])
        size = self.samples_per_notification
        whole = len(times) - len(times) % size
        accs = np.concatenate([w[1] for w in self._waiting])
        rates = [w[2] for w in self._waiting if w[2] is not None]
        gyrs = np.concatenate(rates) if len(rates) == len(self._waiting) else None
        self._waiting = [(times[whole:], accs[whole:], None if gyrs is None else gyrs[whole:])]
        if not whole:
            return []
        sent = encode(
            self.profile,
            accs[:whole],
            None if gyrs is None else gyrs[:whole],
            self._ticks(times[:whole]),
            settings=self.settings,
            frames_per_notification=self._frames,
        )
        self._given += whole
        per = len(sent) // (whole // size)
        return [(float(times[(i // per + 1) * size - 1]), key, data) for i, (key, data) in enumerate(sent)]

    def _ticks(self, times: FloatArray) -> list[int] | None:
        """Clock or counter of each frame."""
        time = self._time
        if time.source == "host":
            return None
        if time.source == "counter":
            step = self._frame if time.counts == "samples" else 1
            first = self._given // self._frame
            return [(first + i) * step for i in range(len(times) // self._frame)]
        at = times[self._frame - 1 :: self._frame] if time.refers_to == "last" else times[:: self._frame]
        return [round(float(t) / time.tick_s) for t in at]


class _Frames:
    """Frames of one stream."""

    def __init__(self, profile: Profile, stream: Stream, settings: SensorSettings) -> None:
        assert stream.samples is not None
        self._profile, self._stream, self._settings = profile, stream, settings
        self._samples = stream.samples
        self._count = frame_samples(profile, stream, settings)
        variables = profile.variables(settings)
        self._head = b"" if stream.parts is None else stream.parts.first.fill(variables)
        self._marks = [(p.offset, p.data.fill(variables)) for p in (*stream.match, *stream.sync)]
        self._marks += [(c.offset, c.data) for c in stream.constants]
        body = stream.samples.offset + self._count * stream.samples.stride
        self._length = max(
            stream.frame_len if isinstance(stream.frame_len, int) else body, stream.pad_to or 0
        )

    def encode(
        self,
        acc: FloatArray,
        gyr: FloatArray | None,
        ticks: Sequence[int] | None,
        others: Mapping[str, FloatArray],
    ) -> list[bytes]:
        values = {"accel": acc, **({} if gyr is None else {"gyro": gyr}), **others}
        raw = {f.name: self._raw(f, values[f.name]) for f in self._stream.fields if f.name in values}
        frames = len(acc) // self._count
        return [self._frame(i, raw, 0 if ticks is None else ticks[i]) for i in range(frames)]

    def _raw(self, field: Field, values: FloatArray) -> FloatArray:
        """What the numbers are to be, before they are rounded."""
        scale = scale_of(field.scale, field.name, self._profile, self._settings)
        if field.name not in ("accel", "gyro"):
            return values / scale
        raw = np.empty_like(values)
        for ours, axis in enumerate(field.axes):
            sign = -1.0 if axis[0] == "-" else 1.0
            raw[:, "xyz".index(axis[-1])] = sign * values[:, ours]
        result: FloatArray = raw / (scale * unit_factor(field.name, field.unit))
        return result

    def _frame(self, index: int, raw: Mapping[str, FloatArray], tick: int) -> bytes:
        samples, stream, count = self._samples, self._stream, self._count
        frame = bytearray(self._length)
        for offset, mark in self._marks:
            frame[offset : offset + len(mark)] = mark
        self._put_time(frame, tick)
        if isinstance(samples.count, CountField):
            _put(frame, samples.count.offset, samples.count.type.pack(count))
        for f in stream.fields:
            if f.name not in raw:
                continue
            size = f.type.size
            planar = samples.layout == "planar"
            start = samples.offset + (f.at * count if planar else f.at)
            stride = f.n * size if planar else samples.stride
            for j, row in enumerate(raw[f.name][index * count : (index + 1) * count].tolist()):
                for k, value in enumerate(row):
                    _put(frame, start + j * stride + k * size, f.type.pack(value))
        if isinstance(stream.frame_len, LengthField):
            _put(
                frame, stream.frame_len.offset, stream.frame_len.type.pack(len(frame) - stream.frame_len.add)
            )
        if stream.checksum is not None:
            frame[stream.checksum.at] = 0
            frame[stream.checksum.at] = sum(frame) & 0xFF
        return self._head + bytes(frame)

    def _put_time(self, frame: bytearray, tick: int) -> None:
        time = self._stream.time
        if time.offset is None:
            return
        if time.source == "calendar":
            _put(frame, time.offset, calendar_bytes(tick))
        elif time.type is not None:
            wrapped = tick & ((1 << time.type.bits) - 1)
            _put(frame, time.offset, time.type.pack(wrapped))


def _put(frame: bytearray, offset: int, data: bytes) -> None:
    frame[offset : offset + len(data)] = data
