"""What the end of an excursion was decided by: the segmenter leaves value and limit with it, here they get a name."""

from __future__ import annotations

from ...records import Criterion
from .asked import Asked
from .excursion import Excursion

CRITERIA = {
    "home": Criterion.HOME,
    "next": Criterion.NEXT,
    "settled": Criterion.STAYED,
    "moved": Criterion.STAYED,
    "lost": Criterion.LASTED,
    "steps": Criterion.STEPS,
    "turning": Criterion.TURNING,
}
"""Where the samples ended before it did nothing was asked."""
COMPLETE = ("home", "next", "settled")


def ask_end(e: Excursion, asked: Asked) -> bool:
    """Keep what ended an excursion; whether it came back."""
    criterion = CRITERIA.get(e.ended_by)
    if criterion is not None:
        asked.passes(criterion, e.end_value, e.end_limit)
    return e.ended_by in COMPLETE
