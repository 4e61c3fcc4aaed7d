"""The numbers that define the tracker's terms (repetition, phase, attack). Their values come from the catalogue."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RepetitionDefinition:
    """Which attempts are repetitions (`repetition_rule`).

    Attributes
    ----------
    raised_share : float
        An attempt is raised while it is above this share of its own amplitude.
    long_s : float
        An attempt is long if it was raised for at least this time, in s, and for at least `usual_share` too.
    usual_share : float
        Least share of the person's usual time for which a long attempt is raised.
    long_share, short_share : float
        Share of the running median amplitude that a long attempt must reach, and a short one.
    shift_deg : float
        The largest tilt, in deg, that is still a shift of posture.
    quickest_s : float
        A movement that takes less than this, in s, after it was noticed isn't a repetition but a step or a jolt.
    """

    raised_share: float
    long_s: float
    usual_share: float
    long_share: float
    short_share: float
    shift_deg: float
    quickest_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementRules:
    """The numbers that the tracker takes from the catalogue for one exercise, besides its movement (`MovementSpec`).

    Attributes
    ----------
    edge_share : float
        A phase begins and ends where its speed crosses this share of its peak speed.
    least_rate_hz : float
        Below this sampling rate, in Hz, no smoothness measure of a phase is valid.
    long_gap_s : float
        A gap up to this length, in s, doesn't interrupt an attempt; a longer one does.
    attack_ratio_limit : float
        A valid peak acceleration ratio of this or more is an attack.
    swing_deg : float or None
        A hang that swings further than this, in deg, counts as swinging; None if no rule forbids swinging.
    """

    repetition: RepetitionDefinition
    edge_share: float
    least_rate_hz: float
    long_gap_s: float
    attack_ratio_limit: float
    swing_deg: float | None

    @property
    def smooth_moving_share(self) -> float:
        """Share of a minimum-jerk movement's duration that lies between the crossings of `edge_share`.

        Its speed is 16 u² (1 − u)² of its peak speed at the share u of its duration.
        """
        return math.sqrt(1.0 - math.sqrt(self.edge_share))

    @property
    def smooth_still_share(self) -> float:
        """How long that movement is slower at either end, as a share of the time between the crossings."""
        moving = self.smooth_moving_share
        return 0.5 * (1.0 - moving) / moving
