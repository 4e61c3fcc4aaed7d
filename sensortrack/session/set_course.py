"""One set, from the search for its start pose until the person has come to rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..protocol.plan import Dose
from ..records import CONTRADICTED, Attempt, Event, Reason, SetEnd
from .announcer import Announcer
from .coach import Coach
from .events import SET_IS_ON
from .getting_ready import GET_READY_S, SAME_POSTURE_S
from .voice import Line, Urgency

COMING_TO_REST_S = 3.0
"""So long the person must be at rest after the last repetition, in s, before the set is over."""
LONGEST_TAIL_S = 60.0
"""A set whose repetitions are done ends after this time, in s, even if the person never comes to rest."""
REMIND_S = 11.0
"""While the coach waits for the person (a start pose, a sensor), it says so again after this much silence, in s."""
START_POSE_WAIT_S = 180.0
"""An exercise whose start pose isn't found within this time, in s, is left out, aloud."""
SETTLES_WITHIN_S = 5.0
"""A person who isn't at rest when the time to get into position is over is waited for: no longer than this, in s."""
TO_GET_READY_S = {
    "safety.gap": SAME_POSTURE_S,
    "session.posture_left": GET_READY_S,
    "safety.sensor_back": GET_READY_S,
    "session.resumed": GET_READY_S,
}
"""What a person needs to get into position after that line, in s: in a search or a pause they may have got up."""


@dataclass(frozen=True, slots=True)
class Status:
    """What a set looks like while it is on; `phase` is empty before the start pose was found."""

    exercise: str
    set_number: int
    done: int
    planned: int | None
    phase: str
    hold_s: float
    lasted_s: float
    sensor_there: bool


