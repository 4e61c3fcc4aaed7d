"""A movement outside all attempts, as it was watched."""

from __future__ import annotations

from typing import NamedTuple


class WatchedMovement(NamedTuple):
    """A movement that was in no attempt; angles in deg.

    Attributes
    ----------
    kind : str
        What was going on: unfollowed; begin, steps or lost, since which no rest level was known; rest; or shifted or
        into_pose, of an excursion that the segmenter let go of.
    onset_s, peak_s, end_s : float
    tilt_deg : float
        How far it tilted the sensor, whichever way; the height of an excursion.
    direction : int
        +1 or −1 along the axis; 0 where it wasn't measured along it.
    inward_deg : float
        How far it went against the exercise's way, from where it began.
    value, limit : float
        In rest: how far outward it was along the axis, and from where on an excursion begins. Of a shift: how high
        the attempt from there went, and by how much it had to go on to have left the shift's level.
    """

    kind: str
    onset_s: float
    peak_s: float
    end_s: float
    tilt_deg: float
    direction: int
    inward_deg: float
    value: float
    limit: float
