"""Bytes to readings: which stream a notification is of, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..records import FloatArray
from .handlers import Handler, handler_for
from .layout import IntArray
from .profile import Profile
from .settings import Settings

_REMEMBERED_NAMES = 64


class Readings(NamedTuple):
    """Readings of frames that hold the same number of samples each.

    Attributes
    ----------
    stream : int
        Which of the profile's streams.
    acc, gyr : (n, 3) float64 or None
        Specific force in m/s², angular rate in deg/s; None where the stream hasn't got them.
    ticks : (f,) int64 or None
        The device's clock or counter of each frame, as it stands there (not unwrapped).
    frame_samples : int
        Samples of a frame; n = f · frame_samples.
    arrival_s : float
        When the notification came that completed them.
    """

    stream: int
    acc: FloatArray | None
    gyr: FloatArray | None
    ticks: IntArray | None
    frame_samples: int
    arrival_s: float

    @property
    def samples(self) -> int:
        """How many samples these are."""
        values = self.acc if self.acc is not None else self.gyr
        return 0 if values is None else len(values)


class Decoded(NamedTuple):
    """What a notification said.

    Attributes
    ----------
    readings : list of Readings
    rejected : int
        Bytes that should have been a sample and weren't.
    ignored : int
        Bytes that are none of the streams' (answers to commands).
    """

    readings: list[Readings]
    rejected: int
    ignored: int


class Decoder:
    """Decodes the notifications of one sensor.

    Parameters
    ----------
    profile : Profile
    settings : Settings
        Rate and ranges as they were set, and what the set-up captured.
    """

    def __init__(self, profile: Profile, settings: Settings) -> None:
        self.profile, self.settings = profile, settings
        self._routes: dict[str, _Route] = {}
        for index, stream in enumerate(profile.streams):
            route = self._routes.setdefault(stream.char, _Route())
            route.add(index, handler_for(stream, profile, settings), stream)
        self._by_name: dict[str, _Route | None] = {}

    def feed(self, char: str, data: bytes, arrival_s: float = 0.0) -> Decoded:
        """What a notification says.

        Parameters
        ----------
        char : str
            Its characteristic: UUID, service/UUID, or the profile's alias.
        data : bytes
            Of any content: what isn't understood is counted, and never makes a sample.
        arrival_s : float
            When it came, in s.
        """
        try:
            route = self._by_name[char]
        except KeyError:
            route = self._find(char)
        if route is None:
            return Decoded([], 0, len(data))
        return route.feed(data, arrival_s)

    def feed_many(
        self, char: str, data: Sequence[bytes], last_arrival_s: float
    ) -> tuple[Readings, IntArray] | None:
        """Notifications of one characteristic at once: the readings, and how many samples each of them brought.

        None where they have to be fed one by one. What comes out is the same either way.
        """
        route = self._by_name.get(char) or self._find(char)
        return None if route is None else route.feed_many(data, last_arrival_s)

    def finish(self) -> Decoded:
        """What was held back until it was sure."""
        parts = [route.finish() for route in self._routes.values()]
        return Decoded([r for p in parts for r in p.readings], sum(p.rejected for p in parts), 0)

    def reset(self) -> None:
        """Forget what is half received: the link was lost."""
        for route in self._routes.values():
            route.reset()

    def _find(self, char: str) -> _Route | None:
        alias = self.profile.alias(char)
        route = None if alias is None else self._routes.get(alias)
        if len(self._by_name) < _REMEMBERED_NAMES:
            self._by_name[char] = route
        return route


class _Route:
    """The streams of one characteristic; the first one that takes a notification gets it."""

    def __init__(self) -> None:
        self._handlers: list[tuple[int, Handler]] = []
        self._unit: int | None = None
        self._earlier_s = 0.0

    def add(self, index: int, handler: Handler, stream: Stream) -> None:
        """One more stream."""
        self._handlers.append((index, handler))
        if stream.framing == "notification" and isinstance(stream.frame_len, int):
            self._unit = stream.frame_len

    def feed(self, data: bytes, arrival_s: float) -> Decoded:
        unit = self._unit
        if unit is not None and len(data) > unit and len(data) % unit == 0:
            parts = [self._feed(data[i : i + unit], arrival_s) for i in range(0, len(data), unit)]
            return Decoded(
                [r for p in parts for r in p.readings],
                sum(p.rejected for p in parts),
                sum(p.ignored for p in parts),
            )
        return self._feed(data, arrival_s)

    def _feed(self, data: bytes, arrival_s: float) -> Decoded:
        for index, handler in self._handlers:
            if handler.takes(data):
                found = handler.feed(data)
                rejected = handler.rejected
                if rejected:
                    handler.rejected = 0
                readings = [
                    Readings(index, *frames[:4], self._earlier_s if late else arrival_s)
                    for frames, late in found
                ]
                self._earlier_s = arrival_s
                return Decoded(readings, rejected, 0)
        return Decoded([], 0, len(data))

    def feed_many(self, data: Sequence[bytes], last_arrival_s: float) -> tuple[Readings, IntArray] | None:
        if len(self._handlers) != 1 or not all(data):
            return None
        index, handler = self._handlers[0]
        lengths = np.fromiter(map(len, data), np.int64, len(data))
        joined = handler.feed_joined(b"".join(data), lengths)
        if joined is None:
            return None
        frames, per_notification = joined
        self._earlier_s = last_arrival_s
        return Readings(index, *frames[:4], last_arrival_s), per_notification * frames.frame_samples

    def finish(self) -> Decoded:
        readings: list[Readings] = []
        rejected = 0
        for index, handler in self._handlers:
            readings += [Readings(index, *frames[:4], self._earlier_s) for frames, _ in handler.finish()]
            rejected += handler.rejected
            handler.rejected = 0
        return Decoded(readings, rejected, 0)

    def reset(self) -> None:
        for _, handler in self._handlers:
            handler.reset()
