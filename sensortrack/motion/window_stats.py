"""Numbers of a stretch of a signal."""

from __future__ import annotations

import math

from ..records import FloatArray


def mean(signal: FloatArray, begin: int, end: int) -> float:
    """Mean of the samples `[begin, end)`, at least one of them, as far as there are any."""
    begin = min(max(begin, 0), signal.shape[0] - 1)
    end = min(max(end, begin + 1), signal.shape[0])
    total = 0.0
    for k in range(begin, end):
        total += signal[k]
    return total / (end - begin)


def spread(signal: FloatArray, begin: int, end: int) -> float:
    """Largest less smallest of the samples `[begin, end)`, at least one."""
    least = most = signal[begin]
    for k in range(begin, end):
        least, most = min(least, signal[k]), max(most, signal[k])
    return float(most - least)


def deviation(signal: FloatArray, begin: int, end: int) -> float:
    """Root mean square of the samples `[begin, end)` about their mean, as far as there are any."""
    begin = min(max(begin, 0), signal.shape[0] - 1)
    end = min(max(end, begin + 1), signal.shape[0])
    first = signal[begin]
    total = squares = 0.0
    for k in range(begin, end):
        x = signal[k] - first
        total += x
        squares += x * x
    n = end - begin
    return math.sqrt(max(squares / n - (total / n) ** 2, 0.0))


def value_at(signal: FloatArray, at: float) -> float:
    """A signal's value at a fraction of a sample; beyond its ends that at the nearer one."""
    last = signal.shape[0] - 1
    if not last:
        return float(signal[0])
    at = min(max(at, 0.0), float(last))
    k = min(int(at), last - 1)
    return float(signal[k] + (signal[k + 1] - signal[k]) * (at - k))


def line(signal: FloatArray, begin: int, end: int) -> tuple[float, float]:
    """Slope per sample of the least-squares line through samples `[begin, end)`, at least three, and RMS about it."""
    n = end - begin
    middle, first = 0.5 * (n - 1), signal[begin]
    total = moment = squares = 0.0
    for k in range(n):
        x = signal[begin + k] - first
        total += x
        moment += (k - middle) * x
        squares += x * x
    width = n * (n * n - 1.0) / 12.0
    left = squares - total * total / n - moment * moment / width
    return moment / width, math.sqrt(max(left, 0.0) / n)
