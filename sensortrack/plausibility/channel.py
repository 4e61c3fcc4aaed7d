"""One axis of a sensor: how often it repeats a value by itself, and whether it has shown its noise."""

from __future__ import annotations

import math

from ..records import FloatArray
from .noise import (
    FIRST_SHARE,
    FOLLOWING,
    FOURTH,
    LEAST_SHARE,
    LEAST_WINDOW,
    MOST_SHARE,
    ROUNDING,
    SPREAD,
    TO_AND_FRO,
    WINDOW_S,
)

FORGOTTEN = 1e-12
"""Below this share there are no late repeats: it would fade into denormal numbers, which slow the processor down."""


class Channel:
    """Follows one axis, sample by sample.

    Parameters
    ----------
    least, most : float
        A noise of less than the first may be that of a decimal that was rounded, one of more than the second is a
        blow, or steps: neither is taken for a sensor's.

    Attributes
    ----------
    run : int
        How often the value has been repeated up to the last sample.
    recent : float
        Share of repeats in the last 16 samples or so.
    share : float
        Share of repeats in the quietest window.
    known : bool
        Whether the share is.
    noise, noisy : bool
        Whether there was noise at any time, and in the last 16 samples that were looked at.
    news : bool
        Whether the share or the noise has become known by the last sample.
    stands : bool
        Whether the present run was found to be none of the sensor's own: it isn't counted.
    """

    def __init__(self, least: float, most: float) -> None:
        self._least, self._most = least, most
        self._window = LEAST_WINDOW
        self.run = 0
        self.recent = self.share = 0.0
        self.known = self.noise = self.noisy = self.news = self.stands = False
        self._last = math.nan
        self._counted = self._repeats = 0.0
        self._looked = self._same = 0
        self._step = self._bend = self._jerk = self._third = self._fourth = self._largest = 0.0
        self._smallest = math.inf

    def at_rate(self, rate_hz: float) -> None:
        """What follows comes at this rate."""
        self._window = max(LEAST_WINDOW, math.ceil(WINDOW_S * rate_hz))
        self.end_run()

    def add(self, value: float) -> None:
        """Take the next sample."""
        same = value == self._last
        if same or self.recent > 0.0:
            self.recent += (same - self.recent) / FOLLOWING
            if self.recent < FORGOTTEN:
                self.recent = 0.0
        if same:
            self.run += 1
        else:
            if self.run:
                self.end_run()
            self._count(1.0, 0.0)
        if self._looked:
            step = value - self._last
            bend = step - self._step
            jerk = bend - self._bend
            if same:
                self._same += 1
            else:
                self._smallest = min(self._smallest, abs(step))
            if self._looked > 2:
                self._third += abs(jerk)
            if self._looked > 3:
                fourth = abs(jerk - self._jerk)
                self._fourth += fourth
                self._largest = max(self._largest, fourth)
            self._step, self._bend, self._jerk = step, bend, jerk
        self._looked += 1
        self._last = value
        if self._looked == FOLLOWING:
            self._judge_noise()

    def add_all(self, values: FloatArray, column: int, begin: int, end: int) -> None:
        """Take rows `[begin, end)` of a column."""
        for i in range(begin, end):
            self.add(values[i, column])

    def repeats_from(self, values: FloatArray, column: int, begin: int, end: int) -> int:
        """The first of rows `[begin, end)` of a column that repeats the value before it; `end` where none does."""
        last = self._last
        for i in range(begin, end):
            if values[i, column] == last:
                return i
            last = values[i, column]
        return end

    def look_anew(self, looked: int) -> None:
        """Look for noise anew: from the next sample on after a gap (`looked` 0), from the last one on (1)."""
        self._looked, self._same = looked, 0
        self._third = self._fourth = self._largest = 0.0
        self._smallest = math.inf
        if looked:
            self.noisy = False

    def forget(self) -> None:
        """What was counted wasn't the sensor's own; what noise it has shows since."""
        self.share, self.known = 0.0, False
        self._counted = self._repeats = 0.0
        self.news = True
        if self.noisy:
            self._learn(FIRST_SHARE)

    def end_run(self) -> None:
        """The value isn't repeated any more."""
        if not self.stands:
            self._count(self.run, self.run)
        self.run, self.stands = 0, False

    def _count(self, samples: float, repeats: float) -> None:
        self._counted += samples
        self._repeats += repeats
        if self._counted >= self._window:
            self._learn(max(LEAST_SHARE, self._repeats / self._counted))
            self._counted = self._repeats = 0.0

    def _learn(self, share: float) -> None:
        self.share = max(self.share, share)
        self.known = self.news = True

    def _judge_noise(self) -> None:
        third, fourth = self._third / (FOLLOWING - 3.0), self._fourth / (FOLLOWING - 4.0)
        size, fine = fourth / FOURTH, self._same <= MOST_SHARE * (FOLLOWING - 1.0)
        own = fine and fourth > TO_AND_FRO * third and self._largest < SPREAD * fourth
        self.noisy = own and self._least < size < self._most and size > ROUNDING * self._smallest
        self.look_anew(0)
        if self.noisy:
            self.news = self.news or not self.noise
            self.noise = True
            if not self.known:
                self._learn(FIRST_SHARE)
