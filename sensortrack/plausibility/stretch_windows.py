"""Numbers that stand for samples and for windows of them, and which are alike; compiled (`stretch_windows.pxd`).

The numbers have 64 bits; whole numbers are buffers of uint64 (the `data` of an array: its numbers are plain ones).
"""

from __future__ import annotations

from typing import Any

import numpy as np

Numbers = Any

WINDOW = 16
"""So many samples alike aren't chance."""
BITS = (1 << 64) - 1
MINUS_ZERO = 1 << 63
"""The bits of -0.0, which is the same value as 0.0."""
FACTORS = (np.random.default_rng(1).integers(1 << 62, 1 << 63, 6, dtype=np.uint64) | np.uint64(1)).data
"""Odd numbers, with which a sample's values are mixed into one number."""
FACTOR = 0x9E3779B97F4A7C15
"""The same for the samples of a window: each by another power of it, modulo 2⁶⁴ (Karp & Rabin 1987)."""
LAST_FACTOR = pow(FACTOR, WINDOW, 1 << 64)
"""That of the sample that leaves the window."""
PLACES = 1 << 12
"""Places of the table of marks: four times as many as there are marks at most."""


def number_samples(values: Numbers, samples: Numbers) -> None:
    """Fill in one number (n,) for each sample, by the bits of its six values (n, 6)."""
    for i in range(len(samples)):
        total = 0
        for c in range(6):
            bits = values[i, c]
            if bits != MINUS_ZERO:
                total = (total + bits * FACTORS[c]) & BITS
        samples[i] = total ^ (total >> 32)


def number_windows(samples: Numbers, windows: Numbers) -> None:
    """Fill in one number (n - 15,) for each window of samples (n,)."""
    total, width = 0, WINDOW
    for i in range(len(samples)):
        total = (total * FACTOR + samples[i]) & BITS
        if i >= width:
            total = (total - samples[i - width] * LAST_FACTOR) & BITS
        if i >= width - 1:
            windows[i - width + 1] = total ^ (total >> 32)


def find_alike(windows: Numbers, marks: Numbers, alike: Numbers, of_mark: Numbers) -> int:
    """How many windows are alike with a mark; fills in which ones, and for each the number of the first such mark."""
    table = np.full(PLACES, -1, dtype=np.int64).data
    for k in range(len(marks)):
        place = _place(table, marks, marks[k])
        if table[place] < 0:
            table[place] = k
    count = 0
    for i in range(len(windows)):
        mark = table[_place(table, marks, windows[i])]
        if mark >= 0:
            alike[count], of_mark[count] = i, mark
            count += 1
    return count


def _place(table: Numbers, marks: Numbers, number: int) -> int:
    """Where in the table a mark of that number stands, or would stand."""
    place: int = number & (PLACES - 1)
    while table[place] >= 0 and marks[table[place]] != number:
        place = (place + 1) & (PLACES - 1)
    return place
