"""Many grid steps at a time: until an excursion ends, or what is going on changes.

Compiled (`run_segmenter.pxd`), as the state machine is: one step is a few dozen operations, and an hour has 180 000.
"""

from __future__ import annotations

from ...records import FloatArray
from ..sample_buffer import FIRST_UP, TIME
from .excursion import Excursion
from .segmenter import Segmenter
from .series import Series
from .unnoticed import Unnoticed

HOLD_LEVEL = 0.75
"""Stillness above this share of the height is a hold."""
RETURN_LEVEL = 0.9
"""A movement back below this share of the height is the return; above it the hold sways."""
FURTHER = 1.2
"""A hold becomes a way out again only beyond this multiple of its height: a hold that sways stays one."""


def run_segmenter(
    segmenter: Segmenter,
    s: Series,
    begin: int,
    end: int,
    first: int,
    step: int,
    phase: str,
    reported: int,
    unnoticed: Unnoticed | None,
) -> tuple[int, Excursion | None, str]:
    """Take grid steps `[begin, end)`; stop after one that ends an excursion or changes the phase.

    Parameters
    ----------
    s : Series
    first, step : int
        Sample number of grid step 0, and samples in a step.
    phase : str
        The phase before.
    reported : int
        Up to this sample number the phase isn't reported: the samples are gone through again.
    unnoticed : Unnoticed or None
        Watches what moves outside excursions, where that will be reported.

    Returns
    -------
    The next grid step, the excursion that has ended (or None), and the phase.
    """
    rows = s.rows
    for k in range(begin, end):
        number = first + k * step
        angle_deg, speed_dps = s.angle_deg[k], s.speed_dps[k]
        ended = segmenter.step(number, angle_deg, speed_dps, s.turn_dps[k], s.shake_ms2[k])
        if unnoticed is not None:
            x, y, z = rows[k, FIRST_UP], rows[k, FIRST_UP + 1], rows[k, FIRST_UP + 2]
            unnoticed.step(number, rows[k, TIME], x, y, z, segmenter, ended, angle_deg)
        now = live_phase(segmenter, angle_deg, speed_dps, phase) if number > reported else phase
        if ended is not None or now != phase:
            return k + 1, ended, now
    return end, None, phase


def run_unfollowed(unnoticed: Unnoticed, rows: FloatArray) -> None:
    """Watch grid rows of the buffer while nothing is followed that will be reported."""
    for k in range(rows.shape[0]):
        x, y, z = rows[k, FIRST_UP], rows[k, FIRST_UP + 1], rows[k, FIRST_UP + 2]
        unnoticed.step(0, rows[k, TIME], x, y, z, None, None, 0.0)


def live_phase(segmenter: Segmenter, angle_deg: float, speed_dps: float, before: str) -> str:
    """What is going on at one grid step, before it is known how it will end: rest, out, hold or return.

    `before` is the phase of the step before.
    """
    e = segmenter.excursion
    if e is None:
        return "rest"
    height, outward = e.direction * (angle_deg - e.rest_deg), e.direction * speed_dps
    moves = segmenter.goes_on or abs(outward) > segmenter.still_dps
    if moves and outward > 0.0 and height >= e.peak_deg - segmenter.onset_deg:
        return "out" if before != "hold" or height > FURTHER * e.peak_deg else before
    if not moves and height >= HOLD_LEVEL * e.peak_deg:
        return "hold"
    if moves and outward < 0.0 and height < RETURN_LEVEL * e.peak_deg:
        return "return"
    return before if before != "rest" else "out"
