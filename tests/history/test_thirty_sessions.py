"""A dated history of thirty sessions: forward by threes, held back by pain and a broken rule, set back by a STOP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sensortrack import local_time
from sensortrack.history import History
from sensortrack.history.past import past_sessions
from sensortrack.protocol.due import screening_due
from sensortrack.protocol.plan import Dose, plan_for_stages
from sensortrack.protocol.progression import progress
from sensortrack.session.ports import Command
from sensortrack.sources.simulator import parse_jerk

from ..session.people import CATALOGUE, Answering, run_session

EXERCISES = ["E6", "E9", "E11"]
FIRST = date(2026, 3, 1)
HURTS, SHARP, STOPS = 8, 14, 22
"""The sessions in which it hurts a little, a movement of E6 is sharp, and the person stops."""


@dataclass(frozen=True)
class Day:
    """A session as it is described afterwards, in one line."""

    number: int
    on: str
    ended: str | None
    screened: bool
    rungs: tuple[int, ...]
    doses: tuple[Dose, ...]
    broken: tuple[str, ...]

    def __str__(self) -> str:
        doses = "  ".join(
            f"{d.exercise} rung {rung}: {d.series}x{d.repetitions}, {d.hold_s:g} s"
            for d, rung in zip(self.doses, self.rungs, strict=True)
        )
        notes = ("screened " if self.screened else "") + " ".join(self.broken)
        return f"{self.number:2} {self.on} {self.ended:8}  {doses}  {notes}".rstrip()


class StopsInTheSet(Answering):
    """Presses STOP some seconds after the set has begun."""

    def __init__(self) -> None:
        super().__init__()
        self._left = 200

    def command(self) -> Command | None:
        self._left -= 1
        return Command("stop", by="key", reason="pain", pain=5) if self._left < 0 else None


def one_session(folder: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> Day:
    """What `sensortrack session` does, on that day."""
    day = FIRST + timedelta(days=2 * (number - 1))
    now = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    monkeypatch.setattr(local_time, "utc_now", now.isoformat)
    with History(folder / "history.sqlite") as history:
        stages = progress(past_sessions(history, "p1"), CATALOGUE).stages
        last, before = history.last_screening("p1"), history.sessions("p1")
    stopped = bool(before) and before[-1].ended == "stopped"
    asks = screening_due(last, now, CATALOGUE, after_stop=stopped) is not None
    plan, rungs = plan_for_stages(CATALOGUE, stages, EXERCISES), tuple(stages[e] for e in EXERCISES)
    hurts = {"pain_before": "1", "pain_after": "1"} if number == HURTS else {}
    person = StopsInTheSet() if number == STOPS else Answering(hurts)
    otherwise = {"E6": {"jerks": (parse_jerk("attack@2:out"),)}} if number == SHARP else {}
    # The ladder is what is played here: half the samples show it, in a tenth of the steps.
    done = run_session(
        folder,
        [],
        person,
        plan=plan,
        asks=asks,
        held=last,
        otherwise=otherwise,
        rate_hz=50.0,
        step_s=1.0,
    )
    broken = tuple(
        f"{e}:{f.rule}" for e, found in done.findings.items() for f in found if f.outcome == "fail"
    )
    return Day(number, f"{day:%m-%d}", done.record.ended, asks, rungs, plan.doses, broken)


EXPECTED = """
 1 03-01 complete  E6 rung 0: 1x5, 3 s  E9 rung 0: 1x5, 2 s  E11 rung 0: 1x5, 3 s  screened
 2 03-03 complete  E6 rung 0: 1x5, 3 s  E9 rung 0: 1x5, 2 s  E11 rung 0: 1x5, 3 s
 3 03-05 complete  E6 rung 0: 1x5, 3 s  E9 rung 0: 1x5, 2 s  E11 rung 0: 1x5, 3 s
 4 03-07 complete  E6 rung 1: 1x8, 3 s  E9 rung 1: 1x10, 2 s  E11 rung 1: 1x6, 3 s
 5 03-09 complete  E6 rung 1: 1x8, 3 s  E9 rung 1: 1x10, 2 s  E11 rung 1: 1x6, 3 s
 6 03-11 complete  E6 rung 1: 1x8, 3 s  E9 rung 1: 1x10, 2 s  E11 rung 1: 1x6, 3 s
 7 03-13 complete  E6 rung 2: 1x10, 3 s  E9 rung 2: 1x10, 2 s  E11 rung 2: 1x6, 5 s
 8 03-15 complete  E6 rung 2: 1x10, 3 s  E9 rung 2: 1x10, 2 s  E11 rung 2: 1x6, 5 s
 9 03-17 complete  E6 rung 2: 1x10, 3 s  E9 rung 2: 1x10, 2 s  E11 rung 2: 1x6, 5 s
