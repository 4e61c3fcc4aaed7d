"""Sessions as a person hears them: a patient who listens, a voice of realistic speed, simulated time.

`python -m tests.session.timeline docs/timelines.md` writes the six that are worth reading.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from sensortrack.history import History
from sensortrack.history.past import past_sessions
from sensortrack.home.screening_due import screening_that_holds
from sensortrack.language import load_language
from sensortrack.protocol.plan import Dose, Plan, plan_for_stages
from sensortrack.protocol.progression import progress
from sensortrack.records import ScreeningRecord
from sensortrack.session.appointment import Appointment
from sensortrack.session.clocks import SampleClock
from sensortrack.session.emulated_patient import WornAnyhow
from sensortrack.session.events import Ask, CutOff, EndSet, Say, SessionEvent, StateChanged, Stopped
from sensortrack.session.keeping import Archive, SessionOutcome
from sensortrack.session.listening import ListeningPatient, PatientManner
from sensortrack.session.ports import Command, Ports
from sensortrack.session.runner import Runner
from sensortrack.session.speech import PacedSpeech, Spoken
from sensortrack.session.voice import usual_duration_s

from .people import CATALOGUE, Answering, screening

IN_A_SET = ("start_pose", "set", "coming_to_rest", "sensor_lost")


@dataclass
class Spell:
    """A line that was spoken, from when to when, in which state; `fate` is how it ended."""

    begin_s: float
    key: str
    text: str
    state: str
    exercise: str | None
    end_s: float | None = None
    fate: str = ""


@dataclass
class Timeline:
    """What was said, asked and shown, in the session's time."""

    title: str
    language: str = "en"
    spells: list[Spell] = field(default_factory=list)
    entries: list[tuple[float, str, str]] = field(default_factory=list)
    states: list[tuple[float, str, str | None]] = field(default_factory=list)
    done: SessionOutcome | None = None

    def silences_in_sets(self) -> Iterator[tuple[float, float]]:
        """(since, until) of every stretch within sets in which nothing was spoken, in s."""
        for (begin_s, state, _), (end_s, _, _) in pairwise([*self.states, (self.end_s, "", None)]):
            if state not in IN_A_SET:
                continue
            quiet_s = max([begin_s, *(s.end_s or begin_s for s in self.spells if (s.end_s or 0) <= begin_s)])
            for spell in self.spells:
                if begin_s <= spell.begin_s < end_s:
                    yield quiet_s, spell.begin_s
                    quiet_s = max(quiet_s, spell.end_s or spell.begin_s)
                elif spell.begin_s < begin_s < (spell.end_s or 0):
                    quiet_s = spell.end_s or begin_s
            if quiet_s < end_s:
                yield quiet_s, end_s

    def overlaps(self) -> list[tuple[Spell, Spell]]:
        """Lines that were spoken at once."""
        return [(a, b) for a, b in pairwise(self.spells) if a.end_s is None or a.end_s > b.begin_s + 1e-6]

    @property
    def end_s(self) -> float:
        """When the last thing happened."""
        return max([s.end_s or s.begin_s for s in self.spells] + [t for t, _, _ in self.entries], default=0.0)


class TimedVoice(PacedSpeech):
    """A voice of realistic speed that notes when each line began and ended."""

    def __init__(
        self, now: Callable[[], float], timeline: Timeline, duration_s: Callable[[str], float]
    ) -> None:
        super().__init__(now, duration_s)
        self._at, self._timeline = now, timeline
        self._spells: dict[int, Spell] = {}
        self.state, self.exercise = "", None  # type: str, str | None

    def say(self, say: Say) -> None:
        super().say(say)
        spell = Spell(self._at(), say.cue.key, say.cue.text, self.state, self.exercise)
        self._spells[say.id] = spell
        self._timeline.spells.append(spell)

    def cut_off(self) -> None:
        super().cut_off()
        self._note()

    def reports(self) -> list[Spoken]:
        reports = super().reports()
        self._note(reports)
        return reports

    def _note(self, reports: list[Spoken] | None = None) -> None:
        for r in self._reports if reports is None else reports:
            if r.fate != "started" and self._spells[r.id].end_s is None:
                self._spells[r.id].end_s, self._spells[r.id].fate = self._at(), r.fate


class Listener(Answering):
    """Answers what it has heard to its end after a moment, and gets into position by itself.

    `stops_at` and `pauses_at` name words after which it presses STOP, or pauses and goes on.
    """

    def __init__(
        self,
        timeline: Timeline,
        now: Callable[[], float],
        otherwise: Mapping[str, str],
        stops_at: str,
        pauses_at: str,
    ):
        super().__init__(otherwise)
        self._timeline, self._now = timeline, now
        self._stops_at, self._pauses_at = stops_at, pauses_at
        self._asked_s = 0.0

    def answer(self, ask: Ask) -> Command | None:
        asked = next((s for s in reversed(self._timeline.spells) if s.key == f"ask.{ask.question}"), None)
        if asked is None or asked.end_s is None or asked.end_s < self._asked_s:
            return None
        if self._now() < asked.end_s + 1.0:
            return None
        return super().answer(ask)

    def hear(self, event: SessionEvent) -> None:
        super().hear(event)
        if isinstance(event, Ask):
            self._asked_s = self._now()

    def command(self) -> Command | None:
        said = self._timeline.spells
        if self._stops_at and said and self._stops_at in said[-1].text:
            self._stops_at = ""
            return Command("stop", by="key")
        if self._pauses_at and said and self._pauses_at in said[-1].text:
            self._pauses_at = ""
            return Command("pause")
        if self.state == "paused" and said and said[-1].key == "session.paused" and said[-1].end_s:
            return Command("pause")
        return None


