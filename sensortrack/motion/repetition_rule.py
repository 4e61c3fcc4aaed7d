"""What is a repetition: the rule "made concrete by us", with the running median it refers to."""

from __future__ import annotations

import math
from bisect import insort

LONG_S = 1.3
LONG_SHARE = 0.2
SHORT_SHARE = 0.5
USUAL_SHARE = 0.6
MOST_SHARE = 2.5
MOST_LEAST_DEG = 12.0
"""Whoever goes further than this multiple of the usual amplitude, and than this, does something else."""
CLEAR_DEG, SWAY_SHARE = 2.5, 6.0
"""A movement that may be smaller than this must be so many times the sway in rest."""
SHIFT_DEG, POWER = 6.0, 0.7
"""Below this amplitude a shift of posture looks like a slow repetition: the share falls with the time no faster."""
BIAS_DEG = 0.4
"""By so much sway and breathing make the highest point of an attempt too high."""
AGREEING = 3
"""So many small attempts of one size make their own reference, before there was any repetition."""


class RepetitionRule:
    """Decides which attempts are repetitions.

    An attempt counts from 50 % of the running median amplitude. One that stayed above half its own amplitude
    for at least 1.3 s, and for 60 % of the time that is usual for the person, counts from 20 %: it is a small
    repetition, where a short one is a beginning that was given up. In either case it counts from the exercise's
    least amplitude only. Below 6° a long one needs the more of the median the shorter it is, since shifts of
    posture are as large.
    Before the first repetition the expected amplitude stands in for the median; an attempt that is too small
    or far too large for it then stays undecided until there is something to compare it with.

    Parameters
    ----------
    expected_deg, least_deg : float
        Expected and least amplitude of the exercise, in deg.
    """

    def __init__(self, expected_deg: float, least_deg: float) -> None:
        self._expected_deg = expected_deg
        self._least_deg = least_deg
        self._accepted: list[float] = []
        self._above_half_s: list[float] = []
        self._undecided: list[tuple[float, float]] = []

    @property
    def reference_deg(self) -> float:
        """Running median amplitude of the repetitions; the expected one before the first."""
        return _median(self._accepted) if self._accepted else self._expected_deg

    @property
    def has_begun(self) -> bool:
        """Whether there was a repetition."""
        return bool(self._accepted)

    def decide(self, amplitude_deg: float, above_half_s: float, sway_deg: float) -> bool | None:
        """Whether an attempt is a repetition; None while that can't be told."""
        if amplitude_deg < self.least_deg(sway_deg):
            return False
        least_deg = BIAS_DEG + self._share(amplitude_deg, above_half_s) * (self.reference_deg - BIAS_DEG)
        if least_deg <= amplitude_deg <= self._most_deg(self.reference_deg):
            self._accept(amplitude_deg, above_half_s)
            return True
        if self._accepted:
            return False
        self._undecided.append((amplitude_deg, above_half_s))
        return None

    def _accept(self, amplitude_deg: float, above_half_s: float) -> None:
        insort(self._accepted, amplitude_deg)
        insort(self._above_half_s, above_half_s)

    def _most_deg(self, reference_deg: float) -> float:
        return max(MOST_SHARE * max(self._expected_deg, reference_deg), MOST_LEAST_DEG)

    def least_deg(self, sway_deg: float) -> float:
        """The least amplitude of a repetition: the exercise's, or more where that could be sway."""
        if self._least_deg >= CLEAR_DEG:
            return self._least_deg
        return max(self._least_deg, SWAY_SHARE * sway_deg)

    def _share(self, amplitude_deg: float, above_half_s: float) -> float:
        long_s = max(LONG_S, USUAL_SHARE * _median(self._above_half_s)) if self._above_half_s else LONG_S
        if above_half_s < long_s:
            return SHORT_SHARE
        if amplitude_deg >= SHIFT_DEG:
            return LONG_SHARE
        return max(LONG_SHARE, SHORT_SHARE * math.pow(long_s / above_half_s, POWER))

    def settle(self, *, final: bool) -> list[bool] | None:
        """Decide the undecided attempts, in their order; None while there is still nothing to tell by.

        With a repetition to compare with, they are compared with it. Without one, three of a size in a row are
        repetitions; at the end of the recording (`final`) so are fewer, unless they are too large.
        """
        if not self._undecided:
            return None
        latest = [amplitude_deg for amplitude_deg, _ in self._undecided[-AGREEING:]]
        if self._accepted:
            reference = self.reference_deg
        elif len(latest) == AGREEING and min(latest) >= SHORT_SHARE * max(latest):
            reference = max(latest)
        elif final:
            most_deg = self._most_deg(self._expected_deg)
            reference = max((a for a, _ in self._undecided if a <= most_deg), default=0.0)
        else:
            return None
        decided = [SHORT_SHARE * reference <= a <= self._most_deg(reference) for a, _ in self._undecided]
        for (amplitude_deg, above_half_s), yes in zip(self._undecided, decided, strict=True):
            if yes:
                self._accept(amplitude_deg, above_half_s)
        self._undecided.clear()
        return decided


def _median(ordered: list[float]) -> float:
    n, half = len(ordered), len(ordered) // 2
    return ordered[half] if n % 2 else 0.5 * (ordered[half - 1] + ordered[half])
