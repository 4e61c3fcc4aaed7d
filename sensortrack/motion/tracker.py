"""The one tracker: blocks of samples in, events and attempts out; live and offline run it alike.

Cutting the same samples anywhere gives the same events, to the bit: nothing acausal stands in its path, every
filter carries its state, and decisions fall on a time grid that counts samples, not calls.
"""

from __future__ import annotations

import numpy as np
from scipy.signal import butter, sosfilt

from ..records import Attempt, Block, Event, FloatArray, Measure
from .attempt import Sensing
from .history import History
from .inclination import MovementFrame
from .orientation import UpFilter, up_filter
from .repetition_rule import RepetitionRule
from .run import Run
from .spec import MovementSpec, Vector

GRID_HZ = 50.0
SLOW_CUTOFF_HZ = 3.0
LONG_GAP_S = 0.5
"""A gap up to this length leaves the attempt going; a longer one interrupts it, and a still pose is needed anew."""
LEAST_TRACKING_RATE_HZ = 15.0


class Tracker:
    """Follows one exercise.

    Parameters
    ----------
    spec : MovementSpec
        How the exercise moves the lower back.
    rate_hz : float
        Sampling rate.
    mounting_known : bool
        Whether the samples are in the body frame; if not, start pose and movement tell the axis, and no side
        can be named.
    """

    def __init__(self, spec: MovementSpec, rate_hz: float, *, mounting_known: bool) -> None:
        self._spec, self._rate_hz, self._mounting_known = spec, rate_hz, mounting_known
        self._step = max(1, round(rate_hz / GRID_HZ))
        self._history = History()
        self._filter: UpFilter | None = None
        self._slow_state: FloatArray | None = None
        self._sos: FloatArray | None = None
        self._run: Run | None = None
        self._axis: Vector | None = spec.axis if mounting_known else None
        self._axis_final = False
        self._rule = RepetitionRule(spec.amplitude_deg, spec.least_amplitude_deg)
        self._index = 0
        self.has_gyroscope = True
        self._last_s: float | None = None
        self.samples = 0
        self.largest_deg = 0.0
        self.start_pose_found = False
        self.rejected_pose: str | None = None
        self.measures: dict[str, Measure] = {}
        self.frame: MovementFrame | None = None

    def feed(self, block: Block) -> list[Event | Attempt]:
        """Take the next samples; what has become known by them."""
        told: list[Event | Attempt] = []
        if not len(block) or self._rate_hz < LEAST_TRACKING_RATE_HZ:
            self.samples += len(block)
            return told
        if self._run is None:
            self.has_gyroscope = block.gyr is not None
            self._start_run()
        elif block.after_gap:
            told += self._over_gap(float(block.time_s[0]))
        assert self._filter is not None
        assert self._run is not None
        up, rate = self._filter.feed(block.acc, block.gyr)
        x, y, z = block.acc.T
        force = np.sqrt(x * x + y * y + z * z)
        self._history.append(block.time_s, up, rate, self._slow(rate), force)
        self.samples += len(block)
        self._last_s = float(block.time_s[-1])
        self._run.advance()
        return told + self._take(self._run)

    def finish(self) -> list[Event | Attempt]:
        """The recording is over: what was still open."""
        return [] if self._run is None else self._end_run("the recording ended before the return")

    def _start_run(self) -> None:
        self._filter = up_filter(self._rate_hz, has_gyroscope=self.has_gyroscope)
        self._sos = butter(2, SLOW_CUTOFF_HZ, fs=self._rate_hz, output="sos")
        self._slow_state = np.zeros((1, 2, 3))
        self._run = Run(
            self._history,
            self._spec,
            Sensing(self.has_gyroscope, None, self._mounting_known),
            self._rule,
            rate_hz=self._rate_hz,
            step=self._step,
            first_index=self._index,
            axis=self._axis,
            axis_final=self._axis_final,
        )

    def _over_gap(self, resumed_s: float) -> list[Event | Attempt]:
        assert self._last_s is not None
        assert self._run is not None
        length_s = resumed_s - self._last_s
        event = Event(self._last_s, "gap", size=length_s, unit="s", limit=LONG_GAP_S, told_s=resumed_s)
        if length_s <= LONG_GAP_S:
            assert self._filter is not None
            self._run.gaps.append(self._history.end)
            self._filter.bridge(max(0, round(length_s * self._rate_hz) - 1))
            return [event]
        told = self._end_run(f"a gap of {length_s:.1f} s")
        self._start_run()
        return [*told, event]

    def _end_run(self, reason: str) -> list[Event | Attempt]:
        run = self._run
        assert run is not None
        run.close(reason)
        told = self._take(run)
        self._axis, self._axis_final, self._rule = run.axis, run.axis_final, run.rule
        self._index = run.next_index
        return told

    def _slow(self, rate: FloatArray) -> FloatArray:
        assert self._sos is not None
        assert self._slow_state is not None
        slow: FloatArray
        slow, self._slow_state = sosfilt(self._sos, rate, axis=0, zi=self._slow_state)
        return slow

    def _take(self, run: Run) -> list[Event | Attempt]:
        told, run.out = run.out, []
        self.largest_deg = max(self.largest_deg, run.largest_deg)
        self.start_pose_found |= run.pose is not None
        self.rejected_pose = run.rejected or self.rejected_pose
        self.frame = run.frame or self.frame
        if run.hang is not None:
            self.measures |= run.hang.measures(has_gyroscope=self.has_gyroscope)
        return told
