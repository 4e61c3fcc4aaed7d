"""A movement whose samples are earlier ones once more: a logger wrote a buffer again, under new stamps.

Noise never comes twice. Where all axes of both sensors give the very values of an earlier moment, sample after sample,
they weren't measured. Movements without noise, as simulations make them, may be alike to the last digit: they don't
count. Nor does rest that begins and ends in rest: it is the same rest whenever it was.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..records import Block, FloatArray
from .noise import FOURTH, ROUNDING, SPREAD, TO_AND_FRO

WINDOW = 16
"""So many samples alike aren't chance; each window of so many is held against every sixteenth one before it."""
PIECE = 4096
"""So many samples are looked at together: of fewer, what each look costs beside its samples is most of it."""
REMEMBERED = 768
"""Windows that are remembered: 2 minutes at 100 Hz. Loggers' buffers are shorter."""
LEAST_CHANGES = 8
"""So many samples of a window differ from the one before: a sensor at rest may repeat itself."""
LEAST_NOISY, LEAST_NOISE = 2, 1e-4
"""So many axes show noise in a window, of such a standard deviation in m/s² or deg/s: no sensor has less, but the last
digits of computed values have some."""
MOVES_MS2 = 0.5
"""The acceleration moves by so much, as when the sensor turns by 3°, within a stretch that isn't rest, or leaps at its
edges."""

_FACTORS = np.random.default_rng(1).integers(1 << 62, 1 << 63, 6, dtype=np.uint64) | np.uint64(1)
"""Odd numbers, with which a sample's values are mixed into one number."""
_FACTOR = 0x9E3779B97F4A7C15
"""The same for the samples of a window: each by another power of it, modulo 2⁶⁴ (Karp & Rabin 1987)."""
_INVERSE = pow(_FACTOR, -1, 1 << 64)
_FOLD = np.uint64(32)

NumberArray = NDArray[np.uint64]


class RepeatedStretch(NamedTuple):
    """About when it begins, and when the one was measured that it repeats, in s."""

    from_s: float
    first_s: float


class _Run(NamedTuple):
    """Windows, one after another, that are alike with earlier ones, up to that number.

    `low` and `high` (3,) are the bounds of the mean acceleration in a window, m/s².
    """

    last: int
    stretch: RepeatedStretch
    noisy: bool
    low: FloatArray
    high: FloatArray


class RepeatedStretches:
    """Looks for a repeated stretch, the same for any cutting of the samples."""

    def __init__(self) -> None:
        self._waiting: list[Block] = []
        self._held = self._taken = 0
        self._before: tuple[FloatArray, FloatArray] | None = None
        self._marks: NumberArray = np.empty(0, np.uint64)
        self._numbers: NDArray[np.intp] = np.empty(0, np.intp)
        self._marked_s: FloatArray = np.empty(0)
        self._run: _Run | None = None
        self._found: RepeatedStretch | None = None

    def feed(self, block: Block) -> None:
        """Take the next samples."""
        if self._found is not None:
            return
        self._waiting.append(block)
        self._held += len(block)
        if self._held < PIECE:
            return
        time_s, values = self._joined()
        whole = len(values) // PIECE * PIECE
        for start in range(0, whole, PIECE):
            if self._found is None:
                self._found = self._look(
                    time_s[start : start + PIECE], values[start : start + PIECE], keep=True
                )
        # Copies: views would keep the whole of what came.
        rest = Block(time_s[whole:].copy(), values[whole:, :3].copy(), values[whole:, 3:].copy())
        self._waiting, self._held = [rest], len(rest)

    def found(self) -> RepeatedStretch | None:
        """The first that was found, what is left at the end of the recording included."""
        if self._found is not None or not self._held:
            return self._found
        return self._look(*self._joined(), keep=False)

    def _joined(self) -> tuple[FloatArray, FloatArray]:
        """Times (n,) and values (n, 6) of all that wait; without a gyroscope its values are 0, which show no noise."""
        acc = np.concatenate([b.acc for b in self._waiting])
        gyr = np.concatenate([np.zeros_like(b.acc) if b.gyr is None else b.gyr for b in self._waiting])
        return np.concatenate([b.time_s for b in self._waiting]), np.hstack([acc, gyr])

    def _look(self, time_s: FloatArray, values: FloatArray, *, keep: bool) -> RepeatedStretch | None:
        """The first repeated stretch of the next samples, with the last ones before them."""
        ahead = 0
        if self._before is not None:
            ahead = len(self._before[0])
            time_s = np.concatenate([self._before[0], time_s])
            values = np.concatenate([self._before[1], values])
        if len(values) < WINDOW:
            return None
        samples = _of_samples(values)
        windows = _of_windows(samples)
        number = self._taken - ahead + np.arange(len(windows))
        marks = np.concatenate([self._marks, windows[ahead::WINDOW]])
        numbers = np.concatenate([self._numbers, number[ahead::WINDOW]])
        marked_s = np.concatenate([self._marked_s, time_s[ahead : len(windows) : WINDOW]])
        if keep:
            self._before = time_s[1 - WINDOW :], values[1 - WINDOW :]
            self._taken += len(time_s) - ahead
            self._marks, self._numbers, self._marked_s = (
                marks[-REMEMBERED:],
                numbers[-REMEMBERED:],
                marked_s[-REMEMBERED:],
            )
        run, found = self._run, None
        alike, of_mark = _alike(windows, marks)
        earlier = numbers[of_mark] <= number[alike] - WINDOW
        alike, of_mark = alike[earlier], of_mark[earlier]
        if len(alike):
            changes = np.cumsum(np.diff(samples, prepend=samples[:1]) != 0)
            moves = changes[alike + WINDOW - 1] - changes[alike] >= LEAST_CHANGES
            alike, of_mark = alike[moves], of_mark[moves]
        first_s = dict(zip(alike.tolist(), marked_s[of_mark].tolist(), strict=True))
        for part in np.split(alike, np.flatnonzero(np.diff(alike) > WINDOW) + 1):
            if not len(part) or found is not None:
                break
            at_each = np.lib.stride_tricks.sliding_window_view(values, WINDOW, axis=0)
            noisy = bool((_noisy(at_each[part]) >= LEAST_NOISY).any())
            # Windows are held against every sixteenth one, so the stretch's edges may lie that much further out.
            first, last = max(0, int(part[0]) - 2 * WINDOW), int(part[-1]) + 2 * WINDOW
            means = at_each[first : last + 1, :3].mean(axis=2)
            low, high = means.min(axis=0), means.max(axis=0)
            if run is None or number[part[0]] - run.last > WINDOW:
                begun = RepeatedStretch(float(time_s[part[0]]), first_s[int(part[0])])
                run = _Run(int(number[part[-1]]), begun, noisy, low, high)
            else:
                low, high = np.minimum(low, run.low), np.maximum(high, run.high)
                run = _Run(int(number[part[-1]]), run.stretch, noisy or run.noisy, low, high)
            found = run.stretch if run.noisy and (run.high - run.low).max() >= MOVES_MS2 else None
        if keep:
            self._run = run
        return found


