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
        self._base = self._next = self.given = 0
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
        self._time_s, self._acc_ms2, self._gyr_dps, self._marks, self._base = time_s, acc, gyr, marks, base
        i = self._next - base
        while i < end:
            if not self._watching and not self._torn:
                i = self._pass_over(i, end)
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
                self._watching = self._follow_all(i)
            held = number + 1
            if self._watching:
                for watch in self._watches:
                    held = min(held, watch.holds_from(number))
            self.given = max(self.given, held)
            i += 1
        return self.given - base

    def _pass_over(self, begin: int, end: int) -> int:
        """Take rows, some of them, up to the first one that repeats a value, or is marked: that is to be looked at."""
        end = min(end, begin + STRETCH)
        for i in range(begin, end):
            if self._marks[i]:
                end = i
                break
        for c in range(3):
            channel = self._acc[c]
            end = channel.repeats_from(self._acc_ms2, c, begin, end)
            if self._gyr_dps is not None:
                channel = self._gyr[c]
                end = channel.repeats_from(self._gyr_dps, c, begin, end)
        for c in range(3):
            channel = self._acc[c]
            channel.add_all(self._acc_ms2, c, begin, end)
            if self._gyr_dps is not None:
                channel = self._gyr[c]
                channel.add_all(self._gyr_dps, c, begin, end)
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

    def _follow_all(self, i: int) -> bool:
        """Follow the runs of repeats; whether one of them goes on, or is still asked about."""
        number, watching = self._base + i, False
        for watch in self._watches:
            if watch.watches(number) or watch.repeated():
                self._follow(watch, i)
        for watch in self._watches:
            watching = watching or watch.watches(number)
        return watching

    def _follow(self, watch: Watch, i: int) -> None:
        sort, base = STUCK if watch.axis else FROZEN, self._base
        if watch.repeated():
            stands = watch.go_on(base + i, self._time_s[i])
            asked = watch is self._gyroscope and not watch.needed > 0 and not watch.stands
            if asked and self._gyr_dps is not None:
                if watch.run == 1:
                    self._turn.begin()
                stands = self._turn.add(self._acc_ms2, self._gyr_dps, i)
            if stands:
                watch.stand()
                for other in self._watches:
                    if other.opening and other.run and abs(other.first - watch.first) <= 1:
                        other.stand()  # one stretch of several
                self._leave_out(max(watch.first, self.given) - base, i, sort)
                if watch.opening and watch.first < self.given:
                    self._void(watch.first_s, watch.last_s, self.given - watch.first, watch.axis)
            if watch.stands:
                self._leave_out(i, i + 1, sort)
        elif watch.run:
            watch.end(base + i, self.given)
        if watch.is_artefact(base + i):
            for other in self._watches:
                if other is not watch and other.open_until and other.ended == watch.ended:
                    other.close()  # one stretch of several
            watch.close()
            if watch.was_given:
                self._void(watch.since_s, watch.until_s, watch.length, watch.axis)
            else:
                self._leave_out(watch.since - base, watch.ended - base, sort)
        elif watch.wait() and self._marks[watch.ended - 1 - base] & OUT:
            watch.close()  # another one has answered it

    def _void(self, first_s: float, last_s: float, samples: int, axis: bool) -> None:
        row = self.given - self._base
        self._marks[row] |= AFTER_GAP
        self.voids.append(Void(self._time_s[row], first_s, last_s, samples, axis))

    def _leave_out(self, begin: int, end: int, sort: int) -> None:
        for k in range(begin, end):
            if not self._marks[k] & OUT:
                self._marks[k] |= sort
