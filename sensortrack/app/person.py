"""The person at the page: a `Person` and a listener of the runner, as the terminal's is.

What the session reports is handed to the page as it comes. A page that goes away, falls asleep or is loaded anew
pauses the session: a person whom the program can't hear isn't coached.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..language import Language
from ..protocol.catalogue_model import Catalogue
from ..protocol.plan import Plan
from ..session.events import (
    PAUSABLE,
    Ask,
    BeginMounting,
    BeginSet,
    CutOff,
    Ended,
    Say,
    SessionEvent,
    StateChanged,
    Stopped,
    VoiceFailed,
)
from ..session.interview import REPLIES, good_answers
from ..session.ports import Command
from ..session.runner import Runner
from .bridge import RELOAD_S, Bridge
from .clips import load_clips
from .spoken_lines import line_view
from .views import exercise_view, mounting_view, set_view

PAGE = "page"
"""What a STOP of the page is noted as."""


class PagePerson:
    """The person.

    Parameters
    ----------
    now : callable
        The session's time in s.
    ending : callable
        Whether the program is to end: so does the session then, in an orderly way.
    virtual : bool
        Whether the virtual patient exercises: it answers by itself, but for what is asked after a STOP.
    """

    def __init__(
        self,
        bridge: Bridge,
        plan: Plan,
        catalogue: Catalogue,
        language: Language,
        now: Callable[[], float],
        *,
        ending: Callable[[], bool],
        virtual: bool,
    ) -> None:
        self._bridge, self._plan, self._now, self._ending = bridge, plan, now, ending
        self._catalogue, self._language = catalogue, language
        self._clips = load_clips(language.code)
        self._answers = good_answers(catalogue) if virtual else {}
        self._state, self._exercise = "", ""
        self._pause_why = ""
        self.runner: Runner | None = None

    # -- the runner's person ------------------------------------------------------------------------------

    def answer(self, ask: Ask) -> Command | None:
        """The answer to a question, STOP, or the wish to leave; None while none is there."""
        command = self._urgent()
        if command is not None:
            return command
        while (want := self._bridge.take_want()) is not None:
            if want.what == "leave":
                return Command("leave")
        self._bridge.show(self._frame())
        if self._answers_itself(ask.question, ask.kind):
            return Command("answer", self._answers[ask.question])
        reply = self._bridge.take_reply(ask.question)
        if reply is None or reply.value not in REPLIES[ask.kind]:
            return None
        self._bridge.publish({"t": "ask", "question": None})
        return Command("answer", reply.value)

    def command(self) -> Command | None:
        """What the person wants now, or None; never waits."""
        command = self._urgent() or self._pause_if_alone()
        if command is not None:
            return command
        self._bridge.show(self._frame())
        want = self._bridge.take_want()
        if want is None:
            return None
        if want.what == "pause":
            self._pause_why = want.why
            return Command("pause") if self._state in PAUSABLE else None
        return Command(want.what)

    def _answers_itself(self, question: str, kind: str) -> bool:
        """Whether the virtual patient answers this; what a STOP is asked about only the person who watches can say."""
        return question in self._answers and kind in ("yes_no", "score")

    def _urgent(self) -> Command | None:
        stop = self._bridge.take_stop()
        if stop is not None:
            return Command("stop", by=PAGE, reason=stop.reason)
        return Command("leave") if self._ending() else None

    def _pause_if_alone(self) -> Command | None:
        """Pause where no page is there any more, or it was loaded anew and hasn't got its sound yet."""
        if self._state not in PAUSABLE:
            return None
        if self._bridge.away_s > RELOAD_S:
            self._pause_why = "gone"
            return Command("pause")
        if self._bridge.take_loaded_anew():
            self._pause_why = "loaded_anew"
            return Command("pause")
        return None

    # -- the runner's listener ----------------------------------------------------------------------------

    def hear(self, event: SessionEvent) -> None:
        """Hand on what the session reports."""
        send = self._bridge.publish
        match event:
            case StateChanged(_, state, exercise, number):
                self._state = state
                if state == "mounting":
                    self._exercise = ""
                    coming = () if self.runner is None else self.runner.coming
                    send(mounting_view(coming, self._catalogue, self._language))
                if exercise is not None and exercise != self._exercise:
                    self._exercise = exercise
                    send(self._exercise_view(exercise))
                why = self._pause_why if state == "paused" else ""
                self._pause_why = ""
                if state not in ("screening", "asking", "stopped"):
                    send({"t": "ask", "question": None})
                send({"t": "state", "s": self._now(), "state": state, "set": number, "why": why})
            case Say(id, cue, urgent):
                send(
                    {"t": "say", "s": cue.t_s, "id": id, "urgent": urgent}
                    | line_view(cue.key, cue.text, self._clips)
                )
            case CutOff(t_s):
                send({"t": "cut", "s": t_s})
            case VoiceFailed(_, why):
                self.note("app.no_voice", why=why)
            case Ask(question, text, kind):
                send(
                    {
                        "t": "ask",
                        "question": question,
                        "text": text,
                        "kind": kind,
                        "mine": not self._answers_itself(question, kind),
                    }
                )
            case BeginMounting(_, dose):
                send(set_view(dose, 0, self._plan, self._catalogue))
            case BeginSet(_, dose, number):
                send(set_view(dose, number, self._plan, self._catalogue))
            case Stopped(stop):
                send({"t": "ask", "question": None})
                send({"t": "stopped", "reason": stop.reason, "pain": stop.pain})
            case Ended(_, end):
                send({"t": "ended", "end": end})

    def note(self, key: str, **values: object) -> None:
        """Show something that has gone wrong; the session goes on."""
        self._bridge.publish({"t": "note", "text": self._language.say(key, **values)})

    def _exercise_view(self, id: str) -> dict[str, Any]:
        coming = () if self.runner is None else self.runner.coming
        return exercise_view(id, coming, self._plan, self._catalogue, self._language)

    def _frame(self) -> dict[str, Any]:
        """How it looks now."""
        frame: dict[str, Any] = {"t": "frame", "s": round(self._now(), 3)}
        runner = self.runner
        status = None if runner is None else runner.status()
        if runner is None or status is None:
            return frame
        away_deg = runner.away_deg()
        return frame | {
            "done": status.done,
            "planned": status.planned,
            "phase": status.phase,
            "hold_s": round(status.hold_s, 2),
            "lasted_s": round(status.lasted_s, 1),
            "there": status.sensor_there,
            "deg": None if away_deg is None else round(away_deg, 1),
        }
