"""What takes the notifications of a stream: one handler for each way in which frames stand in them."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from .bytestream import ByteStream
from .layout import FrameLayout, Frames, IntArray, scale_of, unit_factor
from .named_decoders import NAMED_DECODERS
from .parts import PartJoiner
from .profile import Profile
from .settings import Settings
from .stream import LengthField, Stream

Found = list[tuple[Frames, bool]]
"""Frames of equal size, and whether they had come before the bytes that made them sure."""


class Handler(Protocol):
    """Takes notifications of one stream."""

    rejected: int

    def takes(self, data: bytes) -> bool:
        """Whether this notification is the stream's."""
        ...

    def feed(self, data: bytes) -> Found:
        """The frames that it completes; `rejected` counts what was none."""
        ...

    def feed_joined(self, data: bytes, lengths: IntArray) -> tuple[Frames, IntArray] | None:
        """Many notifications at once, with the frames of each; None where they have to be taken one by one."""
        ...

    def finish(self) -> Found:
        """What was held back."""
        ...

    def reset(self) -> None:
        """Forget what is half received."""
        ...


def handler_for(stream: Stream, profile: Profile, settings: Settings) -> Handler:
    """The handler of a stream."""
    variables = profile.variables(settings)
    match = [(p.offset, p.data.fill(variables)) for p in stream.match]
    if stream.decoder is not None:
        return _Named(stream, profile, settings, match)
    layout = FrameLayout(stream, profile, settings)
    if stream.framing == "bytestream":
        return _Bytes(stream, layout, [(p.offset, p.data.fill(variables)) for p in stream.sync])
    if stream.framing == "parts":
        return _Parts(stream, layout, profile, settings, variables)
    return _Whole(stream, layout, match)


class _Whole:
    """A frame is a notification."""

    def __init__(self, stream: Stream, layout: FrameLayout, match: list[tuple[int, bytes]]) -> None:
        self.rejected = 0
        self._layout, self._match = layout, match
        self._exact = stream.frame_len if isinstance(stream.frame_len, int) else None
        time = stream.time
        clock_end = 0 if time.offset is None else time.offset + (time.type.size if time.type else 8)
        self._shortest = max(stream.min_len, clock_end)

    def takes(self, data: bytes) -> bool:
        return all(data[o : o + len(mark)] == mark for o, mark in self._match)

    def feed(self, data: bytes) -> Found:
        length = len(data)
        count = self._count(data, length)
        if count is None:
            self.rejected += length
            return []
        frames = self._layout.decode(data, 0, length, 1, count)
        self.rejected += frames.bad * length
        return [(frames, False)]

    def feed_joined(self, data: bytes, lengths: IntArray) -> tuple[Frames, IntArray] | None:
        length = int(lengths[0])
        if (lengths != length).any():
            return None
        for offset, mark in self._match:
            for i, byte in enumerate(mark, offset):
                if data[i::length] != bytes([byte]) * len(lengths):
                    return None
        first = data[:length]
        count = self._count(first, length)
        if count is None or self._layout.counts_itself:
            return None
        frames = self._layout.decode(data, 0, length, len(lengths), count)
        return None if frames.bad else (frames, np.ones(len(lengths), np.int64))

    def finish(self) -> Found:
        return []

    def reset(self) -> None:
        pass

    def _count(self, data: bytes, length: int) -> int | None:
        if length < self._shortest or (self._exact is not None and length != self._exact):
            return None
        return self._layout.count(data, 0, length)


