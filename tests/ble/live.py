"""A sensor and a source for it, and what came of it."""

from __future__ import annotations

import asyncio
import contextlib
import selectors
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sensortrack.devices import Notification, Profile, load_profile
from sensortrack.records import Block, FloatArray
from sensortrack.sources.ble import BleSource, LinkEvent, LinkPolicy, LinkState, Radio, SourceItem, Wanted
from sensortrack.sources.emulator import ProfileSensor, SendingManner

WITMOTION = "witmotion_ble5"
WAIT_S = 60.0
"""What is waited for has come long before, unless the machine does much else; a wait ends as it comes."""

QUICK = LinkPolicy(
    scan_s=5.0,
    linger_s=0.08,
    connect_s=20.0,
    first_wait_s=0.02,
    longest_wait_s=0.05,
    give_up_after_s=60.0,
    first_give_up_after_s=60.0,
    silent_s=WAIT_S,
)
"""For tests: what follows upon something that happens comes at once, and what a busy machine may delay has its time."""
LISTENING = replace(QUICK, silent_s=0.3)
"""For tests in which a sensor falls silent; a machine that halts for that long is a silence, too."""
GIVES_UP = replace(QUICK, scan_s=1.0, connect_s=1.0, give_up_after_s=1.5, first_give_up_after_s=1.0)
"""For tests in which nothing comes any more."""

BRISK = SendingManner(interval_s=0.01)


def witmotion(address: str = "C0:FF:EE:00:00:01", **more: Any) -> ProfileSensor:
    profile = load_profile(WITMOTION)
    return ProfileSensor(profile, profile.settings(), address=address, **{"manner": BRISK, **more})


def source_for(
    radio: Radio, profile: Profile | None = None, *, policy: LinkPolicy = QUICK, address: str | None = None
) -> BleSource:
    profile = profile or load_profile(WITMOTION)
    wanted = Wanted(address=address)
    return BleSource(profile, profile.settings(), wanted=wanted, radio=radio, policy=policy, gather_s=0.01)


@dataclass
class Heard:
    """What a source has shown so far; a sink for `BleSource.run`."""

    events: list[LinkEvent] = field(default_factory=list)
    notifications: list[Notification] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    items: list[SourceItem] = field(default_factory=list)

    def __call__(self, item: SourceItem) -> None:
        self.items.append(item)
        if isinstance(item, LinkEvent):
            self.events.append(item)
        elif isinstance(item, Notification):
            self.notifications.append(item)
        elif isinstance(item, Block):
            self.blocks.append(item)

    @property
    def states(self) -> list[LinkState]:
        return [event.state for event in self.events if event.state != "battery"]

    @property
    def samples(self) -> int:
        return sum(map(len, self.blocks))

    def acc(self) -> FloatArray:
        return np.concatenate([block.acc for block in self.blocks])

    async def until(self, done: Callable[[Heard], bool], within_s: float = WAIT_S) -> None:
        """Wait until something has come."""
        await until(lambda: done(self), within_s)

    async def until_state(self, state: LinkState, times: int = 1, within_s: float = WAIT_S) -> None:
        await self.until(lambda heard: heard.states.count(state) >= times, within_s)

    async def until_samples(self, more: int, within_s: float = WAIT_S) -> None:
        enough = self.samples + more
        await self.until(lambda heard: heard.samples >= enough, within_s)


async def until(done: Callable[[], bool], within_s: float = WAIT_S) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(within_s):
        while not done():
            await asyncio.sleep(0.005)


@contextlib.asynccontextmanager
async def running(
    source: BleSource, sink: Callable[[SourceItem], None] | None = None
) -> AsyncIterator[Heard]:
    """The source runs meanwhile; at the end it is cancelled, as by Ctrl-C. Its own error is raised."""
    heard = Heard()

    def both(item: SourceItem) -> None:
        heard(item)
        if sink is not None:
            sink(item)

    task = asyncio.create_task(source.run(both))
    try:
        yield heard
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


class LeapingLoop(asyncio.SelectorEventLoop):
    """A loop whose clock can be set forward: what was to take some time is over when its test has seen enough."""

    ahead_s = 0.0

    def time(self) -> float:
        """As of any loop, in s."""
        return super().time() + self.ahead_s


def leap(time_s: float) -> None:
    """Set the clock of the running loop forward."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, LeapingLoop)
    loop.ahead_s += time_s


class Waits(selectors.DefaultSelector):
    """Time that passes only while a loop waits for it, and then at once: how busy the machine is changes nothing."""

    now_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready; where nothing is, the time for which it was to be waited has passed."""
        ready = super().select(None if timeout is None else 0.0)
        if not ready and timeout is not None:
            self.now_s += timeout
        return ready


def run_in_its_own_time(work: Coroutine[Any, Any, None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Run what depends on nothing but time, of which `time.monotonic` and the loop tell the same."""
    waits = Waits()
    with monkeypatch.context() as patched:
        patched.setattr(time, "monotonic", lambda: waits.now_s)
        with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(waits)) as runner:
            runner.run(work)


def run(work: Coroutine[Any, Any, None], *, limit_s: float = 300.0) -> None:
    """Run a test; afterwards no task may be left over, but the one that watches bleak's D-Bus connection."""

    async def limited() -> None:
        async with asyncio.timeout(limit_s):
            await work
        await asyncio.sleep(0)
        left = tasks_left()
        assert not left, left

    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        runner.run(limited())


def tasks_left() -> list[str]:
    """The tasks that are still there, without this one and bleak's one for each loop."""
    others = [task.get_coro() for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    names = [str(getattr(coro, "__qualname__", coro)) for coro in others]
    return [name for name in names if not name.endswith("_monitor_bus_disconnect")]


def open_files() -> int:
    """How many files and sockets this process has open; 0 where the system doesn't tell."""
    return len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0
