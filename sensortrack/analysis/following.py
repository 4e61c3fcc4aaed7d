"""Follows one exercise: blocks in, a result out. Live and offline analyses use the same object."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from ..files import sha256_of
from ..motion.tracker import LEAST_TRACKING_RATE_HZ, Tracker
from ..motion.vectors import Vector
from ..motion.wearing.axis_check import AxisCheck
from ..motion.wearing.mounting import mounting_in
from ..plausibility import Guard, ranges_of
from ..protocol import Catalogue, Evidence, Exercise, judge
from ..protocol.catalogue import OURS
from ..protocol.definitions import movement_rules, numbers_used
from ..records import Attempt, Block, Code, Description, Event, Gap, Reason
from ..version import __version__
from .agreeing import Agreeing
from .carried import Carried, check_rates
from .corrections import ByHand, Standing, counted
from .discarded import discarded
from .result import RecordingFacts, Result
from .summary import summarise
from .unfit import why_unfit

LIVE_ONLY = frozenset({"phase", "posture"})
"""Events that are shown while a person moves. Afterwards the phases of the attempts give the same, more exactly."""


class Analysis:
    """One exercise being followed: feed it blocks, then finish it.

    Parameters
    ----------
    exercise : Exercise
        The catalogue's entry.
    description : Description
        Of the recording, or of the live stream.
    rate_hz : float
        The actual sampling rate.
    path : pathlib.Path, str or None
        The recording's file. A string is the address of a recording elsewhere; no hash of that is kept.
    breathing : bool
        Whether the breathing rate is measured in stillness of 15 s and more (experimental).
    by_hand : ByHand or None
        What a person corrected.
    sha256 : str or None
        Hash of that file, if it was computed already.

    Raises
    ------
    DataError
        A rate that can't be computed with.
    """

    def __init__(
        self,
        exercise: Exercise,
        catalogue: Catalogue,
        description: Description,
        rate_hz: float,
        path: Path | str | None = None,
        *,
        breathing: bool = False,
        by_hand: ByHand | None = None,
        sha256: str | None = None,
    ) -> None:
        check_rates(rate_hz, description.rate_hz)
        self._exercise, self._catalogue = exercise, catalogue
        self._description, self._rate_hz = description, rate_hz
        self._path, self._sha256 = path, sha256
        self._mounting = mounting_in(description.calibration) if description.frame == "sensor" else None
        self._known = description.frame == "body" or self._mounting is not None
        self._rules, self._breathing = movement_rules(exercise, catalogue), breathing
        self._by_hand = by_hand or ByHand()
        self._guard = Guard(rate_hz, ranges_of(description.device))
        self._samples = 0
        self._first_s: float | None = None
        self._last_s = 0.0
        self._begin()
        self._voids = 0
        self._carried = Carried()
        self._lowest_hz = rate_hz
        self._has_gyroscope = True

    def _begin(self) -> None:
        """Begin to follow the movement."""
        movement, rate_hz = self._exercise.movement, self._rate_hz
        self._tracker = Tracker(
            movement,
            self._rules,
            rate_hz,
            mounting_known=self._known,
            start_pose_asked=self._description.start_pose_asked,
            breathing=self._breathing,
            new_buffer=self._by_hand.new_buffer,
        )
        enough = rate_hz >= LEAST_TRACKING_RATE_HZ
        self._axes = AxisCheck(movement, rate_hz) if movement.kind == "repetitions" and enough else None
        # A person who hangs is a pendulum, whose own acceleration hides the turn of gravity.
        self._agreement = Agreeing(rate_hz) if movement.kind != "hang" and enough else None
        self._attempts: list[Attempt] = []
        self._events: list[Event] = []
        self._followed_s: float | None = None
        self._gaps: list[Gap] = []

    def feed(self, block: Block) -> list[Event | Attempt]:
        """Take the next samples; return what they have made known.

        A sample with NaN, infinity or a number that can't be computed with is left out, as a gap; the result says so.
        """
        if not len(block):
            return []
        if self._carried.whole(block):
            return self._feed(block)
        return [item for part in self._carried.parts(block) for item in self._feed(part)]

    def _feed(self, block: Block) -> list[Event | Attempt]:
        if self._first_s is None:
            self._first_s = float(block.time_s[0])
            self._has_gyroscope = block.gyr is not None
        self._lowest_hz = min(self._lowest_hz, block.rate_hz or self._lowest_hz)
        self._last_s = float(block.time_s[-1])
        self._samples += len(block)
        return self._follow(self._guard.feed(block))

    def finish(self, messages: tuple[str, ...] = ()) -> tuple[list[Event | Attempt], Result]:
        """The recording is over: what was still open, and the result."""
        emitted = self._follow(self._guard.finish())
        emitted += self._void_until(math.inf)
        if self._first_s is not None and (self._followed_s is None or self._followed_s < self._last_s):
            self._gaps.append(self._gap_to(self._last_s + self._step_s))
        emitted += self._keep(self._tracker.finish())
        unchecked = () if self._agreement is None else self._agreement.messages()
        return emitted, self._result(
            (*messages, *self._guard.messages(), *self._carried.message(), *unchecked)
        )

    def _follow(self, blocks: list[Block]) -> list[Event | Attempt]:
        """Give the samples that may be used to the tracker."""
        emitted: list[Event | Attempt] = []
        for block in blocks:
            emitted += self._void_until(float(block.time_s[0]))
            if block.after_gap:
                self._gaps.append(self._gap_to(float(block.time_s[0])))
            self._followed_s = float(block.time_s[-1])
            if self._agreement is not None:
                emitted += self._keep(self._agreement.feed(block))
            turned = block if self._mounting is None else self._mounting.to_body(block)
            if self._axes is not None and block.rate_hz in (None, self._rate_hz):
                self._axes.feed(turned)
            emitted += self._keep(self._tracker.feed(turned))
        return emitted

    def _void_until(self, time_s: float) -> list[Event | Attempt]:
        """Begin anew if the sensor turned out to be frozen before this time; that stretch becomes a gap."""
        emitted: list[Event | Attempt] = []
        while self._voids < len(self._guard.void_until_s) and self._guard.void_until_s[self._voids] <= time_s:
            until_s = min(self._guard.void_until_s[self._voids], self._last_s)
            self._voids += 1
            self._begin()
            assert self._first_s is not None
            size_s, limit_s = until_s - self._first_s, self._rules.long_gap_s
            emitted += self._keep(
                [Event(self._first_s, "gap", size=size_s, unit="s", limit=limit_s, reported_s=until_s)]
            )
        return emitted

    @property
    def _step_s(self) -> float:
        return 1.0 / self._rate_hz if self._rate_hz > 0.0 else 0.0

    def _gap_to(self, end_s: float) -> Gap:
        assert self._first_s is not None
        return Gap(self._first_s if self._followed_s is None else self._followed_s + self._step_s, end_s)

    @property
    def sampled_s(self) -> tuple[float, float]:
        """The time in s from the first sample until after the last one."""
        return self._first_s or 0.0, self._last_s + self._step_s

    @property
    def away_deg(self) -> float | None:
        """How far the person is from the rest level now, in deg; None while there is no start pose."""
        return self._tracker.away_deg

    @property
    def start_up(self) -> Vector | None:
        """Unit vector that points up in the start pose; None until a start pose is found.

        It is in the body's axes if the mounting is known, else in the sensor's.
        """
        frame = self._tracker.frame
        return None if frame is None else frame.start_up

    @property
    def rejected_pose(self) -> Reason | None:
        """Why a still pose wasn't taken for the start pose; None if none was rejected, or once one was taken."""
        return None if self._tracker.start_pose_found else self._tracker.rejected_pose

    def _keep(self, emitted: Sequence[Event | Attempt]) -> list[Event | Attempt]:
        if not emitted:
            return []
        self._attempts += [a for a in emitted if isinstance(a, Attempt)]
        self._events += [e for e in emitted if isinstance(e, Event) and e.type not in LIVE_ONLY]
        return list(emitted)

    def _result(self, messages: tuple[str, ...]) -> Result:
        in_order = tuple(sorted(self._events, key=lambda e: (e.t_s, e.type, e.kind or "")))
        standing = self._standing(in_order)
        attempts, events = standing.attempts, standing.events
        by_hand = [a for a in attempts if a.source == "person"]
        uncounted = discarded(self._tracker.verdicts, self._exercise.movement, by_hand)
        unfit = why_unfit(
            self._tracker,
            self._guard,
            self._agreement,
            self._axes,
            uncounted,
            self._exercise.movement,
            self._catalogue,
            rate_hz=self._rate_hz,
            mounting_known=self._known,
        )
        facts = self._facts((*messages, *standing.messages))
        evidence = Evidence(
            attempts=attempts,
            duration_s=facts.duration_s,
            rate_hz=self._lowest_hz or None,
            nominal_rate_hz=facts.nominal_rate_hz,
            has_gyroscope=facts.has_gyroscope,
            events=events,
            gaps=facts.gaps,
            measures=self._tracker.measures,
            unfit=unfit,
            before_s=self._before_s(events),
            corrections=len(standing.corrected),
            not_followed=uncounted.not_followed,
        )
        summary = summarise(
            attempts,
            self._exercise.movement,
            self._tracker.measures,
            unfit=unfit,
            largest_deg=self._tracker.largest_deg,
            corrections=counted(standing.corrected),
            not_followed=uncounted.not_followed,
        )
        return Result(
            __version__,
            self._catalogue.rules_version,
            None if self._catalogue.path == OURS else str(self._catalogue.path),
            facts,
            self._exercise.id,
            summary,
            attempts,
            events,
            judge(self._exercise, self._catalogue, evidence),
            dict(numbers_used(self._exercise, self._catalogue)),
            self._tracker.frame,
            evidence,
            standing.corrected,
            excursions=self._tracker.verdicts,
        )

    def _standing(self, events: tuple[Event, ...]) -> Standing:
        movement, runs = self._exercise.movement, self._tracker.runs
        return self._by_hand.applied(tuple(self._attempts), events, runs, movement, self._rules)

    def _before_s(self, events: tuple[Event, ...]) -> float:
        poses_s = [e.t_s for e in events if e.type == "start_pose"]
        return 0.0 if self._first_s is None else max(0.0, min(poses_s, default=0.0) - self._first_s)

    def _facts(self, messages: tuple[str, ...]) -> RecordingFacts:
        d = self._description
        duration_s = 0.0
        if self._first_s is not None and self._rate_hz > 0:
            duration_s = self._last_s - self._first_s + 1.0 / self._rate_hz
        if self._mounting is not None and self._mounting.exercise:
            how = Reason(Code.CALIBRATED, exercise=self._mounting.exercise)
        elif self._known:
            how = Reason(Code.AXES_DECLARED)
        elif self._tracker.start_pose_found:
            how = Reason(Code.AXES_TOLD)
        else:
            how = Reason(Code.AXES_UNKNOWN)
        return RecordingFacts(
            path=None if self._path is None else str(self._path),
            sha256=self._sha256 or (sha256_of(self._path) if isinstance(self._path, Path) else None),
            duration_s=duration_s,
            rate_hz=self._rate_hz if self._rate_hz > 0 else None,
            nominal_rate_hz=d.rate_hz,
            samples=self._samples,
            has_gyroscope=self._has_gyroscope,
            loss=d.loss,
            gaps=tuple(self._gaps),
            frame=d.frame,
            mounting_known=self._known,
            mounting_how=how,
            person=d.person,
            start_utc=d.start_utc,
            simulated=d.truth is not None,
            messages=messages,
        )
