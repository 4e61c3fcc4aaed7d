"""The inner loops of the smoothness measures: plain functions over numbers, so that they can be compiled.

Spectra come as pairs of numbers, real and imaginary part by turns, as numpy lays complex numbers out.
"""

from __future__ import annotations

from math import pi, sqrt
from typing import Any

Numbers = Any
"""A buffer of float64 (the `data` of an array: its numbers are plain floats; those of the array itself would be
numpy's, at twice the cost)."""


ROLL_OFF = 0.15
"""A band ends within this share of its limit to either side."""
UPPER_PART = 0.7
"""Above this share of the jerk's cut-off frequency lies the upper part of its band."""
LEAST_PIECES = 4
"""With so many pieces of stillness, or more, the one with the largest power is left out."""


def turning_points(speed: Numbers, begin: int, end: int, prominence: float) -> tuple[list[int], list[int]]:
    """Peaks of a speed that rise by `prominence` or more out of what lies between them, and those valleys.

    Parameters
    ----------
    speed : (n,) float
    begin, end : int
        The part that is looked at, `[begin, end)`; not empty.
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
    highest = lowest = begin
    top = bottom = speed[begin]
    rising = True
    for i in range(begin + 1, end):
        value = speed[i]
        if rising:
            if value > top:
                highest, top = i, value
            elif top - value >= prominence:
                peaks.append(highest)
                lowest, bottom = i, value
                rising = False
        elif value < bottom:
            lowest, bottom = i, value
        elif value - bottom >= prominence:
            valleys.append(lowest)
            highest, top = i, value
            rising = True
    if not peaks:
        peaks.append(highest)
    return peaks, valleys[: len(peaks) - 1]


def reach(speed: Numbers, begin: int, end: int, half: int, level: float) -> tuple[int, int]:
    """Widen `[begin, end)` for as long as the movement goes on.

    It does while the mean speed of `half` points to either side stays above a level and doesn't rise again
    by as much.
    """
    count = len(speed)
    least = 2 * half * level
    total = lowest = _sum(speed, end, half)
    while end + half < count and total > least and total - lowest < least:
        total += speed[end + half]
        if end >= half:
            total -= speed[end - half]
        lowest = min(lowest, total)
        end += 1
    total = lowest = _sum(speed, begin, half)
    while begin > half and total > least and total - lowest < least:
        begin -= 1
        total += speed[begin - half]
        if begin + half < count:
            total -= speed[begin + half]
        lowest = min(lowest, total)
    return begin, end


def trimmed(speed: Numbers, begin: int, end: int, level: float) -> tuple[int, int]:
    """Narrow `[begin, end)` to where the speed reaches a level; as it is where it never does."""
    first, last = begin, end
    while first < last and speed[first] < level:
        first += 1
    while last > first and speed[last - 1] < level:
        last -= 1
    return (first, last) if last > first else (begin, end)


def largest(signal: Numbers, begin: int, end: int) -> int:
    """Where in `[begin, end)` a signal is farthest from 0; `begin` where that is empty."""
    at, most = begin, -1.0
    for i in range(begin, end):
        size = abs(signal[i])
        if size > most:
            at, most = i, size
    return at


def root_mean_square(signal: Numbers, begin: int, end: int) -> float:
    """Over `[begin, end)`, which isn't empty."""
    total = 0.0
    for i in range(begin, end):
        value = signal[i]
        total += value * value
    return sqrt(total / (end - begin))


def sizes_of(signals: Numbers, begin: int, end: int) -> tuple[float, float, float, float, float, float]:
    """Of the signals that `fill_bands` has the spectra of, over `[begin, end)`, which isn't empty.

    Returns
    -------
    Root mean square of the tremor; largest size of the smooth speed, root mean square of its acceleration and its jerk;
    largest size of the speed below the cut-off alone, root mean square of its jerk.
    """
    tremor = root_mean_square(signals[6], begin, end)
    smooth = abs(signals[3, largest(signals[3], begin, end)])
    acceleration, jerk = root_mean_square(signals[4], begin, end), root_mean_square(signals[5], begin, end)
    full = abs(signals[7, largest(signals[7], begin, end)])
    return tremor, smooth, acceleration, jerk, full, root_mean_square(signals[8], begin, end)


