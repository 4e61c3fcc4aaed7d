"""The last guard before the arithmetic: samples that no computation can use are left out, and leave gaps.

Implausible samples were reported earlier, where they came in. This guard catches only values that would end in NaN,
infinity or a crash, whatever their source: NaN, infinity, and numbers so large that their squares overflow.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ..errors import DataError
from ..plausibility.limits import all_within
from ..records import Block

MOST = 1e12
"""Largest time in s, acceleration in m/s² and rate in deg/s that is computed with. No sensor's values come near it, its
fourth power is far below the largest float, and times of this size still differ by a tenth of a millisecond."""
MOST_RATE_HZ = 1e5
"""Highest sampling rate in Hz: the time grid counts samples, and no inertial sensor samples this fast."""


def check_rates(rate_hz: float, declared_hz: float | None) -> None:
    """Refuse rates that can't be computed with.

    Raises DataError where the rate, or the declared one, isn't finite or is beyond `MOST_RATE_HZ`.
    """
    for name, hz in (("a rate", rate_hz), ("a declared rate", declared_hz)):
        if hz is not None and not (math.isfinite(hz) and hz <= MOST_RATE_HZ):
            raise DataError(
                f"{name} of {hz:g} Hz",
                expected=f"at most {MOST_RATE_HZ:g} Hz",
                hint="Correct the rate of the recording.",
            )


class Carried:
    """Lets through the samples that can be computed with.

    Attributes
    ----------
    left_out : int
        Number of samples that were left out.
    """

    def __init__(self) -> None:
        self.left_out = 0
        self._torn = False

    def whole(self, block: Block) -> bool:
        """Whether the block can be taken as it is: no sample in it or just before it was left out."""
        return all_within(block.time_s, block.acc, block.gyr, MOST) and not self._torn

    def parts(self, block: Block) -> Iterator[Block]:
        """The runs of the block that are left, each after a gap."""
        columns = [block.time_s[:, None], block.acc, *([] if block.gyr is None else [block.gyr])]
        good = np.all(np.abs(np.hstack(columns)) <= MOST, axis=1)
        self.left_out += int(np.count_nonzero(~good))
        edges = np.flatnonzero(np.diff(good, prepend=False, append=False)).tolist()
        for start, stop in zip(edges[::2], edges[1::2], strict=True):
            torn = self._torn or start > 0
            self._torn = False
            part = block.cut(start, stop)
            yield replace(part, after_gap=True) if torn else part
        self._torn = not good[-1] or self._torn

    def message(self) -> tuple[str, ...]:
        """What a reader must know about the samples left out; empty if there were none."""
        if not self.left_out:
            return ()
        samples = "1 sample was" if self.left_out == 1 else f"{self.left_out} samples were"
        return (
            f"{samples} left out, as gaps: a time or a value in them is no number, infinite or beyond {MOST:g}",
        )
