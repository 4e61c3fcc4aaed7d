"""Where in a row of repetitions the axis turned by more than it scatters; compiled (`axis_turns.pxd`)."""

from __future__ import annotations

import math

from ...records import FloatArray

HEADING_DEG, JUMP_DEG, YAW_DEG = range(3)
"""What is known of each repetition: the axis's heading about the vertical; how far the rest posture jumped, and how far
the sensor turned about the vertical, since the repetition before."""
SIZE = 3
"""How many there are."""
TURN_DEG = 9.0
"""An axis that is wrong by so little costs 1 % of the angle."""
HINT_JUMP_DEG, HINT_YAW_DEG, HINT_YAW_RATIO = 4.0, 8.0, 3.0
"""A smaller jump hints at a slip, and so does a turn about the vertical that is so large, and larger than usual."""
ERRORS, ERRORS_WITH_HINT, ERRORS_WITH_YAW = 6.0, 3.5, 2.5
"""The axis must turn by so many of its standard errors."""
SIDE, SIDE_WITH_HINT = 3, 2
"""Repetitions that are needed before a turn of the axis, and after it."""
SCATTER_DEG, SCATTER_WEIGHT = 6.0, 2.0
"""What the axes of the repetitions scatter by, worth so many repetitions beside the person's own."""


def axis_turn(axes: FloatArray, count: int) -> tuple[int, float, float]:
    """The first repetition before which the axis turned, by how much in deg, and the most that isn't a slip.

    Parameters
    ----------
    axes : (≥ count, 3) float
        A row for each repetition.

    Returns
    -------
    0 in place of the repetition where the axis turned nowhere.
    """
    headings = squares = yaws = 0.0
    for i in range(count):
        headings += axes[i, HEADING_DEG]
        squares += axes[i, HEADING_DEG] * axes[i, HEADING_DEG]
        yaws += axes[i, YAW_DEG] * axes[i, YAW_DEG]
    before_deg = 0.0
    for k in range(count - SIDE_WITH_HINT + 1):
        if k >= SIDE_WITH_HINT:
            yaw, first = axes[k, YAW_DEG], axes[0, YAW_DEG]
            usual_deg = math.sqrt(max(0.0, yaws - first * first - yaw * yaw) / max(count - 2, 1))
            yawed = abs(yaw) > max(HINT_YAW_DEG, HINT_YAW_RATIO * usual_deg)
            hinted = yawed or axes[k, JUMP_DEG] > HINT_JUMP_DEG
            if hinted or (k >= SIDE and count - k >= SIDE):
                size, limit = _turn_before(k, count, before_deg, headings, squares, yaw, yawed, hinted)
                if size > limit:
                    return k, size, limit
        before_deg += axes[k, HEADING_DEG]
    return 0, 0.0, 0.0


def _turn_before(
    k: int,
    count: int,
    before_deg: float,
    all_deg: float,
    squares: float,
    yaw_deg: float,
    yawed: bool,
    hinted: bool,
) -> tuple[float, float]:
    """Turn between repetitions k − 1 and k, and its limit; from sums of the first headings, of all, and squares."""
    before, after = float(k), float(count - k)
    first, last = before_deg / before, (all_deg - before_deg) / after
    change = last - first
    scatter = max(0.0, squares - before * first * first - after * last * last)
    variance = (scatter + SCATTER_WEIGHT * SCATTER_DEG * SCATTER_DEG) / (
        before + after - 2.0 + SCATTER_WEIGHT
    )
    error = math.sqrt(variance * (1.0 / before + 1.0 / after))
    if yawed:  # as the sensor turns on the body, the body's axis turns the other way in the sensor's axes
        turned = -math.copysign(1.0, yaw_deg) * change
        return turned, max(0.5 * abs(yaw_deg), ERRORS_WITH_YAW * error)
    return abs(change), max(TURN_DEG, (ERRORS_WITH_HINT if hinted else ERRORS) * error)
