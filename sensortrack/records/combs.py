"""The loops over the combs about which the time stamps of stretches lie (`rates.py`); compiled (`combs.pxd`)."""

from __future__ import annotations

import math

from .block import FloatArray


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
