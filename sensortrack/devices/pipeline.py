"""Notifications to blocks: decode, clock, pair. A live stream and a capture go through the same code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..records import Block, Gap, Loss
from .clock.device_scale import DeviceScale
from .clock.notices import Notice, Notices
from .clock.pairing import Pairer
from .clock.redelivery import Redelivery
from .clock.stream_clock import ArrivalStreamClock, DeviceStreamClock, StreamClock
from .clock.timed_samples import Batch, TimedSamples
from .cut import TruncationWatch
from .decode.decoder import Decoder
from .decode.readings import DecodeCounters, Readings, joined
from .messages import LinkLost, LinkUp, Message, to_the_microsecond
from .profile.firmware_profile import Profile
from .profile.sensor_settings import SensorSettings


@dataclass(frozen=True, slots=True)
class PipelineState:
    """What is known until now.

    Attributes
    ----------
    samples : int
        Samples given out.
    rate_hz : float or None
        The true sampling rate, as the clock found it (by the host's time); None until there are samples.
    loss : {"detected", "not_detectable"}
        Whether a single lost sample can be determined.
    rejected_bytes, ignored_bytes : int
        Bytes that should have been samples and weren't, and bytes that aren't samples (answers to commands).
    gaps : tuple of Gap
        In s, [start, end).
    """

    samples: int
    rate_hz: float | None
    loss: Loss
    rejected_bytes: int
    ignored_bytes: int
    gaps: tuple[Gap, ...]
    notices: tuple[Notice, ...]


class Pipeline:
    """Turns the notifications of one sensor into blocks, one by one.

    Block times are the host's, in s since t = 0 of the messages, as well as the clock knows them when the block is
    given out. They rise, and are never changed. `Block.host_time_s` says when each sample arrived.

    Parameters
    ----------
    settings : SensorSettings
        From `profile.settings(...)`, with what the set-up captured.
    """

    def __init__(self, profile: Profile, settings: SensorSettings) -> None:
        self.profile, self.settings = profile, settings
        self._notices = Notices()
        self._tally = DecodeCounters()
        self._decoder = Decoder(profile, settings, self._tally)
        self._clocks: dict[int, StreamClock] = {}
        self._pairer: Pairer | None = None
        self._blocks: list[Block] = []
        self._gaps: list[Gap] = []
        self._samples = 0
        self._last_s = 0.0
        clocked = {s.char for s in profile.streams if s.time.source != "host"}
        self._unclocked: dict[str, Redelivery] = {
            s.char: Redelivery() for s in profile.streams if s.char not in clocked
        }
        self._cut_now: str | None = None
        self._cut = TruncationWatch(profile, settings)
        self._make_clocks()

    def feed(self, message: Message) -> list[Block]:
        """The blocks that a message brings: mostly one, or none."""
        if isinstance(message, LinkLost):
            self._link_lost(message)
        elif isinstance(message, LinkUp):
            self._link_up(message)
        else:
            arrival_s = to_the_microsecond(message.t_s)
            alias = self.profile.alias(message.char) or ""
            unclocked = self._unclocked.get(alias)
            if unclocked is not None and not unclocked.is_new(message.data):
                self._notices.count(arrival_s, "redelivered")
                return []
            found = self._decoder.feed(message.char, message.data, arrival_s)
            cut = self._cut.see(alias, len(message.data), makes_samples=bool(found))
            if cut is not None:
                self._notices.add(arrival_s, "cut", cut)
                self._cut_now = cut
            for readings in found:
                self._take(readings)
        return self._taken()

    def feed_many(self, char: str, data: Sequence[bytes], arrivals_s: Sequence[float]) -> list[Block] | None:
        """Take several notifications of one characteristic at once.

        The samples are those of `feed` called one by one, but the blocks may be cut elsewhere. Returns None, and does
        nothing, where the notifications have to be fed one by one.
        """
        alias = self.profile.alias(char) or ""
        unclocked = self._unclocked.get(alias)
        if self._pairer is not None or (unclocked is not None and not unclocked.all_new(data)):
            return None
        many = self._decoder.feed_many(char, data, arrivals_s[-1])
        if many is None:
            return None
        if unclocked is not None:
            unclocked.take(data)
        self._cut.see(alias, len(data[0]), makes_samples=True)
        readings, counts = many
        clock = self._clocks.get(readings.stream)
        if clock is not None:
            clock.feed(Batch(readings, counts, [to_the_microsecond(t) for t in arrivals_s]))
        return self._taken()

    def feed_file(self, char: str, data: bytes) -> list[Block]:
        """A whole file of frames with a clock: nothing tells when they arrived, so the clock's own time is used."""
        found = [*self._decoder.feed(char, data), *self._decoder.finish()]
        for index, clock in self._clocks.items():
            own = [readings for readings in found if readings.stream == index and readings.samples]
            if isinstance(clock, DeviceStreamClock) and own:
                clock.feed_file(joined(own))
        return self.finish()

    def take_cut(self) -> str | None:
        """What a person should know at once if the link turns out to cut notifications; returned only once."""
        cut, self._cut_now = self._cut_now, None
        return cut

    def finish(self) -> list[Block]:
        """The blocks that were still held back; nothing may be fed afterwards."""
        self._flush()
        return self._taken()

    @property
    def state(self) -> PipelineState:
        """What is known until now."""
        started = [clock for clock in self._clocks.values() if clock.started]
        clock = next((x for x in started if "accel" in x.stream.sensors), None)
        blind = any(x.stream.time.source == "host" for x in started) if started else None
        loss: Loss = self.profile.loss if blind is None else "not_detectable" if blind else "detected"
        return PipelineState(
            self._samples,
            None if clock is None or not self._samples else 1.0 / clock.period_s,
            loss,
            self._tally.rejected,
            self._tally.ignored,
            tuple(self._gaps),
            self._notices.reported,
        )

    def _make_clocks(self) -> None:
        profile, rate_hz = self.profile, self.settings.rate_hz
        if profile.pairing is not None:
            self._pairer = Pairer(profile.pairing.max_wait_s, self._notices)
        shared: DeviceScale | None = None
        for index, stream in enumerate(profile.streams):
            if self._pairer is None and "accel" not in stream.sensors:
                continue  # angular rates alone are no samples
            if stream.time.source == "host":
                self._clocks[index] = ArrivalStreamClock(stream, rate_hz, self._notices, self._emit)
                continue
            scale = DeviceScale(stream.time, rate_hz)
            on_scale = self._pairer is not None and stream.time.source == "device" and stream.time.shared
            if on_scale:
                shared = scale = shared or scale
            self._clocks[index] = DeviceStreamClock(
                stream, rate_hz, scale, self._notices, self._emit, on_scale
            )

    def _take(self, readings: Readings) -> None:
        clock = self._clocks.get(readings.stream)
        if clock is None:
            self._tally.ignored += 1
        elif readings.samples:
            clock.feed(Batch.single(readings))

    def _emit(self, run: TimedSamples, clock: StreamClock) -> None:
        """Emit a run that is on its clock's scale: paired where needed, then placed on the host's time."""
        if self._pairer is None:
            self._block(run)
            return
        for pair in self._pairer.feed(run):
            self._block(clock.on_host(pair))

    def _block(self, run: TimedSamples) -> None:
        first = float(run.at[0])
        if run.after_gap and self._samples:
            clock = next(x for x in self._clocks.values() if x.started)
            self._gaps.append(Gap(min(self._last_s + clock.period_s, first), first))
        self._blocks.append(
            Block(
                run.at,
                run.values[:, :3],
                run.values[:, 3:] if len(run.sensors) > 1 else None,
                run.host_s,
                after_gap=run.after_gap and self._samples > 0,
            )
        )
        self._samples += len(run.at)
        self._last_s = float(run.at[-1])

    def _link_lost(self, message: LinkLost) -> None:
        self._flush()
        self._decoder.reset()
        for clock in self._clocks.values():
            clock.link_lost()
        for unclocked in self._unclocked.values():
            unclocked.link_lost()
        if self._samples:
            self._notices.add(message.t_s, "link_lost", "the link was lost")

    def _link_up(self, message: LinkUp) -> None:
        self._cut.link_up()
        captured = dict(message.captured)
        if captured and captured != {k: self.settings.captured.get(k) for k in captured}:
            self.settings = self.settings.with_captured(captured)
            self._decoder = Decoder(self.profile, self.settings, self._tally)

    def _flush(self) -> None:
        for readings in self._decoder.finish():
            self._take(readings)
        for clock in self._clocks.values():
            clock.finish()

    def _taken(self) -> list[Block]:
        blocks, self._blocks = self._blocks, []
        return blocks
