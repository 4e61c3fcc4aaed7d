"""A sensor as a source: notifications, blocks of samples, and what happens to the link, in their order."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from ...devices import CaptureHeader, Pipeline, Profile, SensorSettings
from ...records import Description
from .decoding import SourceItem, decoded
from .find_sensor import Wanted
from .mailbox import Mailbox
from .policy import LinkPolicy
from .radio import Radio
from .scan import Sighting
from .supervisor import Item, Supervisor


class BleSource:
    """A sensor that is kept streaming; `async with` it, then go through it with `async for`, or `run` it.

    A loss of the link isn't an error: the source finds the sensor again, and a gap stands in the blocks.
    Leaving the `async with` stops and disconnects the sensor, whatever state it is in.

    Parameters
    ----------
    wanted : Wanted
        Which sensor; by default the only one about that the profile knows.
    radio : Radio or None
        The computer's own by default. Several sources share one.
    gather_s : float
        What comes within this time is decoded together, which costs a fraction of one by one; the samples
        are the same.

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
        settings: SensorSettings,
        *,
        wanted: Wanted = Wanted(),  # noqa: B008 - frozen
        radio: Radio | None = None,
        policy: LinkPolicy = LinkPolicy(),  # noqa: B008 - frozen
        gather_s: float = 0.1,
    ) -> None:
        self.profile, self.settings = profile, settings
        self.start_utc = datetime.now(UTC).isoformat()
        self._start = time.monotonic()
        self.pipeline = Pipeline(profile, settings)
        self._wanted, self._radio, self._policy = wanted, radio or Radio(), policy
        self._mailbox: Mailbox[Item | _End] = Mailbox(gather_s)
        self._ready: deque[SourceItem] = deque()
        self._supervisor: Supervisor | None = None
        self._task: asyncio.Task[None] | None = None
        self._ended = False
        self._error: BaseException | None = None

    @property
    def sensor(self) -> Sighting | None:
        """The sensor, once it was found."""
        return None if self._supervisor is None else self._supervisor.sighting

    async def __aenter__(self) -> Self:
        self._supervisor = Supervisor(
            self.profile,
            self.settings,
            self._wanted,
            self._radio,
            self._policy,
            self._mailbox,
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

        Raises SensorUnavailableError where the sensor can't be had, or was lost and didn't come back;
        StopAsyncIteration where the source was stopped.
        """
        if not await self._more():
            raise StopAsyncIteration
        return self._ready.popleft()

    def rest(self) -> list[SourceItem]:
        """What has come and wasn't gone through yet; after `stop` that is all there will be."""
        self._take_in(self._mailbox.take_now())
        left = list(self._ready)
        self._ready.clear()
        return left

    async def run(self, sink: Callable[[SourceItem], None]) -> None:
        """Give everything to `sink` until the source is stopped, or this is cancelled (Ctrl-C).

        Raises what the iteration raises; everything that came before was given to `sink`.
        """
        broken = False
        try:
            async with self:
                while await self._more():
                    try:
                        while self._ready:
                            sink(self._ready.popleft())
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

    async def _more(self) -> bool:
        """Wait until something is ready; False where nothing will be. Raises how the source ended."""
        while not self._ready and not self._ended:
            self._take_in(await self._mailbox.take())
        if not self._ready and self._error is not None:
            error, self._error = self._error, None
            raise error
        return bool(self._ready)

    def _take_in(self, items: list[Item | _End]) -> None:
        self._ready.extend(decoded([item for item in items if not isinstance(item, _End)], self.pipeline))
        if items and isinstance(items[-1], _End):
            self._ended, self._error = True, items[-1].error
            self._ready.extend(self.pipeline.finish())

    async def _work(self, supervisor: Supervisor) -> None:
        error: BaseException | None = None
        try:
            await supervisor.run()
        except asyncio.CancelledError:
            raise
        except Exception as failed:
            error = failed
        finally:
            self._mailbox.put_urgent(_End(error))


@dataclass(frozen=True, slots=True)
class _End:
    """The last item of the queue."""

    error: BaseException | None
