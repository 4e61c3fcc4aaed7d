"""The one tracker: blocks of samples in, events and attempts out; live and offline run it alike.

Cutting the same samples anywhere gives the same events, to the bit: nothing acausal stands in its path, every
filter carries its state, and decisions fall on a time grid that counts samples, not calls.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from ..records import Attempt, Block, Code, Event, Measure, Reason, Verdicts
from .attempt import Sensing
from .counting.repetition_rule import new_rule
from .counting.which_rest import WhichRest
from .front_end import FrontEnd
from .hang import HangFollower, hang_measures
from .orientation.inclination import MovementFrame
from .rules import MovementRules
from .sample_buffer import SampleBuffer
from .spec import MovementSpec
from .tracking_segment import TrackingSegment
from .vectors import Vector

GRID_HZ = 50.0
"""The state machine takes so many steps a second, or the sampling rate if that is lower: movements of the trunk need
no more."""
PIECE = 2048
"""So many samples at a time: their rows, 280 kB, and what is made of them stay in the processor's cache."""
LEAST_TRACKING_RATE_HZ = 15.0
"""At a lower rate, in Hz, tremor and movement can't be told apart: nothing is tracked."""
SLACK_S = 1e-9
"""A gap that is just as long as one may be isn't longer for its binary fractions."""


class Followed(NamedTuple):
    """A run that is over: up to when it went, the pose and axis that it was followed by, and what was known then."""

    until_s: float
    rate_hz: float
    frame: MovementFrame | None
    sensing: Sensing


