"""Whether the level that was taken for rest is the rest: holds differ from one repetition to the next, rests hardly.

A recording that begins in the middle of a hold has holds where others have rests. Followed from there the set is
inside out, and every hold time is that of a rest. A person's repetitions differ in how far they go, and come back to
where they began: so the level that changes more is that of the holds.
"""

from __future__ import annotations

import math
import statistics
from array import array
from collections.abc import Sequence
from itertools import pairwise

from ...records import Code, Outcome, Reason
from .excursion import Excursion

LEAST_REPETITIONS, LEAST_ALONE = 4, 7
"""Repetitions that are needed: three differences at least; six where the end of the set says nothing."""
LEAST_DEG = 0.3
"""Rests that differ less than sway and breathing move them are alike."""
SWAY_DEG = 0.1
"""Added to both changes, in deg: sway moves either level by about this much."""
TELLS = 0.7
"""Natural logarithm of the ratio of the changes. Read off simulated worlds: 1 in 100 sets that are followed rightly
lies above it, and most sets that are inside out do."""
TELLS_WITH_END = -0.3
"""The same where a set that opens at one level closes at the other: then one of the two ends is unusual."""
AS_FAR, NO_FURTHER = 0.6, 1.5
"""A set that ends so far out, as shares of the usual height, ends where holds are; further out is another posture."""
STAYED = 0.5
"""An excursion that has not come lower than this share of its height since its peak is still out."""


class WhichRest:
    """Gathers the levels of repetitions."""

    def __init__(self) -> None:
        self._rests_deg, self._tops_deg = array("d"), array("d")
        self._last_deg = 0.0

    def take(self, e: Excursion, outcome: Outcome) -> None:
        """Take the next excursion, and what it was."""
        still_out = outcome == "interrupted" and e.lowest_deg >= STAYED * e.peak_deg
        self._last_deg = e.peak_deg if still_out else 0.0
        if outcome == "repetition":
            self._rests_deg.append(e.rest_deg)
            self._tops_deg.append(e.rest_deg + e.direction * e.peak_deg)

    def is_inside_out(self, count: int | None = None) -> bool:
        """Whether the levels of the first `count` repetitions, or of all, tell that holds were taken for rests."""
        rest_deg, top_deg = _change(self._rests_deg[:count]), _change(self._tops_deg[:count])
        return rest_deg >= max(LEAST_DEG, math.exp(TELLS) * top_deg)

    def why_open(self) -> Reason | None:
        """Why it can't be told which level is the rest; None where nothing speaks against the one that was taken."""
        if len(self._tops_deg) < LEAST_REPETITIONS:
            return None
        rest_deg, top_deg = _change(self._rests_deg), _change(self._tops_deg)
        usual_deg = statistics.median(
            abs(b - a) for a, b in zip(self._rests_deg, self._tops_deg, strict=True)
        )
        ends_out = AS_FAR * usual_deg <= self._last_deg <= NO_FURTHER * usual_deg
        if ends_out and rest_deg + SWAY_DEG < math.exp(TELLS_WITH_END) * (top_deg + SWAY_DEG):
            return None
        alone = len(self._tops_deg) >= LEAST_ALONE
        if not ends_out and not (alone and self.is_inside_out()):
            return None
        return Reason(Code.START_POSE_OPEN, rest_deg=rest_deg, held_deg=top_deg)


def _change(levels_deg: Sequence[float]) -> float:
    """How much a level usually differs from the one before: a lasting shift of posture counts once."""
    return statistics.median(abs(b - a) for a, b in pairwise(levels_deg))