class _Bytes:
    """Frames follow one another in a stream of bytes."""

    def __init__(self, stream: Stream, layout: FrameLayout, sync: list[tuple[int, bytes]]) -> None:
        assert stream.samples is not None and stream.frame_len is not None
        shortest = stream.samples.offset + stream.samples.stride
        if isinstance(stream.frame_len, LengthField):
            shortest = max(shortest, stream.min_len)
        self._layout, self._broken = layout, 0
        self._bytes = ByteStream(
            sync, stream.frame_len, shortest, stream.skip, stream.confirm, stream.checksum
        )

    @property
    def rejected(self) -> int:
        return self._bytes.rejected + self._broken

    @rejected.setter
    def rejected(self, value: int) -> None:
        self._bytes.rejected, self._broken = value, 0

    def takes(self, data: bytes) -> bool:  # noqa: ARG002 - every byte belongs to the stream
        return True

    def feed(self, data: bytes) -> Found:
        found: Found = []
        for run in self._bytes.feed(data):
            self._decode(run.data, run.start, run.length, run.frames, run.late, found)
        return found

    def feed_joined(self, data: bytes, lengths: IntArray) -> tuple[Frames, IntArray] | None:
        frames = self._bytes.whole(data)
        if frames is None or self._layout.counts_itself:
            return None
        length = len(data) // frames
        ends = np.cumsum(lengths)
        if (lengths % length).any() or not lengths.all():
            return None
        # A frame that is doubtful at the end of its notification would have had to wait for the next.
        if any(self._bytes.doubtful(data, end - length, length) for end in ends.tolist()):
            return None
        count = self._layout.count(data, 0, length)
        if count is None:
            return None
        decoded = self._layout.decode(data, 0, length, frames, count)
        return None if decoded.bad else (decoded, lengths // length)

    def finish(self) -> Found:
        found: Found = []
        for run in self._bytes.finish():
            self._decode(run.data, run.start, run.length, run.frames, True, found)
        return found

    def reset(self) -> None:
        self._bytes.reset()

    def _decode(self, data: bytes, start: int, length: int, frames: int, late: bool, found: Found) -> None:
        if self._layout.counts_itself:
            for at in range(start, start + frames * length, length):
                self._decode_alike(data, at, length, 1, late, found)
        else:
            self._decode_alike(data, start, length, frames, late, found)

    def _decode_alike(
        self, data: bytes, start: int, length: int, frames: int, late: bool, found: Found
    ) -> None:
        count = self._layout.count(data, start, length)
        if count is None:
            self._broken += frames * length
            return
        decoded = self._layout.decode(data, start, length, frames, count)
        self._broken += decoded.bad * length
        found.append((decoded, late))


class _Parts:
    """A message comes in one notification or two."""

    def __init__(
        self,
        stream: Stream,
        layout: FrameLayout,
        profile: Profile,
        settings: Settings,
        variables: dict[str, bytes],
    ) -> None:
        assert stream.parts is not None and stream.samples is not None
        samples, parts = stream.samples, stream.parts
        count = profile.rate(settings).frame_samples if samples.count == "rate" else samples.count
        assert isinstance(count, int), "the loader has seen to it"
        self._layout, self._count, self._broken = layout, count, 0
        self._length = samples.offset + count * samples.stride
        self._header = parts.first.fill(variables)
        self._header_len = parts.header_len
        self._joiner = PartJoiner(self._header, parts.more.fill(variables), parts.header_len, self._length)

    @property
    def rejected(self) -> int:
        return self._joiner.rejected + self._broken

    @rejected.setter
    def rejected(self, value: int) -> None:
        self._joiner.rejected, self._broken = value, 0

    def takes(self, data: bytes) -> bool:
        return self._joiner.takes(data)

    def feed(self, data: bytes) -> Found:
        body = self._joiner.feed(data)
        if body is None:
            return []
        frames = self._layout.decode(body, 0, self._length, 1, self._count)
        self._broken += frames.bad * self._length
        return [(frames, False)]

    def feed_joined(self, data: bytes, lengths: IntArray) -> tuple[Frames, IntArray] | None:
        length = self._header_len + self._length
        if not self._joiner.idle or (lengths != length).any():
            return None
        for i, byte in enumerate(self._header):
            if data[i::length] != bytes([byte]) * len(lengths):
                return None
        frames = self._layout.decode(data[self._header_len :], 0, length, len(lengths), self._count)
        return None if frames.bad else (frames, np.ones(len(lengths), np.int64))

    def finish(self) -> Found:
        self._joiner.finish()
        return []

    def reset(self) -> None:
        self._joiner.reset()


class _Named:
    """A decoder that ships with the program takes the whole notification."""

    def __init__(
        self, stream: Stream, profile: Profile, settings: Settings, match: list[tuple[int, bytes]]
    ) -> None:
        assert stream.decoder is not None
        call = stream.decoder
        self.rejected = 0
        self._decode, self._sensor, self._match = NAMED_DECODERS[call.name], call.sensor, match
        self._scale = scale_of(call.scale, call.sensor, profile, settings)
        self._unit = unit_factor(call.sensor, call.unit)
        self._time = stream.time

    def takes(self, data: bytes) -> bool:
        return all(data[o : o + len(mark)] == mark for o, mark in self._match)

    def feed(self, data: bytes) -> Found:
        samples = self._decode(data, self._sensor, self._scale)
        if samples is None or not len(samples):
            self.rejected += len(data)
            return []
        values = samples * self._unit
        ticks = None
        if self._time.offset is not None and self._time.type is not None:
            ticks = self._time.type.view(data, self._time.offset, (1,), (1,)).astype(np.int64)
        acc, gyr = (values, None) if self._sensor == "accel" else (None, values)
        return [(Frames(acc, gyr, ticks, len(values)), False)]

    def feed_joined(self, data: bytes, lengths: IntArray) -> tuple[Frames, IntArray] | None:  # noqa: ARG002
        return None

    def finish(self) -> Found:
        return []

    def reset(self) -> None:
        pass
