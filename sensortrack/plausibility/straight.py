"""Stretches in which every axis goes on in a straight line, as lost samples are filled in: `interpolate` does that.

No sensor measures a straight line: its noise goes to and fro from sample to sample. How often all axes are straight by
chance, which is what resolution makes of little noise, is seen in the recording itself. Of a sensor whose noise is
below its resolution nothing is said, nor of simulated data without noise, nor of a curve that was laid through.
Compiled (`straight.pxd`).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray
from .sample_marks import OUT, STRAIGHT

STEPS = 2.5
"""Three values lie in a line where their second difference is at most so many steps of the axis's resolution: rounding
makes one of 2."""
TINY = 1e-12
"""The same for values that aren't rounded, in m/s² or deg/s: the last digits of computed values differ by less."""
WINDOW = 32
"""The share of samples that are in line by chance is followed over about so many; the largest one counts."""
TO_AND_FRO, NOISY = 0.5, 2
"""A window shows noise where the second difference changes its sign at no less than this share of its samples, on so
many axes: it does at 0.7 of them in white noise, hardly ever in a movement."""
LEAST_STEPS, MOST_MS2, MOST_DPS = 4.0, 0.12, 0.6
"""And it is on average at least so many steps of the resolution, as noise of two steps makes it, and at most this, as
noise of 0.06 m/s² and 0.3 deg/s makes it: a walk goes to and fro, too, and tells nothing of the stillness after it."""
MOST_CHANCE = 0.5
"""Where a larger share is in line, the noise doesn't span the resolution, and nothing is said from then on."""
LN_CHANCE = math.log(1e-9)
"""Natural logarithm of one in a billion: by chance no more stretches are as long as one that is left out."""
LEAST_S, LEAST = 0.1, 8
"""A stretch is at least so long, in s and in samples: a shorter one does no harm, whatever made it."""


class StraightFilter:
    """Marks what goes on in a straight line for long enough.

    A sample that is in line with the two before it is held back until it is clear whether a stretch of such follows.
    """

    def __init__(self, rate_hz: float) -> None:
        self._last, self._slope, self._curve = np.zeros(6), np.zeros(6), np.zeros(6)
        self._step, self._turns, self._size = np.full(6, math.inf), np.zeros(6), np.zeros(6)
        self._known = self._run = self._count = 0
        self._share, self._chance = 0.0, 1.0 / WINDOW
        self._has_noise = self._filled = self._moved = False
        self._next = 0
        self._least = self._needed = float(LEAST)
        self.at_rate(rate_hz)

    def at_rate(self, rate_hz: float) -> None:
        """What follows comes at this rate."""
        self._least = max(float(LEAST), LEAST_S * rate_hz)
        self._needed = max(self._least, self._needed)
        self._known = self._run = 0
        self._filled = self._moved = False

    def mark(
        self,
        acc: FloatArray,
        gyr: FloatArray | None,
        marks: NDArray[np.uint8],
        base: int,
        end: int,
        ended: bool,
    ) -> int:
        """Judge rows up to number `end`, of which the first is sample number `base`; how many are decided.

        `ended` says that no row follows the last one without a gap.
        """
        for i in range(self._next - base, end):
            if marks[i]:
                self._known, self._run, self._filled, self._moved = 0, 0, False, False
            if marks[i] & OUT:
                continue
            is_straight = self._goes_straight(acc, gyr, i)
            if is_straight:
                self._run += 1
            if is_straight and self._has_noise and self._moved and self._run >= self._needed:
                for k in range(i if self._filled else i - self._run + 1, i + 1):
                    marks[k] |= STRAIGHT
                self._filled = True
            elif not is_straight or self._run >= self._needed:
                self._learn(is_straight)
                self._run, self._filled, self._moved = 0, False, False
        self._next = base + end
        return end if self._filled or ended or not self._has_noise else end - self._run

    def _goes_straight(self, acc: FloatArray, gyr: FloatArray | None, i: int) -> bool:
        """Whether row i is in line with the two before it, on every axis."""
        straight = self._known > 1
        last, slope, curve, step = self._last, self._slope, self._curve, self._step
        for c in range(3 if gyr is None else 6):
            x = acc[i, c] if c < 3 or gyr is None else gyr[i, c - 3]
            now = x - last[c]
            last[c] = x
            if self._known and now != 0.0:
                self._moved = True
                step[c] = min(step[c], abs(now))
            bends = now - slope[c]
            slope[c] = now
            straight = straight and abs(bends) <= max(STEPS * step[c], TINY)
            self._turns[c] += bends * curve[c] < 0.0
            self._size[c] += abs(bends)
            curve[c] = bends
        self._known = min(self._known + 1, 2)
        return straight

    def _learn(self, is_straight: bool) -> None:
        """A run has ended by a sample that is in line or not: what it shows of chance, and of noise."""
        if not self._filled:
            for _ in range(self._run):
                self._share += (1.0 - self._share) / WINDOW
            self._chance = max(self._chance, self._share)
        if not is_straight:
            self._share -= self._share / WINDOW
        self._count += 1 + (0 if self._filled else self._run)
        if self._count >= WINDOW:
            noisy = 0
            for c in range(6):
                size = self._size[c] / self._count
                spans = LEAST_STEPS * self._step[c] <= size <= (MOST_MS2 if c < 3 else MOST_DPS)
                noisy += spans and self._turns[c] >= TO_AND_FRO * self._count
                self._turns[c] = self._size[c] = 0.0
            self._has_noise = self._has_noise or noisy >= NOISY
            self._count = 0
        if self._chance > MOST_CHANCE:
            self._has_noise = False
        else:
            self._needed = max(self._least, LN_CHANCE / math.log(self._chance))
