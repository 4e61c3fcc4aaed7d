"""Coach of a set that goes by time: the hang, and the walk on all fours with its bends and its breath."""

from __future__ import annotations

from ...records import Attempt
from ..voice import Line, Urgency
from .base import Announcement, Coach, SetTask

SECONDS_ALOUD_EVERY = 5
"""The seconds of a hang are said at each multiple of this, in s."""
MINUTES_ALOUD_EVERY = 5
"""The minutes that are left of a walk are said at each multiple of this, and before the last one."""
END_BEFORE_S = 5.0
"""A set ends this long before a limit of time, in s: coming to rest is recorded with it."""
BREATH_EVERY_S = 10.0
"""While nothing else is to be said in a walk, a deep breath is paced this often, in s."""
BREATH_OUT_AFTER_S = 3.0
"""The out-breath follows the word for the in-breath by this time, in s."""
LATE_S = 4.0
"""A bend's count or its out-breath is stale after this time, in s."""


class TimedCoach(Coach):
    """Follows a set by the clock, from the moment at which "begin" was heard."""

    def __init__(self, task: SetTask) -> None:
        super().__init__(task)
        assert task.dose.duration_s is not None, "a timed set has a duration"
        self._planned_s, self._lasted_before_s = task.dose.duration_s, task.lasted_before_s
        self._hangs = self._exercise.movement.kind == "hang"
        self._going_since_s: float | None = None
        self._went_s = 0.0
        self._second = 0
        self._minutes: set[int] = set()
        self._bends_asked = 0
        self._breath_out_s: float | None = None
        self._bend: Announcement | None = None

    def heard(self, t_s: float, line: Line) -> None:
        """ "Begin" was heard: the time runs."""
        if line.key in ("session.begin", "session.go_on"):
            self._going_since_s = t_s
        elif line.key in ("coach.bend_now", "coach.breathe_in"):
            self._breath_out_s = t_s + BREATH_OUT_AFTER_S

    def suspend(self, t_s: float) -> None:
        """The time stops: what was done until now counts."""
        self._went_s, self._going_since_s = self._going_s(t_s), None
        self._breath_out_s = self._bend = None
        super().suspend(t_s)

    def _going_s(self, t_s: float) -> float:
        return self._went_s + (0.0 if self._going_since_s is None else t_s - self._going_since_s)

    def _first_cue(self, text: str) -> str:
        return self._cue("out", prefix=text).text if self._hangs else text

    def _attempt(self, t_s: float, attempt: Attempt) -> None:
        """A bend of the walk is counted; from the last planned one on no more are wanted."""
        if attempt.outcome != "repetition":
            return
        self.counts.confirm(attempt.side)
        n, planned = self.counts.total, self._dose.repetitions
        if planned is None or n < planned:
            self._bend = Announcement(self._line("coach.count", Urgency.COUNT, n=n), t_s, LATE_S)
        else:
            line = self._line("coach.bends_done", Urgency.COUNT, n=n, rule=self._limits.count_rule)
            self._bend = Announcement(line, t_s, LATE_S)

    def due(self, t_s: float, quiet_s: float) -> Line | None:
        """The end of the time, what to mend, then the course."""
        if self.begun_s is None:
            return None
        if (end := self._end(t_s)) is not None:
            return end
        if self.finished is not None:
            return self._noticed(self._bend, t_s)
        return (
            self._noticed(self._bend, t_s)
            or self._noticed(self._correction, t_s)
            or (self._hang(t_s, quiet_s) if self._hangs else self._walk(t_s, quiet_s))
        )

    def said(self, t_s: float, line: Line) -> None:
        """A line begins to be spoken."""
        super().said(t_s, line)
        if self._bend is not None and self._bend.line == line:
            self._bend = None
        if line.key == "coach.hold_second":
            self._second = int(self._going_s(t_s))
        elif line.key == "coach.minutes_left":
            self._minutes.add(self._minutes_left(t_s))
        elif line.key == "coach.bend_now":
            self._bends_asked += 1
        elif line.key in ("breath.back", "coach.breathe_out"):
            self._breath_out_s = None

    def _end(self, t_s: float) -> Line | None:
        if self.finished is not None:
            return None
        going_s, most_s = self._going_s(t_s), self._limits.duration_s
        if most_s is not None and self._lasted_before_s + self.lasted_s(t_s) >= most_s - END_BEFORE_S:
            self.finished = "done" if going_s >= self._planned_s - 4.0 * END_BEFORE_S else "time"
            return self._line("safety.time_over", Urgency.SAFETY, rule=self._limits.duration_rule)
        if going_s >= self._planned_s:
            self.finished = "done"
            return self._cue("back", Urgency.COUNT)
        return None

    def _hang(self, t_s: float, quiet_s: float) -> Line | None:
        second = int(self._going_s(t_s)) // SECONDS_ALOUD_EVERY * SECONDS_ALOUD_EVERY
        if second > self._second:
            return self._line("coach.hold_second", Urgency.CORRECT, n=second)
        return self._cue("hold", cool_down_s=20.0) if quiet_s >= 1.0 else None

    def _minutes_left(self, t_s: float) -> int:
        return int((self._planned_s - self._going_s(t_s)) // 60.0) + 1

    def _walk(self, t_s: float, quiet_s: float) -> Line | None:
        left_min = self._minutes_left(t_s)
        aloud = left_min == 1 or left_min % MINUTES_ALOUD_EVERY == 0
        if aloud and left_min not in self._minutes and left_min < self._planned_s / 60.0:
            return self._line("coach.minutes_left", Urgency.CORRECT, n=left_min)
        if self._breath_out_s is not None:
            if t_s < self._breath_out_s:
                return None
            if t_s - self._breath_out_s > LATE_S:
                self._breath_out_s = None
            elif self.phase == "rest":
                return self._line("coach.breathe_out", rule=self._limits.breath_rule)
            else:
                return self._cue("back")
        bends, share = self._dose.repetitions or 0, self._going_s(t_s) / self._planned_s
        if self._bends_asked < bends and share >= (self._bends_asked + 1) / (bends + 1):
            if self.counts.total > self._bends_asked:  # that one was done unasked
                self._bends_asked += 1
                return None
            return self._line("coach.bend_now", rule=self._limits.breath_rule)
        if quiet_s >= BREATH_EVERY_S:
            return self._line("coach.breathe_in", rule=self._limits.breath_rule)
        return None
