"""Date and time as eight bytes (year since 2000, month, day, hour, minute, second, milliseconds u16).

A clock that was never set may have no date and yet tell the time of the day; or all its bytes are 0, or 255: no stamp.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .readings import NO_STAMP

CALENDAR_BYTES = 8
_FIELDS = np.dtype(
    [(name, "u1") for name in ("year", "month", "day", "hour", "minute", "second")] + [("ms", "<u2")]
)
_EPOCH = np.datetime64("2000-01-01T00:00:00.000", "ms")


def calendar_ms(
    data: bytes, start: int, length: int, frames: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_] | None]:
    """Milliseconds since 2000 of each frame (`NO_STAMP`: never set), and which hold a time or none (None: all do).

    Parameters
    ----------
    start, length, frames : int
        Offset of the first date, bytes from one to the next, and how many.
    """
    f = np.ndarray((frames,), _FIELDS, data, start, (length,))
    month, day = f["month"].astype(np.int64), f["day"].astype(np.int64)
    good = (month <= 12) & (day <= 31) & (f["hour"] < 24)
    good &= (f["minute"] < 60) & (f["second"] < 60) & (f["ms"] < 1000)
    months = 12 * f["year"].astype(np.int64) + np.where(good, np.maximum(month - 1, 0), 0)
    days = (np.datetime64("2000-01", "M") + months).astype("datetime64[D]") + np.maximum(day - 1, 0)
    seconds = (f["hour"].astype(np.int64) * 60 + f["minute"]) * 60 + f["second"]
    ms = (days.astype("datetime64[ms]") - _EPOCH).astype(np.int64) + 1000 * seconds + f["ms"]
    raw = np.ndarray((frames, CALENDAR_BYTES), np.uint8, data, start, (length, 1))
    unset = (raw == raw[:, :1]).all(axis=1) & ((raw[:, 0] == 0) | (raw[:, 0] == 255))
    if unset.any():
        ms, good = np.where(unset, NO_STAMP, ms), good | unset
    return ms, None if bool(good.all()) else good


def calendar_bytes(ms: int) -> bytes:
    """The eight bytes of a time in ms since 2000."""
    moment = _EPOCH + np.timedelta64(ms, "ms")
    text = str(moment)
    parts = [int(text[a:b]) for a, b in ((2, 4), (5, 7), (8, 10), (11, 13), (14, 16), (17, 19))]
    return bytes(parts) + int(text[20:23]).to_bytes(2, "little")
