"""The session as a state machine: pure, driven from outside, told to its listeners as events.

ready → start pose → set → rest → next → done; STOP leads out of every state at once, and nothing is
coached after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from ..language import Language
from ..protocol.model import Catalogue
from ..protocol.plan import Plan
from ..protocol.screening import screen, screening_record
from ..records import (
    Answer,
    Attempt,
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
from .events import (
    Ask,
    BeginSet,
    Ended,
    EndSet,
    Say,
    SessionEvent,
    State,
    StateChanged,
    Stopped,
    TookAnswer,
    TookScreening,
)
from .questions import Question, after_exercise, before_session, screening_questions
from .set_coach import SetCoach
from .voice import Line, Urgency, Voice, line

COMING_TO_REST_S = 3.0
LONGEST_TAIL_S = 60.0
STILL_WAITING_S = 15.0
SENSOR_WAIT_S = 180.0


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
    """

    def __init__(
        self,
        plan: Plan,
        catalogue: Catalogue,
        language: Language,
        utc: Callable[[], str],
        screening: ScreeningRecord | None = None,
    ) -> None:
        self._plan, self._catalogue, self._language, self._utc = plan, catalogue, language, utc
        self._screening = screening
        self._voice, self._line = Voice(), partial(line, language)
        self._out: list[SessionEvent] = []
        self.state: State = "screening"
        self.stop: Stop | None = None
        self._questions: list[Question] = []
        self._asked: Question | None = None
        self._replies: dict[str, Reply] = {}
        self._pain_before: int | None = None
        self._left = list(plan.doses)
        self._on: str | None = None
        self._set_number = 0
        self._coach: SetCoach | None = None
        self._since_s = 0.0
        self._done: dict[Side | None, int] = {}
        self._lasted_s = 0.0
        self._whole = True
        self._lost_since_s: float | None = None

    # -- what comes from outside ----------------------------------------------------------------------

    def start(self, t_s: float) -> list[SessionEvent]:
        """Begin: with the screening, or where that still holds with the first questions."""
        self._say(t_s, "safety.not_medical")
        if self._screening is None:
            self._questions = screening_questions(self._catalogue, self._language)
            self._enter(t_s, "screening")
        else:
            self._questions = before_session(self._catalogue, self._language)
            self._enter(t_s, "asking")
        self._ask_next(t_s)
        return self._told()

    def answer(self, t_s: float, value: str) -> list[SessionEvent]:
        """Take the answer to the question that was asked last; one that isn't understood is asked again."""
        if self._asked is None:
            return []
        asked = self._asked
        if not asked.understands(value):
            expected = self._language.say(f"ask.expect_{asked.kind}")
            self._say(t_s, "ask.not_understood", expected=expected)
            self._out.append(Ask(asked.id, asked.text, asked.kind))
            return self._told()
        self._asked = None
        asked.take(self, t_s, value)
        if self.state not in ("stopped", "ended"):
            self._ask_next(t_s)
        return self._told()

    def told(self, t_s: float, offset_s: float, items: Iterable[Event | Attempt]) -> list[SessionEvent]:
        """Take what the tracker told about the set that is on; `offset_s` is now at the recording's zero."""
        items = list(items)
        if self._coach is None or self.state not in ("start_pose", "set", "coming_to_rest"):
            return []
        lines = self._coach.told(t_s, offset_s, items)
        if any(
            isinstance(i, Event) and i.type == "gap" and (i.size or 0.0) > (i.limit or 0.0) for i in items
        ):
            self._say(t_s, "safety.sensor_back", Urgency.SAFETY)
        if self.state == "start_pose" and self._coach.begun_s is not None:
            self._enter(t_s, "set")
        if self.state == "coming_to_rest":
            lines = [told for told in lines if told.urgency >= Urgency.CORRECT]
        self._offer(t_s, lines)
        self._maybe_finish(t_s)
        return self._told()

    def tick(self, t_s: float) -> list[SessionEvent]:
        """Let the time pass: holds are counted, limits announced, rests ended."""
        if self._lost_since_s is not None and t_s - self._lost_since_s > SENSOR_WAIT_S:
            return self.leave(t_s, "sensor_lost")
        if self.state == "start_pose" and t_s - self._since_s > STILL_WAITING_S:
            self._offer(t_s, [self._line("session.still_waiting", cool_down_s=STILL_WAITING_S)])
        elif self.state == "set" and self._coach is not None and self._lost_since_s is None:
            self._offer(t_s, self._coach.tick(t_s))
            self._maybe_finish(t_s)
        elif self.state == "coming_to_rest" and self._coach is not None:
            self._come_to_rest(t_s, self._coach)
        elif self.state == "rest" and t_s - self._since_s >= self._left[0].rest_s:
            self._say(t_s, "session.rest_over")
            self._begin_set(t_s)
        return self._told()

    def sensor(self, t_s: float, *, there: bool) -> list[SessionEvent]:
        """The sensor is lost, or there again."""
        if not there and self._lost_since_s is None and self._coach is not None:
            self._lost_since_s = t_s
            self._say(t_s, "safety.sensor_lost", Urgency.SAFETY)
        elif there:
            self._lost_since_s = None
        return self._told()

    def rejected_pose(self, t_s: float, why: Reason) -> list[SessionEvent]:
        """The person is still, but not in the start pose."""
        if self.state == "start_pose":
            words = self._language.reason(why)
            self._offer(t_s, [self._line("session.wrong_pose", Urgency.COUNT, STILL_WAITING_S, why=words)])
        return self._told()

    def source_ended(self, t_s: float) -> list[SessionEvent]:
        """No more samples will come for this set."""
        if self._coach is not None and self.state in ("start_pose", "set", "coming_to_rest"):
            self._end_set(t_s, self._coach.finished or "person")
        return self._told()

    def skip(self, t_s: float) -> list[SessionEvent]:
        """Leave out the rest of this exercise."""
        if self.state in ("start_pose", "set", "coming_to_rest", "rest"):
            exercise = self._catalogue.exercise(self._left[0].exercise)
            self._say(t_s, "session.skipped", name=self._language.exercise_name(exercise))
            self._whole = False
            self._close_set(t_s, "person")
            self._after_exercise(t_s)
        return self._told()

    def leave(self, t_s: float, why: SetEnd = "person") -> list[SessionEvent]:
        """End the session early, without a symptom."""
        if self.state in ("stopped", "ended"):
            return []
        self._close_set(t_s, why)
        self._say(t_s, "session.left", Urgency.COUNT)
        self._end(t_s, "left")
        return self._told()

    def press_stop(
        self, t_s: float, by: str, reason: StopReason | None = None, pain: int | None = None
    ) -> list[SessionEvent]:
        """STOP: from every state, at once. Pressed again it may tell reason and pain; it ends nothing twice."""
        if self.stop is not None:
            return self.explain_stop(reason, pain)
        if self.state == "ended":
            return []
        dose = self._left[0] if self._left and self._set_number else None
        exercise = None if dose is None else dose.exercise
        self.stop = Stop(t_s, self._utc(), self.state, by, reason, pain, exercise, self._set_number or None)
        self._asked, self._questions = None, []
        self._out.append(Stopped(self.stop))
        self._say(t_s, f"safety.stopped_{reason}" if reason else "safety.stopped", Urgency.SAFETY, rule="G5")
        self._close_set(t_s, "stopped")
        self._enter(t_s, "stopped")
        self._out.append(Ended(t_s, "stopped"))
        return self._told()

    def explain_stop(self, reason: StopReason | None, pain: int | None) -> list[SessionEvent]:
        """What the person says of the stop afterwards, when they like."""
        if self.stop is None:
            return []
        known = replace(
            self.stop,
            reason=self.stop.reason if reason is None else reason,
            pain=self.stop.pain if pain is None else pain,
        )
        if known != self.stop:
            self.stop = known
            self._out.append(Stopped(known))
        return self._told()

    def status(self, t_s: float) -> Status | None:
        """The set that is on, or None."""
        coach = self._coach
        if coach is None:
            return None
        dose = self._left[0]
        sides = 2 if self._catalogue.exercise(dose.exercise).two_sided else 1
        begun = coach.begun_s is not None
        return Status(
            dose.exercise,
            self._set_number,
            sum(coach.done.values()),
            None if dose.repetitions is None else dose.repetitions * sides,
            coach.phase if begun else "",
            coach.hold_s(t_s),
            t_s - coach.begun_s if coach.begun_s is not None else 0.0,
            self._lost_since_s is None,
        )

    # -- what the questions lead to (called by them) -----------------------------------------------------

    def take_reply(self, question: str, reply: Reply) -> None:
        """Keep a reply of the screening."""
        self._replies[question] = reply

    @property
    def replies(self) -> Mapping[str, Reply]:
        """The replies of the screening until now."""
        return self._replies

    def take_answer(self, question: str, value: str, exercise: str | None) -> None:
        """Keep an answer, and tell of it."""
        self._out.append(TookAnswer(Answer(question, value, self._utc(), exercise)))

    def ask_now(self, questions: list[Question]) -> None:
        """Ask these before what is still to be asked."""
        self._questions = questions + self._questions

    def screened(self, t_s: float) -> None:
        """The screening asks no more: go on, or end here."""
        record = screening_record(self._utc(), self._replies, self._catalogue)
        self._screening = record
        self._out.append(TookScreening(record))
        outcome = screen(record, self._catalogue)
        if outcome.may_start:
            self._questions = before_session(self._catalogue, self._language)
            self._enter(t_s, "asking")
            return
        self._say(t_s, "safety.blocked", Urgency.SAFETY)
        for advice in outcome.advice:
            self._speak(t_s, Line(f"advice.{advice.key}", self._language.advice(advice), Urgency.SAFETY))
        self._end(t_s, "blocked")

    def pain_before(self, t_s: float, score: int) -> None:
        """The pain before the session: with too much of it none starts."""
        self._pain_before = score
        most = self._catalogue.progress
        if score > most.pain_to_start.value:
            self._say(t_s, "safety.pain_too_strong", Urgency.SAFETY)
            self._end(t_s, "blocked")

    def pain_after(self, t_s: float, score: int) -> None:
        """The pain after an exercise: more than before the session is a STOP."""
        if score > (self._pain_before or 0):
            self.press_stop_for_pain(t_s, score)

    def press_stop_for_pain(self, t_s: float, score: int) -> None:
        """A risen pain score stops like the STOP key; its events follow the answer's."""
        told = self._out
        self._out = []
        self._out = told + self.press_stop(t_s, "pain score", "pain", score)

    def begin_exercises(self, t_s: float) -> None:
        """Everything before the first exercise is answered."""
        safety = self._language.say("safety.stop_always")
        self._say(t_s, "session.welcome", n=len(self._left), safety=safety)
        for text in self._plan.said():
            self._say(t_s, "session.beyond", text=text)
        for rule in self._catalogue.rules:
            if rule.kept == "cued" and rule.cue is not None:
                self._speak(t_s, Line(f"rule.{rule.id}", self._language.cue(rule) or rule.cue, rule=rule.id))
        self._next_exercise(t_s)

    def next_after_exercise(self, t_s: float) -> None:
        """The questions after an exercise are answered."""
        self._left.pop(0)
        self._next_exercise(t_s)

    # -- exercises and sets ---------------------------------------------------------------------------------

    def _next_exercise(self, t_s: float) -> None:
        self._on, self._set_number = None, 0
        self._done, self._lasted_s = {}, 0.0
        if not self._left:
            self._say(t_s, "session.all_done")
            self._end(t_s, "complete" if self._whole else "left")
            return
        dose = self._left[0]
        self._on = dose.exercise
        exercise = self._catalogue.exercise(dose.exercise)
        name, position = self._language.exercise_name(exercise), self._language.position(exercise)
        self._say(t_s, "session.exercise", name=name, position=position)
        for text in self._language.dose(dose, each_side=exercise.two_sided):
            self._speak(t_s, Line("session.dose", text))
        for rule in exercise.rules:
            if (cue := self._language.cue(rule)) is not None:
                self._speak(t_s, Line(f"rule.{rule.id}", cue, rule=rule.id))
        self._begin_set(t_s)

    def _begin_set(self, t_s: float) -> None:
        dose = self._left[0]
        self._set_number += 1
        self._coach = SetCoach(
            self._catalogue.exercise(dose.exercise),
            dose,
            self._catalogue,
            self._language,
            done_before=self._done,
            lasted_before_s=self._lasted_s,
            exceptions=self._plan.exceptions,
        )
        self._enter(t_s, "start_pose")
        self._say(t_s, "session.take_pose")
        self._out.append(BeginSet(t_s, dose, self._set_number))

    def _maybe_finish(self, t_s: float) -> None:
        if self.state == "set" and self._coach is not None and self._coach.finished is not None:
            self._enter(t_s, "coming_to_rest")

    def _come_to_rest(self, t_s: float, coach: SetCoach) -> None:
        waited_s = t_s - self._since_s
        by_time = self._left[0].duration_s is not None
        if (
            (by_time and waited_s >= COMING_TO_REST_S)
            or coach.at_rest_since(t_s) >= COMING_TO_REST_S
            or waited_s > LONGEST_TAIL_S
        ):
            self._end_set(t_s, coach.finished or "done")
        elif coach.phase != "rest" and waited_s > COMING_TO_REST_S:
            self._offer(t_s, [self._line("safety.set_over", Urgency.SAFETY, 4.0)])

    def _end_set(self, t_s: float, ended_by: SetEnd) -> None:
        self._whole &= ended_by == "done"
        self._close_set(t_s, ended_by)
        dose = self._left[0]
        if self._set_number < dose.series:
            self._say(t_s, "session.set_done", seconds=round(dose.rest_s))
            self._enter(t_s, "rest")
        else:
            self._say(t_s, "session.exercise_done")
            self._after_exercise(t_s)

    def _close_set(self, t_s: float, ended_by: SetEnd) -> None:
        """Stop recording, where a set is on."""
        coach, self._coach = self._coach, None
        self._lost_since_s = None
        if coach is None:
            return
        for side, n in coach.done.items():
            self._done[side] = self._done.get(side, 0) + n
        self._lasted_s += t_s - (t_s if coach.begun_s is None else coach.begun_s)
        self._out.append(EndSet(t_s, self._left[0].exercise, self._set_number, ended_by))

    def _after_exercise(self, t_s: float) -> None:
        exercise = self._catalogue.exercise(self._left[0].exercise)
        self._questions = after_exercise(exercise, self._language)
        self._enter(t_s, "asking")
        self._ask_next(t_s)

    # -- telling ----------------------------------------------------------------------------------------

    def _ask_next(self, t_s: float) -> None:
        while self._asked is None and self._questions and self.state not in ("stopped", "ended"):
            question = self._questions.pop(0)
            if question.text:
                self._asked = question
                self._out.append(Ask(question.id, question.text, question.kind))
            else:  # not a question: what follows when all before it are answered
                question.take(self, t_s, "")

    def _end(self, t_s: float, end: SessionEnd) -> None:
        self._asked, self._questions = None, []
        self._enter(t_s, "ended")
        self._out.append(Ended(t_s, end))

    def _enter(self, t_s: float, state: State) -> None:
        self.state, self._since_s = state, t_s
        self._out.append(StateChanged(t_s, state, *self._where()))

    def _say(
        self,
        t_s: float,
        key: str,
        urgency: Urgency = Urgency.GUIDE,
        rule: str | None = None,
        **values: object,
    ) -> None:
        self._speak(t_s, self._line(key, urgency, 0.0, rule, **values))

    def _speak(self, t_s: float, spoken: Line) -> None:
        """Say what isn't bound to a moment: it waits for its turn, and is never dropped."""
        cue = self._voice.queue(t_s, spoken, *self._where())
        self._out.append(Say(cue, spoken.urgency == Urgency.SAFETY, waits=True))

    def _offer(self, t_s: float, lines: list[Line]) -> None:
        for offered in lines:
            if offered.waits:
                self._speak(t_s, offered)
                continue
            cue = self._voice.offer(t_s, offered, *self._where())
            if cue is not None:
                if self._coach is not None:
                    self._coach.said(offered)
                self._out.append(Say(cue, offered.urgency == Urgency.SAFETY))

    def _where(self) -> tuple[str | None, int | None]:
        return self._on, self._set_number or None

    def _told(self) -> list[SessionEvent]:
        told, self._out = self._out, []
        return told