10 03-19 complete  E6 rung 2: 1x10, 3 s  E9 rung 2: 1x10, 2 s  E11 rung 2: 1x6, 5 s
11 03-21 complete  E6 rung 2: 1x10, 3 s  E9 rung 2: 1x10, 2 s  E11 rung 2: 1x6, 5 s
12 03-23 complete  E6 rung 3: 1x10, 5 s  E9 rung 3: 2x10, 2 s  E11 rung 3: 1x6, 5 s
13 03-25 complete  E6 rung 3: 1x10, 5 s  E9 rung 3: 2x10, 2 s  E11 rung 3: 1x6, 5 s
14 03-27 complete  E6 rung 3: 1x10, 5 s  E9 rung 3: 2x10, 2 s  E11 rung 3: 1x6, 5 s  E6:G1
15 03-29 complete  E6 rung 3: 1x10, 5 s  E9 rung 4: 3x10, 2 s  E11 rung 3: 1x6, 5 s
16 03-31 complete  E6 rung 3: 1x10, 5 s  E9 rung 4: 3x10, 2 s  E11 rung 3: 1x6, 5 s  screened
17 04-02 complete  E6 rung 3: 1x10, 5 s  E9 rung 4: 3x10, 2 s  E11 rung 3: 1x6, 5 s
18 04-04 complete  E6 rung 4: 1x10, 5 s  E9 rung 4: 3x10, 2 s  E11 rung 3: 1x6, 5 s
19 04-06 complete  E6 rung 4: 1x10, 5 s  E9 rung 4: 3x10, 2 s  E11 rung 3: 1x6, 5 s
20 04-08 complete  E6 rung 4: 1x10, 5 s  E9 rung 4: 3x10, 2 s  E11 rung 3: 1x6, 5 s
21 04-10 complete  E6 rung 5: 1x10, 8 s  E9 rung 4: 3x10, 2 s  E11 rung 3: 1x6, 5 s
22 04-12 stopped   E6 rung 5: 1x10, 8 s  E9 rung 4: 3x10, 2 s  E11 rung 3: 1x6, 5 s
23 04-14 complete  E6 rung 4: 1x10, 5 s  E9 rung 3: 2x10, 2 s  E11 rung 2: 1x6, 5 s  screened
24 04-16 complete  E6 rung 4: 1x10, 5 s  E9 rung 3: 2x10, 2 s  E11 rung 2: 1x6, 5 s
25 04-18 complete  E6 rung 4: 1x10, 5 s  E9 rung 3: 2x10, 2 s  E11 rung 2: 1x6, 5 s
26 04-20 complete  E6 rung 5: 1x10, 8 s  E9 rung 4: 3x10, 2 s  E11 rung 3: 1x6, 5 s
27 04-22 complete  E6 rung 5: 1x10, 8 s  E9 rung 4: 3x10, 2 s  E11 rung 3: 1x6, 5 s
28 04-24 complete  E6 rung 5: 1x10, 8 s  E9 rung 4: 3x10, 2 s  E11 rung 3: 1x6, 5 s
29 04-26 complete  E6 rung 5: 1x10, 8 s  E9 rung 4: 3x10, 2 s  E11 rung 3: 1x6, 5 s
30 04-28 complete  E6 rung 5: 1x10, 8 s  E9 rung 4: 3x10, 2 s  E11 rung 3: 1x6, 5 s
"""
"""Rungs are counted from 0. A rung may change only how often in a week: its dose is then the same."""


def test_thirty_sessions_go_forward_as_the_document_has_it_and_a_stop_sets_them_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [str(one_session(tmp_path, number, monkeypatch)) for number in range(1, 31)]
    assert days == EXPECTED.strip("\n").split("\n")
