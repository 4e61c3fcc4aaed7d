"""Sessions that are killed: many children of one warm process, each with a folder and a log of what was done.

`python -m tests.session.killed_driver FOLDER HOW_MANY SEED`
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from sensortrack.history import History
from sensortrack.language import load_language
from sensortrack.protocol.plan import Dose, Plan
from sensortrack.records import Block
from sensortrack.session.appointment import Appointment
from sensortrack.session.clocks import WallClock
from sensortrack.session.events import Say, SessionEvent, TookAnswer
from sensortrack.session.keeping import Archive
from sensortrack.session.open_set import OpenSet
from sensortrack.session.ports import Ports
from sensortrack.session.runner import Runner
from sensortrack.session.set_sources import VirtualPatient
from sensortrack.session.speech import PacedSpeech
from tests.killing import kill_at_random

from .people import CATALOGUE, Answering

AT_ONCE = 20
SPEED = 15.0
PLAN = Plan((Dose("E10", repetitions=3), Dose("E9", series=2, repetitions=2, hold_s=1.0, rest_s=16.0)))
LONGEST_S = 10.0
"""About what the session lasts at this speed."""


def patient() -> VirtualPatient:
    return VirtualPatient(level="clean", otherwise={"E9": {"repetitions": 2}})


def one_session(folder: Path) -> None:
    """A whole session; each thing that was done stands in the log once it is done."""
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(*what: object) -> None:
        os.write(log, (" ".join(map(str, (time.monotonic(), *what))) + "\n").encode())

    person, clock = Answering(), WallClock(SPEED)

    def listen(event: SessionEvent) -> None:
        person.hear(event)
        if isinstance(event, Say | TookAnswer):
            note(type(event).__name__)

    feed = OpenSet.feed

    def noted(self: OpenSet, block: Block, now_s: float) -> object:
        emitted = feed(self, block, now_s)
        assert self.path is not None
        note("samples", self.path.name, len(block))
        return emitted

    OpenSet.feed = noted  # type: ignore[assignment, method-assign]
    with History(folder / "history.sqlite") as history:
        Runner(
            Appointment("p1", PLAN),
            Ports(patient(), person, clock, PacedSpeech(clock.now), listen),
            Archive(history, folder),
            CATALOGUE,
            load_language("en"),
        ).run()
    note("done")


def main(folder: Path, how_many: int, seed: int) -> None:
    one_of_them = folder / "warm"
    one_of_them.mkdir()
    list(patient().stream(CATALOGUE.exercise("E10"), PLAN.doses[0], 1).items)  # imports, caches
    kill_at_random(one_session, folder, how_many, seed, at_once=AT_ONCE, longest_s=LONGEST_S)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
