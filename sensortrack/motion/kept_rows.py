"""A buffer that keeps the rows of some stretches when it lets go of the others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..records import FloatArray
from .sample_buffer import COLUMNS, TIME, SampleBuffer


class KeepingBuffer(SampleBuffer):
    """A buffer that keeps the rows within these stretches, as they are when the tracker has finished with them.

    Parameters
    ----------
    spans : sequence of (float, float)
        Stretches `[start_s, end_s)`.
    """

    def __init__(self, spans: Sequence[tuple[float, float]]) -> None:
        super().__init__()
        self._spans = spans
        self._kept: list[FloatArray] = []

    def forget_before(self, number: int) -> None:
        """Let go of the samples before that number, except those within the stretches."""
        self._keep(number)
        super().forget_before(number)

    def retained(self) -> FloatArray:
        """The rows (n, 17) of all stretches in order of time; the tracker must have finished."""
        self.forget_before(self.end)
        return np.concatenate(self._kept) if self._kept else np.empty((0, COLUMNS))

    def _keep(self, number: int) -> None:
        rows = self.rows(self.first, number)
        time_s = rows[:, TIME]
        wanted = np.zeros(len(rows), dtype=bool)
        for start_s, end_s in self._spans:
            low, high = time_s.searchsorted((start_s, end_s))
            wanted[low:high] = True
        if wanted.any():
            self._kept.append(rows[wanted])
