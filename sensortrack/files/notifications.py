"""Stamps of arrival: the rate at which a sensor sent its notifications, whatever the link lost or held back.

A link delivers at times of its own (Bluetooth: once in a connection interval), so no single step shows the period. The
spectrum of the arrivals, taken as points, has a line at the sensor's rate all the same, since a lost point only leaves
out a term (Bartlett, The spectral analysis of point processes, 1963). The link's own times have lines, too: what tells
them apart is that no more notifications come in any stretch of time than were sent in it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray

IntArray = NDArray[np.intp]

MOST_LOST = 0.25
"""A larger share of lost notifications isn't believed: where a fifth is lost at random, the part that is looked at may
have lost as much."""
MOST = 2500
"""So many notifications, from the first on, tell the rate to 10 ppm; more would only take longer."""
_LEAST = 20
"""Fewer don't tell it: a line is as high by chance."""
_MATTERS = 0.02
"""A rate that is off by a smaller share does little harm (0.1 s in a hold of 5 s). A notification of another size, or
one that came with the one before, is an exception where no larger share of them is."""
_CLEAR = 6.0
"""So many times the median of the spectrum a line stands out: random losses make lines of five times."""
_HALF = 0.5
"""A line of more than this share of the highest one may be the sensor's as well as that."""
LEAST_HEIGHT = 0.1
"""A lower line doesn't number the notifications: the phase of those around one, of which some are lost, is chance."""
_SINGLE = 1.5
"""Where a link's events are no further apart than the notifications, one comes at once, or now and then a late one with
it; and the number that came strays by no more from that sent."""
_SLOWEST_LINK_HZ = 10.0
"""No link on which a sensor streams has fewer events in a second: a lower line is the sensor's."""
LONGEST_STEP_S = 0.5
"""A longer step, in s, that is several usual ones is a pause, which tells no mean rate."""


class Arrivals(NamedTuple):
    """Notifications as they came: samples in each, whether these share a stamp, when (s), and how many at a time."""

    samples: int
    shared: bool
    came_s: FloatArray
    number: IntArray


