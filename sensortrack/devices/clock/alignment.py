"""From a scale that counts (samples, or the seconds of a device's clock) to the host's time.

Only arrivals tell the host's time, and they come late: in bursts, after stalls. The true line lies below all of them
(`lower_hull`). The estimate of the line changes only at turns of the host's clock, so that times depend on the
notifications and not on how many of them are handled together. A time that was given never changes. The change to a
better line is gradual, so that times rise in the order in which the samples were taken.
"""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from ...records import FloatArray
from .lower_hull import MovingHull

_SLEW = 0.03
"""Share by which times run faster or slower than the samples were taken during the change to a better line. However
busy the computer is, no duration is wrong by more than this share on that account."""
_TILT = 0.03
"""A slope that late arrivals may tilt by a larger share than this counts less than the nominal one. Samples that are
lost one by one make arrivals late, too: with 0.01 a fifth of them lost made a recording's 40 s 34 s long."""
_HELD_UP_S = 0.1
"""If arrivals suddenly come earlier than all before by more than this, in s, the arrivals before had been held up."""
_REMEMBERED_TURNS = 20
_MOST_TRUST_S = 30.0


class Alignment:
    """The line from x to the host's time, as well as it is known, and the times that it gives.

    Parameters
    ----------
    nominal : float
        Expected slope: seconds of the host for one unit of x.
    trust_s : float
        For about this long the nominal slope is trusted more than the slope that was found; for longer where the
        arrivals are so late that they may tilt it.
    window_s : float
        Arrivals older than this no longer count.
    turn_s : float
        Length of a turn: the line is updated once a turn.
    step : float
        From one sample to the next, in units of x.
    follow : tuple of (int, float)
        Pairs of a number of turns and a lateness in s. If all arrivals of that many turns are later than that, the
        arrivals aren't late: samples were lost, and the line follows.

    Attributes
    ----------
    turn_end_s : float
        An arrival at this time or later begins a new turn (`turn_to`).
    """

    def __init__(
        self,
        nominal: float,
        trust_s: float,
        window_s: float,
        turn_s: float,
        step: float,
        follow: tuple[tuple[int, float], ...] = (),
    ) -> None:
        self._turn_s, self.step = turn_s, step
        self._nominal, self._trust_s, self._window_s = nominal, trust_s, window_s
        self._follow = follow
        self._least_follow_s = min((late_s for _, late_s in follow), default=math.inf)
        self.slope = nominal
        self._intercept: float | None = None
        self._hull = MovingHull(window_s / nominal)
        self._origin_s = 0.0
        self._turn = -1
        self.turn_end_s = -math.inf
        self._best: tuple[float, float, float] = (math.inf, 0.0, 0.0)
        self._worst = -math.inf
        self._lately: deque[tuple[float, float]] = deque(
            maxlen=max((turns for turns, _ in follow), default=1)
        )
        self._anchor: tuple[float, float] | None = None
        self._last: tuple[float, float] | None = None
        self.early_s = 0.0
        self.least_delays: deque[float] = deque(maxlen=_REMEMBERED_TURNS)
        self.spreads: deque[float] = deque(maxlen=_REMEMBERED_TURNS)

    @property
    def started(self) -> bool:
        """Whether there is a line at all."""
        return self._intercept is not None

    @property
    def turn(self) -> int:
        """Number of the turn for which the line was last updated."""
        return self._turn

    @property
    def known_for_s(self) -> float:
        """The time that is spanned by the arrivals behind the line, in s."""
        return self._hull.now.span * self.slope

    @property
    def least_late_s(self) -> float:
        """How late the least late arrival of this turn was until now, in s; infinite before the first arrival."""
        return self._best[0] - (self._intercept or 0.0)

    def at(self, x: float) -> float:
        """The line's time at x, in s."""
        return self.slope * x + (self._intercept or 0.0)

    def restart(self, x: float, arrival_s: float) -> None:
        """Begin anew from one point. The slope that was found stays, and so do the times that were given."""
        self._forget_arrivals()
        self._intercept = arrival_s - self.slope * x
        self._origin_s = arrival_s
        self._begin_turn(0)
        self._best, self._worst = (math.inf, 0.0, 0.0), -math.inf
        self._anchor = None
        self.early_s = 0.0
        self.least_delays.clear()
        self._lately.clear()

    def _forget_arrivals(self, held_up_s: float = 0.0) -> None:
        """Forget the arrivals, but keep the slope that they gave, as far as they can't have tilted it."""
        self.slope = self._weighed(self.slope, held_up_s)
        self._trust_s = max(self._trust_s, min(self.known_for_s, _MOST_TRUST_S))
        self._nominal = self.slope
        self._hull = MovingHull(self._window_s / self.slope)

    def _weighed(self, slope: float, late_s: float, trust_s: float = 0.0) -> float:
        """The mean of a slope that the arrivals gave and the nominal one, weighed by how far it can be tilted.

        Arrivals that are `late_s` late on average tilt it the less, the longer the span is.
        """
        span_s = max(self._hull.now.span * min(slope, self._nominal), 1e-9)
        trust = (trust_s / span_s) ** 4 + (late_s / (_TILT * span_s)) ** 4
        return (slope + trust * self._nominal) / (1.0 + trust)

    def turn_to(self, arrival_s: float) -> None:
        """Update the line for the turn of an arrival, which comes at or after the end of the last turn."""
        turn = int((arrival_s - self._origin_s) // self._turn_s)
        self._begin_turn(max(turn, self._turn + 1))
        self._take_turn()

    def observe(self, x: float, arrival_s: float) -> None:
        """Take an arrival, within this turn, of data that was complete at x."""
        delay_s = arrival_s - self.slope * x
        if delay_s < self._best[0]:
            self._best = (delay_s, x, arrival_s)
        if delay_s > self._worst:
            self._worst = delay_s

    def times(self, x: FloatArray) -> FloatArray:
        """Times in s of samples at rising x; the times rise, and follow those given before."""
        first = float(x[0])
        if self._anchor is None:
            self._begin(first)
        assert self._anchor is not None
        assert self._intercept is not None
        at, off = self._anchor
        time_s = x * self.slope
        time_s += self._intercept
        if off and abs(off) > _SLEW * self.slope * (first - at):
            left = abs(off) - (_SLEW * self.slope) * (x - at)
            np.maximum(left, 0.0, out=left)
            if off > 0.0:
                time_s += left
            else:
                time_s -= left
        self._last = (float(x[-1]), float(time_s[-1]))
        return time_s

    def _begin(self, x: float) -> None:
        """The first sample of a run: on the line, unless a later time was given already."""
        off = 0.0
        if self._last is not None:
            off = max(0.0, self._last[1] + self.step * self.slope - self.at(x))
        self._anchor = (x, off)

    def _anchor_at_last(self) -> None:
        """Begin a gradual change from the last time that was given to the line."""
        if self._last is not None and self._anchor is not None:
            self._anchor = (self._last[0], self._last[1] - self.at(self._last[0]))

    def _begin_turn(self, turn: int) -> None:
        self._turn, self.turn_end_s = turn, self._origin_s + (turn + 1) * self._turn_s

    def _take_turn(self) -> None:
        delay, x, arrival_s = self._best
        if not math.isfinite(delay) or self._intercept is None:
            return
        # If each turn is earlier than the one before, samples come faster than the slope says, and nothing was held up.
        early_before_s, self.early_s = self.early_s, self._intercept - delay
        if self.early_s > _HELD_UP_S >= early_before_s:
            self._forget_arrivals(self.early_s)
        self.spreads.append(self._worst - delay)
        self._best, self._worst = (math.inf, 0.0, 0.0), -math.inf
        self._hull.add(x, arrival_s)
        self._lately.append((x, arrival_s))
        hull = self._hull.now
        found = hull.slope()
        if found is not None and found > 0.0:
            self.slope = self._weighed(found, hull.mean_height(found), self._trust_s)
        self._intercept = hull.intercept(self.slope)
        self.least_delays.append(arrival_s - self.at(x))
        if self._follow and self.least_delays[-1] > self._least_follow_s:
            lately = [y - self.slope * x for x, y in self._lately]
            for turns, late_s in self._follow:
                if len(lately) >= turns:
                    self._intercept = max(self._intercept, min(lately[-turns:]) - late_s)
        self._anchor_at_last()
