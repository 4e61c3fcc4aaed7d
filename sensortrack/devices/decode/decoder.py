"""Bytes to readings: which stream a notification is of, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..profile.firmware_profile import Profile
from ..profile.sensor_settings import SensorSettings
from ..profile.stream import Stream
from .handlers import Handler, handler_for
from .readings import DecodeCounters, Readings

_REMEMBERED_NAMES = 64
Feed = Callable[[bytes, float], list[Readings]]


class Decoder:
    """Decodes the notifications of one sensor.

    Parameters
    ----------
    settings : SensorSettings
        Rate and ranges as they were set, and what the set-up captured.
    tally : DecodeCounters or None
        Where bytes that make no sample are counted; by default one of its own.
    """

    def __init__(
        self, profile: Profile, settings: SensorSettings, tally: DecodeCounters | None = None
    ) -> None:
        self.profile, self.settings, self.tally = profile, settings, tally or DecodeCounters()
        self._routes: dict[str, _Route] = {}
        for index, stream in enumerate(profile.streams):
            route = self._routes.setdefault(stream.char, _Route(self._ignore))
            route.add(handler_for(index, stream, profile, settings, self.tally), stream)
        self._by_name: dict[str, Feed] = {}

    def feed(self, char: str, data: bytes, arrival_s: float = 0.0) -> list[Readings]:
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
            feed = self._by_name[char]
        except KeyError:
            feed = self._find(char)
        return feed(data, arrival_s)

    def feed_many(
        self, char: str, data: Sequence[bytes], last_arrival_s: float
    ) -> tuple[Readings, list[int]] | None:
        """Notifications of one characteristic at once: the readings, and how many samples each of them brought.

        None where they have to be fed one by one. What comes out is the same either way.
        """
        route = self._routes.get(self.profile.alias(char) or "")
        return None if route is None else route.feed_many(data, last_arrival_s)

    def finish(self) -> list[Readings]:
        """What was held back until it was sure."""
        return [readings for route in self._routes.values() for readings in route.finish()]

    def reset(self) -> None:
        """Forget what is half received: the link was lost."""
        for route in self._routes.values():
            route.reset()

    def _find(self, char: str) -> Feed:
        """What takes this characteristic's notifications; kept by its name."""
        route = self._routes.get(self.profile.alias(char) or "")
        feed = self._ignore if route is None else route.shortest
        if len(self._by_name) < _REMEMBERED_NAMES:
            self._by_name[char] = feed
        return feed

    def _ignore(self, data: bytes, arrival_s: float) -> list[Readings]:
        self.tally.ignored += len(data)
        return []


class _Route:
    """The streams of one characteristic; the first one that takes a notification gets it."""

    def __init__(self, otherwise: Feed) -> None:
        self._otherwise = otherwise
        self._handlers: list[Handler] = []
        self._unit = 0

    def add(self, handler: Handler, stream: Stream) -> None:
        """One more stream."""
        self._handlers.append(handler)
        if stream.framing == "notification" and isinstance(stream.frame_len, int):
            self._unit = stream.frame_len

    @property
    def shortest(self) -> Feed:
        """The shortest way to what takes the notifications: at a hundred a second it counts."""
        only = self._handlers[0]
        return only.feed if len(self._handlers) == 1 and only.takes_all else self.feed

    def feed(self, data: bytes, arrival_s: float) -> list[Readings]:
        unit = self._unit
        if (
            unit and len(data) > unit and len(data) % unit == 0
        ):  # frames of fixed length, put together on the way
            pieces = (data[i : i + unit] for i in range(0, len(data), unit))
            return [readings for piece in pieces for readings in self._feed(piece, arrival_s)]
        return self._feed(data, arrival_s)

    def feed_many(self, data: Sequence[bytes], last_arrival_s: float) -> tuple[Readings, list[int]] | None:
        if len(self._handlers) != 1 or not all(data):
            return None
        return self._handlers[0].feed_joined(b"".join(data), [len(d) for d in data], last_arrival_s)

    def finish(self) -> list[Readings]:
        return [readings for handler in self._handlers for readings in handler.finish()]

    def reset(self) -> None:
        for handler in self._handlers:
            handler.reset()

    def _feed(self, data: bytes, arrival_s: float) -> list[Readings]:
        for handler in self._handlers:
            if handler.takes(data):
                return handler.feed(data, arrival_s)
        return self._otherwise(data, arrival_s)
