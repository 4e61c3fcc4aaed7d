"""From samples to rows of the buffer: orientation, rates without bias, and what the state machine needs of them.

The start pose tells the gyroscope's bias at once, where the orientation filter alone would take some twenty
seconds to find it; so once the pose is found, the rows until then are filtered again with that bias.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from ..records import Block, FloatArray
from .butterworth import lowpass
from .counting.shake import Shake
from .counting.start_pose import Pose
from .iir import causal
from .orientation.estimate import KNOWN_BIAS_SIGMA_DPS, GyroscopeUp, UpFilter, cross, up_filter
from .orientation.inclination import normalised
from .sample_buffer import ACC, GYR, RATE, SHAKE, SLOW_RATE, UP, SampleBuffer
from .vectors import Vector

SLOW_CUTOFF_HZ = 3.0
"""The angular rate is low-passed here, in Hz, for the state machine: the exercises are slower, tremor is quicker."""
SWAY_DPS = 1.0
"""Standard deviation, in deg/s, of the mean rate at which sway and breath turn a person in a still pose: restless sway,
0.45 deg at 0.3 Hz, turns by 0.85 deg/s, root mean square. Assumed."""
SHAKE_CYCLES = (2.0, 3.0, 4.0)
"""How much shaking passes for a turn shows in the force's waves of so many cycles in a still pose: a turn of the whole
pose is one of a single cycle."""
STAYED_DEG = 3.0
"""A person who has turned by less than this since the first sample, in deg, was in the pose all along: sway is less."""


class FrontEnd:
    """Filters blocks into a buffer; any cutting gives the same rows, to the bit.

    Parameters
    ----------
    buffer : SampleBuffer or None
        Where the rows go; None makes one.
    """

    def __init__(self, rate_hz: float, *, has_gyroscope: bool, buffer: SampleBuffer | None = None) -> None:
        self.rate_hz, self.has_gyroscope = rate_hz, has_gyroscope
        self.buffer = SampleBuffer() if buffer is None else buffer
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
        rows = self.buffer.take(block.time_s, block.acc, block.gyr)
        self._orient(rows)
        self._shake.feed(block.acc, rows[:, SHAKE])

    def bridge(self, missing: int) -> None:
        """Carry the orientation over `missing` lost samples."""
        self._bridges = {n: m for n, m in self._bridges.items() if n > self.buffer.first}
        self._bridge_at(self.buffer.end, missing)

    def know_pose(self, pose: Pose, first: int) -> None:
        """Filter the rows from number `first` on again, with the bias that the pose tells."""
        rows = self.buffer.rows(pose.start, pose.end)
        if self.has_gyroscope:
            bias_dps, sigma_dps = self._bias(rows)
            first_up = self._first_up(first, pose, bias_dps)
            bridges = {n: m for n, m in self._bridges.items() if n > first}
            self._begin_orientation()
            assert isinstance(self._filter, GyroscopeUp)
            self._filter.know_bias(bias_dps, math.hypot(KNOWN_BIAS_SIGMA_DPS, sigma_dps))
            if first_up is not None:
                self._filter.know_up(first_up)
            cuts = [first, *sorted(bridges), self.buffer.end]
            for start, stop in pairwise(cuts):
                if start in bridges:
                    self._bridge_at(start, bridges[start])
                self._orient(self.buffer.rows(start, stop))

    def _first_up(self, first: int, pose: Pose, bias_dps: FloatArray) -> Vector | None:
        """Up at row `first`, by the mean force until the end of a pose that the person was in since then; else None.

        A single sample that is shaken by tremor would begin tens of degrees off.
        """
        rows = self.buffer.rows(first, pose.end)
        turned_deg = np.cumsum(rows[:, GYR] - bias_dps, axis=0) / self.rate_hz
        bridged = any(first < number < pose.end for number in self._bridges)
        if bridged or not len(rows) or np.max(np.abs(turned_deg)) > STAYED_DEG:
            return None
        x, y, z = np.mean(rows[:, ACC] + cross(np.radians(turned_deg), rows[:, ACC]), axis=0)
        return normalised((float(x), float(y), float(z)))

    def _bridge_at(self, number: int, missing: int) -> None:
        self._bridges[number] = missing
        self._filter.bridge(missing)

    def _orient(self, rows: FloatArray) -> None:
        """Fill in what the samples of the rows tell of orientation and rate."""
        gyr, rate = rows[:, GYR] if self.has_gyroscope else None, rows[:, RATE]
        self._filter.fill(rows[:, ACC], gyr, rows[:, UP], rate)
        causal(self._slow, self._slow_state, rate, rows[:, SLOW_RATE])

    def _bias(self, rows: FloatArray) -> tuple[FloatArray, float]:
        """Mean rate in the pose, less the turn that the accelerometer saw meanwhile: sway and breath go on.

        Both are means under a Hann window, which tremor of some cycles hardly passes: that of the turn's rate is the
        mean of the force itself under the window's negative derivative. A short or shaken pose shows the turn badly:
        then little of it is believed, and what may be left is the second value, in deg/s.
        """
        at = np.arange(len(rows)) - 0.5 * (len(rows) - 1)
        phase = np.pi * (at / len(rows) + 0.5)
        window, slope = np.sin(phase) ** 2, -np.sin(2.0 * phase)
        slope /= np.sum(slope * at) / self.rate_hz
        force = np.mean(rows[:, ACC], axis=0)[None, :]
        shaken = rows[:, ACC] - force
        growing = (slope @ shaken)[None, :]
        shaken -= np.outer(at / self.rate_hz, growing)
        squared = float(np.sum(force * force))
        turning = np.degrees(cross(growing, force))[0] / squared
        shake = np.exp(2j * np.outer(SHAKE_CYCLES, phase)) @ shaken
        noise = float(np.mean(shake.real**2 + shake.imag**2)) / len(rows)
        error_dps = math.degrees(math.sqrt(noise * np.sum(slope * slope) / squared))
        believed = SWAY_DPS**2 / (SWAY_DPS**2 + error_dps**2)
        bias: FloatArray = window @ rows[:, GYR] / np.sum(window) - believed * turning
        return bias, math.sqrt(believed) * error_dps
