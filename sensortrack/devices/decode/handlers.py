"""What takes the notifications of a stream: one handler for each way in which frames stand in them."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from ..profile.firmware_profile import Profile
from ..profile.sensor_settings import SensorSettings
from ..profile.stream import Stream
from .frame_handlers import BytesHandler, PartsHandler
from .frame_layout import FrameLayout, scale_of, unit_factor
from .frame_marks import Marks, alike, all_match, matches
from .named_decoders import NAMED_DECODERS
from .readings import DecodeCounters, Readings


class Handler(Protocol):
    """Takes notifications of one stream; `takes_all` says that it takes each one, whatever it holds."""

    takes_all: bool

    def takes(self, data: bytes) -> bool:
        """Whether this notification is the stream's."""
        ...

    def feed(self, data: bytes, arrival_s: float) -> list[Readings]:
        """What it says."""
        ...

    def feed_joined(
        self, data: bytes, lengths: list[int], arrival_s: float
    ) -> tuple[Readings, list[int]] | None:
        """Many notifications at once, with the samples of each; None where they have to be taken one by one."""
        ...

    def finish(self) -> list[Readings]:
        """What was held back."""
        ...

    def reset(self) -> None:
        """Forget what is half received."""
        ...


def handler_for(
    index: int, stream: Stream, profile: Profile, settings: SensorSettings, tally: DecodeCounters
) -> Handler:
    """The handler of a stream; it tells the tally which bytes made no sample."""
    variables = profile.variables(settings)
    match = [(p.offset, p.data.fill(variables)) for p in stream.match]
    if stream.decoder is not None:
        return _Named(index, stream, profile, settings, match, tally)
    layout = FrameLayout(index, stream, profile, settings)
    if stream.framing == "bytestream":
        return BytesHandler(stream, layout, [(p.offset, p.data.fill(variables)) for p in stream.sync], tally)
    if stream.framing == "parts":
        return PartsHandler(stream, layout, variables, tally)
    return _WholeFrame(stream, layout, match, tally)


class _WholeFrame:
    """A frame is a notification."""

    takes_all = False

    def __init__(self, stream: Stream, layout: FrameLayout, match: Marks, tally: DecodeCounters) -> None:
        self._layout, self._match, self._tally = layout, match, tally
        self._exact = stream.frame_len if isinstance(stream.frame_len, int) else None
        time = stream.time
        clock_end = 0 if time.offset is None else time.offset + (time.type.size if time.type else 8)
        self._shortest = max(stream.min_len, clock_end)

    def takes(self, data: bytes) -> bool:
        return matches(data, self._match)

    def feed(self, data: bytes, arrival_s: float) -> list[Readings]:
        length = len(data)
        count = self._count(data, length)
        if count is not None:
            readings = self._layout.decode(data, 0, length, 1, count, arrival_s)
            if readings.samples:
                return [readings]
        self._tally.rejected += length
        return []

    def feed_joined(
        self, data: bytes, lengths: list[int], arrival_s: float
    ) -> tuple[Readings, list[int]] | None:
        length, frames = lengths[0], len(lengths)
        if lengths.count(length) != frames or self._layout.counts_itself:
            return None
        if not all_match(data, length, frames, self._match):
            return None
        count = self._count(data, length)
        if count is None:
            return None
        return alike(self._layout.decode(data, 0, length, frames, count, arrival_s), frames)

    def finish(self) -> list[Readings]:
        return []

    def reset(self) -> None:
        pass

    def _count(self, data: bytes, length: int) -> int | None:
        if length < self._shortest or (self._exact is not None and length != self._exact):
            return None
        return self._layout.count(data, 0, length)


class _Named:
    """A decoder that ships with the program takes the whole notification."""

    takes_all = False

    def __init__(
        self,
        index: int,
        stream: Stream,
        profile: Profile,
        settings: SensorSettings,
        match: Marks,
        tally: DecodeCounters,
    ) -> None:
        assert stream.decoder is not None
        call = stream.decoder
        self._index, self._match, self._time, self._tally = index, match, stream.time, tally
        self._decode, self._sensor = NAMED_DECODERS[call.name], call.sensor
        self._scale = scale_of(call.scale, call.sensor, profile, settings)
        self._unit = unit_factor(call.sensor, call.unit)

    def takes(self, data: bytes) -> bool:
        return matches(data, self._match)

    def feed(self, data: bytes, arrival_s: float) -> list[Readings]:
        samples = self._decode(data, self._sensor, self._scale)
        if samples is None or not len(samples):
            self._tally.rejected += len(data)
            return []
        values = samples * self._unit
        ticks = None
        if self._time.offset is not None and self._time.type is not None:
            ticks = self._time.type.view(data, self._time.offset, (1,), (1,)).astype(np.int64)
        return [Readings(self._index, (self._sensor,), values, ticks, len(values), arrival_s)]

    def feed_joined(
        self, data: bytes, lengths: list[int], arrival_s: float
    ) -> tuple[Readings, list[int]] | None:
        return None

    def finish(self) -> list[Readings]:
        return []

    def reset(self) -> None:
        pass