def _of_samples(values: FloatArray) -> NumberArray:
    """One number (n,) for each sample's values (n, 6)."""
    total = (values + 0.0).view(np.uint64) @ _FACTORS  # + 0.0: so that -0.0 is 0.0
    mixed: NumberArray = total ^ (total >> _FOLD)
    return mixed


def _of_windows(samples: NumberArray) -> NumberArray:
    """One number (n - 15,) for each window of samples (n,)."""
    powers, inverses = _powers(_FACTOR), _powers(_INVERSE)
    sums = np.zeros(len(samples) + 1, np.uint64)
    np.cumsum(samples * powers[: len(samples)], out=sums[1:])
    windows = (sums[WINDOW:] - sums[:-WINDOW]) * inverses[: len(sums) - WINDOW]
    return windows ^ (windows >> _FOLD)


def _alike(windows: NumberArray, marks: NumberArray) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which windows are alike with a mark, and for each the number of the earliest such mark."""
    # Few have the low bits of any mark: only these are searched for.
    marked = np.zeros(1 << 16, bool)
    marked[marks.astype(np.uint16)] = True
    maybe = np.flatnonzero(marked[windows.astype(np.uint16)])
    order = np.argsort(marks, kind="stable")  # of those that are alike the earliest comes first
    near = order[np.minimum(np.searchsorted(marks, windows[maybe], sorter=order), len(marks) - 1)]
    same = marks[near] == windows[maybe]
    return maybe[same], near[same]


@cache
def _powers(factor: int) -> NumberArray:
    """The powers of a factor, modulo 2⁶⁴, from the first on: for as many samples as are looked at together."""
    powers = np.full(PIECE + WINDOW, factor, np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


def _noisy(windows: FloatArray) -> NDArray[np.intp]:
    """How many axes of each of these windows (n, axes, 16) show noise."""
    steps = np.abs(np.diff(windows, axis=2))
    step = np.min(np.where(steps > 0.0, steps, np.inf), axis=2)
    third = np.abs(np.diff(windows, 3, axis=2)).mean(axis=2)
    fourths = np.abs(np.diff(windows, 4, axis=2))
    fourth = fourths.mean(axis=2)
    even = fourths.max(axis=2) <= SPREAD * fourth
    shows = (
        even & (fourth >= TO_AND_FRO * third) & (fourth >= FOURTH * np.maximum(ROUNDING * step, LEAST_NOISE))
    )
    return np.asarray(shows.sum(axis=1))
