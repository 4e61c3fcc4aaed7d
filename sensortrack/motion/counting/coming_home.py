"""How near an excursion has come back to where it began, or to a shelf on its way.

Heights are in deg above the rest level that it began from. Compiled (`coming_home.pxd`), as the state machine is that
asks at each step.
"""

from __future__ import annotations

from .excursion import Excursion

HOME = 0.25
"""Within this share of its height, and of the usual one, an excursion is home."""
HALF_WAY = 0.5
"""Below this share of its height an excursion is on its way home; above this share of its shelf's it is still there."""
RISE_FROM_VALLEY = 0.25
"""What rises from its lowest point by this share of its height goes out again."""


def near_deg(e: Excursion, usual_deg: float) -> float:
    """Up to this height, in deg, an excursion is home."""
    return HOME * min(e.peak_deg, usual_deg)


def low_enough_deg(e: Excursion, usual_deg: float, shift_deg: float) -> float:
    """Up to this height, in deg, stillness is a rest: the person may have shifted by up to `shift_deg`."""
    return min(HALF_WAY * e.peak_deg, max(near_deg(e, usual_deg), shift_deg))


def rise_deg(e: Excursion, onset_deg: float) -> float:
    """A rise from the lowest point by more than this, in deg, is going out again."""
    return max(RISE_FROM_VALLEY * e.peak_deg, onset_deg)


def is_at_shelf(e: Excursion, height_deg: float, usual_deg: float) -> bool:
    """Whether it has come back to the shelf that it had left."""
    above_deg = height_deg - e.shelf_deg
    return e.may_have_shifted() and abs(above_deg) <= HOME * min(e.peak_deg - e.shelf_deg, usual_deg)


def came_back_to_shelf(e: Excursion, usual_deg: float) -> bool:
    """Whether the lowest point since its peak is at its shelf, and not where it began."""
    near = near_deg(e, usual_deg)
    home_deg = near if e.shelf_deg > near else 0.0
    return is_at_shelf(e, e.lowest_deg, usual_deg) and e.lowest_deg > max(HALF_WAY * e.shelf_deg, home_deg)
