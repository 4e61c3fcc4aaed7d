"""Samples that are earlier ones once more: a logger wrote a buffer again, under new stamps.

Noise never comes twice. Where all axes of both sensors give the very values of an earlier moment, sample after sample,
they weren't measured. Movements without noise, as simulations make them, may be alike to the last digit: they don't
count. A stretch that begins and ends in one stillness makes that stillness longer, and spoils nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..records import Block, FloatArray
from .noise import FOURTH, ROUNDING, SPREAD, TO_AND_FRO
from .stretch_windows import WINDOW, find_alike, number_samples, number_windows

PIECE = 4096
"""So many samples are looked at together: of fewer, what each look costs beside its samples is most of it. Each window
is held against every sixteenth one before it."""
REMEMBERED = 768
"""Windows that are remembered: 2 minutes at 100 Hz. Loggers' buffers are shorter."""
LEAST_CHANGES = 8
"""So many samples of a window differ from the one before: a sensor at rest may repeat itself."""
LEAST_NOISY, LEAST_NOISE = 2, 1e-4
"""So many axes show noise in a window, of such a standard deviation in m/s² or deg/s: no sensor has less, but the last
digits of computed values have some."""
MOVES_MS2 = 0.2
"""Least change of the acceleration, in m/s², within a stretch that isn't rest, or at its edges: a turn of the sensor by
1.2°. An amplitude may be off by as much as a stretch that passes for rest moves; 1.5° are no harm."""


class RepeatedStretch(NamedTuple):
    """About when it begins, and when the one was measured that it repeats, in s; and whether anything moved in it."""

    from_s: float
    first_s: float
    moves: bool


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
        self._time_s, self._values = np.empty(WINDOW - 1 + PIECE), np.empty((WINDOW - 1 + PIECE, 6))
        self._ahead = self._held = self._taken = 0
        self._marks: NDArray[np.uint64] = np.empty(0, np.uint64)
        self._numbers: NDArray[np.intp] = np.empty(0, np.intp)
        self._marked_s: FloatArray = np.empty(0)
        self._run: _Run | None = None
        self._found: RepeatedStretch | None = None
        self._still: RepeatedStretch | None = None

    def feed(self, block: Block) -> None:
        """Take the next samples; without a gyroscope its values are 0, which show no noise."""
        taken, count = 0, len(block.time_s)
        while taken < count and self._found is None:
            held = self._held
            to = min(held + count - taken, self._ahead + PIECE)
            end = taken + to - held
            self._time_s[held:to], self._values[held:to, :3] = block.time_s[taken:end], block.acc[taken:end]
            self._values[held:to, 3:] = 0.0 if block.gyr is None else block.gyr[taken:end]
            self._held, taken = to, end
            if to == self._ahead + PIECE:
                self._found = self._look(keep=True)
                self._keep_last()

    def found(self) -> RepeatedStretch | None:
        """The first in which something moves, else the first; what is left at the end of the recording included."""
        if self._found is None and self._held > self._ahead:
            self._found = self._look(keep=False)
        return self._found or self._still

    def _keep_last(self) -> None:
        """The last samples begin windows that the next ones end."""
        last = slice(self._held - WINDOW + 1, self._held)
        self._time_s[: WINDOW - 1], self._values[: WINDOW - 1] = self._time_s[last], self._values[last]
        self._taken += self._held - self._ahead
        self._ahead = self._held = WINDOW - 1

    def _look(self, *, keep: bool) -> RepeatedStretch | None:
        """The first repeated stretch of the samples that are held, of which some were ahead of the new ones."""
        ahead, time_s, values = self._ahead, self._time_s[: self._held], self._values[: self._held]
        if len(values) < WINDOW:
            return None
        samples, windows = np.empty(len(values), np.uint64), np.empty(len(values) - WINDOW + 1, np.uint64)
        number_samples(values.view(np.uint64).data, samples.data)
        number_windows(samples.data, windows.data)
        number = self._taken - ahead + np.arange(len(windows))
        marks = np.concatenate([self._marks, windows[ahead::WINDOW]])
        numbers = np.concatenate([self._numbers, number[ahead::WINDOW]])
        marked_s = np.concatenate([self._marked_s, time_s[ahead : len(windows) : WINDOW]])
        if keep:
            self._marks, self._numbers, self._marked_s = (
                marks[-REMEMBERED:],
                numbers[-REMEMBERED:],
                marked_s[-REMEMBERED:],
            )
        run, found = self._run, None
        alike, of_mark = np.empty(len(windows), np.int64), np.empty(len(windows), np.int64)
        count = find_alike(windows.data, marks.data, alike.data, of_mark.data)
        alike, of_mark = alike[:count], of_mark[:count]
        earlier = numbers[of_mark] <= number[alike] - WINDOW
        alike, of_mark = alike[earlier], of_mark[earlier]
        if not len(alike):
            return None
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
                begun = RepeatedStretch(float(time_s[part[0]]), first_s[int(part[0])], moves=False)
                run = _Run(int(number[part[-1]]), begun, noisy, low, high)
            else:
                low, high = np.minimum(low, run.low), np.maximum(high, run.high)
                run = _Run(int(number[part[-1]]), run.stretch, noisy or run.noisy, low, high)
            if run.noisy and (run.high - run.low).max() >= MOVES_MS2:
                found = run.stretch._replace(moves=True)
            elif run.noisy:
                self._still = self._still or run.stretch
        if keep:
            self._run = run
        return found


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
