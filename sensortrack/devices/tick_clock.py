"""Times of samples from a device's own clock or counter: unwrapped, with losses known, jumps told.

The scale is the device's (seconds, or samples); the way from it to the host's time is the `Alignment`'s. Within a
frame samples are spread evenly: back from the time of the last one, or on from that of the first at the interval found
so far.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray
from .frame_spread import FrameSpread, rising
from .notices import Notices
from .readings import IntArray
from .run import Batch, Run
from .stream import TimeField
from .tick_scale import TickScale

_EARLIEST_S, _LATEST_S = -2.0, 30.0
"""An arrival this early, or this late, by the clock means that the clock was set."""

_SAME_CLOCK_S = 0.5
_STANDS_STILL_FRAMES = 3


class TickClock:
    """Puts the samples of one stream on its device's scale.

    Parameters
    ----------
    time : TimeField
    rate_hz : float
        Nominal sampling rate.
    scale : TickScale
    notices : Notices
    emit : callable
        Gets each run, with its place on the scale, in order.
    """

    def __init__(
        self,
        time: TimeField,
        rate_hz: float,
        scale: TickScale,
        notices: Notices,
        emit: Callable[[Run], None],
    ) -> None:
        self._scale, self._notices, self._emit = scale, notices, emit
        self._spread = FrameSpread(1.0 if scale.counts else 1.0 / rate_hz, time.refers_to == "last")
        self._raw, self._base, self._count = 0, 0.0, 0
        self._arrival_s, self._end = 0.0, -np.inf
        self._samples = 1
        self._begun = self._relink = self._after_gap = self._first = False
        self._repeats = 0
        self._turn = -1

    @property
    def interval(self) -> float:
        """From sample to sample, on the scale."""
        return self._spread.interval

    def link_lost(self) -> None:
        """The next sample follows a gap."""
        self._relink = self._after_gap = self._begun

    def feed(self, batch: Batch) -> None:
        """The samples of one notification, or of many."""
        readings, samples = batch.readings, batch.readings.frame_samples
        assert readings.ticks is not None
        arrivals = np.array(batch.arrivals).repeat([count // samples for count in batch.counts])
        if not self._begun:
            self._begin(int(readings.ticks[0]), samples, batch.arrivals[0])
        alignment, done = self._scale.alignment, 0
        while done < len(arrivals):
            if arrivals[done] >= alignment.turn_end_s:
                alignment.turn_to(float(arrivals[done]))
            if alignment.turn != self._turn:  # another stream of this clock may have turned it
                self._turn = alignment.turn
                if not self._scale.counts:
                    self._spread.learn()
                    alignment.step = self._spread.interval
            stop = max(done + 1, int(arrivals.searchsorted(alignment.turn_end_s)))
            done = self._piece(batch, done, stop, arrivals)

    def _begin(self, tick: int, samples: int, arrival_s: float) -> None:
        unit = self._scale.unit(samples)
        near = self._scale.near(tick)
        if near is None:
            near = (0.0, 0)
            self._scale.alignment.restart(self._spread.end(0.0, samples), arrival_s)
        # As if a frame had come just before: so the first one is in step.
        before = max(1, round(samples * self._spread.interval / unit))
        self._raw, self._base, self._count = tick - before, near[0], near[1] - before
        self._begun, self._first, self._samples, self._arrival_s = True, True, samples, arrival_s

    def _piece(self, batch: Batch, start: int, stop: int, arrivals: FloatArray) -> int:
        """Frames from `start` on, up to `stop` (all of one turn) or to an odd one, with that; where they end."""
        ticks, samples = batch.readings.ticks, batch.readings.frame_samples
        assert ticks is not None
        unit = self._scale.unit(samples)
        if self._first:  # nothing is known yet of what came before it
            stop = start + 1
        part, came = ticks[start:stop], arrivals[start:stop]
        before = np.empty_like(part)
        before[0], before[1:] = self._raw, part[:-1]
        elapsed = came.copy()
        elapsed[1:] -= came[:-1]
        elapsed[0] -= self._arrival_s
        steps = self._scale.steps(part, before, elapsed, samples)
        counts = self._count + np.cumsum(steps)
        at = self._base + counts.astype(np.float64) * unit
        in_step = self._in_step(steps, at, came, samples)
        if in_step.all():
            self._give(batch, start, at, steps, int(counts[-1]), came)
            return stop
        good = int(in_step.argmin())
        if good:
            self._give(batch, start, at[:good], steps[:good], int(counts[good - 1]), came[:good])
        self._odd(batch, start + good, int(steps[good]), int(counts[good]), float(came[good]))
        return start + good + 1

    def _in_step(
        self, steps: IntArray, at: FloatArray, arrivals: FloatArray, samples: int
    ) -> NDArray[np.bool_]:
        """Which frames follow the one before as they should."""
        unit, alignment = self._scale.unit(samples), self._scale.alignment
        due = samples * self._spread.interval
        # Half a frame is no frame; a coarse clock may seem to be a tick and a half late.
        most = 1.5 * due if self._scale.counts else 1.5 * (due + unit)
        late_s = arrivals - alignment.slope * at - alignment.at(0.0)
        good: NDArray[np.bool_] = (steps > 0) & (steps * unit <= most)
        good &= (late_s > _EARLIEST_S) & (late_s < _LATEST_S)
        if self._samples != samples and not self._spread.last_stamped:
            due = self._samples * self._spread.interval
            good[0] = good[0] or 0 < steps[0] * unit <= 1.5 * (due + unit)
        if self._relink or self._repeats >= _STANDS_STILL_FRAMES:
            good[0] = False
        return good

    def _odd(self, batch: Batch, frame: int, step: int, count: int, arrival_s: float) -> None:
        """A frame that doesn't follow the one before: a frame twice, a loss, a clock that was set or stood still."""
        assert batch.readings.ticks is not None
        tick, samples = int(batch.readings.ticks[frame]), batch.readings.frame_samples
        if step == 0 and not self._relink:
            self._repeats += 1
            if self._repeats == _STANDS_STILL_FRAMES:
                self._notices.add(
                    arrival_s,
                    "clock_stands_still",
                    "the sensor's clock stands still; its samples are left out",
                )
            return
        unit = self._scale.unit(samples)
        late_s = arrival_s - self._scale.alignment.at(self._base + count * unit)
        trusted = step > 0 and _EARLIEST_S < late_s < _LATEST_S and self._repeats < _STANDS_STILL_FRAMES
        if self._relink:
            trusted = trusted and not self._scale.counts and abs(late_s) < _SAME_CLOCK_S
        if trusted:
            self._spread.uneven(step * unit / samples)
        else:
            count = self._set_anew(tick, samples, count, arrival_s)
        self._relink, self._after_gap = False, True
        at = np.array([self._base + count * unit])
        self._give(batch, frame, at, None, count, np.array([arrival_s]))

    def _set_anew(self, tick: int, samples: int, count: int, arrival_s: float) -> int:
        """The clock was set: the scale goes on by the arrivals, and the line begins anew. Returns the new count."""
        alignment, unit = self._scale.alignment, self._scale.unit(samples)
        near = self._scale.near(tick)
        if near is not None:
            at = near[0] + near[1] * unit
            if at > self._end and abs(arrival_s - alignment.at(at)) < _SAME_CLOCK_S:
                self._base = near[0]  # another stream of the same clock noticed before
                return near[1]
        elapsed = (arrival_s - self._arrival_s) / alignment.slope
        at = max(self._base + self._count * unit, self._end) + max(elapsed, samples * self._spread.interval)
        if not self._relink:
            self._notices.add(arrival_s, "clock_jumped", "the sensor's clock was set; a new run begins")
        alignment.restart(self._spread.end(at, samples), arrival_s)
        self._base = at - count * unit
        return count

    def _give(
        self,
        batch: Batch,
        start: int,
        at: FloatArray,
        steps: IntArray | None,
        count: int,
        arrivals: FloatArray,
    ) -> None:
        """Frames that lie at `at`; `steps` from the frame before each, None after a gap."""
        readings = batch.readings
        samples, stop = readings.frame_samples, start + len(at)
        between = (
            None if steps is None or self._first else steps.astype(np.float64) * self._scale.unit(samples)
        )
        spread = self._spread.of(at, between, samples)
        if spread[0] <= self._end or not (spread[1:] > spread[:-1]).all():
            spread = rising(spread, self._end, self._spread.interval)
        rows = slice(start * samples, stop * samples)
        self._emit(
            Run(
                spread,
                readings.sensors,
                readings.values[rows],
                np.repeat(arrivals, samples),
                self._after_gap,
            )
        )
        for end, arrival_s in zip(spread[samples - 1 :: samples].tolist(), arrivals.tolist(), strict=True):
            self._scale.alignment.observe(end, arrival_s)
        if between is not None and steps is not None:
            passed = samples if self._spread.last_stamped else self._samples
            self._spread.even(
                int(steps.sum()), self._scale.unit(samples), passed + samples * (len(steps) - 1)
            )
        assert readings.ticks is not None
        self._raw, self._count = int(readings.ticks[stop - 1]), count
        self._scale.latest = (self._raw, self._base, count)
        self._end, self._arrival_s = float(spread[-1]), float(arrivals[-1])
        self._samples, self._after_gap, self._first, self._repeats = samples, False, False, 0
