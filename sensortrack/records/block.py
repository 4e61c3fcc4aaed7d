"""A block: a run of samples without a gap, as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A run of samples without a gap.

    Two blocks that follow one another are one run cut in two, unless the second says `after_gap`. Arrays with strides,
    such as every second sample of a longer one, are copied.

    Attributes
    ----------
    time_s : (n,) float64
        Sample times, rising.
    acc : (n, 3) float64
        Specific force in m/s² (at rest an axis that points up reads +9.8).
    gyr : (n, 3) float64 or None
        Angular rate in deg/s; None where the sensor has no gyroscope.
    host_time_s : (n,) float64 or None
        When the host received each sample, where that is known.
    markers : tuple of (float, str)
        Time in s and text of the marks that were set within the block.
    after_gap : bool
        True where samples are known to be missing before the first one.
    rate_hz : float or None
        Sampling rate of the block where it isn't the recording's.
    """

    time_s: FloatArray
    acc: FloatArray
    gyr: FloatArray | None
    host_time_s: FloatArray | None = None
    markers: tuple[tuple[float, str], ...] = ()
    after_gap: bool = False
    rate_hz: float | None = None

    def __post_init__(self) -> None:
        gyr, host = self.gyr, self.host_time_s
        if (
            self.time_s.flags.c_contiguous
            and self.acc.flags.c_contiguous
            and (gyr is None or gyr.flags.c_contiguous)
            and (host is None or host.flags.c_contiguous)
        ):
            return
        # The compiled loops go through memory in order: a view with strides, such as every second sample, is copied.
        for name in ("time_s", "acc", "gyr", "host_time_s"):
            array = getattr(self, name)
            if array is not None:
                object.__setattr__(self, name, np.ascontiguousarray(array))

    def __len__(self) -> int:
        return len(self.time_s)

    def __repr__(self) -> str:
        if not len(self):
            return "Block(0 samples)"
        sensors = "acc" if self.gyr is None else "acc and gyr"
        gap = ", after a gap" if self.after_gap else ""
        return (
            f"Block({len(self)} samples of {sensors}, {self.time_s[0]:.3f} to {self.time_s[-1]:.3f} s{gap})"
        )

    def cut(self, start: int, stop: int) -> Block:
        """Samples `[start, stop)` as a block; only one that holds the first sample keeps `after_gap`."""
        time = self.time_s[start:stop]
        markers = self.markers
        if markers:
            low = time[0] if len(time) else np.inf
            high = np.inf if stop >= len(self) else self.time_s[stop]
            markers = tuple(m for m in markers if (start == 0 or low <= m[0]) and m[0] < high)
        return Block(
            time,
            self.acc[start:stop],
            None if self.gyr is None else self.gyr[start:stop],
            None if self.host_time_s is None else self.host_time_s[start:stop],
            markers,
            self.after_gap and start == 0,
            self.rate_hz,
        )

    def chunks(self, size: int) -> Iterator[Block]:
        """The same samples, `size` at a time."""
        for start in range(0, len(self), size):
            yield self.cut(start, start + size)
