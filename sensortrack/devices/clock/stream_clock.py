"""A stream and its clock, whichever kind of clock that is: the host's arrivals, or the device's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ..decode.readings import Readings
from ..profile.stream import Stream
from .arrival_clock import ArrivalClock
from .device_clock import DeviceClock
from .device_scale import DeviceScale
from .file_stamps import file_stamps
from .notices import Notices
from .timed_samples import Batch, TimedSamples


class ArrivalStreamClock:
    """A stream without clock or counter: its runs are on the host's time from the start."""

    def __init__(
        self,
        stream: Stream,
        rate_hz: float,
        notices: Notices,
        emit: Callable[[TimedSamples, StreamClock], None],
    ) -> None:
        self.stream = stream
        self._clock = ArrivalClock(rate_hz, notices, lambda run: emit(run, self))

    @property
    def started(self) -> bool:
        """Whether anything came."""
        return self._clock.alignment.started

    @property
    def period_s(self) -> float:
        """Sampling interval in s of the host."""
        return self._clock.period_s

    def feed(self, batch: Batch) -> None:
        """The samples of one notification, or of many."""
        self._clock.feed(batch)

    def on_host(self, run: TimedSamples) -> TimedSamples:
        """The run on the host's time."""
        return run

    def link_lost(self) -> None:
        """The next sample follows a gap."""
        self._clock.link_lost()

    def finish(self) -> None:
        """What was held back."""
        self._clock.finish()


class DeviceStreamClock:
    """A stream with a clock or counter.

    `on_scale`: its runs stay on the device's scale until they are paired, as both sensors read one clock.
    """

    def __init__(
        self,
        stream: Stream,
        rate_hz: float,
        scale: DeviceScale,
        notices: Notices,
        emit: Callable[[TimedSamples, StreamClock], None],
        on_scale: bool,
    ) -> None:
        self.stream, self._scale, self._pass_on, self._on_scale = stream, scale, emit, on_scale
        self._notices = notices
        self._clock = DeviceClock(stream.time, rate_hz, scale, notices, self._emit)
        self.started = False

    @property
    def period_s(self) -> float:
        """Sampling interval in s of the host."""
        return self._clock.interval * self._scale.alignment.slope

    def feed(self, batch: Batch) -> None:
        """The samples of one notification, or of many."""
        self.started = True
        self._clock.feed(batch)

    def feed_file(self, readings: Readings) -> None:
        """The records of a whole file, once."""
        stamps = file_stamps(readings, self._scale.unit(readings.frame_samples))
        if stamps is None or stamps.counted:
            n = len(readings.values) if stamps is None else stamps.counted * readings.frame_samples
            self._notices.count(0.0, "unset_clock", n)
        if stamps is not None:
            self.started = True
            self._clock.feed_file(readings._replace(ticks=stamps.ticks), stamps.interval_s)

    def on_host(self, run: TimedSamples) -> TimedSamples:
        """The run on the host's time."""
        return run._replace(at=self._scale.alignment.times(run.at)) if self._on_scale else run

    def link_lost(self) -> None:
        """The next sample follows a gap."""
        self._clock.link_lost()

    def finish(self) -> None:
        """What was held back."""
        self._clock.finish()

    def _emit(self, run: TimedSamples) -> None:
        if not self._on_scale:
            run = run._replace(at=self._scale.alignment.times(run.at))
        self._pass_on(run, self)


StreamClock: TypeAlias = ArrivalStreamClock | DeviceStreamClock
