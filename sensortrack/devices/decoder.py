"""Bytes to readings: which stream a notification is of, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .handlers import Handler, handler_for
from .profile import Profile
from .readings import Decoded, Readings
from .settings import Settings
from .stream import Stream

_REMEMBERED_NAMES = 64
Feed = Callable[[bytes, float], Decoded]


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
            route.add(handler_for(index, stream, profile, settings), stream)
        self._by_name: dict[str, Feed] = {}

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

    def finish(self) -> Decoded:
        """What was held back until it was sure."""
        return _sum([route.finish() for route in self._routes.values()])

    def reset(self) -> None:
        """Forget what is half received: the link was lost."""
        for route in self._routes.values():
            route.reset()

    def _find(self, char: str) -> Feed:
        """What takes this characteristic's notifications; kept by its name."""
        route = self._routes.get(self.profile.alias(char) or "")
        feed = _ignore if route is None else route.shortest
        if len(self._by_name) < _REMEMBERED_NAMES:
            self._by_name[char] = feed
        return feed


def _ignore(data: bytes, arrival_s: float) -> Decoded:
    return Decoded([], 0, len(data))


class _Route:
    """The streams of one characteristic; the first one that takes a notification gets it."""

    def __init__(self) -> None:
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

    def feed(self, data: bytes, arrival_s: float) -> Decoded:
        unit = self._unit
        if (
            unit and len(data) > unit and len(data) % unit == 0
        ):  # frames of fixed length, put together on the way
            pieces = (data[i : i + unit] for i in range(0, len(data), unit))
            return _sum([self._feed(piece, arrival_s) for piece in pieces])
        return self._feed(data, arrival_s)

    def feed_many(self, data: Sequence[bytes], last_arrival_s: float) -> tuple[Readings, list[int]] | None:
        if len(self._handlers) != 1 or not all(data):
            return None
        return self._handlers[0].feed_joined(b"".join(data), [len(d) for d in data], last_arrival_s)

    def finish(self) -> Decoded:
        return _sum([handler.finish() for handler in self._handlers])

    def reset(self) -> None:
        for handler in self._handlers:
            handler.reset()

    def _feed(self, data: bytes, arrival_s: float) -> Decoded:
        for handler in self._handlers:
            if handler.takes(data):
                return handler.feed(data, arrival_s)
        return Decoded([], 0, len(data))


def _sum(parts: list[Decoded]) -> Decoded:
    return Decoded(
        [r for p in parts for r in p.readings], sum(p.rejected for p in parts), sum(p.ignored for p in parts)
    )
