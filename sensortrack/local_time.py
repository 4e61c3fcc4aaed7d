"""This machine's time of day and time zone, as kept with a session: a person's day is the day on their own clock."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzlocal


@dataclass(frozen=True, slots=True)
class Zone:
    """How far a clock is ahead of UTC at one moment, in s, and the IANA name of its zone if that is known."""

    utc_offset_s: int
    name: str | None = None


def utc_now() -> str:
    """The time of day as ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat()


def zone_here(at_utc: str) -> Zone:
    """The zone of this machine at a moment (ISO 8601, with its offset).

    The name is only given where it agrees with the system's own offset.
    """
    at = datetime.fromisoformat(at_utc)
    offset = at.astimezone().utcoffset()
    assert offset is not None, "a local time has an offset"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tzlocal.reload_localzone()
            name = tzlocal.get_localzone_name()
        if name and at.astimezone(ZoneInfo(name)).utcoffset() == offset:
            return Zone(int(offset.total_seconds()), name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    return Zone(int(offset.total_seconds()))
