"""Times of samples from a device's own clock or counter: unwrapped, with losses known and faults of the clock reported.

A device's clock is taken to run evenly and, at times, to be set. Its stamps put frames on a scale (seconds, or
samples); the way from there to the host's time is the `Alignment`'s. A frame that follows the one before is given out
at once. Any other waits for a few more (`waiting`): together they tell whether frames overtook one another, were lost,
came again, or whether the clock was set, since nothing can arrive before it was taken. Frames of one stamp are one
frame in pieces.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...records import FloatArray
from ..decode.readings import NO_STAMP, IntArray, Readings
from ..profile.time_field import TimeField
from .device_scale import DeviceScale
from .frame_memory import FrameMemory
from .frame_spread import FrameSpread
from .notices import Notices
from .placed_frames import PlacedFrames
from .scale_place import ScalePlace
from .timed_samples import Batch, TimedSamples
from .waiting import Waiting

_SAME_CLOCK_S = 0.5
"""Two streams of one clock, or one clock before and after a lost link, agree within this by the arrivals."""

_ONE_STAMP_S, _ONE_DATE_S, _ONE_STAMP_FRAMES = 0.25, 1.05, 4
"""For so long a clock may show one stamp while samples go on: packed by the sensor, or a date in whole seconds; and for
so many frames where these are long."""

_NO_LOSS_S = 0.08
"""Arrivals tell where a clock that was set goes on to about this; a shorter way on than this is no loss."""

_LONG_PAUSE_S = 60.0


class DeviceClock:
    """Puts the samples of one stream on its device's scale.

    Parameters
    ----------
    time : TimeField
    rate_hz : float
        Nominal sampling rate.
    scale : DeviceScale
    notices : Notices
    emit : callable
        Gets each run, with its place on the scale, in order.
    """

    def __init__(
        self,
        time: TimeField,
        rate_hz: float,
        scale: DeviceScale,
        notices: Notices,
        emit: Callable[[TimedSamples], None],
    ) -> None:
        self._scale, self._notices = scale, notices
        self._spread = FrameSpread(1.0 if scale.counts else 1.0 / rate_hz, time.refers_to == "last")
        self._place = ScalePlace(scale, self._spread)
        self._waiting = Waiting(self._place, scale)
        self._memory = FrameMemory(scale.half_round_frames)
        one_stamp_s = _ONE_DATE_S if time.source == "calendar" else _ONE_STAMP_S
        self._most_repeated = round(one_stamp_s * rate_hz)
        self._placed = PlacedFrames(scale, self._spread, self._place, emit)
        self._begun = False
        self._turn = -1

    @property
    def interval(self) -> float:
        """From sample to sample, on the scale."""
        return self._spread.interval

    def feed(self, batch: Batch) -> None:
        """The samples of one notification, or of many."""
        readings, samples = batch.readings, batch.readings.frame_samples
        assert readings.ticks is not None
        arrivals = np.array(batch.arrivals).repeat([count // samples for count in batch.counts])
        alignment, done = self._scale.alignment, 0
        if not self._begun:
            done = self._begin(readings.ticks, samples, arrivals)
        while done < len(arrivals):
            if arrivals[done] >= alignment.turn_end_s:
                alignment.turn_to(float(arrivals[done]))
            if alignment.turn != self._turn:  # another stream of this clock may have turned it
                self._turn = alignment.turn
                if not self._scale.counts:
                    self._spread.learn()
                    alignment.step = self._spread.interval
            stop = max(done + 1, int(arrivals.searchsorted(alignment.turn_end_s)))
            done = self._piece(readings, done, stop, arrivals)

    def feed_file(self, readings: Readings, interval: float) -> None:
        """Records of a file: no arrivals bound their clock; `interval` is that of its samples in s."""
        assert readings.ticks is not None
        nowhen, done = np.zeros(len(readings.ticks)), 0
        self._place.has_arrivals = False
        if not self._begun:
            self._spread.interval = interval
            done = self._begin(readings.ticks, readings.frame_samples, nowhen)
        while done < len(nowhen):
            done = self._piece(readings, done, len(nowhen), nowhen)
        self._spread.learn()

    def link_lost(self) -> None:
        """The next sample follows a gap; its clock may be another one."""
        self.finish()
        self._placed.after_gap = self._waiting.link_lost = self._begun

    def finish(self) -> None:
        """What still waits."""
        if self._waiting:
            self._resolve()

    def _begin(self, ticks: IntArray, samples: int, arrivals: FloatArray) -> int:
        """Begin with the first frame that has a stamp; how many had none."""
        stamped = ticks != NO_STAMP
        skipped = int(stamped.argmax()) if stamped.any() else len(ticks)
        if skipped:
            self._notices.count(float(arrivals[0]), "unset_clock", skipped * samples)
        if skipped == len(ticks):
            return skipped
        tick, arrival_s = int(ticks[skipped]), float(arrivals[skipped])
        unit = self._scale.unit(samples)
        near = self._scale.near(tick)
        if near is None:
            near = (0.0, 0)
            end = self._spread.end(0.0, samples)
            self._scale.alignment.restart(end, arrival_s if self._place.has_arrivals else end)
        # As if a frame had come just before: so the first one is in step.
        before = max(1, round(samples * self._spread.interval / unit))
        place = self._place
        place.raw, place.base, place.count = tick - before, near[0], near[1] - before
        place.samples, place.arrival_s = samples, arrival_s
        self._begun = self._placed.is_first = True
        return skipped

    def _piece(self, readings: Readings, start: int, stop: int, arrivals: FloatArray) -> int:
        """Frames from `start` on, up to `stop` (all of one turn) or to an odd one, with that; where they end."""
        assert readings.ticks is not None
        place, samples = self._place, readings.frame_samples
        alone = bool(self._waiting) or self._waiting.link_lost or place.repeated > 0
        good = 0
        if not alone:
            if self._placed.is_first:  # nothing is known yet of what came before it
                stop = start + 1
            came = arrivals[start:stop]
            steps = place.steps(readings.ticks[start:stop], came, samples)
            counts = place.count + np.cumsum(steps)
            at = place.base + counts.astype(np.float64) * place.unit(samples)
            in_step = place.in_step(steps, at, came, samples)
            good = len(in_step) if in_step.all() else int(in_step.argmin())
            if good:
                last, rows = int(counts[good - 1]), slice(start * samples, (start + good) * samples)
                self._memory.add(readings.ticks[start : start + good], readings.values[rows], samples)
                self._placed.emit(readings, start, at[:good], steps[:good], last, came[:good])
            if start + good == stop:
                return stop
        odd = start + good
        rows = slice(odd * samples, (odd + 1) * samples)
        self._take(
            readings._replace(
                values=readings.values[rows],
                ticks=readings.ticks[odd : odd + 1],
                arrival_s=float(arrivals[odd]),
            )
        )
        return odd + 1

    def _take(self, frame: Readings) -> None:
        """One frame that may not follow the one before."""
        assert frame.ticks is not None
        if self._memory.knows(frame):
            self._notices.count(frame.arrival_s, "redelivered")
            return
        self._memory.add(frame.ticks, frame.values, frame.frame_samples)
        self._sort_in(frame)

    def _sort_in(self, frame: Readings) -> None:
        """A frame that is new."""
        assert frame.ticks is not None
        waiting, unset = self._waiting, int(frame.ticks[0]) == NO_STAMP
        if not waiting and not waiting.link_lost:
            if unset or self._place.step(frame) == 0:
                self._same_stamp(frame, unset)
                return
            if self._place.follows(frame):
                self._accept(frame)
                return
        elif unset:
            self._notices.count(frame.arrival_s, "unset_clock", frame.frame_samples)
            return
        elif waiting and waiting.was_missing(frame):
            for stray in waiting.overtaken():
                self._notices.count(stray.arrival_s, "out_of_order")
            next_one: Readings | None = frame
            while next_one is not None:
                self._accept(next_one, waited=True)
                next_one = waiting.next_in_step()
            return
        waiting.add(frame)
        if waiting.ripe:
            self._resolve()

    def _same_stamp(self, frame: Readings, unset: bool) -> None:
        """A frame without a stamp of its own, or with that of the frame before: its samples are the next ones."""
        place, samples = self._place, frame.frame_samples
        most = max(self._most_repeated, _ONE_STAMP_FRAMES * samples)
        if place.repeated + samples > most and place.has_arrivals:
            self._notices.count(frame.arrival_s, "clock_stands_still", samples)
            return
        if unset:
            self._notices.count(frame.arrival_s, "unset_clock", samples)
        raw, count, before, repeated = place.raw, place.count, place.samples, place.repeated
        at = place.end + (samples if self._spread.last_stamped else 1) * self._spread.interval
        self._placed.emit(frame, 0, np.array([at]), None, count, np.array([frame.arrival_s]))
        place.raw, place.samples, place.repeated = raw, before, repeated + samples

    def _accept(self, frame: Readings, *, waited: bool = False) -> None:
        """A frame at the place that its stamp gives it, after a gap where that is too far on.

        What arrived out of order (`waited`) says nothing about the line.
        """
        place, samples = self._place, frame.frame_samples
        step, at = place.step(frame), place.at(frame)
        if place.follows(frame):
            # Among samples of one stamp a new stamp may be a sample off.
            near = place.due + (samples - 1 if self._spread.last_stamped else 0) * self._spread.interval
            if place.repeated and abs(at - near) < 1.5 * self._spread.interval:
                at = near + max(-0.25, min(0.25, (at - near) / self._spread.interval)) * self._spread.interval
            steps = np.array([step])
        else:
            way = step * place.unit(samples)
            self._spread.uneven(way / samples)
            self._placed.after_gap, steps = True, None
            if not place.has_arrivals and way > _LONG_PAUSE_S:
                text = f"the records' clock goes on by {way:.2f} s: the logger paused, or its clock was set ahead"
                self._notices.add(self._scale.alignment.at(at), "clock_jumped", text)
        arrival_s = np.array([frame.arrival_s])
        self._placed.emit(frame, 0, np.array([at]), steps, place.count + step, arrival_s, observed=not waited)

    def _resolve(self) -> None:
        """What waits has shown what it is."""
        found, after_loss = self._waiting.resolved(), self._waiting.link_lost
        self._waiting.link_lost = False
        for frame in found.strays:
            self._notices.count(frame.arrival_s, "out_of_order")
        for frame in found.in_order:
            self._accept(frame, waited=True)
        if found.set_anew:
            self._set_anew(found.set_anew, after_loss)
            for frame in found.set_anew[1:]:
                self._sort_in(frame)

    def _set_anew(self, frames: list[Readings], after_loss: bool) -> None:
        """The clock was set: the first of these frames goes on where the arrivals of all of them say."""
        place, alignment, first = self._place, self._scale.alignment, frames[0]
        count, by_clock, unit = (
            place.count + place.step(first),
            place.at(first),
            place.unit(first.frame_samples),
        )
        shared = self._noticed_before(first)
        if shared is not None:
            place.base, count = shared
        else:
            lead = (first.frame_samples - 1 if self._spread.last_stamped else 0) * self._spread.interval
            at = place.due + lead
            if place.has_arrivals:
                late_s = min(place.late(frame) for frame in frames) - self._waiting.usual_s
                by_arrival = by_clock + late_s / alignment.slope
                at = by_arrival if (by_arrival - at) * alignment.slope > _NO_LOSS_S else at
            place.base += at - by_clock
            if not after_loss:
                when_s = first.arrival_s if place.has_arrivals else alignment.at(at)
                moved_s = (by_clock - at) * alignment.slope
                way = f"{'ahead' if moved_s > 0.0 else 'back'} by {abs(moved_s):.2f} s"
                self._notices.add(
                    when_s, "clock_jumped", f"the sensor's clock was set {way}; a new run begins"
                )
        self._placed.after_gap = True
        at_first = np.array([place.base + count * unit])
        self._placed.emit(first, 0, at_first, None, count, np.array([first.arrival_s]))

    def _noticed_before(self, frame: Readings) -> tuple[float, int] | None:
        """Base and count, where another stream of the same clock has noticed that it was set."""
        assert frame.ticks is not None
        near = self._scale.near(int(frame.ticks[0]))
        if near is None or near[0] == self._place.base:
            return None
        samples = frame.frame_samples
        at = near[0] + near[1] * self._place.unit(samples)
        late_s = self._place.late_s(np.array([at]), np.array([frame.arrival_s]), samples)[0]
        return near if abs(late_s) < _SAME_CLOCK_S and at > self._place.end else None
