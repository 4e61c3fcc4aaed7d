"""Which profile a file off a sensor's card is of: recognised by the frames that it begins with."""

from __future__ import annotations

from pathlib import Path

from ..errors import RecordingError
from .library import list_profiles
from .profile.firmware_profile import Profile

_FRAMES = 8
"""So many frames in a row tell a file, or all where there are fewer; their headers have two bytes at least."""


def profile_of_file(head: bytes, path: Path) -> Profile | None:
    """The profile of a file that begins with these bytes; None where no profile for files fits.

    Raises RecordingError where more than one fits.
    """
    fitting = [p for p in list_profiles([]) if p.transport == "file" and _fits(p, head)]
    if len(fitting) > 1:
        raise RecordingError(
            f"a sensor's file that fits more than one profile ({', '.join(p.id for p in fitting)})",
            expected="one",
            hint="Make a recording of it with `sensortrack decode --profile`, which names the profile.",
            path=path,
        )
    return fitting[0] if fitting else None


def _fits(profile: Profile, head: bytes) -> bool:
    """Whether frames of the profile's first stream follow one another, from within the first one's length on."""
    stream = profile.streams[0]
    length = stream.frame_len
    if not isinstance(length, int) or not stream.sync:
        return False
    sync = [(p.offset, p.data.fill({})) for p in stream.sync]

    def is_frame(at: int) -> bool:
        return all(head.startswith(data, at + offset) for offset, data in sync)

    for start in range(length):
        frames = min((len(head) - start) // length, _FRAMES)
        if frames >= 2 and all(is_frame(start + k * length) for k in range(frames)):
            return True
    return False
