"""Whether an exercise to both sides is followed from one of them: then each movement halts about halfway.

A recording that begins in the hold of one side shows this: from there the movement goes to the other side and back,
twice as far as it should, always the same way, and halts out and back where the exercise starts from.
"""

from __future__ import annotations

import numpy as np

from ...records import FloatArray
from ..orientation.inclination import MovementFrame, normalised
from ..sample_buffer import SLOW_RATE, UP
from ..vectors import Vector, sizes

LOW, HIGH = 0.2, 0.8
"""Shares of the height between which a way may halt: the sides needn't be equally far."""
WIDTH, STEP = 0.2, 0.05
"""A halt is looked for in a window of this share of the height, which is moved by that one."""
HALT = 0.7
"""A way on which one window takes longer than this share of the time outside it, between `LOW` and `HIGH`, halts there.
In one smooth movement that is 0.5 (minimum jerk, constant speed), in two after one another 1.4 and more."""
ENOUGH = 2
"""This many movements are enough: one way in ten pauses somewhere."""


class Halfway:
    """Gathers where the movements from a pose halt halfway."""

    def __init__(self) -> None:
        self._tilts: list[FloatArray] = []
        self._halts: list[FloatArray] = []
        self._all = True

    def take(self, rows: FloatArray, peak: int, frame: MovementFrame) -> None:
        """Take a movement.

        Parameters
        ----------
        rows : (n, k) float
            Of the buffer.
        peak : int
            Its highest row.
        frame : MovementFrame
            Its start pose is where the movement began.
        """
        if not self._all:
            return
        tilt = frame.tilt(rows[:, UP])
        self._tilts.append(tilt[peak].copy())
        halts = [_halt(rows[:peak], sizes(tilt[:peak])), _halt(rows[peak:], sizes(tilt[peak:]))]
        if any(halt is None for halt in halts):
            self._all = False
        self._halts += [halt for halt in halts if halt is not None]

    @property
    def open(self) -> bool:
        """Whether another movement may still show that the pose is one side: all halted halfway, and went one way."""
        one_way = all(float(tilt @ self._tilts[0]) > 0.0 for tilt in self._tilts)
        return self._all and one_way and len(self._tilts) > 0

    @property
    def middle(self) -> Vector | None:
        """The up direction in which the movements halted, where there are enough of them."""
        if not self.open or len(self._tilts) < ENOUGH:
            return None
        x, y, z = np.mean(self._halts, axis=0)
        return normalised((float(x), float(y), float(z)))


def _halt(way: FloatArray, height_deg: FloatArray) -> FloatArray | None:
    """The up direction where a way halts about halfway; None where it doesn't."""
    share = height_deg / max(float(np.max(height_deg, initial=0.0)), 1e-9)
    between = share[(share > LOW) & (share < HIGH)]
    starts = np.arange(LOW, HIGH - WIDTH + 0.5 * STEP, STEP)
    counts = [np.count_nonzero((between >= start) & (between < start + WIDTH)) for start in starts]
    most = int(np.argmax(counts))
    if counts[most] <= HALT * (len(between) - counts[most]):
        return None
    there = way[(share >= starts[most]) & (share < starts[most] + WIDTH)]
    halt: FloatArray = there[int(np.argmin(sizes(there[:, SLOW_RATE]))), UP].copy()
    return halt
