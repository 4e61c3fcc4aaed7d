"""Where a speed turns: plain loops over numbers, so that they can be compiled."""

from __future__ import annotations

from collections.abc import Sequence


def turning_points(speed: Sequence[float], prominence: float) -> tuple[list[int], list[int]]:
    """Peaks of a speed that rise by `prominence` or more out of what lies between them, and those valleys.

    Parameters
    ----------
    speed : sequence of float
        Not empty.
    prominence : float
        In the unit of the speed, above 0.

    Returns
    -------
    peaks, valleys
        Indices in order: each valley lies between two peaks, so there is one valley fewer. There is at least
        one peak: the fastest moment.
    """
    peaks: list[int] = []
    valleys: list[int] = []
    highest = lowest = 0
    rising = True
    for i in range(1, len(speed)):
        value = speed[i]
        if rising:
            if value > speed[highest]:
                highest = i
            elif speed[highest] - value >= prominence:
                peaks.append(highest)
                lowest = i
                rising = False
        elif value < speed[lowest]:
            lowest = i
        elif value - speed[lowest] >= prominence:
            valleys.append(lowest)
            highest = i
            rising = True
    if not peaks:
        peaks.append(highest)
    return peaks, valleys[: len(peaks) - 1]


def reach(speed: Sequence[float], begin: int, end: int, half: int, level: float) -> tuple[int, int]:
    """Widen `[begin, end)` for as long as the movement goes on.

    It does while the mean speed of `half` points to either side stays above a level and doesn't rise again
    by as much.
    """
    count = len(speed)
    total = lowest = _sum(speed, end, half)
    while end + half < count and total > 2 * half * level and total - lowest < 2 * half * level:
        total += speed[end + half] - (speed[end - half] if end >= half else 0.0)
        lowest = min(lowest, total)
        end += 1
    total = lowest = _sum(speed, begin, half)
    while begin > half and total > 2 * half * level and total - lowest < 2 * half * level:
        begin -= 1
        total += speed[begin - half] - (speed[begin + half] if begin + half < count else 0.0)
        lowest = min(lowest, total)
    return begin, end


def _sum(speed: Sequence[float], at: int, half: int) -> float:
    total = 0.0
    for i in range(max(at - half, 0), min(at + half, len(speed))):
        total += speed[i]
    return total


def trimmed(speed: Sequence[float], begin: int, end: int, level: float) -> tuple[int, int]:
    """Narrow `[begin, end)` to where the speed reaches a level; as it is where it never does."""
    first, last = begin, end
    while first < last and speed[first] < level:
        first += 1
    while last > first and speed[last - 1] < level:
        last -= 1
    return (first, last) if last > first else (begin, end)
