"""The exercises of a session, one after another: introduction, sets with their rests, the questions after them."""

from __future__ import annotations

from collections.abc import Iterable

from ..motion.wearing.mounting import Mounting
from ..protocol.catalogue_model import Catalogue
from ..protocol.exercise import Exercise
from ..protocol.plan import Dose, Plan
from ..records import Attempt, Event, Reason, SetEnd
from .agenda import Agenda
from .announcer import Announcer
from .asking import Asking
from .coach import Coach, SetTask, coach_for
from .events import PAUSABLE, SET_IS_ON, BeginSet, EndSet
from .explanations import say_end, say_exercise, say_welcome
from .getting_ready import SAME_POSTURE_S, GettingReady
from .interview import after_exercise
from .mounting_course import MountingCourse
from .rest import RestPause
from .set_course import SetCourse, Status
from .voice import Line

NAMES_EXERCISE = "session.exercise"
"""Key of the line that names the exercise that comes next."""
SAME_PRESS_S = 1.0
"""Presses of the key that pauses and goes on are one within this time of one another, in s: it is held down, say."""


class ExerciseCourse:
    """Leads from one exercise to the next, until none is left.

    It keeps the agenda up to date. The questions after an exercise go to `asking`; once they are answered,
    `leave_exercise` goes on.
    """

    def __init__(
        self, plan: Plan, catalogue: Catalogue, agenda: Agenda, announcer: Announcer, asking: Asking
    ) -> None:
        self._plan, self._catalogue, self._agenda = plan, catalogue, agenda
        self._announcer, self._asking = announcer, asking
        self._ready = GettingReady(agenda, announcer)
        self._mounting: MountingCourse | None = None
        if agenda.mounting is not None:
            self._mounting = MountingCourse(agenda.mounting, catalogue, agenda, announcer, self._ready)
        self._set: SetCourse | None = None
        self._rest: RestPause | None = None
        self._has_asked_before = False
        self._is_named = False
        self._pause_pressed_s = -SAME_PRESS_S

    # -- from exercise to exercise ----------------------------------------------------------------------

    def begin(self, t_s: float, doses: tuple[Dose, ...]) -> None:
        """Everything before the first exercise is answered; these are done."""
        self._agenda.left = list(doses)
        say_welcome(self._announcer, self._plan, self._catalogue, len(doses))
        self._next(t_s)

    def leave_exercise(self, t_s: float) -> None:
        """What was asked after an exercise is answered: go on to the next."""
        self._agenda.left.pop(0)
        self._next(t_s)

    def _next(self, t_s: float) -> None:
        agenda = self._agenda
        agenda.between_exercises()
        if not agenda.left:
            say_end(self._announcer, agenda)
            self._announcer.end(t_s, "complete" if agenda.whole else "left")
        elif self._mounting is not None and self._mounting.is_due:
            self._mounting.begin(t_s)
        else:
            agenda.exercise = agenda.left[0].exercise
            self._introduce(t_s)

    def _introduce(self, t_s: float) -> None:
        """What comes next, in words: the person hears it whole, then gets into position."""
        self._announcer.enter(t_s, "introduction")
        self._is_named = False
        self._ready.begin()
        say_exercise(self._announcer, self._agenda.left[0], self._exercise)

    @property
    def _exercise(self) -> Exercise:
        return self._catalogue.exercise(self._agenda.left[0].exercise)

    # -- sets and rests ---------------------------------------------------------------------------------

    def _begin_set(self, t_s: float) -> None:
        agenda, dose = self._agenda, self._agenda.left[0]
        agenda.set_number += 1
        agenda.start_up = self._exercise.movement.start_up
        language, exceptions = self._announcer.language, self._plan.exceptions
        task = SetTask(dose, self._catalogue, language, agenda.done, agenda.lasted_s, exceptions)
        self._set = SetCourse(dose, coach_for(task), self._announcer)
        self._announcer.report(BeginSet(t_s, dose, agenda.set_number))
        self._set.begin(t_s, SAME_POSTURE_S if agenda.set_number > 1 else 0.0)

    def _end_set(self, t_s: float, on: SetCourse, ended_by: SetEnd) -> None:
        """The set that is on is over; then there is a rest, or the exercise is over."""
        if ended_by == "no_start_pose":
            self._leave_out(t_s, ended_by)
            return
        if self._mounting is not None and self._mounting.is_on:
            self._announcer.drop_waiting()
            self.close_set(t_s, "done")
            self._mounting.wait_for_mounting(t_s)
            return
        self._agenda.whole &= ended_by == "done"
        self._announcer.drop_waiting()
        self.close_set(t_s, ended_by)
        if ended_by not in ("done", "cap", "time") and on.coach.done and on.dose.repetitions is not None:
            self._announcer.say("session.ended_at", n=on.coach.done, planned=on.coach.planned)
        if self._agenda.set_number < on.dose.series:
            self._rest = RestPause(on.dose, self._announcer)
            self._rest.begin(t_s)
        else:
            self._announcer.say("session.exercise_done")
            self._ask_about_exercise(t_s)

    def _leave_out(self, t_s: float, why: SetEnd) -> None:
        """What is left of the exercise, or of the mounting step, isn't done."""
        if self._mounting is not None and self._mounting.is_on:
            self._announcer.hush(t_s)
            self.close_set(t_s, why)
            self._announcer.say("session.mounting_without")
            self._leave_mounting(t_s, self._mounting)
            return
        name = self._announcer.language.exercise_name(self._exercise)
        if why == "person":
            self._announcer.hush(t_s)
        self._agenda.whole = False
        self.close_set(t_s, why)
        self._announcer.say("session.skipped", name=name)
        if self._agenda.set_number:
            self._ask_about_exercise(t_s)
        else:
            self.leave_exercise(t_s)

    def close_set(self, t_s: float, ended_by: SetEnd) -> None:
        """Stop recording, where a set is on."""
        on, self._set = self._set, None
        if on is None:
            return
        if self._mounting is not None and self._mounting.is_on:
            self._mounting.end_gathering(t_s, ended_by)
            return
        if self._mounting is not None and on.pose_was_wrong and ended_by in ("person", "no_start_pose"):
            self._mounting.doubt_before_next(t_s)
        self._agenda.add(t_s, on.coach, ended_by)
        self._announcer.report(EndSet(t_s, on.dose.exercise, self._agenda.set_number, ended_by))

    def _ask_about_exercise(self, t_s: float) -> None:
        first, self._has_asked_before = not self._has_asked_before, True
        questions = after_exercise(self._exercise, self._catalogue, self._announcer.language, first=first)
        self._announcer.enter(t_s, "asking")
        self._asking.ask(questions)

    # -- what comes from outside ------------------------------------------------------------------------

    def tick(self, t_s: float) -> None:
        """Let the time pass."""
        match self._announcer.state:
            case "introduction":
                if self._ready.is_over(t_s, self._exercise.movement.start_up):
                    self._begin_set(t_s)
            case "mounting":
                if self._mounting is not None and self._mounting.is_ready(t_s):
                    self._set = self._mounting.gather(t_s)
            case "rest":
                if self._rest is not None and self._rest.is_over(t_s):
                    self._begin_set(t_s)
            case _:
                if self._set is not None:
                    self._follow(t_s, self._set, self._set.tick(t_s))

    def _follow(self, t_s: float, on: SetCourse, ended_by: SetEnd | None) -> None:
        if ended_by is not None:
            self._end_set(t_s, on, ended_by)

    @property
    def on(self) -> str | None:
        """Id of the exercise that is on, or None between exercises."""
        return self._agenda.exercise

    @property
    def is_set_on(self) -> bool:
        """Whether what the tracker reports is of a set."""
        return self._set is not None and self._announcer.state in SET_IS_ON

    @property
    def is_exerting(self) -> bool:
        """Whether the person is in the middle of something that they are to come back from."""
        on = self._set
        return (
            on is not None
            and self.coach is not None
            and (on.coach.phase != "rest" or on.dose.duration_s is not None)
        )

    def tracked(self, t_s: float, offset_s: float, items: Iterable[Event | Attempt]) -> None:
        """Take what the tracker reports of the set that is on."""
        if self._set is not None:
            begins = not self.checks_mounting
            self._follow(t_s, self._set, self._set.tracked(t_s, offset_s, items, begins=begins))

    def rejected_pose(self, why: Reason) -> None:
        """The person is still, but not in the start pose."""
        if self._set is not None:
            self._set.rejected_pose(why)

    def sensor(self, t_s: float, *, there: bool) -> None:
        """The sensor is lost, or there again."""
        if self._set is not None and there:
            self._follow(t_s, self._set, self._set.find_sensor(t_s))
        elif self._set is not None:
            self._set.lose_sensor(t_s)

    def source_ended(self, t_s: float) -> None:
        """No more samples will come for this set."""
        if self._set is not None and self._announcer.state in (*SET_IS_ON, "sensor_lost"):
            self._end_set(t_s, self._set, self._set.coach.finished or "person")

    def ready(self, t_s: float) -> None:
        """The person is in position, and wants to hear no more of the introduction than the rules."""
        if self._announcer.state in ("introduction", "mounting"):
            self._is_named = True
            self._ready.press_ready(t_s)
            self.tick(t_s)

    def pause(self, t_s: float) -> None:
        """Pause; in a pause, go on."""
        since_s, self._pause_pressed_s = t_s - self._pause_pressed_s, t_s
        if since_s < SAME_PRESS_S:
            return
        if self._announcer.state == "paused":
            self.go_on(t_s)
        elif self._announcer.state in PAUSABLE:
            self._announcer.hush(t_s)
            if self._set is not None:
                self._set.coach.suspend(t_s)
            self._announcer.enter(t_s, "paused")
            self._announcer.say("session.paused")

    def go_on(self, t_s: float) -> None:
        """Go on, in a pause."""
        if self._announcer.state != "paused":
            return
        self._announcer.hush(t_s)
        if self._set is not None:
            self._follow(t_s, self._set, self._set.resume(t_s))
        elif self._mounting is not None and self._mounting.is_on:
            self._mounting.explain(t_s)
        elif self._agenda.set_number:
            self._rest = RestPause(self._agenda.left[0], self._announcer)
            self._rest.begin_again(t_s)
        else:
            self._introduce(t_s)

    def skip(self, t_s: float) -> None:
        """Leave out the rest of this exercise. One that wasn't named yet isn't meant: it was a double press."""
        is_meant = self._is_named or self._announcer.state != "introduction"
        if is_meant and self._announcer.state in (*PAUSABLE, "coming_to_rest", "paused"):
            self._leave_out(t_s, "person")

    # -- how the sensor sits ----------------------------------------------------------------------------

    @property
    def checks_mounting(self) -> bool:
        """Whether an upright pose is waited for, to be held against the mounting that is known."""
        return self._mounting is not None and self._mounting.checks

    def upright(self, t_s: float, off_deg: float) -> None:
        """The person is still, and the vertical is that far off the one of the mounting that is known, in deg."""
        if self._mounting is not None and self._mounting.checks:
            self.close_set(t_s, "done")
            if self._mounting.upright(t_s, off_deg):
                self._leave_mounting(t_s, self._mounting)

    def mounted(self, t_s: float, found: Mounting | None) -> None:
        """What the leans have shown; None where they don't tell it."""
        step = self._mounting
        if step is not None and step.waits_for_mounting and step.found(t_s, found):
            self._leave_mounting(t_s, step)

    def find_mounting(self, t_s: float) -> None:
        """The sensor sits differently now: find it anew, where no set is on."""
        if self._mounting is not None and self._announcer.state in ("introduction", "rest"):
            self._announcer.hush(t_s)
            self._mounting.doubt(t_s)
            self._mounting.begin(t_s)

    def _leave_mounting(self, t_s: float, step: MountingCourse) -> None:
        """The exercise that is next, or was on, is introduced."""
        step.leave()
        if self._agenda.exercise is None:
            self._next(t_s)
        else:
            self._introduce(t_s)

    # -- what is shown ----------------------------------------------------------------------------------

    @property
    def coach(self) -> Coach | None:
        """The coach of the set, where it may have a line that is due."""
        if self._set is None or self._announcer.state not in ("set", "coming_to_rest"):
            return None
        return self._set.coach

    def heard(self, t_s: float, line: Line) -> None:
        """A line was spoken to its end."""
        self._is_named |= line.key == NAMES_EXERCISE
        if self._set is not None:
            self._set.coach.heard(t_s, line)

    def status(self, t_s: float) -> Status | None:
        """The set that is on, or None."""
        return None if self._set is None else self._set.status(t_s, self._agenda.set_number)
