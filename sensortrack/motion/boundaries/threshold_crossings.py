"""Where the angle of an excursion passes shares of its height: these delimit its phases roughly."""

from __future__ import annotations

from ...records import FloatArray

OUT_LOW, OUT_HIGH = 0.20, 0.75
"""A phase is delimited by these shares of the plateau's angle: what pauses between them is within it."""


def threshold_crossings(
    angle_deg: FloatArray,
    rest_deg: float,
    level_deg: float,
    onset: int,
    peak: int,
    end: int,
    earliest: int,
    latest: int,
) -> tuple[int, int, int, int]:
    """Four samples: last low before the way out, first and last high, first low again.

    Parameters
    ----------
    angle_deg : (n,) float
        Outward positive.
    rest_deg, level_deg : float
        Angle of the rest before, and of the plateau.
    onset, peak, end, earliest, latest : int
        See `attempt_phases.find_boundaries`.
    """
    height = level_deg - rest_deg
    low, high = rest_deg + OUT_LOW * height, rest_deg + OUT_HIGH * height
    first_high = _first(angle_deg, onset, peak, high, 1)
    last_low = _last(angle_deg, earliest, first_high - 1, low, -1)
    last_high = max(_last(angle_deg, peak, end, high, 1), peak)
    # A return that doesn't come all the way back ends where it ends.
    inner = level_deg
    for k in range(peak, end + 1):
        inner = min(inner, angle_deg[k])
    inner = max(rest_deg, inner)
    home = _first(angle_deg, last_high, latest, inner + OUT_LOW * (level_deg - inner), -1)
    return last_low, first_high, last_high, home if home < latest else max(end, last_high)


def _first(signal: FloatArray, begin: int, end: int, level: float, side: int) -> int:
    """First sample of `[begin, end]` above the level (side 1) or below it (−1); `end` where there is none."""
    for k in range(begin, end):
        if side * (signal[k] - level) >= 0.0:
            return k
    return end


def _last(signal: FloatArray, begin: int, end: int, level: float, side: int) -> int:
    """Last sample of `[begin, end]` above the level (side 1) or below it (−1); `begin` where there is none."""
    for k in range(end, begin, -1):
        if side * (signal[k] - level) >= 0.0:
            return k
    return begin
