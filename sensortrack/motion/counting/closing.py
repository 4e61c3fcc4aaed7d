"""Where a set closes: in rest, in a hold, or on the way between them.

A person who gets up or walks off passes by either level. They left from the one in which they kept still last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...records import FloatArray
from ..sample_buffer import UP, SampleBuffer
from ..vectors import Vector
from .excursion import Excursion

BoolArray = NDArray[np.bool_]

LOOKED_BACK_S = 20.0
"""The latest excursion is looked at again where the samples end if it began within this time, in s, before: the buffer
remembers no more than that."""
LOOKED_ON_S = 3.0
"""The person is looked at for this time, in s, after an excursion: getting up or lying down takes no longer to show."""
MEAN_S, STILL_S, STILL_DEG = 0.1, 0.4, 1.2
"""A person keeps still who turns by less than this angle, in deg, in `STILL_S`: sway and the deepest breath turn by
less. Both directions are means over the first."""
APART = round(STILL_S / MEAN_S)
NEAR = 0.4
"""A person is in a level if it is nearer than this share of the height: halfway the person is in neither."""
ELSEWHERE, ELSEWHERE_DEG = 0.5, 10.0
"""A person is where the movement doesn't go who would make a detour of more than this share of the height, and of more
than this angle, in deg, from rest to hold by way of there: the largest repetition goes beyond the others by less."""
ON_THE_WAY = 0.2
"""A person who moves while further than this share of the height from either level is on the way: nearer by they are
there but for the last moment."""
AS_FAR, NO_FURTHER = 0.6, 1.5
"""A set ends in a hold if it ends between these shares of the usual height. A person further out is in another
posture."""


@dataclass(frozen=True, slots=True)
class Levels:
    """The up directions of the latest rests and of the holds that followed them, and how far apart they usually are."""

    rests: Sequence[Vector]
    tops: Sequence[Vector]
    height_deg: float

    def are_left(self, up: FloatArray) -> BoolArray:
        """At which up directions (n, 3) a person has left: no repetition goes there, or nearly there."""
        detours_deg = [
            0.5 * (_angles_deg(up, rest) + _angles_deg(up, top) - _angles_deg(np.array([rest]), top))
            for rest, top in zip(self.rests, self.tops, strict=True)
        ]
        left: BoolArray = np.min(detours_deg, axis=0) > max(ELSEWHERE * self.height_deg, ELSEWHERE_DEG)
        return left


def closes_in(
    e: Excursion,
    last: int,
    levels: Levels,
    buffer: SampleBuffer,
    rate_hz: float,
    *,
    came_home: bool,
    going_on: bool = False,
) -> int:
    """1 where the latest excursion left the person in rest, −1 in a hold, 0 on the way.

    Parameters
    ----------
    e : Excursion
    last : int
        Number of the last sample that is known.
    levels : Levels
    buffer, rate_hz : SampleBuffer, float
    came_home, going_on : bool
        Whether the excursion came back to the rest, and whether it has not ended.
    """
    each = max(1, round(MEAN_S * rate_hz))
    end = last if going_on else e.end
    up = _means(buffer.rows(e.onset, min(last, end + round(LOOKED_ON_S * rate_hz)) + 1), each)
    left = np.nonzero(levels.are_left(up))[0]
    if len(left):
        return _latest_level(up[: int(left[0])], levels)
    if came_home or e.lowest_deg > NO_FURTHER * levels.height_deg:
        return 1
    between = ON_THE_WAY * levels.height_deg < e.lowest_deg < (1.0 - ON_THE_WAY) * levels.height_deg
    if between and (going_on or e.ended_by == "cut"):
        turned_deg = _turned_deg(_means(buffer.rows(end + 1 - (APART + 1) * each, end + 1), each))
        if len(turned_deg) and turned_deg[-1] > STILL_DEG:
            return 0
    return -1 if e.lowest_deg >= AS_FAR * levels.height_deg else 1


def _latest_level(up: FloatArray, levels: Levels) -> int:
    """In which level a person kept still last: 1 for the rest, or where it was in none, −1 for the hold."""
    still = up[APART:][_turned_deg(up) < STILL_DEG]
    at_rest, at_top = (
        _angles_deg(still, level) <= NEAR * levels.height_deg for level in (levels.rests[-1], levels.tops[-1])
    )
    in_level = np.nonzero(at_rest | at_top)[0]
    return -1 if len(in_level) and at_top[in_level[-1]] else 1


def _means(rows: FloatArray, each: int) -> FloatArray:
    """The up directions of these rows, a mean over so many each."""
    count = len(rows) // each
    means: FloatArray = np.mean(rows[: count * each, UP].reshape(count, each, 3), axis=1)
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    return means


def _turned_deg(up: FloatArray) -> FloatArray:
    """How far each mean but the first ones is from that of `STILL_S` before."""
    cosines = np.sum(up[APART:] * up[:-APART], axis=1)
    turned: FloatArray = np.degrees(np.arccos(np.clip(cosines, -1.0, 1.0)))
    return turned


def _angles_deg(up: FloatArray, direction: Vector) -> FloatArray:
    angles: FloatArray = np.degrees(np.arccos(np.clip(up @ np.array(direction), -1.0, 1.0)))
    return angles
