"""What is a repetition: the rule "made concrete by us", with the running median it refers to."""

from __future__ import annotations

import math
from array import array
from bisect import insort
from collections.abc import Sequence

from ...records import Criterion
from ..rules import MovementRules, RepetitionDefinition
from ..spec import MovementSpec
from .asked import Asked
from .start_pose import one_posture_deg

MOST_SHARE, MOST_LEAST_DEG = 3.0, 12.0
"""A movement that goes further than this multiple of the usual amplitude, and than this in deg, is something else.
People bend by up to 2.7 times what is expected; sitting up from lying is 90°, which is more in most exercises."""
CLEAR_DEG, SWAY_SHARE = 2.5, 6.0
"""A movement that may be smaller than this must be so many times the sway in rest."""
POWER = 0.7
"""Where a shift of posture looks like a slow repetition the share falls with the time no faster than its power."""
BIAS_DEG = 0.4
"""By so much sway and breathing make the highest point of an attempt too high."""
AGREEING = 3
"""So many small attempts of one size make their own reference, before there was any repetition."""


class RepetitionRule:
    """Decides which attempts are repetitions.

    An attempt counts from the definition's `short_share` of the running median amplitude. One that was raised
    for `long_s`, and for `usual_share` of the time that is usual for the person, counts from `long_share`: it is
    a small repetition, where a short one is a beginning that was given up. In either case it counts from the
    exercise's least amplitude only, and only if it took `quickest_s`. Below `shift_deg` a long one needs the more
    of the median the shorter it is, since shifts of posture are as large.
    Before the first repetition the expected amplitude stands in for the median; an attempt that is too small
    or far too large for it then stays undecided until there is something to compare it with.

    Parameters
    ----------
    expected_deg, least_deg : float
        Expected and least amplitude of the exercise, in deg.
    definition : RepetitionDefinition

    Attributes
    ----------
    reference_deg : float
        Running median amplitude of the repetitions; the expected one before the first.
    """

    def __init__(self, expected_deg: float, least_deg: float, definition: RepetitionDefinition) -> None:
        self._expected_deg, self._definition = expected_deg, definition
        self._least_deg = least_deg
        self.reference_deg = expected_deg
        self._accepted = array("d")
        self._raised_s = array("d")
        self._undecided: list[tuple[float, float, Asked]] = []

    @property
    def most_deg(self) -> float:
        """Beyond this a movement is no repetition."""
        return self._most_deg(self.reference_deg)

    @property
    def has_begun(self) -> bool:
        """Whether there was a repetition."""
        return bool(self._accepted)

    def decide(
        self,
        amplitude_deg: float,
        raised_s: float,
        sway_deg: float,
        asked: Asked | None = None,
        *,
        took_s: float = math.inf,
    ) -> bool | None:
        """Whether an attempt is a repetition, by what it is `asked`; None while that can't be determined."""
        asked = Asked() if asked is None else asked
        usual_deg = asked.usual_deg = self.reference_deg
        if not asked.passes(Criterion.LEAST, amplitude_deg, self.least_deg(sway_deg)):
            return False
        share_deg = BIAS_DEG + self._share(amplitude_deg, raised_s) * (usual_deg - BIAS_DEG)
        most_deg = self._most_deg(usual_deg)
        sized = asked.passes(Criterion.SHARE, amplitude_deg, share_deg) and asked.passes(
            Criterion.MOST, amplitude_deg, most_deg
        )
        if not sized:
            if self._accepted:
                return False
            asked.leave_open()
        if not asked.passes(Criterion.TOOK, took_s, self._definition.quickest_s):
            return False
        if sized:
            self._accept(amplitude_deg, raised_s)
            return True
        self._undecided.append((amplitude_deg, raised_s, asked))
        return None

    def _accept(self, amplitude_deg: float, raised_s: float) -> None:
        insort(self._accepted, amplitude_deg)
        self.reference_deg = _median(self._accepted)
        insort(self._raised_s, raised_s)

    def _most_deg(self, reference_deg: float) -> float:
        most_deg = max(MOST_SHARE * max(self._expected_deg, reference_deg), MOST_LEAST_DEG)
        return min(most_deg, one_posture_deg(self._expected_deg))

    def least_deg(self, sway_deg: float) -> float:
        """The least amplitude of a repetition: the exercise's, or more where that could be sway."""
        if self._least_deg >= CLEAR_DEG:
            return self._least_deg
        return max(self._least_deg, SWAY_SHARE * sway_deg)

    def _share(self, amplitude_deg: float, raised_s: float) -> float:
        d = self._definition
        long_s = max(d.long_s, d.usual_share * _median(self._raised_s)) if self._raised_s else d.long_s
        if raised_s < long_s:
            return d.short_share
        if amplitude_deg >= d.shift_deg:
            return d.long_share
        return max(d.long_share, d.short_share * math.pow(long_s / raised_s, POWER))

    def settle(self, *, final: bool) -> list[bool] | None:
        """Decide the undecided attempts, in their order; None while there is still nothing to tell by.

        With a repetition to compare with, they are compared with it. Without one, three of a size in a row are
        repetitions; at the end of the recording (`final`) so are fewer, unless they are too large.
        """
        if not self._undecided:
            return None
        share = self._definition.short_share
        latest = [amplitude_deg for amplitude_deg, *_ in self._undecided[-AGREEING:]]
        if self._accepted:
            reference = self.reference_deg
        elif len(latest) == AGREEING and min(latest) >= share * max(latest):
            reference = max(latest)
        elif final:
            most_deg = self._most_deg(self._expected_deg)
            reference = max((a for a, *_ in self._undecided if a <= most_deg), default=0.0)
        else:
            return None
        most_deg = self._most_deg(reference)
        decided = []
        for amplitude_deg, _, asked in self._undecided:
            asked.usual_deg = reference
            decided.append(
                asked.passes(Criterion.SHARE_LATER, amplitude_deg, share * reference)
                and asked.passes(Criterion.MOST_LATER, amplitude_deg, most_deg)
            )
        for (amplitude_deg, raised_s, _), yes in zip(self._undecided, decided, strict=True):
            if yes:
                self._accept(amplitude_deg, raised_s)
        self._undecided.clear()
        return decided


def new_rule(spec: MovementSpec, rules: MovementRules) -> RepetitionRule:
    """The rule before there was any attempt."""
    return RepetitionRule(spec.amplitude_deg, spec.least_amplitude_deg, rules.repetition)


def _median(ordered: Sequence[float]) -> float:
    n, half = len(ordered), len(ordered) // 2
    return ordered[half] if n % 2 else 0.5 * (ordered[half - 1] + ordered[half])
