"""The axis of the exercise, declared or learned, held against the movement from its beginning.

The start pose shows that up is up. Which way is forward only the movement tells. A set begins with the exercise: where
the first clear movement goes about another axis, and many others do, the declared axes are a turned sensor's, or the
learned axis is that of something else that was recorded besides. The start pose that the tracker found is no help, as
it may be the turned sensor's other end: the movement must be wrong both from how the recording opens and from the
direction that is nearest to the start pose of the exercise.
"""

from __future__ import annotations

import numpy as np

from ...plausibility.bin_means import BinMeans
from ...records import Block, FloatArray
from ..orientation.inclination import MovementFrame, angle_between_deg, normalised
from ..orientation.posture import TOLERANCE_DEG
from ..spec import MovementSpec
from ..vectors import Vector, component, sizes, vector

BIN_S = 0.2
"""The mean force over this time, in s, shows the up direction, where it is gravity."""
FORCE_SHARE = 0.06
"""As large as usual to within this share, it is gravity."""
OPENING = 5
"""The first second of the recording, in bins."""
LONGEST_S = 1200.0
"""The first 20 min tell how the sensor is worn."""
CLEAR = 2.0
"""A movement of this many times the least amplitude of the exercise is no sway."""
SIDEWAYS = 0.3
"""A movement that is 17° off a right angle to the exercise's axis still goes along it by this share."""
OFF_DEG = 60.0
"""A movement whose axis is further off isn't the exercise's: people's lie within 20°, a turned sensor's from 90° on."""
MOST_ALONG = 2.0 / 3.0
"""Where more of the clear movements go as the exercise does, a first one that doesn't was a fidget."""
NEAR_LARGEST = 0.7
"""Tilts of at least this share of the largest one tell which way it went."""


class AxisCheck:
    """Gathers directions, the same for any cutting of the samples."""

    def __init__(self, spec: MovementSpec, rate_hz: float) -> None:
        self._spec = spec
        self._bins = BinMeans(max(1, round(BIN_S * rate_hz)), 3)
        self._most = int(LONGEST_S / BIN_S)
        self._means: list[FloatArray] = []
        self._count = 0

    def feed(self, block: Block) -> None:
        """Take the next samples, in the body's axes or, where the mounting isn't known, the sensor's."""
        if self._count >= self._most:
            return
        means = self._bins.feed(block.acc, None)
        if len(means):
            self._means.append(means)
            self._count += len(means)

    def why_wrong(self, start_up: Vector, axis: Vector) -> tuple[float, float] | None:
        """By how much the movement that shows it turned, and how far its axis is off, in deg; None where all fits.

        Parameters
        ----------
        start_up, axis : (3,) float
            Start pose and axis of the exercise, in the axes of what was fed.
        """
        if self._spec.either_way or self._spec.sides != "none" or self._count < OPENING:
            return None
        means = np.concatenate(self._means)[: self._most]
        size = sizes(means)
        gravity = np.abs(size / np.median(size) - 1.0) < FORCE_SHARE
        if np.count_nonzero(gravity) < OPENING:
            return None
        up = means[gravity] / size[gravity, np.newaxis]
        nearest = up[int(np.argmax(up @ np.array(start_up)))]
        opening = np.mean(up[:OPENING], axis=0)
        found = [
            self._wrong_from(normalised(vector(pose)), up, start_up, axis) for pose in (opening, nearest)
        ]
        return None if None in found else found[0]

    def _wrong_from(
        self, pose: Vector, up: FloatArray, start_up: Vector, axis: Vector
    ) -> tuple[float, float] | None:
        tilts_deg = MovementFrame(pose).tilt(up)
        tilt_deg = sizes(tilts_deg)
        least_deg = self._spec.least_amplitude_deg
        largest_deg = float(np.max(tilt_deg))
        clear = tilt_deg >= CLEAR * least_deg
        if not clear.any():
            return None
        if float(np.max(component(tilts_deg, axis))) < max(least_deg, SIDEWAYS * largest_deg):
            far = np.mean(tilts_deg[tilt_deg >= NEAR_LARGEST * largest_deg], axis=0)
            return largest_deg, angle_between_deg(normalised(vector(far)), axis)
        if angle_between_deg(pose, start_up) > TOLERANCE_DEG:
            return None
        edges = np.flatnonzero(np.diff(clear, prepend=False, append=False))
        peaks = [
            start + int(np.argmax(tilt_deg[start:stop]))
            for start, stop in zip(edges[::2], edges[1::2], strict=True)
        ]
        off_deg = [angle_between_deg(normalised(vector(tilts_deg[k])), axis) for k in peaks]
        along = sum(off < OFF_DEG for off in off_deg)
        if off_deg[0] < OFF_DEG or along > MOST_ALONG * len(off_deg):
            return None
        return float(tilt_deg[peaks[0]]), off_deg[0]
