"""From samples to rows of the buffer: orientation, rates without bias, and what the state machine needs of them.

The start pose tells the gyroscope's bias at once, where the orientation filter alone would take some twenty
seconds to find it; so once the pose is found, the rows until then are filtered again with that bias.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ..records import Block, FloatArray
from .butterworth import lowpass
from .counting.shake import Shake
from .counting.start_pose import Pose
from .iir import causal
from .orientation.estimate import GyroscopeUp, UpFilter, up_filter
from .orientation.inclination import MovementFrame, normalised
from .sample_buffer import ACC, GYR, RATE, SHAKE, SLOW_RATE, TIME, UP, SampleBuffer
from .vectors import Vector

SLOW_CUTOFF_HZ = 3.0
EDGE_S = 0.3
"""The up direction at either end of the start pose is the accelerometer's mean over so long."""


class FrontEnd:
    """Filters blocks into a buffer; any cutting gives the same rows, to the bit.

    Parameters
    ----------
    rate_hz : float
    has_gyroscope : bool
    """

    def __init__(self, rate_hz: float, *, has_gyroscope: bool) -> None:
        self.rate_hz, self.has_gyroscope = rate_hz, has_gyroscope
        self.buffer = SampleBuffer()
        self._slow = lowpass(2, SLOW_CUTOFF_HZ, rate_hz)
        self._bridges: dict[int, int] = {}
        self.begin_run()

    def begin_run(self) -> None:
        """Start anew, as after a long gap: the orientation isn't known."""
        self._shake = Shake(self.rate_hz)
        self._begin_orientation()

    def _begin_orientation(self) -> None:
        self._filter: UpFilter = up_filter(self.rate_hz, has_gyroscope=self.has_gyroscope)
        self._slow_state = np.zeros((len(self._slow), 3, 2))
        self._bridges.clear()

    def feed(self, block: Block) -> None:
        """Filter the next samples into the buffer."""
        rows = self.buffer.extend(len(block))
        rows[:, TIME], rows[:, ACC] = block.time_s, block.acc
        rows[:, GYR] = 0.0 if block.gyr is None else block.gyr
        self._orient(rows)
        self._shake.feed(rows[:, ACC], rows[:, SHAKE])

    def bridge(self, missing: int) -> None:
        """Carry the orientation over `missing` lost samples."""
        self._bridges = {n: m for n, m in self._bridges.items() if n > self.buffer.first}
        self._bridge_at(self.buffer.end, missing)

    def know_pose(self, pose: Pose, first: int) -> Vector:
        """Filter the rows from number `first` on again, with the bias that the pose tells.

        Returns the up direction in the pose, in the sensor's axes.
        """
        rows = self.buffer.rows(pose.start, pose.end)
        if self.has_gyroscope:
            bias_dps = self._bias(rows)
            bridges = {n: m for n, m in self._bridges.items() if n > first}
            self._begin_orientation()
            assert isinstance(self._filter, GyroscopeUp)
            self._filter.know_bias(bias_dps)
            cuts = [first, *sorted(bridges), self.buffer.end]
            for start, stop in pairwise(cuts):
                if start in bridges:
                    self._bridge_at(start, bridges[start])
                self._orient(self.buffer.rows(start, stop))
        x, y, z = np.mean(self.buffer.rows(pose.start, pose.end)[:, UP], axis=0)
        return normalised((float(x), float(y), float(z)))

    def _bridge_at(self, number: int, missing: int) -> None:
        self._bridges[number] = missing
        self._filter.bridge(missing)

    def _orient(self, rows: FloatArray) -> None:
        """Fill in what the samples of the rows tell of orientation and rate."""
        gyr = rows[:, GYR] if self.has_gyroscope else None
        self._filter.fill(rows[:, ACC], gyr, rows[:, UP], rows[:, RATE])
        causal(self._slow, self._slow_state, rows[:, RATE], rows[:, SLOW_RATE])

    def _bias(self, rows: FloatArray) -> FloatArray:
        """Mean rate in the pose, less the turn that the accelerometer saw meanwhile: sway and breath go on."""
        edge = min(max(2, round(EDGE_S * self.rate_hz)), len(rows) // 2)
        first, last = (np.mean(part[:, ACC], axis=0) for part in (rows[:edge], rows[-edge:]))
        middle = rows[edge // 2 : len(rows) - edge // 2]
        duration_s = float(middle[-1, TIME] - middle[0, TIME])
        start = MovementFrame(normalised((float(first[0]), float(first[1]), float(first[2]))))
        turn = start.tilt((last / np.sqrt(np.sum(last * last)))[None, :])[0]
        bias: FloatArray = np.mean(middle[:, GYR], axis=0) - turn / duration_s
        return bias
