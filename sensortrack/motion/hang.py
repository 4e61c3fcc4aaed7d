"""The bar hang: no repetitions, but how long, how much sway, the widest swing, and any pull."""

from __future__ import annotations

import math

from ..records import Code, Event, FloatArray, Measure, Reason, invalid
from .bands import PEAK_ACCELERATION
from .history import SLOW_RATE, TIME, UP
from .inclination import MovementFrame
from .rules import MovementRules
from .spec import MovementSpec

SWING_S = 1.0
"""A pull is measured against a smooth swing of the exercise's amplitude in this time (half a period of a hanging
person)."""
SWUNG_BACK = 0.5
"""A swing is over below this share of the limit: each one is told once."""


class HangFollower:
    """Follows a hang on the time grid, with running sums, so that any cutting gives the same numbers.

    Parameters
    ----------
    step_s : float
        Time between grid steps.
    spec : MovementSpec
    rules : MovementRules
    """

    def __init__(self, step_s: float, spec: MovementSpec, rules: MovementRules) -> None:
        self._step_s = step_s
        self._most_deg = math.inf if rules.swing_deg is None else rules.swing_deg
        self._attack_ratio = rules.attack_ratio
        self._smooth_dps2 = PEAK_ACCELERATION * spec.amplitude_deg / SWING_S**2
        self._count = 0
        self._sum = [0.0, 0.0, 0.0]
        self._square = [0.0, 0.0, 0.0]
        self._swing_deg = self._rate_dps = self._acceleration_dps2 = 0.0
        self._last: tuple[float, float, float] | None = None
        self._above = self._wide = False
        self.start_s = self.end_s = 0.0

    def follow(self, rows: FloatArray, frame: MovementFrame) -> list[Event]:
        """Take grid rows of the history; the pulls and the wide swings in them."""
        tilts = frame.tilt(rows[:, UP]).tolist()
        events = []
        for t_s, tilt, rate in zip(rows[:, TIME].tolist(), tilts, rows[:, SLOW_RATE].tolist(), strict=True):
            if self._count == 0:
                self.start_s = t_s
            self.end_s = t_s
            self._count += 1
            for k in range(3):
                self._sum[k] += tilt[k]
                self._square[k] += tilt[k] * tilt[k]
            swing = math.hypot(*tilt)
            self._swing_deg = max(self._swing_deg, swing)
            if swing > self._most_deg and not self._wide:
                events.append(Event(t_s, "note", "swing", swing, "deg", self._most_deg, told_s=t_s))
            self._wide = swing > self._most_deg * (SWUNG_BACK if self._wide else 1.0)
            self._rate_dps = max(self._rate_dps, math.hypot(*rate))
            acceleration = 0.0 if self._last is None else math.dist(rate, self._last) / self._step_s
            self._last = (rate[0], rate[1], rate[2])
            self._acceleration_dps2 = max(self._acceleration_dps2, acceleration)
            ratio = acceleration / self._smooth_dps2
            if ratio >= self._attack_ratio and not self._above:
                events.append(Event(t_s, "jerk", "attack", ratio, "1", self._attack_ratio, told_s=t_s))
            self._above = ratio >= self._attack_ratio
        return events

    def measures(self, *, has_gyroscope: bool) -> dict[str, Measure]:
        """Duration, sway RMS about the mean posture, widest swing from the start pose, fastest turn, pull."""
        if self._count == 0:
            return {}
        variance = sum(
            max(0.0, q / self._count - (s / self._count) ** 2)
            for s, q in zip(self._sum, self._square, strict=True)
        )
        ratio = self._acceleration_dps2 / self._smooth_dps2
        why = Reason(Code.PULL_NEEDS_GYROSCOPE)
        return {
            "duration_s": Measure(self.end_s - self.start_s, "s"),
            "sway_rms_deg": Measure(math.sqrt(variance), "deg"),
            "swing_deg": Measure(self._swing_deg, "deg", uncertainty=1.0),
            "peak_rate_dps": Measure(self._rate_dps, "deg/s"),
            "attack_ratio": Measure(ratio, "1") if has_gyroscope else invalid("1", why, ratio),
        }
