"""What a session takes its samples from: a sensor in a thread of its own, or recordings, one for each set."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sensortrack.devices import CaptureHeader, Notification, read_capture
from sensortrack.errors import LinkLostError, UsageError
from sensortrack.history import History
from sensortrack.protocol.plan import Dose
from sensortrack.records import Block, Description
from sensortrack.session.sensor_source import SensorSource
from sensortrack.session.set_sources import Recorded, SensorThere
from sensortrack.sources.ble import LinkEvent
from tests.simulated import simulated_set

from .people import CATALOGUE, run_session

DOSE = Dose("E10", repetitions=2)
BRIDGE = CATALOGUE.exercise("E10")


def block(at_s: float = 0.0, *, after_gap: bool = False) -> Block:
    time_s = at_s + np.arange(4) / 100.0
    return Block(time_s, np.tile([9.81, 0.0, 0.0], (4, 1)), np.zeros((4, 3)), after_gap=after_gap)


class Link:
    """A link that brings these items, then waits to be stopped, ends, or fails."""

    def __init__(self, *items: Any, then: BaseException | str = "waits") -> None:
        self._items, self._then = items, then
        self._stopped = asyncio.Event()
        self.send: Callable[[Any], None]
        self.has_sent = threading.Event()

    async def run(self, sink: Callable[[Any], None]) -> None:
        self.send = sink
        for item in self._items:
            sink(item)
        self.has_sent.set()
        if isinstance(self._then, BaseException):
            raise self._then
        if self._then == "waits":
            await self._stopped.wait()

    async def stop(self) -> None:
        self.end()

    def end(self) -> None:
        self._stopped.set()

    def description(self) -> Description:
        return Description(frame="sensor", rate_hz=100.0)

    def capture_header(self) -> CaptureHeader:
        return CaptureHeader("p")


def source(link: Link, capture: Path | None = None) -> tuple[SensorSource, list[LinkEvent]]:
    events: list[LinkEvent] = []
    made = SensorSource(link, frame="sensor", placement=None, tell=events.append, capture=capture)  # type: ignore[arg-type]
    return made, events


def streaming(at_s: float = 0.0) -> LinkEvent:
    return LinkEvent(t_s=at_s, state="streaming", text="")


def lost(at_s: float = 0.0) -> LinkEvent:
    return LinkEvent(t_s=at_s, state="lost", text="")


def taken(items: Iterator[Any], n: int) -> list[Any]:
    """The next so many that are anything."""
    found: list[Any] = []
    while len(found) < n:
        item = next(items)
        if item is not None:
            found.append(item)
    return found


def test_a_set_begins_with_what_comes_from_then_on_and_a_first_gap_is_none(tmp_path: Path) -> None:
    raw = Notification(0.5, "c", b"x")
    capture = tmp_path / "a.capture.jsonl"
    link = Link(streaming(), block(0.0), raw)
    sensor, events = source(link, capture)
    assert sensor.wait(lambda: True)
    assert link.has_sent.wait(5.0)
    stream = sensor.stream(BRIDGE, DOSE, 1)  # the block that came before isn't this set's
    assert stream.live
    link.send(block(9.0, after_gap=True))
    link.send(block(10.0, after_gap=True))
    first, second = taken(iter(stream.items), 2)
    assert (first.time_s[0], first.after_gap) == (9.0, False)
    assert (second.time_s[0], second.after_gap) == (10.0, True)
    sensor.close()
    assert [e.state for e in events] == ["streaming"]
    assert list(read_capture(capture)) == [raw]


def test_a_sensor_that_was_lost_between_two_sets_is_reported_at_the_begin_of_the_next() -> None:
    link = Link(streaming(), lost(1.0))
    sensor, events = source(link)
    assert sensor.wait(lambda: True)
    while len(events) < 2:
        stream = sensor.stream(BRIDGE, DOSE, 2)
    link.send(streaming(2.0))
    assert taken(iter(stream.items), 2) == [SensorThere(False), SensorThere(True)]
    sensor.close()


def test_nobody_waits_longer_than_they_like() -> None:
    sensor, _ = source(Link())
    asked = iter([True, False])
    assert not sensor.wait(lambda: next(asked))
    sensor.in_its_thread(lambda: None)
    sensor.close()


def test_how_a_link_fails_is_raised_where_the_samples_are_taken() -> None:
    sensor, _ = source(Link(streaming(), then=LinkLostError("gone")))
    assert sensor.wait(lambda: True)

    def next_set() -> None:
        while True:
            sensor.stream(BRIDGE, DOSE, 1)

    with pytest.raises(LinkLostError, match="gone"):
        next_set()
    sensor.close()


def test_a_link_that_ends_by_itself_is_a_sensor_that_is_not_there() -> None:
    """One that ended between two sets was taken to be there, and the next set waited for it without a word."""
    link = Link(streaming(), then="ends")
    sensor, _ = source(link)
    assert sensor.wait(lambda: True)
    ends = time.monotonic() + 5.0
    while next(iter(sensor.stream(BRIDGE, DOSE, 2).items)) != SensorThere(False):
        assert time.monotonic() < ends
    asked = iter([True, False])
    assert not sensor.wait(lambda: next(asked))
    sensor.close()


def test_a_link_that_ends_in_a_set_is_reported_in_it() -> None:
    link = Link(streaming(), block())
    sensor, _ = source(link)
    assert sensor.wait(lambda: True)
    items = iter(sensor.stream(BRIDGE, DOSE, 1).items)
    link.send(block(1.0))
    sensor.in_its_thread(link.end)
    assert [type(item) for item in taken(items, 2)] == [Block, SensorThere]
    sensor.close()


def test_each_set_gets_the_next_recording_of_its_exercise_and_one_too_many_is_refused() -> None:
    one, two = simulated_set("E10", 1, repetitions=2), simulated_set("E10", 2, repetitions=3)
    other = simulated_set("E6", 1, repetitions=2)
    recorded = Recorded([one, other, two])
    for number, expected in ((1, one), (2, two)):
        stream = recorded.stream(BRIDGE, DOSE, number)
        assert stream.description == expected.description
        blocks = [b for b in stream.items if isinstance(b, Block)]
        assert sum(map(len, blocks)) == sum(len(b) for b in expected.blocks)
        assert not stream.live
    with pytest.raises(UsageError, match="no recording is left for set 3 of E10"):
        recorded.stream(BRIDGE, DOSE, 3)
    recorded.close()


def test_a_session_that_has_no_recording_for_its_set_ends_and_keeps_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no recording is left for set 1 of E10"):
        run_session(tmp_path, ["E10"], source=Recorded([]))
    with History(tmp_path / "history.sqlite") as history:
        (session,) = history.sessions()
    assert (session.ended, session.sets) == ("left", ())