def play(
    title: str,
    exercises: list[str],
    manner: PatientManner | None = None,
    *,
    folder: Path,
    language: str = "en",
    plan: Plan | None = None,
    asks: bool = False,
    held: ScreeningRecord | None = None,
    otherwise: Mapping[str, str] | None = None,
    stops_at: str = "",
    pauses_at: str = "",
    duration_s: Callable[[str], float] = usual_duration_s,
    finds_mounting: bool = False,
    **patient: Any,
) -> Timeline:
    """One session in simulated time."""
    timeline, clock = Timeline(title, language), SampleClock()
    voice = TimedVoice(clock.now, timeline, duration_s)
    person = Listener(timeline, clock.now, otherwise or {}, stops_at, pauses_at)
    worn = ListeningPatient(
        clock.now, manner or PatientManner(), rate_hz=50.0, duration_s=duration_s, **patient
    )

    def hear(event: SessionEvent) -> None:
        person.hear(event)
        worn.hear(event)
        match event:
            case StateChanged(t_s, state, exercise):
                voice.state, voice.exercise = state, exercise
                timeline.states.append((t_s, state, exercise))
                timeline.entries.append((t_s, "state", state))
            case Say(_, cue):
                timeline.entries.append((cue.t_s, "says", cue.text))
            case CutOff(t_s):
                timeline.entries.append((t_s, "cuts off", ""))
            case Ask(question, text):
                timeline.entries.append((clock.now(), "asks", f"{question}: {text}"))
            case EndSet(t_s, exercise, number, ended_by):
                timeline.entries.append((t_s, "set over", f"{exercise} {number}: {ended_by}"))
            case Stopped(stop):
                timeline.entries.append((clock.now(), "STOP", stop.reason or ""))

    with History(folder / "history.sqlite") as history:
        asked_for = screening_that_holds(history, "p1", CATALOGUE).due if asks else None
        timeline.done = Runner(
            Appointment(
                "p1",
                plan
                or plan_for_stages(
                    CATALOGUE, progress(past_sessions(history, "p1"), CATALOGUE).stages, exercises
                ),
                None if asks else held or screening(),
                asked_for,
                finds_mounting=finds_mounting,
            ),
            Ports(WornAnyhow(worn) if finds_mounting else worn, person, clock, voice, hear),
            Archive(history, folder),
            CATALOGUE,
            load_language(language),
        ).run()
    return timeline


ALL = [e.id for e in CATALOGUE.exercises]
QUICK_WALK = Dose("E2", repetitions=5, duration_s=300.0)


def six(language: str = "en") -> Iterator[Timeline]:
    """The sessions that are worth reading."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def new(k: int) -> Path:
            (folder / f"{k}").mkdir()
            return folder / f"{k}"

        yield play("An ordinary session", ["E3", "E6", "E10"], folder=new(1), language=language, asks=True)
        yield play(
            "The sensor is lost twice in a set",
            ["E6"],
            PatientManner(lost=((9.0, 27.0), (75.0, 14.0))),
            folder=new(2),
            language=language,
        )
        yield play(
            "A person who needs a while to lie down",
            ["E6"],
            PatientManner(getting_ready_s=50.0, hesitates_s=15.0),
            folder=new(3),
            language=language,
        )
        stops = play(
            "STOP in a set",
            ["E6"],
            folder=new(4),
            language=language,
            stops_at="2",
            otherwise={"stop_reason": "pain", "stop_pain": "9"},
        )
        yield stops
        yield play("The session after the STOP", ["E6"], folder=folder / "4", language=language, asks=True)
        yield play(
            "The screening stops it",
            ["E6"],
            folder=new(5),
            language=language,
            asks=True,
            otherwise={CATALOGUE.screening[-1].id: "yes"},
        )
        yield play(
            "Holds far too long",
            ["E6", "E3"],
            PatientManner(holds_s=40.0),
            folder=new(6),
            language=language,
            plan=Plan((Dose("E6", repetitions=2, hold_s=3.0), Dose("E3", repetitions=1, hold_s=10.0))),
        )


def page(timelines: list[Timeline]) -> str:
    """The timelines as Markdown."""
    parts = [
        "# Sessions as they are heard",
        "",
        "Played in simulated time with a virtual patient who listens and a voice of realistic speed; written by",
        "`python -m tests.session.timeline docs/timelines.md`. Times in s since the session began.",
    ]
    for timeline in timelines:
        parts += ["", f"## {timeline.title}", "", "| at s | what | words |", "|---:|---|---|"]
        parts += [f"| {t:.1f} | {what} | {text} |" for t, what, text in timeline.entries]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(
        page(list(six(sys.argv[2] if len(sys.argv) > 2 else "en"))), encoding="utf-8"
    )
