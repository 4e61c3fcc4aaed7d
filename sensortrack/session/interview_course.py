"""The questions before, between and after the exercises, and what their answers lead to."""

from __future__ import annotations

from collections.abc import Callable

from ..protocol.catalogue_model import Catalogue
from ..protocol.due import Due
from ..protocol.plan import Plan, leave_out, next_equipment
from ..records import Answer
from .announcer import Announcer
from .asking import Asking
from .events import TookAnswer
from .exercise_course import ExerciseCourse
from .interview import Question, before_exercising
from .screening_step import ScreeningStep
from .stop import StopCourse
from .voice import Urgency


class InterviewCourse:
    """Screening, pain, load on the spine, equipment; then the exercises, with their own questions."""

    def __init__(
        self,
        plan: Plan,
        catalogue: Catalogue,
        utc: Callable[[], str],
        announcer: Announcer,
        asking: Asking,
        exercises: ExerciseCourse,
        stop: StopCourse,
    ) -> None:
        self._plan, self._catalogue, self._utc = plan, catalogue, utc
        self._announcer, self._asking = announcer, asking
        self._exercises, self._stop = exercises, stop
        self._screening = ScreeningStep(catalogue, utc, announcer, asking)
        self._equipment: dict[str, bool] = {}
        self._pain_before = 0

    def begin(self, t_s: float, due: Due | None, *, screened: bool) -> None:
        """Begin with the screening, or where an earlier one still holds with the first questions."""
        self._announcer.say("safety.not_medical")
        if screened:
            self._announcer.say("safety.still_well")
            self._ask_before_exercising(t_s)
        else:
            self._screening.begin(t_s, due)

    def answer(self, t_s: float, value: str) -> None:
        """Take the answer to the question that is open; one that isn't understood is asked again."""
        asked = self._asking.take(value)
        if asked is None:
            return
        self._take(t_s, asked, value)
        if not self._asking.next():
            self._go_on(t_s)

    def _take(self, t_s: float, asked: Question, value: str) -> None:
        """What an answer leads to."""
        match asked.about:
            case "screening":
                self._take_screening(t_s, asked, value)
            case "stop_reason" | "stop_pain":
                self._stop.explain(asked, value)
            case "equipment":
                self._keep(asked, value)
                self._equipment[asked.id] = value == "yes"
            case "pain_before":
                self._keep(asked, value)
                self._pain_before = int(value)
                if self._pain_before > self._catalogue.progress.pain_to_start.value:
                    self._announcer.say("safety.pain_too_strong", Urgency.SAFETY)
                    self._block(t_s)
            case "pain_after":
                self._keep(asked, value)
                if int(value) > self._pain_before:
                    self._stop.press(t_s, "safety.pain_rose", "pain score", "pain", int(value))
            case "symptoms":
                self._keep(asked, value)
                if value == "yes":
                    self._stop.press(t_s, "safety.stopped", "answer")
            case _:
                self._keep(asked, value)

    def _keep(self, asked: Question, value: str) -> None:
        self._announcer.report(TookAnswer(Answer(asked.id, value, self._utc(), self._exercises.on)))

    def _take_screening(self, t_s: float, asked: Question, value: str) -> None:
        outcome = self._screening.take(asked, value)
        if outcome is not None and outcome.may_start:
            self._ask_before_exercising(t_s)
        elif outcome is not None:
            self._block(t_s)

    def _block(self, t_s: float) -> None:
        """Nothing is exercised today."""
        self._asking.drop()
        self._announcer.end(t_s, "blocked")

    def _ask_before_exercising(self, t_s: float) -> None:
        self._announcer.enter(t_s, "asking")
        self._asking.ask(before_exercising(self._catalogue, self._announcer.language))

    def _go_on(self, t_s: float) -> None:
        """Everything that was asked is answered."""
        if self._announcer.state == "stopped":
            self._stop.say_farewell()
        elif self._announcer.state == "asking" and self._exercises.on is not None:
            self._exercises.leave_exercise(t_s)
        elif self._announcer.state == "asking":
            self._ask_for_equipment(t_s)

    def _ask_for_equipment(self, t_s: float) -> None:
        """Ask for what is needed and not known yet; else begin, without what isn't there."""
        thing = next_equipment(self._plan, self._equipment, self._catalogue)
        if thing is not None:
            self._asking.ask(
                [Question(thing.id, "equipment", self._announcer.language.question(thing), "yes_no")]
            )
            return
        missing = [id for id, is_there in self._equipment.items() if not is_there]
        self._exercises.begin(t_s, leave_out(self._plan, missing, self._catalogue).doses)