class SetCourse:
    """Leads one set. Each step returns how the set ends by it, or None while it goes on.

    Attributes
    ----------
    pose_was_wrong : bool
        Whether the person was still, but in another pose, and hasn't been in the start pose since.
    """

    def __init__(self, dose: Dose, coach: Coach, announcer: Announcer) -> None:
        self.dose, self.coach, self._announcer = dose, coach, announcer
        self._why_not: Reason | None = None
        self._sensor_there = True
        self.pose_was_wrong = False
        self._pose_s: float | None = None
        self._needs_s = 0.0
        self._asked_s: float | None = None  # since when the person knows that they are to get into position

    def begin(self, t_s: float, needs_s: float = 0.0) -> None:
        """Ask for the start pose; the person has `needs_s` seconds to get into it."""
        self._needs_s, self._asked_s = needs_s, None
        self._announcer.enter(t_s, "start_pose")
        self._announcer.say("session.take_pose")

    def tracked(
        self, t_s: float, offset_s: float, items: Iterable[Event | Attempt], *, begins: bool
    ) -> SetEnd | None:
        """Take what the tracker reports; `begins` tells whether the start pose, once found, begins the set."""
        items = list(items)
        if self._pose_s is not None:  # no movement into position is a repetition
            items = [i for i in items if isinstance(i, Event)]
        self.coach.take(t_s, offset_s, items)
        for event in (i for i in items if isinstance(i, Event)):
            if event.type == "gap" and (event.size or 0.0) > (event.limit or 0.0):
                self._seek_start_pose(t_s, "safety.gap")
            elif event.type == "note" and event.kind == CONTRADICTED:
                self._announcer.say("safety.sensor_contradicts", Urgency.SAFETY)
            elif event.type == "posture":
                self._seek_start_pose(t_s, "session.posture_left")
            elif event.type == "start_pose" and self._announcer.state == "start_pose" and begins:
                self.pose_was_wrong = False
                self._pose_s = event.t_s + offset_s
                self._begin_when_ready(t_s)
        return self._finish(t_s)

    def _begin_when_ready(self, t_s: float) -> None:
        """Say "begin" once the start pose is known and the person has had the time to get into it."""
        quiet_s = self._announcer.quiet_s(t_s)
        if self._asked_s is None and quiet_s > 0.0:
            self._asked_s = t_s - quiet_s
        if self._pose_s is None:
            return
        if self._needs_s:
            over_s = -1.0 if self._asked_s is None else t_s - self._asked_s - self._needs_s
            if over_s < 0.0 or (self.coach.phase != "rest" and over_s < SETTLES_WITHIN_S):
                return
        self._announcer.queue(self.coach.begin(t_s, self._pose_s))
        self._announcer.enter(t_s, "set")
        self._pose_s = None

    def rejected_pose(self, why: Reason) -> None:
        """The person is still, but not in the start pose."""
        self._why_not, self.pose_was_wrong = why, True

    def tick(self, t_s: float) -> SetEnd | None:
        """Let the time pass."""
        match self._announcer.state:
            case "start_pose":
                return self._wait_for_start_pose(t_s)
            case "set":
                return self._finish(t_s)
            case _:  # coming to rest
                return self._come_to_rest(t_s)

    def lose_sensor(self, t_s: float) -> None:
        """No samples come; nothing of what was going on goes on. In a pause it is said when the person goes on."""
        self._sensor_there = False
        if self._announcer.state in SET_IS_ON:
            self.coach.suspend(t_s)
            self._wait_for_sensor(t_s)

    def find_sensor(self, t_s: float) -> SetEnd | None:
        """Samples come again: what is left of the set is done from the start pose on."""
        self._sensor_there = True
        if self._announcer.state != "sensor_lost":
            return None
        if self.coach.finished is None:
            self._seek_start_pose(t_s, "safety.sensor_back")
        return self.coach.finished

    def resume(self, t_s: float) -> SetEnd | None:
        """The person goes on after a pause: from the start pose on, once the sensor is there."""
        if not self._sensor_there:
            self._wait_for_sensor(t_s)
            return None
        if self.coach.finished is None:
            self._pose_s = self._asked_s = None
            self._needs_s = TO_GET_READY_S["session.resumed"]
            self._announcer.enter(t_s, "start_pose")
            self._announcer.say("session.resumed")
        return self.coach.finished

    def status(self, t_s: float, number: int) -> Status:
        """What it looks like now."""
        coach, state = self.coach, self._announcer.state
        return Status(
            self.dose.exercise,
            number,
            coach.done,
            coach.planned,
            coach.phase if state in ("set", "coming_to_rest") else "",
            coach.hold_s(t_s),
            coach.lasted_s(t_s),
            self._sensor_there,
        )

    def _wait_for_sensor(self, t_s: float) -> None:
        self._announcer.enter(t_s, "sensor_lost")
        self._announcer.say_now(t_s, "safety.sensor_lost")

    def _seek_start_pose(self, t_s: float, why: str) -> None:
        """What was going on is over: from a known state, by way of the start pose, the count goes on."""
        if self._announcer.state == "coming_to_rest":
            return
        self.coach.suspend(t_s)
        self._pose_s = None
        if self._announcer.state != "start_pose":
            self._why_not = self._asked_s = None
            self._needs_s = TO_GET_READY_S[why]
            self._announcer.enter(t_s, "start_pose")
            self._announcer.say_now(t_s, why)

    def _wait_for_start_pose(self, t_s: float) -> SetEnd | None:
        announcer = self._announcer
        if t_s - announcer.since_s > START_POSE_WAIT_S:
            announcer.say_now(t_s, "session.no_pose")
            return "no_start_pose"
        self._begin_when_ready(t_s)
        if announcer.quiet_s(t_s) >= REMIND_S:
            if self._why_not is not None:
                announcer.queue(Line("session.wrong_pose", announcer.language.wrong_pose(self._why_not)))
                self._why_not = None
            else:
                announcer.say("session.still_waiting")
        return None

    def _finish(self, t_s: float) -> SetEnd | None:
        """Whether enough was done, or too much in vain."""
        if self._announcer.state != "set":
            return None
        if self.coach.finished is not None:
            self._announcer.enter(t_s, "coming_to_rest")
        elif self.coach.in_vain(t_s) and self._may_end(t_s):
            self._announcer.say_now(t_s, "session.not_seen")
            return "person"
        elif self.coach.unheeded(t_s):
            self._announcer.say_now(t_s, "safety.not_back")
            return "person"
        return None

    def _may_end(self, t_s: float) -> bool:
        """Whether the person is at rest, or hasn't come to rest for long: no set ends while the person is in a hold."""
        return self.coach.phase == "rest" or self.coach.in_vain(t_s - LONGEST_TAIL_S)

    def _come_to_rest(self, t_s: float) -> SetEnd | None:
        coach, waited_s = self.coach, t_s - self._announcer.since_s
        by_time = self.dose.duration_s is not None
        at_rest = (by_time and waited_s >= COMING_TO_REST_S) or coach.at_rest_s(t_s) >= COMING_TO_REST_S
        if at_rest or waited_s > LONGEST_TAIL_S:
            return coach.finished
        if coach.phase != "rest" and min(waited_s, self._announcer.quiet_s(t_s)) > COMING_TO_REST_S:
            self._announcer.say("safety.set_over", Urgency.SAFETY)
        return None