def largest_jump(speed: Numbers, begin: int, end: int, lag: int) -> float:
    """The most by which the speed is off the mean of what it is `lag` samples before and after."""
    most = 0.0
    for i in range(max(begin, lag), min(end, len(speed) - lag)):
        jump = abs(speed[i] - 0.5 * (speed[i - lag] + speed[i + lag]))
        if jump > most:
            most = jump
    return most


def lay_out(
    speed: Numbers, first: int, last: int, before: int, after: int, rise: Numbers, row: Numbers
) -> None:
    """Put samples `[first, last)` of a speed at the beginning of a row, mirrored at their ends and tapered.

    Parameters
    ----------
    before, after : int
        So many samples are added at either end, mirrored.
    rise : (r,) float
        What the first samples are multiplied by, and the last ones backwards.
    row : (m,) float
        To be filled; zeros follow.
    """
    count = before + last - first + after
    for i in range(count):
        k = i - before
        k = -1 - k if k < 0 else k
        k = 2 * (last - first) - 1 - k if k >= last - first else k
        row[i] = speed[first + max(k, 0)]
    for i in range(len(rise)):
        row[i] *= rise[i]
        row[count - 1 - i] *= rise[i]
    for i in range(count, len(row)):
        row[i] = 0.0


def fill_bands(
    spectrum: Numbers,
    omega: Numbers,
    gain: float,
    cutoff_hz: float,
    band_hz: float,
    attack_hz: float,
    jerk_hz: float,
    first_tremor: int,
    last_tremor: int,
    bands: Numbers,
) -> float:
    """The spectra of a phase's signals.

    Parameters
    ----------
    spectrum : (2 k,) float
        Of its speed.
    omega : (k,) float
        Angular frequencies in rad/s.
    cutoff_hz, band_hz, attack_hz, jerk_hz : float
        The cut-off, and the upper ends of the band, of the attack's and of the jerk's; the latter is the
        cut-off itself where tremor doesn't limit it.
    first_tremor, last_tremor : int
        Frequencies of tremor, `[first, last)`.
    bands : (9, 2 k) float
        To be filled: speed in the band; speed and acceleration in the attack's; speed, acceleration and jerk
        below the cut-off (second-order Butterworth, twice) and in the jerk's; tremor; speed and jerk below the cut-off
        alone.

    Returns
    -------
    float
        Share of the jerk's power in the upper part of its band; 0 where tremor doesn't limit it.
    """
    turn = 2.0 * pi
    cutoff, band, attack, jerk = turn * cutoff_hz, turn * band_hz, turn * attack_hz, turn * jerk_hz
    limited = jerk < cutoff
    upper = total = 0.0
    for k in range(len(omega)):
        w = omega[k]
        re, im = gain * spectrum[2 * k], gain * spectrum[2 * k + 1]
        share = _passes(w, band)
        bands[0, 2 * k], bands[0, 2 * k + 1] = share * re, share * im
        share = _passes(w, attack)
        a, b = share * re, share * im
        bands[1, 2 * k], bands[1, 2 * k + 1] = a, b
        bands[2, 2 * k], bands[2, 2 * k + 1] = -w * b, w * a
        ratio = (w / cutoff) * (w / cutoff)
        share = 1.0 / (1.0 + ratio * ratio)
        a, b = share * re, share * im
        bands[7, 2 * k], bands[7, 2 * k + 1] = a, b
        bands[8, 2 * k], bands[8, 2 * k + 1] = -w * w * a, -w * w * b
        if limited:
            share *= _passes(w, jerk)
        a, b = share * re, share * im
        bands[3, 2 * k], bands[3, 2 * k + 1] = a, b
        bands[4, 2 * k], bands[4, 2 * k + 1] = -w * b, w * a
        a, b = -w * w * a, -w * w * b
        bands[5, 2 * k], bands[5, 2 * k + 1] = a, b
        power = a * a + b * b
        total += power
        if w > UPPER_PART * jerk:
            upper += power
        inside = 1.0 if first_tremor <= k < last_tremor else 0.0
        bands[6, 2 * k], bands[6, 2 * k + 1] = inside * re, inside * im
    return upper / total if limited and total > 0.0 else 0.0


