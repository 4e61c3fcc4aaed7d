"""Stretches in which a sensor's value stands exactly still, as loggers fill an idle or lost stretch.

How often a value is repeated by chance is seen in the sensor's quietest second before: of a noise that spans its
resolution a channel repeats some of its values, three channels at once hardly ever, for a tenth of a second never.
What stands before that is known is recognised by the noise that follows, and a gyroscope by gravity's turn meanwhile.
A sensor of coarse resolution, one that gives each value several times, and one that is simulated without noise repeat
in quietness anyhow: of these nothing is said.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray
from .channel import Channel
from .sample_marks import AFTER_GAP, FROZEN, OUT, STUCK
from .turn import TurnWatch
from .watch import Watch

ACC_NOISE_MS2, GYR_NOISE_DPS = (2e-3, 0.2), (2e-2, 3.0)
"""Between these a sensor's noise lies."""


STRETCH = 64
"""So many rows at a time are gone through channel by channel; where values repeat, what was looked ahead is in vain."""


class Void(NamedTuple):
    """A stretch that was given on before it was recognised: nothing before `until_s` counts."""

    until_s: float
    first_s: float
    last_s: float
    samples: int
    axis: bool


class FrozenFilter:
    """Marks what repeats the last value exactly, of a sensor or of one of its axes, for long enough.

    A value that is repeated is held back until it is clear whether the stretch is frozen. What would have to be held
    back for longer than anybody can wait is given on; if it turns out to be frozen, all until then is void.

    Parameters
    ----------
    rate_hz : float
    has_gyroscope : bool

    Attributes
    ----------
    given : int
        Number of the first sample that isn't decided.
    """

    def __init__(self, rate_hz: float, *, has_gyroscope: bool) -> None:
        self.has_gyroscope = has_gyroscope
        self._acc = [Channel(*ACC_NOISE_MS2) for _ in range(3)]
        self._gyr = [Channel(*GYR_NOISE_DPS) for _ in range(3 * has_gyroscope)]
        self._channels = self._acc + self._gyr
        sensors = [self._acc, self._gyr] if has_gyroscope else [self._acc]
        self._watches = [Watch(sensor, [c for c in self._channels if c not in sensor]) for sensor in sensors]
        for sensor in sensors:
            self._watches += [Watch([one], [c for c in sensor if c is not one]) for one in sensor]
        self._gyroscope = self._watches[1] if has_gyroscope else None
        self._turn = TurnWatch(rate_hz)
        self._next = self.given = 0
        self._torn = self._watching = False
        self.voids: list[Void] = []
        self.at_rate(rate_hz)

    def at_rate(self, rate_hz: float) -> None:
        """What follows comes at this rate; what was held back is given on."""
        for channel in self._channels:
            channel.at_rate(rate_hz)
            channel.look_anew(0)
        for watch in self._watches:
            watch.at_rate(rate_hz)
        self._turn = TurnWatch(rate_hz)
        self.given = self._next

    def mark(
        self,
        time_s: FloatArray,
        acc: FloatArray,
        gyr: FloatArray | None,
        marks: NDArray[np.uint8],
        base: int,
        end: int,
    ) -> int:
        """Judge rows up to number `end`, of which the first is sample number `base`; how many are decided."""
        i = self._next - base
        while i < end:
            if not self._watching and not self._torn:
                i = self._pass_over(acc, gyr, marks, i, end)
                self._next = self.given = base + i
                if i == end:
                    break
            number = base + i
            self._next = number + 1
            if marks[i] & OUT:
                self._torn = True
            else:
                if marks[i] & AFTER_GAP or self._torn:
                    for channel in self._channels:
                        channel.look_anew(0)
                self._torn = False
                for c in range(len(self._channels)):
                    channel = self._channels[c]
                    channel.add(acc[i, c] if c < 3 or gyr is None else gyr[i, c - 3])
                self._learn()
                self._watching = self._follow_all(time_s, acc, gyr, marks, base, i)
            held = number + 1
            if self._watching:
                for watch in self._watches:
                    held = min(held, watch.holds_from(number))
            self.given = max(self.given, held)
            i += 1
        return self.given - base

    def _pass_over(
        self, acc: FloatArray, gyr: FloatArray | None, marks: NDArray[np.uint8], begin: int, end: int
    ) -> int:
        """Take rows, some of them, up to the first one that repeats a value, or is marked: that is to be looked at."""
        end = min(end, begin + STRETCH)
        for i in range(begin, end):
            if marks[i]:
                end = i
                break
        for c in range(3):
            channel = self._acc[c]
            end = channel.repeats_from(acc, c, begin, end)
            if gyr is not None:
                channel = self._gyr[c]
                end = channel.repeats_from(gyr, c, begin, end)
        for c in range(3):
            channel = self._acc[c]
            channel.add_all(acc, c, begin, end)
            if gyr is not None:
                channel = self._gyr[c]
                channel.add_all(gyr, c, begin, end)
        self._learn()
        return end

    def finish(self) -> None:
        """No sample follows: what was held back is given on.

        An accelerometer that stands from the opening to the end isn't one that is on.
        """
        watch = self._watches[0]
        if watch.opening and watch.run > watch.most and not watch.stands:
            self.voids.append(Void(math.inf, watch.first_s, watch.last_s, watch.run, axis=False))
        self.given = self._next

    def _learn(self) -> None:
        """Take what has become known of the channels."""
        news = False
        for channel in self._channels:
            news = news or channel.news
            channel.news = False
        if news:
            for watch in self._watches:
                watch.learn()

    def _follow_all(
        self,
        time_s: FloatArray,
        acc: FloatArray,
        gyr: FloatArray | None,
        marks: NDArray[np.uint8],
        base: int,
        i: int,
    ) -> bool:
        """Follow the runs of repeats; whether one of them goes on, or is still asked about."""
        watching = False
        for watch in self._watches:
            if watch.watches(base + i) or watch.repeated():
                self._follow(watch, time_s, acc, gyr, marks, base, i)
        for watch in self._watches:
            watching = watching or watch.watches(base + i)
        return watching

    def _follow(
        self,
        watch: Watch,
        time_s: FloatArray,
        acc: FloatArray,
        gyr: FloatArray | None,
        marks: NDArray[np.uint8],
        base: int,
        i: int,
    ) -> None:
        sort = STUCK if watch.axis else FROZEN
        if watch.repeated():
            stands = watch.go_on(base + i, time_s[i])
            if gyr is not None and watch is self._gyroscope and not watch.needed > 0 and not watch.stands:
                if watch.run == 1:
                    self._turn.begin()
                stands = self._turn.add(acc, gyr, i)
            if stands:
                watch.stand()
                for other in self._watches:
                    if other.opening and other.run and abs(other.first - watch.first) <= 1:
                        other.stand()  # one stretch of several
                _leave_out(marks, max(watch.first, self.given) - base, i, sort)
                if watch.opening and watch.first < self.given:
                    self._void(
                        watch.first_s, watch.last_s, self.given - watch.first, watch.axis, time_s, marks, base
                    )
            if watch.stands:
                _leave_out(marks, i, i + 1, sort)
        elif watch.run:
            watch.end(base + i, self.given)
        if watch.is_artefact(base + i):
            for other in self._watches:
                if other is not watch and other.open_until and other.ended == watch.ended:
                    other.close()  # one stretch of several
            watch.close()
            if watch.was_given:
                self._void(watch.since_s, watch.until_s, watch.length, watch.axis, time_s, marks, base)
            else:
                _leave_out(marks, watch.since - base, watch.ended - base, sort)
        elif watch.wait() and marks[watch.ended - 1 - base] & OUT:
            watch.close()  # another one has answered it

    def _void(
        self,
        first_s: float,
        last_s: float,
        samples: int,
        axis: bool,
        time_s: FloatArray,
        marks: NDArray[np.uint8],
        base: int,
    ) -> None:
        row = self.given - base
        marks[row] |= AFTER_GAP
        self.voids.append(Void(time_s[row], first_s, last_s, samples, axis))


def _leave_out(marks: NDArray[np.uint8], begin: int, end: int, sort: int) -> None:
    for k in range(begin, end):
        if not marks[k] & OUT:
            marks[k] |= sort
