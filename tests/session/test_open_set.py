"""A set that is on: what it keeps of its samples, when they are of, and what becomes of a set to which none came."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import sensortrack
from sensortrack.protocol.plan import Dose
from sensortrack.records import Block, Description
from sensortrack.session.events import BeginSet
from sensortrack.session.open_set import KEEP_UP_S, OpenSet, as_written
from sensortrack.session.set_sources import SetStream

from .people import CATALOGUE

DOSE = Dose("E10", repetitions=2)


def on(path: Path | None = None, *, gathers: bool = False) -> OpenSet:
    """A set that was begun at 5 s."""
    stream = SetStream(Description(rate_hz=100.0, frame="body"), iter(()), live=True)
    exercise = CATALOGUE.exercise(DOSE.exercise)
    return OpenSet(BeginSet(5.0, DOSE, 1), stream, exercise, CATALOGUE, path, gathers=gathers)


def block(at_s: float, n: int = 4, *markers: tuple[float, str]) -> Block:
    time_s = at_s + np.arange(n) / 100.0
    return Block(time_s, np.tile([9.81, 0.0, 0.0], (n, 1)), np.zeros((n, 3)), markers=markers)


def test_a_sensors_clock_that_runs_fast_delays_no_cue() -> None:
    made = on()
    for k in range(600):  # ten minutes, and the sensor counts 1 % too many seconds
        now_s = 7.0 + k
        made.feed(block(40.0 + 1.01 * k, 1), now_s)
        made.keep_up(now_s)
        assert abs(made.offset_s + made.now_s - now_s) <= KEEP_UP_S
    assert made.start_s == 7.0  # when the first sample came, not when the set was begun


def test_a_clock_that_is_hardly_off_is_left_alone() -> None:
    made = on()
    made.feed(block(0.0), 7.0)
    made.keep_up(7.02 + KEEP_UP_S)
    assert made.offset_s == 7.0


def test_it_begins_with_its_first_sample_and_is_as_old_as_its_last() -> None:
    made = on()
    assert (made.has_begun, made.now_s) == (False, 0.0)
    made.feed(block(1.0), 7.0)
    assert (made.has_begun, made.now_s) == (True, 0.03)


def test_marks_of_the_source_stand_where_they_were_in_the_sets_own_time(tmp_path: Path) -> None:
    made = on(tmp_path / "a.csv")
    made.feed(block(100.0, 4, (100.02, "by the source")), 7.0)
    made.mark("of the session")
    made.close(20.0, "done")
    marks = [mark for b in sensortrack.read(tmp_path / "a.csv").blocks for mark in b.markers]
    assert marks == [(0.02, "by the source"), (0.03, "of the session")]


def test_a_set_to_which_nothing_came_leaves_no_files(tmp_path: Path) -> None:
    made = on(tmp_path / "a.csv")
    assert list(tmp_path.iterdir())
    done, _ = made.close(20.0, "sensor_lost")
    assert (done.recording, done.sha256) == (None, None)
    assert not list(tmp_path.iterdir())


def test_what_is_gathered_is_a_recording_of_what_came() -> None:
    made = on(gathers=True)
    made.feed(block(100.0), 7.0)
    made.feed(block(100.04), 7.04)
    assert made.gathered.rate_hz == 100.0
    assert [len(b) for b in made.gathered.blocks] == [4, 4]
    assert on().gathered.blocks == []


def test_numbers_are_those_that_are_written_six_decimals_and_no_negative_zero() -> None:
    acc = np.array([[1.23456749, -1e-9, 1.0 / 3.0]])
    written = as_written(Block(np.array([0.0100004]), acc, None))
    assert written.time_s.tolist() == [0.01]
    assert written.acc.tolist() == [[1.234567, 0.0, 0.333333]]
    assert not np.signbit(written.acc).any()
    assert written.gyr is None
    written = as_written(Block(np.array([0.0]), acc, acc))
    assert written.gyr is not None
    assert written.gyr.tolist() == written.acc.tolist()
