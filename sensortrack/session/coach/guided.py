"""Coach of a set that the sensor sees: it cues each repetition, times its hold, calls the person back and counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ...records import Attempt, Code, Event, Side
from ..voice import Line, Urgency
from .base import QUIET_S, SECOND_LATE_S, Announcement, Coach, SetTask
from .pause_offer import PAUSE_LINE, PauseOffer

REST_BEFORE_CUE_S = 1.0
"""Stillness after a repetition, in s, before the next one is asked for."""
COUNT_LATE_S = 8.0
"""A count that another line goes before is said within this time of its repetition, in s, while the person is at rest.
"Are you all right?" takes 5 s."""
COUNT_LATE_MOVING_S = 1.0
"""The same, in s, once the person has moved on: after it the count is stale, and the next one has the right number."""
UNCONFIRMED_S = 0.4
"""Once the tracker knows the axis, it confirms a repetition 0.2 s after its end. If it hasn't done so for this long, in
s, it doesn't know the axis yet, and a whole movement is counted unconfirmed."""
WHOLE_S = 1.5
"""A movement out and back that took less than this, in s, is counted only once the tracker confirms it."""
BREATHE_EVERY = 4
"""The person is reminded to breathe every this many seconds of a hold."""
PLAIN_HOLD_S = 3.0
"""A hold without a planned duration is called back after this time, in s."""
AGAIN_EVERY_S = 5.0
"""Interval in s at which the way back is asked for again while the hold goes on."""
UNHEEDED_S = 12.0
"""A person who is still in the hold this long after the first call back, in s, is asked whether they are all right."""
GIVEN_UP_S = 24.0
"""This long after the first call back, in s, the exercise is ended aloud: nobody is left in a hold."""
NOT_COUNTED: Mapping[Code | None, str] = {
    Code.TOO_SMALL: "coach.further",
    Code.TURNED_BACK: "coach.further",
    Code.TOO_QUICK: "safety.slower",
    Code.ENDED_ELSEWHERE: "coach.all_the_way_back",
    Code.NEVER_CAME_BACK: "coach.all_the_way_back",
}
"""The line that says what to do so that the next attempt counts, by the reason why this one didn't."""


