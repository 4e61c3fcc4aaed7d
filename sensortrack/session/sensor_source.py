"""A real sensor as the source of a session's sets: it streams all the time, each set takes what comes meanwhile."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..protocol.exercise import Exercise
from ..protocol.plan import Dose
from ..recorder import CaptureRecorder
from ..records import Block, Frame
from ..sources.ble import BleSource, LinkEvent, SourceItem
from .set_sources import SensorThere, SetItem, SetStream

NOTHING_S = 0.1
LOST_STATES = frozenset({"silent", "lost", "waiting"})
STOP_WITHIN_S = 15.0


class SensorSource:
    """Runs a Bluetooth source in a thread of its own, for as long as the session lasts.

    Parameters
    ----------
    frame : {"sensor", "body"}
        Whether the sensor's axes are the body's.
    placement : str or None
        Where it is worn.
    calibration : mapping or None
        How it sits on the body, where that was found: then sides can be named.
    tell : callable
        Gets every change of the link, in the thread that takes the samples.
    capture : pathlib.Path or None
        Where the raw notifications of the session go.
    """

    def __init__(
        self,
        source: BleSource,
        *,
        frame: Frame,
        placement: str | None,
        calibration: Mapping[str, Any] | None = None,
        tell: Callable[[LinkEvent], None],
        capture: Path | None = None,
    ) -> None:
        self._source, self._tell = source, tell
        self._frame, self._placement, self._calibration = frame, placement, calibration
        self._queue: queue.Queue[SourceItem | BaseException | None] = queue.Queue()
        self._capture = None if capture is None else CaptureRecorder(capture, source.capture_header)
        self._loop = asyncio.new_event_loop()
        self._there = False
        self._thread = threading.Thread(target=self._work, name="sensor", daemon=True)
        self._thread.start()

    def wait(self, going_on: Callable[[], bool]) -> bool:
        """Wait for the sensor to stream, as long as `going_on` says so; whether it does.

        Raises SensorUnavailableError where it can't be had.
        """
        while not self._there and going_on():
            self._next()
        return self._there

    def stream(self, exercise: Exercise, dose: Dose, number: int) -> SetStream:
        """What comes from now on; what came while no set was on isn't this set's."""
        del exercise, dose, number
        self._drop_old()
        described = replace(
            self._source.description(),
            frame=self._frame,
            placement=self._placement,
            calibration=self._calibration,
        )
        return SetStream(described, self._items(), live=True)

    def in_its_thread(self, do: Callable[[], object]) -> None:
        """Do something in the thread of the source; for what must not be done in another."""
        self._loop.call_soon_threadsafe(do)

    def close(self) -> None:
        """Stop the sensor and free it."""
        if self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._source.stop(), self._loop)
        self._thread.join(timeout=STOP_WITHIN_S)
        while not self._queue.empty():
            item = self._queue.get_nowait()
            if item is not None and not isinstance(item, BaseException):
                self._keep(item)
        if self._capture is not None:
            self._capture.close()

    def _items(self) -> Iterator[SetItem]:
        first = there = True
        while True:
            if self._there != there:
                there = self._there
                yield SensorThere(there)
            item = self._next()
            if item is None:
                yield None
            elif isinstance(item, Block):
                yield replace(item, after_gap=item.after_gap and not first)
                first = False

    def _next(self) -> SourceItem | None:
        """The next item, which is kept, or None where nothing comes for the moment; raises how the source ended."""
        try:
            item = self._queue.get(timeout=NOTHING_S)
        except queue.Empty:
            return None
        if isinstance(item, BaseException):
            raise item
        if item is None:
            self._there = False
        else:
            self._keep(item)
        return item

    def _drop_old(self) -> None:
        ends_s = time.monotonic() + 1.0
        while not self._queue.empty() and time.monotonic() < ends_s:
            self._next()

    def _keep(self, item: SourceItem) -> None:
        if isinstance(item, LinkEvent):
            if item.state in LOST_STATES:
                self._there = False
            elif item.state == "streaming":
                self._there = True
            self._tell(item)
        elif self._capture is not None and not isinstance(item, Block):
            self._capture(item)

    def _work(self) -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.run(self._source.run(self._queue.put))
        except BaseException as error:
            self._queue.put(error)
        else:
            self._queue.put(None)