def arrivals(time_s: FloatArray) -> Arrivals | None:
    """The notifications in which samples with these stamps (n,) came; None where they are too few.

    The samples of each share a stamp, or were spread evenly up to it.
    """
    latest_s = np.maximum.accumulate(time_s)
    behind = time_s < latest_s  # rows out of order, and those written again up to the latest one
    again = np.append(False, behind[:-1]) & (time_s == np.append(-np.inf, latest_s[:-1]))
    time_s = time_s[~behind & ~again]
    shared = bool((np.diff(time_s) == 0.0).any())
    sizes = np.diff(_first_rows(time_s) if shared else _turns(time_s))
    often = np.flatnonzero(np.bincount(sizes) >= _MATTERS * len(sizes))
    samples = int(np.gcd.reduce(often)) if len(often) and len(sizes) >= _LEAST else 1
    first, sizes = grouped(time_s, samples)
    if len(first) < _LEAST:
        return None
    came_s = time_s[first + sizes - 1][1:-1]  # without those that were cut off
    return Arrivals(samples, shared, came_s, np.maximum((sizes + samples // 2) // samples, 1)[1:-1])


def grouped(time_s: FloatArray, samples: int) -> tuple[IntArray, IntArray]:
    """The first row of each notification of so many samples, and how many rows it has, from stamps (n,) that rise."""
    first = _first_rows(time_s)
    if samples > 1 and len(first) == len(time_s):
        begin = int(np.argmax(np.bincount(_turns(time_s) % samples, minlength=1))) + 1
        first = np.unique(np.append(0, np.arange(begin, len(time_s), samples)))
    return first, np.diff(np.append(first, len(time_s)))


def _first_rows(time_s: FloatArray) -> IntArray:
    """The first row of each stamp."""
    return np.flatnonzero(np.diff(time_s, prepend=-np.inf) > 0.0)


def _turns(time_s: FloatArray) -> IntArray:
    """The rows before which the steps are others than after it."""
    turn = np.abs(np.diff(time_s, 2))
    if not len(turn):
        return np.empty(0, np.intp)
    least_s = max(0.3 * float(np.percentile(turn, 99.0)), _MATTERS * float(np.median(np.diff(time_s))))
    return np.flatnonzero(turn > least_s) + 1


class SentRate(NamedTuple):
    """The rate in Hz at which notifications were sent, whether the arrivals tell it, how nearly they have one phase at
    it, from 0 to 1, and whether all came. Where they don't show it, it is the mean rate of those that came."""

    rate_hz: float
    known: bool
    height: float
    lossless: bool = False


def sent_rate(came: Arrivals) -> SentRate:
    """The rate at which notifications were sent."""
    since_s, number = came.came_s[:MOST] - came.came_s[0], came.number[:MOST]
    steps = np.diff(since_s)
    usual = steps <= max(LONGEST_STEP_S, 4.0 * float(np.median(steps)))
    mean_hz = float(number[1:][usual].sum() / steps[usual].sum())
    without_s = np.concatenate([[0.0], np.cumsum(np.where(usual, steps, number[1:] / mean_hz))])
    at_once = _ahead(without_s, number, 2.0 * mean_hz)
    since_s = since_s[since_s < 2.0 * number.sum() / mean_hz]  # up to a long pause
    if _ahead(without_s, number, mean_hz) - at_once <= min((0.5 * _MATTERS * number.sum()) ** 0.5, _SINGLE):
        # None was lost: the number of random losses would wander about its mean by more.
        height = float(abs(np.exp(2j * np.pi * mean_hz * since_s).mean()))
        return SentRate(mean_hz, True, height if at_once <= _SINGLE else 0.0, lossless=True)
    highest_hz = mean_hz / (1.0 - MOST_LOST)
    rates = np.linspace(mean_hz, highest_hz, 64)
    enough = [hz for hz in rates.tolist() if _ahead(without_s, number, hz) <= at_once + _SINGLE]
    line = None
    if at_once <= _SINGLE and enough and len(since_s) >= _LEAST:
        line = _line(since_s, enough[0], highest_hz)
    return SentRate(mean_hz, False, 0.0) if line is None else SentRate(line[0], True, line[1])


def _ahead(since_s: FloatArray, number: IntArray, hz: float) -> float:
    """By how many, at most, more notifications came within some time than are sent in it."""
    after = np.cumsum(number) - hz * since_s
    return float(np.max(after - np.minimum.accumulate(after - number)))


def _line(since_s: FloatArray, lowest_hz: float, highest_hz: float) -> tuple[float, float] | None:
    """The sensor's line between two rates: in Hz, and its height; None where none is clear or not the link's."""
    rates, height = _spectrum(since_s, 0.99 * lowest_hz, 14.0 * lowest_hz)
    within = rates < highest_hz
    top = np.flatnonzero((height[1:-1] >= height[:-2]) & (height[1:-1] > height[2:]) & within[1:-1]) + 1
    found: list[int] = []
    for k in top[height[top] > _CLEAR * np.median(height[within])].tolist():
        hz = float(rates[k])
        if _together(since_s, hz) > _MATTERS:
            continue
        if hz > _SLOWEST_LINK_HZ and lowest_hz < (1.0 - _MATTERS) * hz:
            other = (np.abs(rates / hz - np.round(rates / hz)) > _MATTERS) & (rates > 1.1 * hz)
            if height[other].max() < _HALF * height[k]:
                break  # the strongest line of all, but for its multiples: this may be the link
        found.append(k)
    if not found:
        return None
    k = next(k for k in found if height[k] >= _HALF * height[found].max())
    before, here, after = height[k - 1 : k + 2].tolist()
    halves = np.array_split(np.exp(2j * np.pi * float(rates[k]) * since_s), 2)
    if min(abs(half.mean()) for half in halves) < _HALF * height[k]:
        return None  # it isn't the rate of all of them
    line_hz = rates[k] + 0.5 * (rates[1] - rates[0]) * (before - after) / (before - 2.0 * here + after)
    return float(line_hz), here


def _spectrum(since_s: FloatArray, lowest_hz: float, highest_hz: float) -> tuple[FloatArray, FloatArray]:
    """Rates in Hz, and how nearly the arrivals have one phase at each, from 0 to 1."""
    bin_s = 1.0 / (32.0 * lowest_hz)
    place, weight = since_s / bin_s, np.sin(np.pi * since_s / since_s[-1]) ** 2
    left = np.floor(place).astype(np.intp)
    size = 1 << (2 * int(left[-1]) + 4).bit_length()
    bins = np.bincount(left, weight * (left + 1 - place), size) + np.bincount(
        left + 1, weight * (place - left), size
    )
    first, last = (int(hz * size * bin_s) for hz in (lowest_hz, highest_hz))
    height: FloatArray = np.abs(np.fft.rfft(bins)[first:last]) / weight.sum()
    return np.arange(first, last) / (size * bin_s), height


def _together(since_s: FloatArray, hz: float) -> float:
    """Share of arrivals that get the number of the one before at this rate."""
    turns = since_s * hz
    phase = np.angle(np.exp(2j * np.pi * turns).sum()) / (2.0 * np.pi)
    return float(np.mean(np.diff(np.round(turns - phase)) < 1.0))