class Tracker:
    """Follows one exercise.

    Parameters
    ----------
    spec : MovementSpec
        How the exercise moves the lower back.
    rules : MovementRules
        The catalogue's numbers.
    rate_hz : float
        Sampling rate.
    mounting_known : bool
        Whether the samples are in the body frame; if not, start pose and movement tell the axis, and no side
        can be named.
    start_pose_asked : bool
        Whether the person was asked for the start pose before the samples begin.
    breathing : bool
        Whether the breathing rate is measured in stillness of 15 s and more (experimental).
    new_buffer : callable
        Makes the buffer that the rows go to, one for each rate.

    Attributes
    ----------
    runs : list of Followed
        The runs that are over.
    verdicts : Verdicts
        Why what moved was counted, or wasn't.
    """

    def __init__(
        self,
        spec: MovementSpec,
        rules: MovementRules,
        rate_hz: float,
        *,
        mounting_known: bool,
        start_pose_asked: bool = False,
        breathing: bool = False,
        new_buffer: Callable[[], SampleBuffer] = SampleBuffer,
    ) -> None:
        self._spec, self._rules, self._rate_hz, self._mounting_known = spec, rules, rate_hz, mounting_known
        self._breathing, self._new_buffer = breathing, new_buffer
        self._start_pose_asked = start_pose_asked
        self.runs: list[Followed] = []
        self._nominal_hz = rate_hz
        self._step = max(1, round(rate_hz / GRID_HZ))
        self._front: FrontEnd | None = None
        self._run: TrackingSegment | None = None
        self._axis: Vector | None = spec.axis if mounting_known else None
        self._axis_final = False
        self._rule = new_rule(spec, rules)
        self._index = 0
        self._which_rest = WhichRest(raises=spec.raises, to_both_sides=spec.sides == "directions")
        self.verdicts = Verdicts()
        self.has_gyroscope = True
        self._last_s: float | None = None
        self.samples = 0
        self.largest_deg = 0.0
        self.start_pose_found = False
        self.rejected_pose: Reason | None = None
        self._hangs: list[HangFollower] = []
        self.frame: MovementFrame | None = None

    @property
    def measures(self) -> dict[str, Measure]:
        """Measures of the whole set: a hang's."""
        return hang_measures(self._hangs, has_gyroscope=self.has_gyroscope)

    @property
    def away_deg(self) -> float | None:
        """How far the person is from the rest level now, in deg; None while there is no start pose."""
        return None if self._run is None else self._run.away_deg

    def feed(self, block: Block) -> list[Event | Attempt]:
        """Take the next samples; what has become known by them."""
        emitted: list[Event | Attempt] = []
        count = len(block)
        if count > PIECE:  # memory follows the longest attempt, not the length of a block
            return [item for piece in block.chunks(PIECE) for item in self.feed(piece)]
        if (block.rate_hz or self._nominal_hz) != self._rate_hz:
            emitted += self._at_another_rate(block.rate_hz or self._nominal_hz)
        self.samples += count
        if not count or self._rate_hz < LEAST_TRACKING_RATE_HZ:
            return emitted
        if self._run is None:
            self.has_gyroscope = block.gyr is not None
            self._front = FrontEnd(self._rate_hz, has_gyroscope=self.has_gyroscope, buffer=self._new_buffer())
            self._run = self._new_run(self._front, 0)
        elif block.after_gap:
            emitted += self._over_gap(float(block.time_s[0]))
        assert self._front is not None
        assert self._run is not None
        self._front.feed(block)
        self._last_s = float(block.time_s[-1])
        return emitted + self._advance(self._front)

    def finish(self) -> list[Event | Attempt]:
        """The recording is over: what was still open."""
        return [] if self._run is None else self._end_run(Reason(Code.RECORDING_ENDED), math.inf)

    def why_start_open(self) -> Reason | None:
        """Why it can't be determined which pose the repetitions started from; None where it can."""
        return self._which_rest.why_open()

    def _at_another_rate(self, rate_hz: float) -> list[Event | Attempt]:
        """Filters and grid are built for one rate: what follows is a run of its own, from a still pose on."""
        emitted: list[Event | Attempt] = []
        if self._run is not None:
            assert self._last_s is not None
            emitted = self._end_run(Reason(Code.RATE_CHANGED, rate_hz=rate_hz), self._last_s)
        self._rate_hz, self._step = rate_hz, max(1, round(rate_hz / GRID_HZ))
        self._front = self._run = None
        return emitted

    def _advance(self, front: FrontEnd) -> list[Event | Attempt]:
        assert self._run is not None
        emitted: list[Event | Attempt] = []
        self._run.advance()
        while self._run.left_at is not None:
            left_at = self._run.left_at
            left_s = front.buffer.time_s(left_at - 1)
            emitted += self._end_run(Reason(Code.TOOK_ANOTHER_POSTURE), left_s)
            # A person who comes back may lie or sit otherwise: which pose it starts from is found anew.
            self._axis_final = False
            self._run = self._new_run(front, left_at)
            emitted.append(Event(left_s, "posture", "left", reported_s=left_s))
            self._run.advance()
        return emitted + self._take(self._run)

    def _new_run(self, front: FrontEnd, begin: int) -> TrackingSegment:
        return TrackingSegment(
            front,
            self._spec,
            self._rules,
            begin=begin,
            mounting_known=self._mounting_known,
            start_pose_asked=self._start_pose_asked,
            rule=self._rule,
            step=self._step,
            first_index=self._index,
            axis=self._axis,
            axis_final=self._axis_final,
            which_rest=self._which_rest,
            verdicts=self.verdicts,
            breathing=self._breathing,
        )

    def _over_gap(self, resumed_s: float) -> list[Event | Attempt]:
        assert self._last_s is not None
        assert self._run is not None
        assert self._front is not None
        length_s = resumed_s - (self._last_s + 1.0 / self._rate_hz)
        event = Event(
            self._last_s, "gap", size=length_s, unit="s", limit=self._rules.long_gap_s, reported_s=resumed_s
        )
        if length_s <= self._rules.long_gap_s + SLACK_S:
            self._run.reporter.gaps.append(self._front.buffer.end)
            self._front.bridge(max(0, round(length_s * self._rate_hz)))
            return [event]
        emitted = self._end_run(Reason(Code.LONG_GAP, length_s=length_s), self._last_s)
        self._front.begin_run()
        self._run = self._new_run(self._front, self._front.buffer.end)
        return [*emitted, event]

    def _end_run(self, reason: Reason, until_s: float) -> list[Event | Attempt]:
        run = self._run
        assert run is not None
        run.close(reason)
        emitted = self._take(run)
        self.runs.append(Followed(until_s, self._rate_hz, run.frame, run.reporter.sensing))
        self._axis, self._axis_final, self._rule = run.axis, run.axis_final, run.rule
        self._index = run.reporter.next_index
        return emitted

    def _take(self, run: TrackingSegment) -> list[Event | Attempt]:
        emitted = run.reporter.take()
        self.largest_deg = max(self.largest_deg, run.largest_deg)
        self.start_pose_found |= run.pose is not None
        self.rejected_pose = run.rejected or self.rejected_pose
        self.frame = run.frame or self.frame
        if run.hang is not None and run.hang not in self._hangs:
            self._hangs.append(run.hang)
        return emitted
