"""People for the tests: they answer at once, and command what the test wants, when it wants it."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from sensortrack.history import History
from sensortrack.language import load_language
from sensortrack.protocol import load_catalogue
from sensortrack.protocol.plan import Plan, plan_for_stages
from sensortrack.records import ScreeningRecord
from sensortrack.session import set_sources
from sensortrack.session.appointment import Appointment
from sensortrack.session.clocks import SampleClock
from sensortrack.session.events import Ask, SessionEvent, StateChanged
from sensortrack.session.keeping import Archive, SessionOutcome
from sensortrack.session.ports import Clock, Command, Ports
from sensortrack.session.runner import Runner
from sensortrack.session.set_sources import SetSource, VirtualPatient
from sensortrack.session.speech import PacedSpeech, Speech

CATALOGUE = load_catalogue()
GOOD = {c.id: "no" for c in CATALOGUE.screening} | {CATALOGUE.rule_of("symptoms").id: "no"}


FAREWELL = ("safety.call_help", "safety.after_stop", "safety.get_up", "safety.next_time")
"""What is said when everything about a STOP was asked: rest, and how to get up where the person lies."""


class Answering:
    """Gives the good answers and no pain, unless told otherwise."""

    def __init__(
        self, otherwise: Mapping[str, str] | None = None, stop_at: Callable[[str], bool] = lambda _: False
    ) -> None:
        self._answers = GOOD | {"doctor_agreed": "no"} | dict(otherwise or {})
        self._stop_at = stop_at
        self.asked: list[str] = []
        self.state = ""

    def hear(self, event: SessionEvent) -> None:
        if isinstance(event, StateChanged):
            self.state = event.state

    def answer(self, ask: Ask) -> Command | None:
        if self._stop_at(f"asked {ask.question}"):
            return Command("stop", by="key", reason="nausea")
        self.asked.append(ask.question)
        usual = {"score": "0", "yes_no": "yes", "reason": "", "score_or_nothing": ""}[ask.kind]
        return Command("answer", self._answers.get(ask.question, usual))

    def command(self) -> Command | None:
        """Always in position at once."""
        return Command("ready") if self.state in ("introduction", "mounting") else None


def screening() -> ScreeningRecord:
    answers = GOOD | {"G2": "yes", "G7": "yes"}
    return ScreeningRecord("2026-01-01T08:00:00+00:00", CATALOGUE.rules_version, answers)  # type: ignore[arg-type]


def check_database(path: Path) -> None:
    """Hold a history's file against SQLite's own checks."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def run_session(
    folder: Path,
    exercises: list[str],
    person: Any = None,
    *,
    plan: Plan | None = None,
    asks: bool = False,
    held: ScreeningRecord | None = None,
    otherwise: Mapping[str, Mapping[str, Any]] | None = None,
    level: str = "clean",
    rate_hz: float = 100.0,
    source: SetSource | None = None,
    listen: Callable[[SessionEvent], None] = lambda _: None,
    speech: Callable[[Clock], Speech] = lambda clock: PacedSpeech(clock.now),
    language: str = "en",
    recordings: Path | None = None,
    finds_mounting: bool = False,
    calibration: Mapping[str, Any] | None = None,
    step_s: float = set_sources.CHUNK_S,
    keep: Callable[[SessionOutcome], object] = lambda _: None,
    clock: Clock | None = None,
) -> SessionOutcome:
    """A session in simulated time; with longer steps it is as much faster, and says each line as much later."""
    person, clock = person or Answering(), clock or SampleClock()

    def hear(event: SessionEvent) -> None:
        person.hear(event)
        listen(event)

    with History(folder / "history.sqlite") as history, pytest.MonkeyPatch.context() as patch:
        patch.setattr(set_sources, "CHUNK_S", step_s)
        return Runner(
            Appointment(
                "p1",
                plan or plan_for_stages(CATALOGUE, {}, exercises),
                None if asks else held or screening(),
                calibration=calibration,
                finds_mounting=finds_mounting,
            ),
            Ports(
                source or VirtualPatient(rate_hz=rate_hz, level=level, otherwise=otherwise or {}),
                person,
                clock,
                speech(clock),
                hear,
            ),
            Archive(history, recordings or folder),
            CATALOGUE,
            load_language(language),
        ).run(keep)