class GuidedCoach(Coach):
    """Follows the phases as they come, and the attempts as they are confirmed."""

    def __init__(self, task: SetTask) -> None:
        super().__init__(task)
        self._out_since_s: float | None = None
        self._hold_since_s: float | None = None
        self._farthest_deg = 0.0
        self._over_since_s: float | None = None
        self._second = 0
        self._said_hold = self._said_out = self._said_back = self._told_breath = False
        self._called_s: float | None = None
        self._asked_all_right = False
        self._count: Announcement | None = None
        self._counted = self._said_total = 0
        self._uncounted: Announcement | None = None
        self._takes_back = self._said_why = False
        self._fell_s: float | None = None
        self._pause = PauseOffer(self._dose.hold_s)

    # -- what the tracker reports -----------------------------------------------------------------------

    def take(self, t_s: float, offset_s: float, items: Iterable[Event | Attempt]) -> None:
        """Take what the tracker reports; it may confirm less than was counted aloud."""
        super().take(t_s, offset_s, items)
        if self.counts.total >= self._said_total:
            self._fell_s = None
        elif self._fell_s is None:
            self._fell_s = t_s

    def _take_back(self, t_s: float) -> None:
        """Less counts than was said: why is said first, unless it was, then what counts."""
        self._said_total, self._fell_s, self._takes_back = self.counts.total, None, True
        if self._uncounted is None and not self._said_why:
            self._uncounted = Announcement(self._not_counted(), t_s, COUNT_LATE_S)
        if self.counts.total:
            self._announce(t_s, None)

    def suspend(self, t_s: float) -> None:
        """Drop whatever was under way."""
        super().suspend(t_s)
        self._count = self._uncounted = None
        self._pause.drop()

    def _rest(self, t_s: float) -> None:
        super()._rest(t_s)
        self._out_since_s = self._hold_since_s = self._over_since_s = None
        self._said_out = False

    def _enter(self, t_s: float, phase: str, since_s: float, away_deg: float) -> None:
        super()._enter(t_s, phase, since_s, away_deg)
        if phase == "rest":
            out_s, self._out_since_s, self._hold_since_s = self._out_since_s, None, None
            whole = out_s is not None and since_s - out_s >= WHOLE_S
            if whole and self._farthest_deg >= self._exercise.movement.least_amplitude_deg:
                self._over_since_s = t_s
            self._said_out = False
            return
        if self._out_since_s is None:
            if self._count is not None:
                self._count = replace(self._count, late_s=COUNT_LATE_MOVING_S)
            self._out_since_s, self._farthest_deg = since_s, 0.0
            self._said_hold = self._said_back = self._told_breath = False
            self._called_s, self._asked_all_right = None, False
            self._second = 0
        self._farthest_deg = max(self._farthest_deg, away_deg)
        if phase == "hold" and self._hold_since_s is None:
            self._hold_since_s = since_s

    def _attempt(self, t_s: float, attempt: Attempt) -> None:
        self._over_since_s = None
        if attempt.outcome != "repetition":
            self.counts.unconfirmed = 0
            self._counted = min(self._counted, self.counts.total)
            code = None if attempt.reason is None else attempt.reason.code
            self._uncounted = Announcement(self._not_counted(code), t_s, COUNT_LATE_S)
            return
        expected = self.counts.next_side
        self.counts.confirm(attempt.side)
        self.finished = self.counts.over()
        both_sides = not self._exercise.two_sided or self.counts.total % 2 == 0
        self._pause.count(may_offer=both_sides and self.finished is None)
        if self.counts.total >= self._said_total:
            self._uncounted = None
        if self.counts.total > self._counted:
            self._announce(t_s, attempt.side)
        if expected is not None and attempt.side not in (None, expected) and self.finished is None:
            words = self._language.say(f"coach.side_{self.counts.next_side or 'other'}")
            self._uncounted = Announcement(
                self._line("coach.other_side", Urgency.CORRECT, 4.0, side=words), t_s, 5.0
            )

    def _not_counted(self, code: Code | None = None) -> Line:
        return self._line(NOT_COUNTED.get(code, "coach.not_counted"), Urgency.CORRECT, 8.0)

    def _announce(self, t_s: float, side: Side | None) -> None:
        """Have a repetition counted aloud."""
        self._counted = self.counts.total
        if side is not None and self._exercise.two_sided:
            words = self._language.say(f"coach.side_{side}")
            line = self._line("coach.count_side", Urgency.COUNT, n=self.counts.done[side], side=words)
        else:
            line = self._line("coach.count", Urgency.COUNT, n=self.counts.total)
        self._count = Announcement(line, t_s, COUNT_LATE_S)

    # -- what is to be said -----------------------------------------------------------------------------

    def due(self, t_s: float, quiet_s: float) -> Line | None:
        """The line that is due: an alarm, then a count, then a correction, then guidance through the movement."""
        if self._over_since_s is not None and t_s - self._over_since_s >= UNCONFIRMED_S:
            self._over_since_s = None
            self.counts.unconfirmed += 1
            self.finished = self.counts.over()
            self._announce(t_s, None)
        alarm = self._alarm(t_s) if self.finished is None else None
        if self._fell_s is not None and t_s - self._fell_s >= UNCONFIRMED_S and self.finished is None:
            self._take_back(t_s)
        count, uncounted = self._noticed(self._count, t_s), self._noticed(self._uncounted, t_s)
        return (
            alarm
            or (uncounted if self._takes_back else None)
            or count
            or uncounted
            or self._noticed(self._correction, t_s)
            or (self._guide(t_s, quiet_s) if self.finished is None and self.begun_s is not None else None)
        )

    def said(self, t_s: float, line: Line) -> None:
        """A line begins to be spoken."""
        super().said(t_s, line)
        self._pause.said(line.key)
        if self._count is not None and self._count.line == line:
            self._count, self._said_total, self._said_why = None, self.counts.total, False
            self._fell_s = None
        if self._uncounted is not None and self._uncounted.line == line:
            self._uncounted, self._takes_back, self._said_why = None, False, True
        if line.key == "breath.out":
            self._said_out = True
        elif line.key == "breath.hold":
            self._said_hold = self._told_breath = True
        elif line.key == "coach.hold_second":
            self._second = int(self._held_s(t_s))
            self._told_breath |= line.rule is not None
        elif line.key in ("breath.back", "safety.return_now"):
            self._said_back = True
            self._called_s = t_s if self._called_s is None else self._called_s
        elif line.key == "safety.all_right":
            self._asked_all_right = True

    def heard(self, t_s: float, line: Line) -> None:
        """A line was spoken to its end."""
        self._pause.heard(t_s, line.key)

    def _first_cue(self, text: str) -> str:
        self._said_out = True
        return self._cue("out", prefix=f"{text}{self._last_words()}").text

    def _last_words(self) -> str:
        left = self.counts.left - self.counts.unconfirmed
        return f" {self._language.say('coach.last')}" if left == 1 else ""

    def _held_s(self, t_s: float) -> float:
        return 0.0 if self._hold_since_s is None else t_s - self._hold_since_s

    def unheeded(self, t_s: float) -> bool:
        """Whether the person has been called back in vain for so long that the set must end."""
        return self._unheeded_s(t_s) >= GIVEN_UP_S

    def _unheeded_s(self, t_s: float) -> float:
        """How long the hold has gone on since the person was first called back, in s."""
        return 0.0 if self._called_s is None or self.phase != "hold" else t_s - self._called_s

    def _alarm(self, t_s: float) -> Line | None:
        if self.phase == "rest" or self._out_since_s is None:
            return None
        if not self._asked_all_right and self._unheeded_s(t_s) >= UNHEEDED_S:
            return self._line("safety.all_right", Urgency.SAFETY)
        limits, returning = self._limits, self.phase == "return"
        if limits.effort_s is not None and t_s - self._out_since_s >= limits.effort_s and not returning:
            return self._line("safety.return_now", Urgency.SAFETY, 3.0, limits.effort_rule)
        if limits.hold_s is not None and self._held_s(t_s) >= limits.hold_s and not returning:
            return self._line("safety.return_now", Urgency.SAFETY, 3.0, limits.hold_rule)
        return None

    def _guide(self, t_s: float, quiet_s: float) -> Line | None:
        if self.phase == "rest":
            if self._pause.waits(t_s):
                return None
            due = not self._said_out and t_s - self._phase_since_s >= REST_BEFORE_CUE_S
            if due and self._over_since_s is None and self._pause.is_due:
                return self._line(PAUSE_LINE)
            if (due and self._over_since_s is None) or quiet_s >= QUIET_S:
                return self._cue("out", prefix=self._last_words().strip())
            return None
        if self._hold_since_s is not None:
            return self._hold(t_s, quiet_s)
        return self._line("coach.go_on", cool_down_s=QUIET_S) if quiet_s >= QUIET_S else None

    def _hold(self, t_s: float, quiet_s: float) -> Line | None:
        held_s, planned_s = self._held_s(t_s), self._dose.hold_s
        target_s = PLAIN_HOLD_S if planned_s is None else planned_s
        if held_s >= target_s:
            if self.phase == "return" and quiet_s < QUIET_S:
                return None
            if not self._said_back:
                counted = f"{target_s:g}." if planned_s is not None and self._second + 1 == target_s else ""
                return self._cue("back", Urgency.CORRECT, prefix=counted)
            firm = self._language.say("coach.back_again")
            return self._cue("back", Urgency.CORRECT, prefix=firm, cool_down_s=AGAIN_EVERY_S)
        second = int(held_s)
        if planned_s is not None and second > self._second and held_s - second <= SECOND_LATE_S:
            return self._hold_second(second)
        if not self._said_hold and second == 0:
            return self._cue("hold")
        return None

    def _hold_second(self, n: int) -> Line:
        """A second of a hold, at times with a reminder to breathe, and always if there was none in this hold yet."""
        if self._told_breath and n % BREATHE_EVERY:
            return self._line("coach.hold_second", n=n)
        text = self._language.say("coach.hold_breathe", n=n)
        return Line("coach.hold_second", text, rule=self._limits.breath_rule)
