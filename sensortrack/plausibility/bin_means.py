"""Means of so many samples each, whichever way the samples are cut; compiled (`bin_means.pxd`)."""

from __future__ import annotations

import numpy as np

from ..records import FloatArray


class BinMeans:
    """Gathers samples into bins; they are added one after the other, so any cutting gives the same means.

    Parameters
    ----------
    size : int
        Samples in a bin.
    columns : int
        3 for the accelerometer alone, 6 with the gyroscope.

    Attributes
    ----------
    waiting : int
        So many samples wait for the rest of their bin.
    """

    def __init__(self, size: int, columns: int) -> None:
        self._size, self._columns = size, columns
        self._sums = np.zeros(columns)
        self.waiting = 0

    def begin(self) -> None:
        """Let go of the samples that wait."""
        self.waiting = 0
        self._sums[:] = 0.0

    def feed(self, acc: FloatArray, gyr: FloatArray | None) -> FloatArray:
        """Take the next samples, (n, 3) each; the means (k, columns) of the bins that have become whole."""
        means = np.empty(((self.waiting + acc.shape[0]) // self._size, self._columns))
        self._add(acc, gyr, means)
        return means

    def _add(self, acc: FloatArray, gyr: FloatArray | None, means: FloatArray) -> None:
        sums, size, whole = self._sums, self._size, 0
        for i in range(acc.shape[0]):
            for c in range(3):
                sums[c] += acc[i, c]
                if gyr is not None:
                    sums[3 + c] += gyr[i, c]
            self.waiting += 1
            if self.waiting == size:
                for c in range(self._columns):
                    means[whole, c] = sums[c] / size
                    sums[c] = 0.0
                self.waiting = 0
                whole += 1
