"""Date and time as eight bytes (year since 2000, month, day, hour, minute, second, milliseconds u16)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CALENDAR_BYTES = 8
_FIELDS = np.dtype(
    [(name, "u1") for name in ("year", "month", "day", "hour", "minute", "second")] + [("ms", "<u2")]
)
_EPOCH = np.datetime64("2000-01-01T00:00:00.000", "ms")


def calendar_ms(
    data: bytes, start: int, length: int, frames: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_] | None]:
    """Milliseconds since 2000 of each frame, and which frames hold a date at all (None: all do).

    Parameters
    ----------
    data : bytes
    start, length, frames : int
        Offset of the first date, bytes from one to the next, and how many.
    """
    f = np.ndarray((frames,), _FIELDS, data, start, (length,))
    month, day = f["month"].astype(np.int64), f["day"].astype(np.int64)
    good = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31) & (f["hour"] < 24)
    good &= (f["minute"] < 60) & (f["second"] < 60) & (f["ms"] < 1000)
    months = 12 * f["year"].astype(np.int64) + np.where(good, month - 1, 0)
    days = (np.datetime64("2000-01", "M") + months).astype("datetime64[D]") + (day - 1)
    seconds = (f["hour"].astype(np.int64) * 60 + f["minute"]) * 60 + f["second"]
    ms = (days.astype("datetime64[ms]") - _EPOCH).astype(np.int64) + 1000 * seconds + f["ms"]
    return ms, None if bool(good.all()) else good


def calendar_bytes(ms: int) -> bytes:
    """The eight bytes of a time in ms since 2000."""
    moment = _EPOCH + np.timedelta64(ms, "ms")
    text = str(moment)
    parts = [int(text[a:b]) for a, b in ((2, 4), (5, 7), (8, 10), (11, 13), (14, 16), (17, 19))]
    return bytes(parts) + int(text[20:23]).to_bytes(2, "little")
