"""Samples that no sensor gives: beyond every range, or an acceleration of exactly nothing."""

from __future__ import annotations

import numpy as np

from ..records import Block
from .cut_out import CutOut, every
from .left_out import LeftOut
from .ranges import GAIN, Ranges


class LimitFilter:
    """Leaves out what each sample by itself shows to be none.

    Zeros on all three axes of the accelerometer are what loggers write where a sample is missing: even in free fall
    its noise and its offset aren't exactly 0 together.
    """

    def __init__(self, ranges: Ranges, left_out: LeftOut) -> None:
        self._most_acc, self._most_gyr = GAIN * ranges.acc_ms2, GAIN * ranges.gyr_dps
        self._left_out = left_out
        self._cut_out = CutOut()

    @property
    def open(self) -> bool:
        """Whether the next sample comes after one that was left out."""
        return self._cut_out.open

    def feed(self, block: Block) -> list[Block]:
        """Take the next samples; those that may be used."""
        beyond = ~every(np.abs(block.acc) <= self._most_acc)
        if block.gyr is not None:
            beyond |= ~every(np.abs(block.gyr) <= self._most_gyr)
        zero = every(block.acc == 0.0)
        self._left_out.note("range", block.time_s[beyond])
        self._left_out.note("zero", block.time_s[zero & ~beyond])
        return self._cut_out.cut(block, beyond | zero)

    def finish(self) -> list[Block]:
        """Nothing is held back."""
        return []
