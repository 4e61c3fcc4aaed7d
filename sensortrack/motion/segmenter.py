"""Attempts from the movement's angle: a state machine that takes one grid step at a time.

The angle decides, the speed only tells stillness. One attempt is one excursion from the rest level and back.
The rest level follows stillness near it, never a hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

# Fractions of the reference amplitude (the running median of the repetitions) or of the excursion's own peak.
ONSET = 0.13
ONSET_LEAST_DEG = 1.3
HOME = 0.25
HALF_WAY = 0.5
VALLEY = 0.4
RISE_FROM_VALLEY = 0.25
SHELF_LOW, SHELF_HIGH = 0.2, 0.6
LOST = 0.35

STILL_FRACTION, STILL_LEAST_DPS, STILL_MOST_DPS = 0.1, 1.5, 3.0
END_SPEED, END_LEAST_DPS = 0.08, 0.7
"""The return is over when it is slower than this fraction of its peak speed, or than sway is."""

ARM_S = 0.5
SETTLE_S = 0.3
REST_TAU_S = 0.7
CALM_TAU_S = 0.2
REST_SLEW_DPS = 0.5
NEXT_SHARE = 0.55
W_SETTLED = 0.0
INWARD_TAU_S = 0.3
"""Stillness is told from a speed that is smoothed so much: tremor is no movement."""
REBASE_S = 1.8
"""Pauses in mid-movement last up to a second: re-basing after 1.15 s swallows them, 1.5 s does not."""
LOST_S = 8.0
LONGEST_S = 180.0
W = 0.0


class State(Enum):
    """Where the person is in the movement."""

    SETTLING = "settling"
    REST = "rest"
    AWAY = "away"


@dataclass(slots=True)
class Excursion:
    """An excursion from the rest level, in grid steps; `direction` is +1 or −1 along the axis."""

    onset: int
    direction: int
    rest_deg: float
    peak_deg: float = 0.0
    peak: int = 0
    end: int = 0
    ended_by: str = ""
    shelf_deg: float | None = None
    shelf: int = 0
    lowest_after_peak: float = field(default=0.0)
    valley: int = 0
    return_speed_dps: float = 0.0
    above_half_s: float = 0.0
    rise: int = 0
    height_deg: float = 0.0


class Segmenter:
    """Cuts the angle into excursions.

    Parameters
    ----------
    step_s : float
        Time between grid steps.
    reference_deg : float
        Expected amplitude in deg; `reference_deg` may be set again as repetitions come in.
    both_ways : bool
        True where outward goes both ways about the axis.
    """

    def __init__(self, step: int, step_s: float, reference_deg: float, *, both_ways: bool) -> None:
        self._step = step
        self._step_s = step_s
        self.reference_deg = reference_deg
        self._both_ways = both_ways
        self.state = State.SETTLING
        self.rest_deg = self._inner_deg = 0.0
        self.excursion: Excursion | None = None
        self._still_steps = 0
        self._rest_gain = step_s / (REST_TAU_S + step_s)
        self._calm_gain = step_s / (CALM_TAU_S + step_s)
        self._calm_dps = 0.0
        self._inward_gain = step_s / (INWARD_TAU_S + step_s)
        self._trace: list[float] = []

    @property
    def onset_deg(self) -> float:
        """How far from the rest level an excursion begins."""
        return max(ONSET * self.reference_deg, ONSET_LEAST_DEG)

    @property
    def still_dps(self) -> float:
        """Below this speed the person is still."""
        return min(max(STILL_FRACTION * self.reference_deg, STILL_LEAST_DPS), STILL_MOST_DPS)

    @property
    def still_s(self) -> float:
        """For how long the person has been still."""
        return self._still_steps * self._step_s

    def close(self, number: int, ended_by: str) -> Excursion | None:
        e, self.excursion = self.excursion, None
        if e is not None:
            e.end, e.ended_by = number, ended_by
            self._shape(e)
        return e

    def settle(self, angle_deg: float) -> None:
        """The person is known to be in the start pose now."""
        if self.state is State.SETTLING:
            self.state = State.REST
            self.rest_deg = self._inner_deg = angle_deg

    def step(
        self, number: int, angle_deg: float, speed_dps: float, *, walking: bool = False
    ) -> Excursion | None:
        """Take one grid step; the excursion that has just ended, or None."""
        if walking:
            return self._walk_off(number)
        self._calm_dps += (speed_dps - self._calm_dps) * self._calm_gain
        self._still_steps = self._still_steps + 1 if abs(self._calm_dps) < self.still_dps else 0
        if self.state is State.AWAY:
            return self._away(number, angle_deg, speed_dps)
        away = angle_deg - self.rest_deg
        if self.state is State.SETTLING:
            if self.still_s < ARM_S or abs(away) > HALF_WAY * self.reference_deg:
                return None
            self.settle(angle_deg)
        self._follow_rest(angle_deg)
        away = angle_deg - self.rest_deg
        direction = -1 if self._both_ways and away < 0 else 1
        if direction * away > self.onset_deg:
            self.excursion = Excursion(number, direction, self.rest_deg)
            self.state = State.AWAY
            self._trace = []
            return self._away(number, angle_deg, speed_dps)
        return None

    def _walk_off(self, number: int) -> Excursion | None:
        """Who walks does no repetition; stillness is needed before the next one."""
        self.state = State.SETTLING
        self._still_steps = 0
        return self.close(number, "steps began")

    def _follow_rest(self, angle_deg: float) -> None:
        """Move the rest level: quickly inward to where it was before the attempt, slowly with stillness."""
        away = angle_deg - self.rest_deg
        to_inner = self._inner_deg - self.rest_deg
        if away * to_inner > 0.0:
            self.rest_deg += away if abs(away) < abs(to_inner) else to_inner
        elif 0 <= away <= self.onset_deg or self._both_ways and abs(away) <= self.onset_deg:
            if self.still_s >= SETTLE_S:
                self.rest_deg += min(away * self._rest_gain, REST_SLEW_DPS * self._step_s)
                self._inner_deg = self.rest_deg
        elif not self._both_ways and away < 0:
            self.rest_deg += away * self._inward_gain
            self._inner_deg = self.rest_deg

    def _away(self, number: int, angle_deg: float, speed_dps: float) -> Excursion | None:
        e = self.excursion
        assert e is not None
        x = e.direction * (angle_deg - e.rest_deg)
        self._trace.append(x)
        outward_dps = e.direction * speed_dps
        if x > e.peak_deg:
            e.peak_deg, e.peak = x, number
            e.lowest_after_peak, e.valley, e.return_speed_dps = x, number, 0.0
        elif x < e.lowest_after_peak:
            e.lowest_after_peak, e.valley = x, number
        e.return_speed_dps = max(e.return_speed_dps, -outward_dps)

        if self._step_onto_shelf(e, number, x):
            return None
        ended_by = self._ended_by(e, number, x, outward_dps)
        if not ended_by:
            return None
        e.ended_by = ended_by
        e.end = e.valley if ended_by == "next" else number
        self._shape(e)
        self.excursion = None
        self.state = State.SETTLING if ended_by == "lost" else State.REST
        # Home is near the rest level, not at it: the next attempt must not begin from what is left of this
        # one. Beyond it (a swing through) is no rest level either, unless the person settles there.
        left = max(0.0, e.lowest_after_peak if ended_by == "next" else x)
        self.rest_deg = angle_deg if ended_by in ("settled", "lost") else e.rest_deg + e.direction * left
        self._inner_deg = e.rest_deg if ended_by in ("home", "next") else angle_deg
        return e

    def _ended_by(self, e: Excursion, number: int, x: float, outward_dps: float) -> str:
        low = e.lowest_after_peak
        if x <= HOME * e.peak_deg and abs(outward_dps) < max(END_LEAST_DPS, END_SPEED * e.return_speed_dps):
            return "home"
        if low <= VALLEY * e.peak_deg and e.peak_deg - low >= NEXT_SHARE * self.reference_deg and x - low > max(RISE_FROM_VALLEY * e.peak_deg, self.onset_deg):
            return "next"
        if self._both_ways and x < -self.onset_deg:
            return "next"
        if self.still_s >= REBASE_S and x <= max(HALF_WAY * e.peak_deg, SHELF_LOW * self.reference_deg):
            return "settled"
        if self.still_s >= LOST_S and x <= LOST * self.reference_deg:
            return "settled"
        if (number - e.onset) * self._step_s > LONGEST_S:
            return "lost"
        return ""

    def _shape(self, e: Excursion) -> None:
        base = max(0.0, e.lowest_after_peak)
        e.height_deg = e.peak_deg - (W_SETTLED if e.ended_by == 'settled' else W) * base
        half = base + 0.5 * (e.peak_deg - base)
        reached = 0.8 * e.peak_deg
        above = 0
        rise = -1
        for k, x in enumerate(self._trace):
            if x >= half:
                above += 1
            if rise < 0 and x >= reached:
                rise = k
        e.above_half_s = above * self._step_s
        e.rise = e.onset + max(rise, 0) * self._step

    def _step_onto_shelf(self, e: Excursion, number: int, x: float) -> bool:
        """A shift of posture that stays, and the movement that starts from it.

        Stillness at a low level may be a small hold or a shift of posture. What comes next tells:
        inward, it was a hold; outward by far, the person had shifted, and this is where the attempt begins.
        """
        reference = self.reference_deg
        if self.still_s >= REBASE_S and SHELF_LOW * reference <= x <= SHELF_HIGH * reference:
            e.shelf_deg, e.shelf = x, number
        if e.shelf_deg is None or x - e.shelf_deg <= max(self.onset_deg, HALF_WAY * reference):
            return False
        self.rest_deg = e.rest_deg + e.direction * e.shelf_deg
        self.excursion = Excursion(e.shelf, e.direction, self.rest_deg, x - e.shelf_deg, number)
        self.excursion.lowest_after_peak = x - e.shelf_deg
        self._trace = [x - e.shelf_deg]
        self.excursion.valley = number
        return True
