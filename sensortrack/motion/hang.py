"""The bar hang: no repetitions, but how long, how much sway, the widest swing, and any pull."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from ..records import Code, Event, FloatArray, Measure, Reason, invalid
from .orientation.inclination import MovementFrame, tilt_sd_deg
from .rules import MovementRules
from .sample_buffer import SLOW_RATE, TIME, UP
from .smoothness.bands import PEAK_ACCELERATION
from .spec import MovementSpec

SWING_S = 1.0
"""A pull is measured against a smooth swing of the exercise's amplitude in this time (half a period of a hanging
person)."""
SWUNG_BACK = 0.5
"""A swing is over below this share of the limit: each one is reported once."""


class HangFollower:
    """Follows a hang on the time grid, with running sums, so that any cutting gives the same numbers.

    Parameters
    ----------
    step_s : float
        Time between grid steps.

    Attributes
    ----------
    count : int
        Grid steps that were followed.
    start_s, end_s, swing_deg, rate_dps, attack_ratio : float
        Times of the first and the last; the widest swing, the fastest turn and the sharpest pull in them.
    """

    def __init__(self, step_s: float, spec: MovementSpec, rules: MovementRules) -> None:
        self._step_s = step_s
        self._most_deg = math.inf if rules.swing_deg is None else rules.swing_deg
        self._least_attack = rules.attack_ratio_limit
        self._smooth_dps2 = PEAK_ACCELERATION * spec.amplitude_deg / SWING_S**2
        self.count = 0
        self._sum = [0.0, 0.0, 0.0]
        self._square = [0.0, 0.0, 0.0]
        self.swing_deg = self.rate_dps = self.attack_ratio = 0.0
        self._last: tuple[float, float, float] | None = None
        self._above = self._wide = False
        self.start_s = self.end_s = 0.0

    def follow(self, rows: FloatArray, frame: MovementFrame) -> list[Event]:
        """Take grid rows of the buffer; the pulls and the wide swings in them."""
        tilts = frame.tilt(rows[:, UP]).tolist()
        events = []
        for t_s, tilt, rate in zip(rows[:, TIME].tolist(), tilts, rows[:, SLOW_RATE].tolist(), strict=True):
            if self.count == 0:
                self.start_s = t_s
            self.end_s = t_s
            self.count += 1
            for k in range(3):
                self._sum[k] += tilt[k]
                self._square[k] += tilt[k] * tilt[k]
            swing = math.hypot(*tilt)
            self.swing_deg = max(self.swing_deg, swing)
            if swing > self._most_deg and not self._wide:
                events.append(Event(t_s, "note", "swing", swing, "deg", self._most_deg, reported_s=t_s))
            self._wide = swing > self._most_deg * (SWUNG_BACK if self._wide else 1.0)
            self.rate_dps = max(self.rate_dps, math.hypot(*rate))
            acceleration = 0.0 if self._last is None else math.dist(rate, self._last) / self._step_s
            self._last = (rate[0], rate[1], rate[2])
            ratio = acceleration / self._smooth_dps2
            self.attack_ratio = max(self.attack_ratio, ratio)
            if ratio >= self._least_attack and not self._above:
                events.append(Event(t_s, "jerk", "attack", ratio, "1", self._least_attack, reported_s=t_s))
            self._above = ratio >= self._least_attack
        return events

    @property
    def square_deg2(self) -> float:
        """Sum of the squared distances from the mean posture, in deg²."""
        return sum(max(0.0, q - s * s / self.count) for s, q in zip(self._sum, self._square, strict=True))


def hang_measures(parts: Sequence[HangFollower], *, has_gyroscope: bool) -> dict[str, Measure]:
    """Duration, sway RMS about the mean posture, widest swing from the start pose, fastest turn, pull.

    Of a hang in several parts (a long gap, say) sway and swing are those within the parts. The duration then goes from
    the first to the last, and isn't valid: nobody knows what was done between them.
    """
    parts = [part for part in parts if part.count]
    if not parts:
        return {}
    duration_s = parts[-1].end_s - parts[0].start_s
    unseen_s = sum(after.start_s - before.end_s for before, after in pairwise(parts))
    ratio = max(part.attack_ratio for part in parts)
    in_parts = Reason(Code.LONG_GAP, length_s=unseen_s)
    unfelt = Reason(Code.PULL_NEEDS_GYROSCOPE)
    swing_deg = max(part.swing_deg for part in parts)
    sway_deg = math.sqrt(sum(part.square_deg2 for part in parts) / sum(part.count for part in parts))
    return {
        "duration_s": invalid("s", in_parts, duration_s) if len(parts) > 1 else Measure(duration_s, "s"),
        "sway_rms_deg": Measure(sway_deg, "deg"),
        "swing_deg": Measure(swing_deg, "deg", uncertainty=tilt_sd_deg(swing_deg)),
        "peak_rate_dps": Measure(max(part.rate_dps for part in parts), "deg/s"),
        "attack_ratio": Measure(ratio, "1") if has_gyroscope else invalid("1", unfelt, ratio),
    }
