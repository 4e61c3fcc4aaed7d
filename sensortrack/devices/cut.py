"""Notifications that the link has cut: all of one length, too short to hold a sample of the profile's.

A link carries its MTU less three bytes in a notification, 20 where none was negotiated, and cuts what is longer.
"""

from __future__ import annotations

from dataclasses import dataclass

from .profile.firmware_profile import Profile
from .profile.sensor_settings import SensorSettings
from .profile.stream import Stream

_ENOUGH = 5
"""So many notifications without a single sample, all of one length, are no chance."""

_OVERHEAD = 3


@dataclass(slots=True)
class _Seen:
    length: int = 0
    number: int = 0
    sure: bool = False


class TruncationWatch:
    """Looks at the lengths of notifications that bring no sample."""

    def __init__(self, profile: Profile, settings: SensorSettings) -> None:
        self._profile = profile
        self._least: dict[str, int] = {}
        for stream in profile.streams:
            least = least_length(stream, profile.rate(settings).frame_samples or 1)
            self._least[stream.char] = max(least, self._least.get(stream.char, 0))
        self._seen: dict[str, _Seen] = {stream.char: _Seen() for stream in profile.streams}

    def link_up(self) -> None:
        """Another link may carry more."""
        self._seen = {char: _Seen() for char in self._seen}

    def see(self, char: str, length: int, *, makes_samples: bool) -> str | None:
        """A notification of that alias; what to tell, where it has become clear now that all are cut."""
        lengths = self._seen.get(char)
        if lengths is None or lengths.sure:
            return None
        if makes_samples:
            lengths.sure = True
            return None
        if length != lengths.length:
            lengths.length, lengths.number = length, 0
        lengths.number += 1
        whole = self._least[char]
        if lengths.number < _ENOUGH or not length < whole:
            return None
        lengths.sure = True
        needed = max(whole + _OVERHEAD, self._profile.link.min_mtu)
        return (
            f"the notifications of {self._profile.name} are cut at {length} bytes, and a whole one has {whole} or more:"
            f" the link carries {length + _OVERHEAD} bytes at a time (its MTU), and {needed} or more are"
            " needed. No sample can be read. Use a Bluetooth adapter and system that negotiate a larger MTU, update"
            " the sensor's firmware, and connect anew"
        )


def least_length(stream: Stream, rate_samples: int) -> int:
    """Bytes of the shortest notification that holds samples; `rate_samples` where their number depends on the rate."""
    if stream.framing == "bytestream":
        return 0  # frames go on in the next notification
    fixed = stream.frame_len if isinstance(stream.frame_len, int) else 0
    header = 0 if stream.parts is None else stream.parts.header_len
    samples = stream.samples
    held = 0
    if samples is not None:
        count = (
            samples.count
            if isinstance(samples.count, int)
            else rate_samples
            if samples.count == "rate"
            else 1
        )
        held = samples.offset + count * samples.stride + header
    return max(fixed, stream.min_len, held)
