"""A sensor as a source: notifications, blocks of samples, and what happens to the link, in their order."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Self, TypeAlias

from ...devices import CaptureHeader, LinkLost, LinkUp, Notification, Pipeline, Profile, Settings
from ...records import Block, Description
from .find import Wanted
from .policy import LinkPolicy
from .radio import Radio
from .scan import Seen
from .supervisor import Item, Supervisor

SourceItem: TypeAlias = Item | Block
"""What comes: a message for the capture, a block for the recording and the tracker, an event for the page."""


class BleSource:
    """A sensor that is kept streaming; `async with` it, then go through it with `async for`, or `run` it.

    A loss of the link isn't an error: the source finds the sensor again, and a gap stands in the blocks.
    Leaving the `async with` stops and disconnects the sensor, whatever state it is in.

    Parameters
    ----------
    profile : Profile
    settings : Settings
    wanted : Wanted
        Which sensor; by default the only one about that the profile knows.
    radio : Radio or None
        The computer's own by default. Several sources share one.
    policy : LinkPolicy

    Attributes
    ----------
    start_utc : str
        When the source was made: t = 0 of all that it tells.
    pipeline : Pipeline
        Bytes to blocks; its `state` tells the true rate and what was lost.
    """

    def __init__(
        self,
        profile: Profile,
        settings: Settings,
        *,
        wanted: Wanted = Wanted(),  # noqa: B008 - frozen
        radio: Radio | None = None,
        policy: LinkPolicy = LinkPolicy(),  # noqa: B008 - frozen
    ) -> None:
        self.profile, self.settings = profile, settings
        self.start_utc = datetime.now(UTC).isoformat()
        self._start = time.monotonic()
        self.pipeline = Pipeline(profile, settings)
        self._wanted, self._radio, self._policy = wanted, radio or Radio(), policy
        self._queue: asyncio.Queue[Item | _End] = asyncio.Queue()
        self._ready: deque[SourceItem] = deque()
        self._supervisor: Supervisor | None = None
        self._task: asyncio.Task[None] | None = None
        self._ended = False
        self._error: BaseException | None = None

    @property
    def sensor(self) -> Seen | None:
        """The sensor, once it was found."""
        return None if self._supervisor is None else self._supervisor.seen

    async def __aenter__(self) -> Self:
        self._supervisor = Supervisor(
            self.profile,
            self.settings,
            self._wanted,
            self._radio,
            self._policy,
            self._queue.put_nowait,
            self._start,
        )
        self._task = asyncio.create_task(self._work(self._supervisor))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Stop and disconnect the sensor; what came until then can still be gone through."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def __aiter__(self) -> AsyncIterator[SourceItem]:
        return self

    async def __anext__(self) -> SourceItem:
        """The next item.

        Raises
        ------
        SensorUnavailableError
            The sensor can't be had, or was lost and didn't come back.
        StopAsyncIteration
            The source was stopped.
        """
        while not self._ready:
            if self._ended:
                error, self._error = self._error, None
                raise StopAsyncIteration if error is None else error
            self._take(await self._queue.get())
        return self._ready.popleft()

    def rest(self) -> list[SourceItem]:
        """What has come and wasn't gone through yet; after `stop` that is all there will be."""
        while not self._queue.empty():
            item = self._queue.get_nowait()
            self._take(item)
        left = list(self._ready)
        self._ready.clear()
        return left

    async def run(self, sink: Callable[[SourceItem], None]) -> None:
        """Give everything to `sink` until the source is stopped, or this is cancelled (Ctrl-C).

        Raises
        ------
        SensorUnavailableError
            As `async for`; everything that came before was given to `sink`.
        """
        broken = False
        try:
            async with self:
                async for item in self:
                    try:
                        sink(item)
                    except BaseException:
                        broken = True
                        raise
        finally:
            for item in [] if broken else self.rest():
                sink(item)

    def capture_header(self) -> CaptureHeader:
        """The header for a capture of this source."""
        return CaptureHeader(
            profile=self.profile.id,
            profile_sha256=self.profile.sha256,
            device=self._device(),
            start_utc=self.start_utc,
            settings=self.settings.to_json(),
        )

    def description(self) -> Description:
        """What is known for a recording of this source; its axes are the sensor's."""
        return Description(
            frame="sensor",
            rate_hz=self.settings.rate_hz,
            device={**self.profile.summary(), **self._device(), "settings": self.settings.to_json()},
            start_utc=self.start_utc,
            loss=self.profile.loss,
            written_by="sensortrack",
        )

    def _device(self) -> dict[str, str]:
        if self.sensor is None:
            return {}
        named = {} if self.sensor.name is None else {"sensor": self.sensor.name}
        return {**named, "address": self.sensor.address}

    def _take(self, item: Item | _End) -> None:
        if isinstance(item, _End):
            self._ended, self._error = True, item.error
            self._ready.extend(self.pipeline.finish())
            return
        self._ready.append(item)
        if isinstance(item, Notification | LinkLost | LinkUp):
            self._ready.extend(self.pipeline.feed(item))

    async def _work(self, supervisor: Supervisor) -> None:
        error: BaseException | None = None
        try:
            await supervisor.run()
        except asyncio.CancelledError:
            raise
        except Exception as failed:
            error = failed
        finally:
            self._queue.put_nowait(_End(error))


class _End:
    """The last item of the queue."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error
