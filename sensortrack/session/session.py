"""The session as a state machine: pure, driven from outside, reported to its listeners as events.

screening → questions → where it is wanted: how the sensor sits → for each exercise: introduction → start pose → set →
coming to rest → rest or questions → end.
A lost sensor, a pause or a posture that was left lead back to the start pose. STOP leads out of every state at once,
and nothing is coached after it. The voice's clock is the session's: what must have been heard is waited for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from ..language import Language
from ..protocol.due import Due
from ..protocol.model import Catalogue
from ..protocol.plan import Plan, leave_out, next_equipment
from ..protocol.screening import next_question, screen, screening_order, screening_record
from ..records import (
    CONTRADICTED,
    Answer,
    Attempt,
    Cue,
    Event,
    Reason,
    Reply,
    ScreeningRecord,
    SessionEnd,
    SetEnd,
    Side,
    Stop,
    StopReason,
)
from .coach import Coach, coach_for
from .events import (
    Ask,
    BeginMounting,
    BeginSet,
    CutOff,
    Ended,
    EndMounting,
    EndSet,
    Mounted,
    Say,
    SessionEvent,
    State,
    StateChanged,
    Stopped,
    TookAnswer,
    TookScreening,
    VoiceFailed,
)
from .interview import Question, after_exercise, after_stop, before_exercising
from .mounting_step import FITS_DEG, TRIES, MountingStep
from .speech import Spoken
from .voice import Line, Urgency, Utterance, Voice, line

if TYPE_CHECKING:
    from ..motion.wearing.mounting import Mounting

COMING_TO_REST_S = 3.0
"""So long the person must be at rest after the last repetition, in s, before the set is over."""
LONGEST_TAIL_S = 60.0
"""A set whose repetitions are done ends after this time, in s, even if the person never comes to rest."""
REMIND_S = 11.0
"""While the coach waits for the person (a start pose, a sensor), it says so again after this much silence, in s."""
ASK_AGAIN_S = 20.0
"""A question that got no answer is asked again after this much silence, in s."""
GET_READY_S = 10.0
"""What a person needs to get into another posture once the steps were heard, in s; a key ends the wait sooner."""
SAME_POSTURE_S = 2.0
"""The same, in s, where the start pose is that of the exercise before."""
POSTURE_COSINE = 0.7
"""Two start poses are one posture where "up" differs by less than 45°."""
START_POSE_WAIT_S = 180.0
"""An exercise whose start pose isn't found within this time, in s, is left out, aloud."""
SENSOR_WAIT_S = 180.0
"""A sensor that stays away longer than this, in s, ends the session, aloud."""
PAUSE_REMINDER_S = 60.0
"""In a pause the coach says again how to go on, after this much silence, in s."""
LONGEST_PAUSE_S = 1800.0
"""A pause that lasts longer than this, in s, ends the session."""
EXPLAIN_STOP_S = 120.0
"""So long the questions after a STOP wait for an answer, in s; the STOP itself is kept by then."""
REST_COUNTDOWN_S = 10.0
"""The end of a longer rest is announced this time before it, in s."""

SET_IS_ON: frozenset[State] = frozenset({"start_pose", "set", "coming_to_rest"})
PAUSABLE: frozenset[State] = frozenset(
    {"mounting", "introduction", "rest", "start_pose", "set", "sensor_lost"}
)


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


