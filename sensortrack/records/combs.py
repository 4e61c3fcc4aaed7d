"""The loops over the combs about which the time stamps of stretches lie (`rates.py`); compiled (`combs.pxd`)."""

from __future__ import annotations

import math

from .block import FloatArray


def keep_to(
    time_s: FloatArray,
    interval_s: float,
    single: float,
    least_single: float,
    together: float,
    turn: float,
    about: int,
    angles: FloatArray,
    regular: FloatArray,
) -> None:
    """Which stretches of stamps lie about the teeth of a comb that is known, with those before and after them.

    Parameters
    ----------
    time_s : (n,) float64
        Stamps in s that don't fall.
    interval_s : float
        Spacing of the teeth, above 0.
    single : float
        A step is one interval where it differs from it by less than this share.
    least_single : float
        So large a share of a stretch's steps are.
    together : float
        The least by which a stretch's stamps have one phase, from 0 to 1.
    turn : float
        From one stretch to the next the phase goes on by so many turns at most.
    about : int
        That holds for so many stretches before it and after it; where the stamps begin or end, for as many in all.
    angles : (m,) float64
        Is set to the phase of each stretch, in turns; below 0 where its stamps have none, or too few steps are single.
    regular : (m,) float64
        Is set to 1 where a stretch keeps to the interval, and to 0 elsewhere.
    """
    stretches, rate_hz = angles.shape[0], 1.0 / interval_s
    size = (time_s.shape[0] - 1) // stretches if stretches else 0
    for row in range(stretches):
        first, singles, x, y = row * size, 0, 0.0, 0.0
        for k in range(first, first + size):
            step = (time_s[k + 1] - time_s[k]) * rate_hz
            if abs(step - 1.0) < single:
                singles += 1
            # Points on a square, a quarter of whose outline is a quarter of a turn: sines would take ten times as long.
            phase = time_s[k] * rate_hz
            phase -= math.floor(phase)
            x += abs(4.0 * phase - 2.0) - 1.0
            phase += 0.25
            if phase >= 1.0:
                phase -= 1.0
            y += 1.0 - abs(4.0 * phase - 2.0)
        length = abs(x) + abs(y)
        angles[row] = -1.0
        if singles >= least_single * size and length >= together * size:
            at = 0.25 * abs(y) / length
            at = at if x >= 0.0 else 0.5 - at
            angles[row] = at if y >= 0.0 else 1.0 - at
    for row in range(stretches):
        first = min(row - about, stretches - 2 * about - 1)
        first = first if first > 0 else 0
        last = first + 2 * about
        keeps = last < stretches and angles[first] >= 0.0
        for k in range(first, last if keeps else first):
            off = abs(angles[k + 1] - angles[k])
            if angles[k + 1] < 0.0 or turn < off < 1.0 - turn:
                keeps = False
        regular[row] = 1.0 if keeps else 0.0


def lay(points: FloatArray, bin_s: FloatArray, bins: FloatArray, there: FloatArray) -> None:
    """Lay the stamps of each comb into its bins.

    Parameters
    ----------
    points : (n, m) float64
        Stamps in s, rising in each row.
    bin_s : (n,) float64
        Width of the bins of each comb.
    bins : (n, k) float64
        Is set to how many stamps lie in each bin.
    there : (n,) float64
        Is set to how many lie in any.
    """
    size, width = points.shape[1], bins.shape[1]
    end = float(width)
    for row in range(points.shape[0]):
        for k in range(width):
            bins[row, k] = 0.0
        count, wide, first = 0, bin_s[row], points[row, 0]
        if wide > 0.0:
            for k in range(size):
                at = (points[row, k] - first) / wide
                if at >= end:
                    break
                place = int(at)
                bins[row, place] += 1.0
                count += 1
        there[row] = count


def find_lines(
    lines: FloatArray,
    there: FloatArray,
    begin: int,
    searched: int,
    lobes: int,
    stands_out: float,
    beside: float,
    found: FloatArray,
) -> None:
    """The lowest line that stands out in the spectrum of each comb, between the lines: its peak by a parabola.

    Parameters
    ----------
    lines : (n, k) float64
        Magnitudes of the lines from the one before the first that is looked at; they become powers, a point of each
        comb having 1.
    there : (n,) float64
        Stamps in each comb.
    begin : int
        Number of the first of these lines in the spectrum.
    searched : int
        So many lines, with the one before the first, are looked at.
    lobes : int
        The peak is looked for among so many lines, from the first on that stands out.
    stands_out : float
        A line of that power stands out.
    beside : float
        And of that share of the largest.
    found : (n,) float64
        Is set to the place of each peak in the spectrum, where a line stands out.
    """
    for row in range(lines.shape[0]):
        stamps = there[row] if there[row] > 1.0 else 1.0
        most = 0.0
        for k in range(lines.shape[1]):
            power = lines[row, k] * lines[row, k] / stamps
            lines[row, k] = power
            if 1 <= k < searched and power > most:
                most = power
        most = beside * most
        if most < stands_out:
            most = stands_out
        line = 1
        while line < searched and lines[row, line] < most:
            line += 1
        if line == searched:
            continue
        peak = line
        for k in range(line + 1, line + lobes):
            if lines[row, k] > lines[row, peak]:
                peak = k
        before = math.sqrt(lines[row, peak - 1])
        here = math.sqrt(lines[row, peak])
        after = math.sqrt(lines[row, peak + 1])
        curve = before - 2.0 * here + after
        off = 0.0
        if curve < 0.0:
            off = 0.5 * (before - after) / curve
        found[row] = (begin + peak) + off
