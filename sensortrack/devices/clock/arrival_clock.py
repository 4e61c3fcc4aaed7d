"""Times of samples from a sensor that tells neither time nor number: they are counted.

A sample's number and the lower envelope of the arrivals (`alignment`) tell its time. A loss can't be distinguished from
a delay, except after a stall: what a sensor's own queue kept through it comes at once, in order, and what
comes after that either continues the line (nothing was lost) or lies above it by what was lost.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from statistics import median

import numpy as np

from ...records import FloatArray
from .alignment import Alignment
from .notices import Notices
from .timed_samples import Batch, Queue, TimedSamples

_TRUST_S = 3.0
_WINDOW_S = 120.0
_TURN_S = 0.5
_LEAST_STALL_S = 0.15
_STALL_NOTIFICATIONS = 4.0
_STALL_SILENCES = 3.0
_SETTLED_S = 0.3
_SETTLED_NOTIFICATIONS = 6
_LONGEST_HOLD_S = 3.0
_LOST_SHARE = 0.75
_LEAST_LOSS_S = 0.015
_FOLLOW = ((4, 0.25), (10, 0.15), (40, 0.06))
_MORE_THAN_HELD_UP = 1.5
_EARLY_SHARE = 0.3
_REMEMBERED_TURNS = 20


class ArrivalClock:
    """Gives times to samples that are counted as they arrive.

    Parameters
    ----------
    rate_hz : float
        Nominal sampling rate; the true one is found.
    notices : Notices
    emit : callable
        Gets each run, with its times, in order.
    """

    def __init__(self, rate_hz: float, notices: Notices, emit: Callable[[TimedSamples], None]) -> None:
        self.alignment = Alignment(1.0 / rate_hz, _TRUST_S, _WINDOW_S, _TURN_S, 1.0, _FOLLOW)
        self._notices, self._emit = notices, emit
        self._queue = Queue()
        self._number = self._counted = 0  # the last sample that was given, and that was counted
        self._timed: list[FloatArray] = []
        self._after_gap = False
        self._relink = False
        self._arrival_s = 0.0
        self._size = 1.0
        self._silence_s = 0.0
        self._silences: deque[float] = deque(maxlen=_REMEMBERED_TURNS)
        self._limit_s = _LEAST_STALL_S
        self._turn_samples = self._turn_notifications = 0
        self._doubted_s = 0.0
        self._held_up_s = 0.0
        self._held: list[tuple[int, float]] = []
        self._stalls: list[int] = []
        self._least: tuple[float, float, int] = (np.inf, 0.0, 0)

    @property
    def period_s(self) -> float:
        """Sampling interval, as it was found."""
        return self.alignment.slope

    def feed(self, batch: Batch) -> None:
        """The samples of one notification, or of many."""
        self._queue.put(batch)
        if self._relink or not self.alignment.started:
            self._begin(batch.counts[0], batch.arrivals[0])
        for count, arrival_s in zip(batch.counts, batch.arrivals, strict=True):
            if self._held:
                self._hold(count, arrival_s)
                continue
            if arrival_s >= self.alignment.turn_end_s:
                self._turn_to(arrival_s)
            silence_s = arrival_s - self._arrival_s
            if silence_s > self._limit_s:
                self._give()
                self._hold(count, arrival_s)
                continue
            if silence_s > self._silence_s:
                self._silence_s = silence_s
            self._count(count, arrival_s)
        self._give()
        self._pass_on()

    def link_lost(self) -> None:
        """The link is gone: what was held back, and the next sample follows a gap."""
        self.finish()
        self._relink = self._after_gap = self.alignment.started

    def finish(self) -> None:
        """What was held back."""
        if self._held:
            self._release()
            self._pass_on()

    def _count(self, count: int, arrival_s: float) -> None:
        """Samples that follow those before."""
        self._counted += count
        self._turn_samples += count
        self._turn_notifications += 1
        self._arrival_s = arrival_s
        self.alignment.observe(float(self._counted), arrival_s)

    def _give(self) -> None:
        """Give times to what was counted."""
        if self._counted > self._number:
            number = np.arange(self._number + 1, self._counted + 1, dtype=np.float64)
            self._timed.append(self.alignment.times(number))
            self._number = self._counted
            if self._after_gap:  # the gap is measured with the period that is known now
                self._pass_on()

    def _pass_on(self) -> None:
        """What has got its times is a run, over turns and all."""
        if self._timed:
            at = self._timed[0] if len(self._timed) == 1 else np.concatenate(self._timed)
            self._timed.clear()
            self._emit(self._queue.take(at, self._after_gap))
            self._after_gap = False

    def _turn_to(self, arrival_s: float) -> None:
        """An arrival begins a new turn: what was counted before it gets times by the old line."""
        self._give()
        self.alignment.turn_to(arrival_s)
        self._turn()

    def _turn(self) -> None:
        """A turn is over: what is usual, and whether samples seem to be missing."""
        if self._turn_notifications:
            self._size = self._turn_samples / self._turn_notifications
            self._silences.append(self._silence_s)
        self._turn_samples = self._turn_notifications = 0
        self._silence_s = 0.0
        usual = median(self._silences) if self._silences else 0.0
        self._limit_s = max(
            _LEAST_STALL_S, _STALL_NOTIFICATIONS * self._notification_s, _STALL_SILENCES * usual
        )
        self._doubt_gap()

    @property
    def _notification_s(self) -> float:
        """How long the samples of one notification take."""
        return self._size * self.alignment.slope

    def _doubt_gap(self) -> None:
        """When samples come sooner than they could, nothing was lost at the last stall: it was only held up."""
        if self._doubted_s and self.alignment.early_s > max(_EARLY_SHARE * self._doubted_s, _LEAST_LOSS_S):
            self._held_up_s = max(self._held_up_s, _MORE_THAN_HELD_UP * self._doubted_s)
            self._doubted_s = 0.0

    def _hold(self, count: int, arrival_s: float) -> None:
        """Hold samples back after a stall until it is clear whether others are missing."""
        if not self._held or arrival_s - self._held[-1][1] > self._limit_s:
            self._stalls.append(len(self._held))
        self._held.append((count, arrival_s))
        end = self._number + sum(n for n, _ in self._held)
        late_s = arrival_s - self.alignment.at(end)
        begun = len(self._held) - 1 == self._stalls[-1]
        if begun or late_s < self._least[0] - 0.25 * self._notification_s:
            self._least = (late_s, arrival_s, len(self._held))
        settled = (
            arrival_s - self._least[1] >= _SETTLED_S
            and len(self._held) - self._least[2] >= _SETTLED_NOTIFICATIONS
        )
        too_long = (
            arrival_s - self._held[0][1] >= _LONGEST_HOLD_S
            and len(self._held) - self._stalls[-1] >= _SETTLED_NOTIFICATIONS
        )
        if settled or too_long:
            self._release()

    def _release(self) -> None:
        """What was held back gets its times, with a gap where samples are missing."""
        held, stalls = self._held, self._stalls
        self._held, self._stalls = [], []
        lost_at = self._losses(held, stalls)
        for i, (count, arrival_s) in enumerate(held):
            if arrival_s >= self.alignment.turn_end_s:
                self._turn_to(arrival_s)
            if i in lost_at:
                # How many were lost isn't quite sure: the line begins anew, with the slope that is known.
                lost, least_end, least_arrival_s = lost_at[i]
                self._give()
                self.alignment.restart(least_end, least_arrival_s)
                self._skip(lost)
            self._count(count, arrival_s)
        self._give()

    def _skip(self, lost: int) -> None:
        """Samples are missing: the next ones are another run."""
        self._pass_on()
        self._number = self._counted = self._counted + lost
        self._after_gap = True

    def _losses(
        self, held: list[tuple[int, float]], stalls: list[int]
    ) -> dict[int, tuple[int, float, float]]:
        """Before which held notification how many samples are missing, and the point where the line begins anew."""
        ends = self._number + np.cumsum([count for count, _ in held]).astype(np.float64)
        arrivals = np.array([arrival_s for _, arrival_s in held])
        late_s = arrivals - (self.alignment.slope * ends + self.alignment.at(0.0))
        delays, spreads = self.alignment.least_delays, self.alignment.spreads
        usual_s = median(delays) if delays else 0.0
        spread_s = median(spreads) if spreads else _LOST_SHARE * self._notification_s
        least_loss_s = max(_LOST_SHARE * self._notification_s, _LEAST_LOSS_S, spread_s, self._held_up_s)
        found: dict[int, tuple[int, float, float]] = {}
        lost = 0
        for stall in stalls:
            least = stall + int(late_s[stall:].argmin())
            excess_s = float(late_s[least]) - usual_s - lost * self.alignment.slope
            if excess_s <= least_loss_s:
                continue
            more = max(1, round(excess_s / self.alignment.slope))
            lost += more
            # What comes later than is usual now waited in the sensor's queue: it is from before the gap.
            at = stall + int((late_s[stall:] <= late_s[least] + spread_s).argmax())
            found[at] = (more, float(ends[least]) + lost, float(arrivals[least]))
            silence_s = arrivals[stall] - (arrivals[stall - 1] if stall else self._arrival_s)
            self._doubted_s = excess_s
            self._notices.add(
                float(arrivals[stall]),
                "stall",
                f"nothing came for {silence_s:.2f} s; about {more} samples are missing",
            )
        return found

    def _begin(self, count: int, arrival_s: float) -> None:
        """The first sample, or the first one after the link was lost."""
        if self._relink:
            lost = round((arrival_s - self.alignment.at(float(self._number + count))) / self.alignment.slope)
            self._skip(max(1, lost))
        self.alignment.restart(float(self._number + count), arrival_s)
        self._arrival_s, self._relink, self._size = arrival_s, False, float(count)