class Session:
    """One session of one person.

    Parameters
    ----------
    plan : Plan
    catalogue : Catalogue
    language : Language
    utc : callable
        The time of day as ISO 8601 in UTC, for answers and the stop.
    screening : ScreeningRecord or None
        The one that still holds; None where it must be asked now.
    due : Due or None
        Why it must be asked, which is said.
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
        self._plan, self._catalogue, self._language, self._utc = plan, catalogue, language, utc
        self._screening, self._due, self._mounting = screening, due, mounting
        self._voice, self._line = Voice(), partial(line, language)
        self._out: list[SessionEvent] = []
        self.state: State = "screening"
        self._since_s = 0.0
        self.stop: Stop | None = None
        self._replies: dict[str, Reply] = {}
        self._there: dict[str, bool] = {}
        self._questions: list[Question] = []
        self._asked: Question | None = None
        self._pain_before = 0
        self._has_asked_pain_after = False
        self._left = list(plan.doses)
        self._on: str | None = None
        self._set_number = 0
        self._coach: Coach | None = None
        self._ready_since_s: float | None = None
        self._is_ready = False
        self._posture: tuple[float, float, float] | None = None
        self._why_not: Reason | None = None
        self._pose_was_wrong = False
        self._announced = False
        self._done: dict[Side | None, int] = {}
        self._lasted_s = 0.0
        self._total = 0
        self._whole = True
        self._voice_failed = False
        self._has_said_farewell = False

    # -- what comes from outside ----------------------------------------------------------------------

    @property
    def over(self) -> bool:
        """Whether everything has been asked and said, to its end."""
        return self.state in ("stopped", "ended") and self._asked is None and self._voice.idle

    def start(self, t_s: float) -> list[SessionEvent]:
        """Begin: with the screening, or where that still holds with the first questions."""
        self._say("safety.not_medical")
        if self._screening is None:
            if self._due is not None and self._due != "never":
                self._say("safety.why_questions", why=self._language.due(self._due))
            self._say("safety.some_questions", n=len(screening_order(self._catalogue)))
            self._enter(t_s, "screening")
            self._questions = self._screening_questions()
        else:
            self._say("safety.still_well")
            self._ask_before_exercising(t_s)
        self._ask_next(t_s)
        return self._reported(t_s)

    def answer(self, t_s: float, value: str) -> list[SessionEvent]:
        """Take the answer to the question that is open; one that isn't understood is asked again."""
        asked = self._asked
        if asked is None:
            return []
        self._hush(t_s)
        if not asked.understands(value):
            self._say("ask.not_understood", expected=self._language.say(f"ask.expect_{asked.kind}"))
            self._put(asked)
            return self._reported(t_s)
        self._asked = None
        self._take(t_s, asked, value)
        self._ask_next(t_s)
        return self._reported(t_s)

    def spoken(self, t_s: float, report: Spoken) -> list[SessionEvent]:
        """Take what the speech port reports of a line."""
        if report.fate == "started":
            return []
        over = self._voice.ended(t_s, report.id)
        if over is None:
            return []
        if report.fate == "failed":
            self._voice_has_failed(t_s, report.why)
        if self._coach is not None:
            self._coach.heard(t_s, over.line)
        return self._reported(t_s)

    def tracked(self, t_s: float, offset_s: float, items: Iterable[Event | Attempt]) -> list[SessionEvent]:
        """Take what the tracker reports of the set that is on; `offset_s` is the session's time at its zero."""
        items = list(items)
        coach = self._coach
        if coach is None or self.state not in SET_IS_ON:
            return []
        coach.take(t_s, offset_s, items)
        for event in (i for i in items if isinstance(i, Event)):
            if event.type == "gap" and (event.size or 0.0) > (event.limit or 0.0):
                self._seek_start_pose(t_s, coach, "safety.gap")
            elif event.type == "note" and event.kind == CONTRADICTED:
                self._say("safety.sensor_contradicts", Urgency.SAFETY)
            elif event.type == "posture":
                self._seek_start_pose(t_s, coach, "session.posture_left")
            elif event.type == "start_pose" and self.state == "start_pose" and not self.checks_mounting:
                self._pose_was_wrong = False
                self._voice.queue(coach.begin(t_s, event.t_s + offset_s))
                self._enter(t_s, "set")
        self._maybe_finish(t_s)
        return self._reported(t_s)

    def tick(self, t_s: float) -> list[SessionEvent]:
        """Let the time pass: holds are counted, limits announced, rests and waits ended."""
        waited_s, quiet_s = t_s - self._since_s, self._voice.quiet_s(t_s)
        if self._voice.hangs(t_s):
            self._hush(t_s, safety_too=True)
            self._voice_has_failed(t_s, "the speech program doesn't come to the end of a line")
        match self.state:
            case "screening" | "asking" | "stopped" | "ended":
                self._wait_for_answer(t_s, quiet_s, waited_s)
            case "introduction" | "mounting":
                self._wait_for_posture(t_s)
            case "start_pose":
                self._wait_for_pose(t_s, quiet_s, waited_s)
            case "set":
                self._maybe_finish(t_s)
            case "coming_to_rest":
                self._come_to_rest(t_s, waited_s)
            case "rest":
                self._wait_for_rest(t_s, waited_s)
            case "sensor_lost":
                if waited_s > SENSOR_WAIT_S:
                    return self.leave(t_s, "sensor_lost")
                if quiet_s >= REMIND_S:
                    self._say("safety.still_looking", Urgency.SAFETY)
            case "paused":
                if waited_s > LONGEST_PAUSE_S:
                    return self.leave(t_s)
                if quiet_s >= PAUSE_REMINDER_S:
                    self._say("session.paused")
        return self._reported(t_s)

    def sensor(self, t_s: float, *, there: bool) -> list[SessionEvent]:
        """The sensor is lost, or there again."""
        coach = self._coach
        if coach is None:
            return []
        if not there and self.state in SET_IS_ON:
            coach.suspend(t_s)
            self._enter(t_s, "sensor_lost")
            self._say_now(t_s, "safety.sensor_lost")
        elif there and self.state == "sensor_lost":
            if coach.finished is not None:
                self._end_set(t_s, coach.finished)
            else:
                self._seek_start_pose(t_s, coach, "safety.sensor_back")
        return self._reported(t_s)

    def rejected_pose(self, t_s: float, why: Reason) -> list[SessionEvent]:
        """The person is still, but not in the start pose."""
        self._why_not, self._pose_was_wrong = why, True
        return self._reported(t_s)

    def source_ended(self, t_s: float) -> list[SessionEvent]:
        """No more samples will come for this set."""
        if self._coach is not None and self.state in (*SET_IS_ON, "sensor_lost"):
            self._end_set(t_s, self._coach.finished or "person")
        return self._reported(t_s)

    def ready(self, t_s: float) -> list[SessionEvent]:
        """The person is in position, and wants to hear no more of the introduction than the rules."""
        if self.state in ("introduction", "mounting"):
            if self._voice.keep_rules(t_s):
                self._out.append(CutOff(t_s))
            self._is_ready = True
            self._wait_for_posture(t_s)
        return self._reported(t_s)

    def upright(self, t_s: float, off_deg: float) -> list[SessionEvent]:
        """The person is still, and the vertical is that far off the one of the mounting that is known, in deg."""
        if self.checks_mounting:
            self._close_set(t_s, "done")
            if off_deg <= FITS_DEG:
                self._say("session.mounting_fits")
                self._leave_mounting(t_s)
            else:
                self._doubt_mounting(t_s)
                self._say("session.mounting_moved")
                self._explain_mounting(t_s)
        return self._reported(t_s)

    def mounted(self, t_s: float, found: Mounting | None) -> list[SessionEvent]:
        """What the leans have told; None where they don't tell it."""
        step = self._mounting
        if step is None or not step.gathered or self.state != "mounting":
            return self._reported(t_s)
        if found is not None:
            step.known = True
            self._out.append(Mounted(t_s, found.calibration()))
            self._say("session.mounting_found", n=max(2, math.ceil(found.uncertainty_deg)))
            self._leave_mounting(t_s)
        elif step.tries < TRIES:
            self._say("session.mounting_again")
            self._explain_mounting(t_s)
        else:
            self._say("session.mounting_without")
            self._leave_mounting(t_s)
        return self._reported(t_s)

    def find_mounting(self, t_s: float) -> list[SessionEvent]:
        """The sensor sits differently now: find it anew, where no set is on."""
        if self._mounting is not None and self.state in ("introduction", "rest"):
            self._hush(t_s)
            self._doubt_mounting(t_s)
            self._begin_mounting_step(t_s)
        return self._reported(t_s)

    def pause(self, t_s: float) -> list[SessionEvent]:
        """Pause; in a pause, go on."""
        if self.state == "paused":
            self._resume(t_s)
        elif self.state in PAUSABLE:
            self._hush(t_s)
            if self._coach is not None:
                self._coach.suspend(t_s)
            self._enter(t_s, "paused")
            self._say("session.paused")
        return self._reported(t_s)

    def skip(self, t_s: float) -> list[SessionEvent]:
        """Leave out the rest of this exercise."""
        if self.state in (*PAUSABLE, "coming_to_rest", "paused"):
            self._leave_out(t_s, "person")
        return self._reported(t_s)

    def leave(self, t_s: float, why: SetEnd = "person") -> list[SessionEvent]:
        """End the session early, without a symptom; after a STOP, what waits to be said isn't said any more."""
        if self.state in ("stopped", "ended"):
            self._forget_questions(t_s)
            self._voice.drop_waiting(safety_too=self.state == "stopped")
            return self._reported(t_s)
        self._hush(t_s)
        self._close_set(t_s, why)
        self._say("safety.sensor_gone" if why == "sensor_lost" else "session.left", Urgency.SAFETY)
        self._end(t_s, "left")
        return self._reported(t_s)

    def press_stop(
        self, t_s: float, by: str, reason: StopReason | None = None, pain: int | None = None
    ) -> list[SessionEvent]:
        """STOP: from every state, at once. It is spoken first; then it is kept; only then its reason is asked.

        Pressed again, it ends the questions after it.
        """
        if self.stop is not None or self.state == "ended":
            self._forget_questions(t_s)
            if self.stop is not None:
                self._say_farewell()
            return self._reported(t_s)
        self._stop(t_s, f"safety.stopped_{reason}" if reason else "safety.stopped", by, reason, pain)
        return self._reported(t_s)

    @property
    def checks_mounting(self) -> bool:
        """Whether an upright pose is waited for, to be held against the mounting that is known."""
        step = self._mounting
        return step is not None and step.on and step.known and self.state == "start_pose"

    @property
    def coming(self) -> tuple[str, ...]:
        """Ids of the exercises that come after the one that is on."""
        return tuple(dose.exercise for dose in self._left[1:])

    def status(self, t_s: float) -> Status | None:
        """The set that is on, or None."""
        coach = self._coach
        if coach is None:
            return None
        dose = self._left[0]
        return Status(
            dose.exercise,
            self._set_number,
            coach.done,
            coach.planned,
            coach.phase if self.state in ("set", "coming_to_rest") else "",
            coach.hold_s(t_s),
            coach.lasted_s(t_s),
            self.state != "sensor_lost",
        )

    # -- questions --------------------------------------------------------------------------------------

    def _take(self, t_s: float, asked: Question, value: str) -> None:
        """What an answer leads to."""
        match asked.about:
            case "screening":
                self._replies[asked.id] = "yes" if value == "yes" else "no"
                self._after_screening_answer(t_s)
            case "stop_reason":
                self._explain(t_s, reason=next((r for r in _REASONS if r == value), None))
            case "stop_pain":
                self._explain(t_s, pain=int(value) if value else None)
            case "pain_before":
                self._keep(asked, value, None)
                self._pain_before = int(value)
                most = self._catalogue.progress
                if most is not None and self._pain_before > most.pain_to_start.value:
                    self._say("safety.pain_too_strong", Urgency.SAFETY)
                    self._end(t_s, "blocked")
            case "pain_after":
                self._keep(asked, value, self._on)
                self._has_asked_pain_after = True
                if int(value) > self._pain_before:
                    self._stop(t_s, "safety.pain_rose", "pain score", "pain", int(value))
            case "equipment":
                self._keep(asked, value, None)
                self._there[asked.id] = value == "yes"
            case "symptoms":
                self._keep(asked, value, self._on)
                if value == "yes":
                    self._stop(t_s, "safety.stopped", "answer")
            case _:
                self._keep(asked, value, self._on)

    def _keep(self, asked: Question, value: str, exercise: str | None) -> None:
        self._out.append(TookAnswer(Answer(asked.id, value, self._utc(), exercise)))

    def _after_screening_answer(self, t_s: float) -> None:
        """Ask on, or end the screening where it is answered, whole or by an emergency."""
        self._questions = self._screening_questions()
        if self._questions:
            return
        record = screening_record(self._utc(), self._replies, self._catalogue)
        self._screening = record
        self._out.append(TookScreening(record))
        outcome = screen(record, self._catalogue)
        if outcome.may_start:
            self._ask_before_exercising(t_s)
            return
        if not outcome.emergency:  # then help is the first and only thing that is said
            self._say_what_blocks(record, outcome.blocked_by)
        for advice in outcome.advice:
            text = self._language.advice(advice)
            self._voice.queue(Line(f"advice.{advice.key}", text, Urgency.SAFETY))
        self._end(t_s, "blocked")

    def _say_what_blocks(self, record: ScreeningRecord, blocked_by: tuple[str, ...]) -> None:
        """Name the answers for which the session doesn't start."""
        key = "safety.blocked"
        for asked in screening_order(self._catalogue):
            if asked.id in blocked_by and asked.id in record.answers:
                answer = self._language.say(f"ask.{record.answers[asked.id]}")
                question = self._language.screening_question(asked)
                self._say(key, Urgency.SAFETY, answer=answer, question=question)
                key = "safety.blocked_also"

    def _screening_questions(self) -> list[Question]:
        asked = next_question(self._replies, self._catalogue)
        if asked is None:
            return []
        return [Question(asked.id, "screening", self._language.screening_question(asked), "yes_no")]

    def _ask_before_exercising(self, t_s: float) -> None:
        self._questions = before_exercising(self._catalogue, self._language)
        self._enter(t_s, "asking")

    def _ask_next(self, t_s: float) -> None:
        if self._asked is not None or self.state not in ("screening", "asking", "stopped"):
            return
        if self._questions:
            self._asked = self._questions.pop(0)
            self._put(self._asked)
        elif self.state == "asking" and self._on is None:
            thing = next_equipment(self._plan, self._there, self._catalogue)
            if thing is not None:
                self._asked = Question(thing.id, "equipment", self._language.question(thing), "yes_no")
                self._put(self._asked)
                return
            missing = [id for id, is_there in self._there.items() if not is_there]
            self._left = list(leave_out(self._plan, missing, self._catalogue).doses)
            self._begin_exercises(t_s)
        elif self.state == "asking":
            self._left.pop(0)
            self._next_exercise(t_s)
        else:
            self._say_farewell()

    def _put(self, question: Question) -> None:
        """Ask: on the screen at once, aloud in its turn."""
        self._out.append(Ask(question.id, question.text, question.kind))
        self._voice.queue(Line(f"ask.{question.id}", question.text))

    def _wait_for_answer(self, t_s: float, quiet_s: float, waited_s: float) -> None:
        if self._asked is None:
            return
        if self.state == "stopped" and waited_s > EXPLAIN_STOP_S:
            self._forget_questions(t_s)
            self._say_farewell()
        elif quiet_s >= ASK_AGAIN_S:
            self._voice.queue(Line(f"ask.{self._asked.id}", self._asked.text))

    def _forget_questions(self, t_s: float) -> None:
        self._asked, self._questions = None, []
        self._hush(t_s)

    # -- STOP -------------------------------------------------------------------------------------------

    def _stop(
        self, t_s: float, key: str, by: str, reason: StopReason | None = None, pain: int | None = None
    ) -> None:
        dose = self._left[0] if self._left and self._set_number and not self._finds_mounting else None
        self.stop = Stop(
            t_s,
            self._utc(),
            self.state,
            by,
            reason,
            pain,
            None if dose is None else dose.exercise,
            self._set_number or None,
        )
        self._asked, self._questions = None, []
        self._out.append(Stopped(self.stop))  # kept first; every line is spoken before anything is kept
        self._say_now(t_s, key, self._catalogue.rule_of("symptoms").id)
        self._close_set(t_s, "stopped")
        self._enter(t_s, "stopped")
        self._out.append(Ended(t_s, "stopped"))
        if reason is None:
            self._questions = after_stop(self._language, reason_known=False, pain_known=pain is not None)
        self._ask_next(t_s)

    def _say_farewell(self) -> None:
        """After a STOP, once: to rest, how to get up, when to call for help, what comes next time."""
        if self._has_said_farewell:
            return
        self._has_said_farewell = True
        for key in ("after_stop", *(("get_up",) if self._lies else ()), "call_help", "next_time"):
            self._say(f"safety.{key}", Urgency.SAFETY)

    @property
    def _lies(self) -> bool:
        """Whether the last start pose was one with the trunk level: lying, or on all fours."""
        return self._posture is not None and abs(self._posture[0]) < POSTURE_COSINE

    def _explain(self, t_s: float, reason: StopReason | None = None, pain: int | None = None) -> None:
        """What the person says of the stop afterwards."""
        assert self.stop is not None, "its reason is asked after a stop"
        known = replace(
            self.stop,
            reason=self.stop.reason if reason is None else reason,
            pain=self.stop.pain if pain is None else pain,
        )
        if known != self.stop:
            self.stop = known
            self._out.append(Stopped(known))
        if reason is not None:
            rule = self._catalogue.rule_of("symptoms").id
            self._say(f"safety.stopped_{reason}", Urgency.SAFETY, rule)

    # -- exercises and sets -----------------------------------------------------------------------------

    def _begin_exercises(self, t_s: float) -> None:
        """Everything before the first exercise is answered."""
        safety = self._language.say("safety.stop_always")
        self._say("session.welcome", n=len(self._left), safety=safety)
        for exception in self._plan.exceptions:
            self._say("session.beyond", text=self._language.reason(exception.reason))
        for rule in self._catalogue.rules:
            if rule.kept == "cued" and rule.cue is not None:
                text = self._language.cue(rule) or rule.cue
                self._voice.queue(Line(f"rule.{rule.id}", text, rule=rule.id, of_session=True))
        self._next_exercise(t_s)

    # -- how the sensor sits ----------------------------------------------------------------------------

    @property
    def _finds_mounting(self) -> bool:
        return self._mounting is not None and self._mounting.on

    def _begin_mounting_step(self, t_s: float) -> None:
        assert self._mounting is not None, "the step is wanted"
        self._mounting.begin()
        self._left.insert(0, self._mounting.dose)
        self._explain_mounting(t_s)

    def _explain_mounting(self, t_s: float) -> None:
        assert self._mounting is not None, "the step is on"
        self._mounting.gathered = False
        self._ready_since_s, self._is_ready = None, False
        self._enter(t_s, "mounting")
        self._say("session.mounting_check" if self._mounting.known else "session.mounting")

    def _seek_upright(self, t_s: float) -> None:
        """The person sits by now: what comes is gathered."""
        step = self._mounting
        assert step is not None, "the step is on"
        step.tries += not step.known
        self._posture = self._catalogue.exercise(step.dose.exercise).movement.start_up
        self._coach = coach_for(step.dose, self._catalogue, self._language, done_before={})
        self._why_not = None
        self._out.append(BeginMounting(t_s, step.dose))
        self._enter(t_s, "start_pose")
        self._say("session.take_pose")

    def _end_leans(self, t_s: float) -> None:
        """The leans are over: what they tell is reckoned now, and comes with `mounted`."""
        assert self._mounting is not None, "the step is on"
        self._voice.drop_waiting()
        self._close_set(t_s, "done")
        self._mounting.gathered = True
        self._enter(t_s, "mounting")

    def _leave_mounting(self, t_s: float) -> None:
        """The exercise that is next, or was on, is introduced."""
        assert self._mounting is not None, "the step is on"
        self._mounting.on = self._mounting.gathered = False
        self._left.pop(0)
        if self._on is None:
            self._next_exercise(t_s)
        else:
            self._introduce(t_s)

    def _doubt_mounting(self, t_s: float) -> None:
        """What was known doesn't hold any more."""
        if self._mounting is not None and self._mounting.known:
            self._mounting.forget()
            self._out.append(Mounted(t_s, None))

    def _next_exercise(self, t_s: float) -> None:
        self._on, self._set_number = None, 0
        self._done, self._lasted_s = {}, 0.0
        if not self._left:
            done = self._whole and self._total > 0
            self._say(
                "session.all_done" if done else "session.all_over" if self._total else "session.nothing_done"
            )
            if self._lies:
                self._say("safety.get_up")
            self._end(t_s, "complete" if self._whole else "left")
            return
        if self._mounting is not None and self._mounting.due:
            self._begin_mounting_step(t_s)
            return
        self._on = self._left[0].exercise
        self._introduce(t_s)

    def _introduce(self, t_s: float) -> None:
        """What comes next, in words: the person hears it whole, then gets into position."""
        dose = self._left[0]
        exercise = self._catalogue.exercise(dose.exercise)
        name = self._language.exercise_name(exercise)
        self._enter(t_s, "introduction")
        self._ready_since_s, self._is_ready = None, False
        self._say("session.exercise", name=name)
        for text in self._language.dose(dose, each_side=exercise.two_sided):
            self._voice.queue(Line("session.dose", text))
        for step in self._language.steps(exercise):
            self._voice.queue(Line("session.step", step))
        for rule in exercise.rules:
            if (cue := self._language.cue(rule)) is not None:
                self._voice.queue(Line(f"rule.{rule.id}", cue, rule=rule.id))
        self._say("session.get_ready")

    def _wait_for_posture(self, t_s: float) -> None:
        if not self._voice.idle or (self._mounting is not None and self._mounting.gathered):
            return
        begin = self._seek_upright if self._finds_mounting else self._begin_set
        if self._is_ready:
            begin(t_s)
            return
        if self._ready_since_s is None:
            self._ready_since_s = t_s
        up = self._catalogue.exercise(self._left[0].exercise).movement.start_up
        before = (0.0, 0.0, 0.0) if self._posture is None else self._posture
        same = sum(a * b for a, b in zip(up, before, strict=True)) > POSTURE_COSINE
        needed_s = SAME_POSTURE_S if same else GET_READY_S
        if t_s - self._ready_since_s >= needed_s:
            begin(t_s)

    def _begin_set(self, t_s: float) -> None:
        dose = self._left[0]
        self._set_number += 1
        self._posture = self._catalogue.exercise(dose.exercise).movement.start_up
        self._coach = coach_for(
            dose,
            self._catalogue,
            self._language,
            done_before=self._done,
            lasted_before_s=self._lasted_s,
            exceptions=self._plan.exceptions,
        )
        self._why_not, self._pose_was_wrong = None, False
        self._out.append(BeginSet(t_s, dose, self._set_number))
        self._enter(t_s, "start_pose")
        self._say("session.take_pose")

    def _seek_start_pose(self, t_s: float, coach: Coach, why: str) -> None:
        """What was going on is over: from a known state, by way of the start pose, the count goes on."""
        if self.state == "coming_to_rest":
            return
        coach.suspend(t_s)
        if self.state != "start_pose":
            self._why_not = None
            self._enter(t_s, "start_pose")
            self._say_now(t_s, why)

    def _wait_for_pose(self, t_s: float, quiet_s: float, waited_s: float) -> None:
        if waited_s > START_POSE_WAIT_S:
            self._say_now(t_s, "session.no_pose")
            self._leave_out(t_s, "no_start_pose")
        elif quiet_s >= REMIND_S:
            if self._why_not is not None:
                self._voice.queue(Line("session.wrong_pose", self._language.wrong_pose(self._why_not)))
                self._why_not = None
            else:
                self._say("session.still_waiting")

    def _maybe_finish(self, t_s: float) -> None:
        coach = self._coach
        goes_on = self.state == "set" and coach is not None and coach.finished is None
        if goes_on and coach is not None and coach.in_vain(t_s):
            self._say_now(t_s, "session.not_seen")
            self._end_set(t_s, "person")
        elif goes_on and coach is not None and coach.unheeded(t_s):
            self._say_now(t_s, "safety.not_back")
            self._end_set(t_s, "person")
        if self.state == "set" and self._coach is not None and self._coach.finished is not None:
            self._enter(t_s, "coming_to_rest")

    def _come_to_rest(self, t_s: float, waited_s: float) -> None:
        coach = self._coach
        assert coach is not None, "a set that comes to rest has a coach"
        by_time = self._left[0].duration_s is not None
        at_rest = (by_time and waited_s >= COMING_TO_REST_S) or coach.at_rest_s(t_s) >= COMING_TO_REST_S
        if at_rest or waited_s > LONGEST_TAIL_S:
            self._end_set(t_s, coach.finished or "done")
        elif coach.phase != "rest" and min(waited_s, self._voice.quiet_s(t_s)) > COMING_TO_REST_S:
            self._say("safety.set_over", Urgency.SAFETY)

    def _end_set(self, t_s: float, ended_by: SetEnd) -> None:
        assert self._coach is not None, "a set that ends is on"
        if self._finds_mounting:
            self._end_leans(t_s)
            return
        coach, dose = self._coach, self._left[0]
        self._whole &= ended_by == "done"
        self._voice.drop_waiting()
        self._close_set(t_s, ended_by)
        if ended_by not in ("done", "cap", "time") and dose.repetitions is not None:
            self._say("session.ended_at", n=coach.done, planned=coach.planned)
        if self._set_number < dose.series and ended_by != "no_start_pose":
            self._announced = dose.rest_s <= 2.0 * REST_COUNTDOWN_S
            self._say("session.set_done", duration=self._language.duration(round(dose.rest_s)))
            self._enter(t_s, "rest")
        else:
            self._say("session.exercise_done")
            self._after_exercise(t_s)

    def _wait_for_rest(self, t_s: float, waited_s: float) -> None:
        left_s = self._left[0].rest_s - waited_s
        if left_s <= 0.0 and self._voice.idle:
            self._say("session.rest_over")
            self._begin_set(t_s)
        elif left_s <= REST_COUNTDOWN_S and not self._announced:
            self._announced = True
            self._say("session.rest_left", n=round(REST_COUNTDOWN_S))

    def _resume(self, t_s: float) -> None:
        self._hush(t_s)
        if self._coach is not None:
            self._enter(t_s, "start_pose")
            self._say("session.resumed")
        elif self._finds_mounting:
            self._explain_mounting(t_s)
        elif self._set_number:
            self._announced = True
            self._enter(t_s, "rest")
            self._say("session.rest_again")
        else:
            self._introduce(t_s)

    def _leave_out(self, t_s: float, why: SetEnd) -> None:
        if self._finds_mounting:
            self._hush(t_s)
            self._close_set(t_s, why)
            self._say("session.mounting_without")
            self._leave_mounting(t_s)
            return
        exercise = self._catalogue.exercise(self._left[0].exercise)
        if why == "person":
            self._hush(t_s)
        self._whole = False
        self._close_set(t_s, why)
        self._say("session.skipped", name=self._language.exercise_name(exercise))
        if self._set_number:
            self._after_exercise(t_s)
        else:
            self._left.pop(0)
            self._next_exercise(t_s)

    def _close_set(self, t_s: float, ended_by: SetEnd) -> None:
        """Stop recording, where a set is on."""
        coach, self._coach = self._coach, None
        if coach is None:
            return
        if self._finds_mounting:
            step = self._mounting
            self._out.append(EndMounting(t_s, use=ended_by == "done" and step is not None and not step.known))
            return
        step, gone_on = self._mounting, ended_by in ("person", "no_start_pose")
        if step is not None and step.known and self._pose_was_wrong and gone_on:
            # Either the pose was wrong all the time, or the sensor sits differently by now.
            self._doubt_mounting(t_s)
            step.due = True
        for side, n in coach.counts.done.items():
            self._done[side] = self._done.get(side, 0) + n
        self._lasted_s += coach.lasted_s(t_s)
        self._total += coach.done + (self._left[0].duration_s is not None and ended_by == "done")
        self._out.append(EndSet(t_s, self._left[0].exercise, self._set_number, ended_by))

    def _after_exercise(self, t_s: float) -> None:
        exercise = self._catalogue.exercise(self._left[0].exercise)
        self._questions = after_exercise(
            exercise, self._catalogue, self._language, first=not self._has_asked_pain_after
        )
        self._enter(t_s, "asking")
        self._ask_next(t_s)

    # -- reporting --------------------------------------------------------------------------------------

    def _end(self, t_s: float, end: SessionEnd) -> None:
        self._asked, self._questions = None, []
        self._enter(t_s, "ended")
        self._out.append(Ended(t_s, end))

    def _enter(self, t_s: float, state: State) -> None:
        self.state, self._since_s = state, t_s
        self._out.append(StateChanged(t_s, state, *self._where()))

    def _say(
        self, key: str, urgency: Urgency = Urgency.GUIDE, rule: str | None = None, **values: object
    ) -> None:
        """Say what must be heard, in its turn."""
        self._voice.queue(self._line(key, urgency, 0.0, rule, **values))

    def _say_now(self, t_s: float, key: str, rule: str | None = None) -> None:
        """Say it at once: what is being said is cut off, and what waited is dropped."""
        self._speak(t_s, self._voice.interrupt(t_s, self._line(key, Urgency.SAFETY, 0.0, rule)))

    def _hush(self, t_s: float, *, safety_too: bool = False) -> None:
        """What is being said and what waits is stale."""
        if self._voice.flush(t_s, safety_too=safety_too):
            self._out.append(CutOff(t_s))

    def _speak(self, t_s: float, said: Utterance) -> None:
        exercise, number = (None, None) if said.line.of_session else self._where()
        cue = Cue(t_s, said.line.key, said.line.text, exercise, number, said.line.rule)
        self._out.append(Say(said.id, cue, said.line.urgency == Urgency.SAFETY))

    def _voice_has_failed(self, t_s: float, why: str) -> None:
        if not self._voice_failed:
            self._voice_failed = True
            self._out.append(VoiceFailed(t_s, why))

    def _where(self) -> tuple[str | None, int | None]:
        if self._finds_mounting:
            return None, None
        return self._on, self._set_number or None

    def _reported(self, t_s: float) -> list[SessionEvent]:
        """Begin the next line, where one is due; then everything that has happened since the last report."""
        coach = self._coach if self.state in ("set", "coming_to_rest") else None
        due = None if coach is None else coach.due(t_s, self._voice.quiet_s(t_s))
        begun = self._voice.step(t_s, due)
        if begun is not None:
            if coach is not None:
                coach.said(t_s, begun.line)
            self._speak(t_s, begun)
        reported, self._out = self._out, []
        return reported


_REASONS: tuple[StopReason, ...] = ("pain", "headache", "nausea", "weakness", "other")
