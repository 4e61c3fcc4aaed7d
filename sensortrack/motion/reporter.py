"""From what a segment of the tracking has decided to attempts and events, as they are reported."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from ..records import Attempt, Code, Criterion, Event, Reason, Verdict, Verdicts
from .attempt import Sensing, Window, build_attempt
from .breathing.still_breathing import MEMORY_S, with_breathing
from .counting.asked import Asked
from .counting.excursion import Excursion
from .counting.pending_attempt import PendingAttempt
from .counting.pose_hypothesis import PoseHypothesis
from .counting.start_pose_search import PhaseChange
from .counting.unattempted import unattempted
from .counting.watched_movement import WatchedMovement
from .counting.which_rest import WhichRest
from .front_end import FrontEnd
from .rules import MovementRules
from .sample_buffer import TIME
from .spec import MovementSpec
from .wearing.slip_follower import SlipFollower

FINAL_LAG_S = 0.2
"""The final times of an attempt are looked for so long after it was decided that it had ended."""
LEAD_S, LONGEST_LEAD_S = 3.0, 20.0
"""How much of what came before an attempt was noticed is looked at, at least and at most."""
REST_BEFORE_S, UNNOTICED = 2.0, 0.8
"""So much rest, and so many times the time from where it was noticed to where it was nearly at its peak: a smooth
movement is noticed after three tenths of its way out, which are 0.8 of the four tenths from there to 80 %."""


class Reporter:
    """Builds the attempts of one segment, and keeps what is to be reported.

    Parameters
    ----------
    front : FrontEnd
        Gives the rows.
    which_rest : WhichRest or None
        Gathers the levels of what is reported.
    breathing : bool
        Whether breathing is measured in stillness.
    first_index : int
        Index of the first attempt.
    verdicts : Verdicts
        Gathers why each attempt is what it is.

    Attributes
    ----------
    sensing : Sensing
        What is known of the sensor, and of the person in the start pose.
    gaps : list of int
        Numbers of the samples that come after a gap.
    next_index : int
        Index of the next attempt.
    out : list of Event or Attempt
        What has become known, to be taken away.
    """

    def __init__(
        self,
        front: FrontEnd,
        spec: MovementSpec,
        rules: MovementRules,
        *,
        mounting_known: bool,
        which_rest: WhichRest | None,
        breathing: bool,
        first_index: int,
        verdicts: Verdicts,
    ) -> None:
        self._buffer, self._rate_hz = front.buffer, front.rate_hz
        self._spec, self._rules = spec, rules
        self.sensing = Sensing(front.has_gyroscope, mounting_known)
        counts = spec.kind == "repetitions"
        self._which_rest = which_rest
        self._slip = self._new_slip_follower() if counts else None
        self._breathing = breathing and counts and front.has_gyroscope
        self._reported_end_s = -math.inf
        self.gaps: list[int] = []
        self.next_index = first_index
        self.verdicts = verdicts
        self.out: list[Event | Attempt] = []

    def _new_slip_follower(self) -> SlipFollower:
        limbs = self._spec.sides == "limbs"
        return SlipFollower(
            self._buffer, self._rate_hz, has_gyroscope=self.sensing.has_gyroscope, limbs=limbs
        )

    @property
    def memory_s(self) -> float:
        """How much of what came before an excursion it is reported by, in s, at most."""
        return LONGEST_LEAD_S + 1.0 + (MEMORY_S if self._breathing else 0.0)

    def take(self) -> list[Event | Attempt]:
        """What has become known since the last time."""
        taken, self.out = self.out, []
        return taken

    def due(self, closed: PendingAttempt) -> int:
        """Number of the sample at which an attempt is reported."""
        return closed.excursion.end + round(FINAL_LAG_S * self._rate_hz)

    def report(self, closed: PendingAttempt, f: PoseHypothesis, begin: int, last: int) -> None:
        """Report an attempt, by the samples from number `begin` on up to its due time, or to number `last`."""
        assert closed.outcome is not None
        e = closed.excursion
        begin = max(begin, e.onset - round(self._lead_s(e) * self._rate_hz))
        due = min(self.due(closed), last)
        rows = self._buffer.rows(begin, due + 1)
        window = Window(
            rows,
            self._rate_hz,
            e.direction,
            e.rest_deg,
            onset=e.onset - begin,
            peak=e.peak - begin,
            decided=min(e.end - begin, len(rows) - 1),
            earliest=max(closed.earliest - begin, 0),
            latest=len(rows) - 1,
            gaps=tuple(g - begin for g in self.gaps if begin < g < begin + len(rows)),
        )
        attempt, jerks = build_attempt(
            window,
            f.frame,
            self._spec,
            self._rules,
            self.sensing,
            index=self.next_index,
            outcome=closed.outcome,
            reason=closed.reason,
            complete=closed.complete,
        )
        attempt = self._by_its_amplitude(attempt, closed.asked)
        if self._which_rest is not None:
            self._which_rest.take(e, attempt.outcome, due, self._buffer, self._rate_hz)
        if self._breathing:
            attempt = self._breathed(attempt, closed, f, due)
        self._reported_end_s = attempt.end_s
        if self._slip is not None:
            self.out += self._slip.take(attempt, e, closed.earliest, due)
        self._keep_verdict(attempt, closed, window)
        self.next_index += 1
        self.out.append(attempt)
        self.out.extend(jerks)

    def report_unattempted(self, found: Iterable[WatchedMovement], unfollowed: Reason) -> None:
        """Report what moved and never became an attempt; `unfollowed` is why nothing was followed meanwhile."""
        for movement in found:
            self.verdicts.append(unattempted(movement, unfollowed))

    def report_phase(self, phase: PhaseChange) -> None:
        """Report what goes on from a sample on."""
        t_s = self._buffer.time_s(phase.number)
        self.out.append(Event(t_s, "phase", phase.name, phase.away_deg, "deg", reported_s=t_s))

    def _lead_s(self, e: Excursion) -> float:
        """How much of what came before an excursion was noticed belongs to it, and to the rest before it."""
        unnoticed_s = UNNOTICED * (e.risen - e.onset) / self._rate_hz
        return min(max(LEAD_S, REST_BEFORE_S + unnoticed_s), LONGEST_LEAD_S)

    def _keep_verdict(self, attempt: Attempt, closed: PendingAttempt, window: Window) -> None:
        e, asked = closed.excursion, closed.asked
        time_s = window.rows[:, TIME]
        onset_s, peak_s, end_s = (time_s.item(k) for k in (window.onset, window.peak, window.decided))
        self.verdicts.append(
            Verdict(
                attempt.index,
                attempt.outcome,
                attempt.reason,
                onset_s=onset_s,
                peak_s=peak_s,
                end_s=end_s,
                direction=e.direction,
                ended_by=e.ended_by,
                peak_deg=e.peak_deg,
                raised_s=e.raised_s,
                off_axis=e.off_axis,
                shaken_ms2=e.shaken_ms2,
                usual_deg=asked.usual_deg,
                tests=asked.tests,
            )
        )

    def _by_its_amplitude(self, attempt: Attempt, asked: Asked) -> Attempt:
        """The amplitude that is reported decides, too: what is too small by it is no repetition."""
        least_deg = self._spec.least_amplitude_deg
        if (
            attempt.outcome != "repetition"
            or attempt.amplitude_deg is None
            or asked.passes(Criterion.REPORTED, attempt.amplitude_deg, least_deg)
        ):
            return attempt
        why = Reason(Code.TOO_SMALL, peak_deg=attempt.amplitude_deg, least_deg=least_deg)
        return replace(attempt, outcome="too_small", reason=why)

    def _breathed(self, attempt: Attempt, closed: PendingAttempt, f: PoseHypothesis, due: int) -> Attempt:
        onset = closed.excursion.onset
        first, end = max(onset - round(MEMORY_S * self._rate_hz), f.pose.start), due + 1
        for gap in self.gaps:  # nothing is taken across one
            first, end = (max(first, gap), end) if gap <= onset else (first, min(end, gap))
        return with_breathing(
            attempt, self._buffer.rows(first, end), f.frame, self._rate_hz, self._reported_end_s
        )