def still_power(
    spectra: Numbers, omega: Numbers, scale: float, first: int, width: int, sums: Numbers
) -> float:
    """Running sums over frequency of the power in several pieces of stillness.

    Parameters
    ----------
    spectra : (pieces, ≥ 2 k) float
    omega : (k,) float
    scale : float
        Power for each unit of the sum over the pieces. Of four or more the largest is left out.
    first, width : int
        The frequency from which on acceleration and jerk are summed; that of the bands of which the quietest is
        looked for from there on.
    sums : (3, k) float
        To be filled: of the speed, its first and its second derivative.

    Returns
    -------
    float
        Power of the speed in the quietest band; 0 where there is no band.
    """
    quietest = -1.0
    speed = acceleration = jerk = 0.0
    for k in range(len(omega)):
        total = most = 0.0
        for p in range(len(spectra)):
            re, im = spectra[p, 2 * k], spectra[p, 2 * k + 1]
            power = re * re + im * im
            total += power
            if power > most:
                most = power
        if len(spectra) >= LEAST_PIECES:
            total -= most
        total *= scale
        squared = omega[k] * omega[k]
        speed += total if k > 0 else 0.5 * total  # the others stand for their negatives, too
        if k >= first:
            acceleration += squared * total
            jerk += squared * squared * total
        sums[0, k], sums[1, k], sums[2, k] = speed, acceleration, jerk
        if k >= first + width - 1:
            band = speed - sums[0, k - width]
            quietest = band if quietest < 0.0 else min(quietest, band)
    return max(quietest, 0.0)


def arc_lengths_of(
    spectrum: Numbers, count: int, thresholds: tuple[float, ...], same: float, amplitude: Numbers
) -> list[float]:
    """Spectral arc lengths for several thresholds; an empty list where there is but one line.

    Parameters
    ----------
    spectrum : (2 n,) float
    count : int
        So many of its frequencies may belong to the arc.
    thresholds : tuple of float
        The arc runs from the first to the last frequency with so much of the largest amplitude.
    same : float
        Where the arc's end moves by less than this share from that of the first threshold, the length is the same.
    amplitude : (count,) float
        Room.
    """
    most = 0.0
    for k in range(len(spectrum) // 2):
        re, im = spectrum[2 * k], spectrum[2 * k + 1]
        power = re * re + im * im
        if power > most:
            most = power
        if k < count:
            amplitude[k] = power
    scale = 1.0 / most if most > 0.0 else 0.0
    for k in range(count):
        amplitude[k] = sqrt(scale * amplitude[k])
    lengths: list[float] = []
    end = 0
    for threshold in thresholds:
        first, last = 0, count - 1
        while first < last and amplitude[first] < threshold:
            first += 1
        while last > first and amplitude[last] < threshold:
            last -= 1
        if last == first:
            return []
        end = end or last
        if lengths and abs(last - end) <= same * end:
            lengths.append(lengths[0])
            continue
        # The frequency axis is scaled to run from 0 to 1 over the arc, so each step has the same length.
        step = 1.0 / (last - first)
        length = 0.0
        for k in range(first, last):
            rise = amplitude[k + 1] - amplitude[k]
            length += sqrt(step * step + rise * rise)
        lengths.append(-length)
    return lengths


def _passes(omega: float, edge: float) -> float:
    """What a band up to `edge`, with a straight end, lets through."""
    share = (1.0 + ROLL_OFF - omega / edge) * (0.5 / ROLL_OFF)
    return 0.0 if share < 0.0 else 1.0 if share > 1.0 else share


def _sum(speed: Numbers, at: int, half: int) -> float:
    total = 0.0
    for i in range(max(at - half, 0), min(at + half, len(speed))):
        total += speed[i]
    return total
