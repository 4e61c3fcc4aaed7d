"""The session as a state machine: pure, driven from outside, reported to its listeners as events.

screening → questions → how the sensor sits (optional) → for each exercise: introduction → start pose → set →
coming to rest → rest or questions → end.
A lost sensor, a pause or a posture that the person left leads back to the start pose. STOP leads out of every state at
once, and nothing is coached after it. Session and voice share a clock: the session waits for lines that must be heard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ..language import Language
from ..protocol.catalogue_model import Catalogue
from ..protocol.due import Due
from ..protocol.plan import Plan
from ..records import Attempt, Event, Reason, ScreeningRecord, SetEnd, Stop, StopReason
from .agenda import Agenda
from .announcer import Announcer
from .asking import Asking
from .events import SessionEvent, State
from .exercise_course import ExerciseCourse
from .interview import Question
from .interview_course import InterviewCourse
from .mounting_step import MountingStep
from .set_course import REMIND_S, Status
from .speech import Spoken
from .stop import StopCourse
from .voice import Urgency

if TYPE_CHECKING:
    from ..motion.wearing.mounting import Mounting

ASK_AGAIN_S = 20.0
"""A question that got no answer is asked again after this much silence, in s."""
SENSOR_WAIT_S = 180.0
"""A sensor that stays away longer than this, in s, ends the session, aloud."""
PAUSE_REMINDER_S = 60.0
"""In a pause the coach says again how to go on, after this much silence, in s."""
LONGEST_PAUSE_S = 1800.0
"""A pause that lasts longer than this, or a question that waits longer for its answer, in s, ends the session."""
SECOND_STOP_S = 3.0
"""STOP pressed again within this time, in s, is the same STOP: a frightened person presses more than once."""


class Session:
    """One session of one person.

    Each method takes something that has happened, with the session's time in s, and returns the events that follow.

    Parameters
    ----------
    utc : callable
        The time of day as ISO 8601 in UTC, for answers and the stop.
    screening : ScreeningRecord or None
        The screening that still holds; None if it must be asked now.
    due : Due or None
        Why the screening must be asked; the coach says this reason.
    mounting : MountingStep or None
        The step that finds how the sensor sits, before the first exercise; None leaves it out.
    """

    def __init__(
        self,
        plan: Plan,
        catalogue: Catalogue,
        language: Language,
        utc: Callable[[], str],
        screening: ScreeningRecord | None = None,
        due: Due | None = None,
        mounting: MountingStep | None = None,
    ) -> None:
        self._screened, self._due = screening is not None, due
        self._asked: tuple[Question | None, float] = None, 0.0  # the open question, and since when
        # Each of these knows only some of those before it.
        self._agenda = agenda = Agenda(plan.doses, mounting)
        self._announcer = announcer = Announcer(language, agenda)
        self._asking = asking = Asking(announcer)
        self._exercises = ExerciseCourse(plan, catalogue, agenda, announcer, asking)
        self._stop = StopCourse(catalogue, utc, agenda, announcer, asking, self._exercises)
        self._interview = InterviewCourse(
            plan, catalogue, utc, announcer, asking, self._exercises, self._stop
        )

    # -- its state --------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """Where the session is."""
        return self._announcer.state

    @property
    def stop(self) -> Stop | None:
        """The STOP, or None while nobody has pressed it."""
        return self._stop.stop

    @property
    def over(self) -> bool:
        """Whether everything has been asked, and said to its end."""
        return self._is_past_exercising and self._asking.open is None and self._announcer.idle

    @property
    def checks_mounting(self) -> bool:
        """Whether the session waits for an upright pose, to check the known mounting with it."""
        return self._exercises.checks_mounting

    @property
    def coming(self) -> tuple[str, ...]:
        """Ids of the exercises after the current one."""
        return self._agenda.coming

    def status(self, t_s: float) -> Status | None:
        """The status of the current set, or None if there is none."""
        return self._exercises.status(t_s)

    @property
    def _is_past_exercising(self) -> bool:
        return self.state in ("stopped", "ended")

    def _events(self, t_s: float) -> list[SessionEvent]:
        return self._announcer.take_events(t_s, self._exercises.coach)

    # -- STOP, and leaving ------------------------------------------------------------------------------

    def press_stop(
        self, t_s: float, by: str, reason: StopReason | None = None, pain: int | None = None
    ) -> list[SessionEvent]:
        """STOP, from any state, at once. It is spoken first, then kept; only then is its reason asked.

        A press while the last words are spoken is a STOP, too. If screening has blocked the session, STOP cuts off
        nothing: the person must hear why and where there is help. A later press ends the questions that follow.
        """
        if self.stop is None and self._announcer.ended != "blocked":
            self._stop.press(
                t_s, f"safety.stopped_{reason}" if reason else "safety.stopped", by, reason, pain
            )
        elif self.stop is None or t_s - self.stop.t_s >= SECOND_STOP_S:
            return self.end_stop(t_s)
        return self._events(t_s)

    def end_stop(self, t_s: float) -> list[SessionEvent]:
        """Ask nothing more about the STOP, where there was one; say what to do now."""
        self._stop.leave_unexplained(t_s)
        if self.stop is not None:
            self._stop.say_farewell()
        return self._events(t_s)

    def leave(self, t_s: float, why: SetEnd = "person") -> list[SessionEvent]:
        """End the session early, without a symptom: a person in a hold is called back from it.

        After a STOP, lines still waiting are no longer said.
        """
        self._asking.drop()
        self._announcer.hush(t_s)
        if self._is_past_exercising:
            self._announcer.drop_waiting(safety_too=self.state == "stopped")
        else:
            if self._exercises.is_exerting:
                self._announcer.say("safety.set_over", Urgency.SAFETY)
            self._exercises.close_set(t_s, why)
            gone = "safety.sensor_gone" if why == "sensor_lost" else "session.left"
            self._announcer.say(gone, Urgency.SAFETY)
            self._announcer.end(t_s, "left")
        return self._events(t_s)

    # -- the questions ----------------------------------------------------------------------------------

    def start(self, t_s: float) -> list[SessionEvent]:
        """Begin with the screening, or, if that still holds, with the first questions; after a STOP with nothing."""
        if not self._is_past_exercising:
            self._interview.begin(t_s, self._due, screened=self._screened)
        return self._events(t_s)

    def answer(self, t_s: float, value: str) -> list[SessionEvent]:
        """Take the answer to the open question; if it isn't understood, the question is asked again."""
        if self._asking.open is None:
            return []
        self._announcer.hush(t_s)
        self._interview.answer(t_s, value)
        return self._events(t_s)

    # -- time, voice and sensor -------------------------------------------------------------------------

    def tick(self, t_s: float) -> list[SessionEvent]:
        """Let time pass: holds are counted, limits announced, rests and waits ended."""
        self._announcer.give_up_hanging_line(t_s)
        waited_s, quiet_s = t_s - self._announcer.since_s, self._announcer.quiet_s(t_s)
        match self.state:
            case "screening" | "asking" | "stopped" | "ended":
                if self.state == "stopped":
                    self._stop.tick(t_s)
                elif self._waited_for_answer_s(t_s) > LONGEST_PAUSE_S:
                    return self.leave(t_s)
                if quiet_s >= ASK_AGAIN_S:
                    self._asking.ask_again()
            case "sensor_lost":
                if waited_s > SENSOR_WAIT_S:
                    return self.leave(t_s, "sensor_lost")
                if quiet_s >= REMIND_S:
                    self._announcer.say("safety.still_looking", Urgency.SAFETY)
            case "paused":
                if waited_s > LONGEST_PAUSE_S:
                    return self.leave(t_s)
                if quiet_s >= PAUSE_REMINDER_S:
                    self._announcer.say("session.paused")
            case _:
                self._exercises.tick(t_s)
        return self._events(t_s)

    def _waited_for_answer_s(self, t_s: float) -> float:
        if self._asking.open is not self._asked[0]:
            self._asked = self._asking.open, t_s
        return 0.0 if self._asking.open is None else t_s - self._asked[1]

    def spoken(self, t_s: float, report: Spoken) -> list[SessionEvent]:
        """Take what the speech port reports of a line."""
        line = self._announcer.spoken(t_s, report)
        if line is None:
            return []
        self._exercises.heard(t_s, line)
        return self._events(t_s)

    def tracked(self, t_s: float, offset_s: float, items: Iterable[Event | Attempt]) -> list[SessionEvent]:
        """Take the tracker's reports on the current set; `offset_s` is the session's time at the tracker's zero."""
        if not self._exercises.is_set_on:
            return []
        self._exercises.tracked(t_s, offset_s, items)
        return self._events(t_s)

    def rejected_pose(self, t_s: float, why: Reason) -> list[SessionEvent]:
        """The person is still, but not in the start pose."""
        self._exercises.rejected_pose(why)
        return self._events(t_s)

    def sensor(self, t_s: float, *, there: bool) -> list[SessionEvent]:
        """The sensor is lost, or there again."""
        self._exercises.sensor(t_s, there=there)
        return self._events(t_s)

    def source_ended(self, t_s: float) -> list[SessionEvent]:
        """No more samples will come for this set."""
        self._exercises.source_ended(t_s)
        return self._events(t_s)

    def upright(self, t_s: float, off_deg: float) -> list[SessionEvent]:
        """The person is still; the vertical is `off_deg` away from the one that the known mounting predicts, in deg."""
        self._exercises.upright(t_s, off_deg)
        return self._events(t_s)

    def mounted(self, t_s: float, found: Mounting | None) -> list[SessionEvent]:
        """Take the mounting that the leans have shown; None if they didn't show it."""
        self._exercises.mounted(t_s, found)
        return self._events(t_s)

    # -- what the person wants --------------------------------------------------------------------------

    def ready(self, t_s: float) -> list[SessionEvent]:
        """The person is in position, and wants to hear only the rules of the introduction."""
        self._exercises.ready(t_s)
        return self._events(t_s)

    def pause(self, t_s: float) -> list[SessionEvent]:
        """Pause, or go on if the session is paused."""
        self._exercises.pause(t_s)
        return self._events(t_s)

    def go_on(self, t_s: float) -> list[SessionEvent]:
        """Go on if the session is paused."""
        self._exercises.go_on(t_s)
        return self._events(t_s)

    def skip(self, t_s: float) -> list[SessionEvent]:
        """Skip what is left of this exercise."""
        self._exercises.skip(t_s)
        return self._events(t_s)

    def find_mounting(self, t_s: float) -> list[SessionEvent]:
        """The sensor sits differently now: find its mounting anew, unless a set is in progress."""
        self._exercises.find_mounting(t_s)
        return self._events(t_s)
