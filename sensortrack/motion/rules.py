"""The numbers that give the tracker's words their meaning. They stand in the catalogue, never here."""

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
        It counts as a long one if it was raised for at least this time, in s,
    usual_share : float
        and for at least this share of the time that is usual for the person.
    long_share, short_share : float
        Share of the running median amplitude that a long attempt must reach, and a short one.
    shift_deg : float
        The largest shift of posture, in deg.
    quickest_s : float
        A movement that takes less than this, in s, from where it was noticed isn't a repetition but a step or a jolt.
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
    """What the tracker takes from the catalogue for one exercise, besides its movement (`spec.MovementSpec`).

    Attributes
    ----------
    repetition : RepetitionDefinition
    edge_share : float
        A phase begins and ends where its speed crosses this share of its peak speed.
    least_rate_hz : float
        No smoothness of a phase is valid at a lower sampling rate, in Hz.
    long_gap_s : float
        A gap up to this length, in s, leaves an attempt going; a longer one interrupts it.
    attack_ratio : float
        A valid peak acceleration ratio from this number on is an attack.
    swing_deg : float or None
        A hang that swings further than this, in deg, has swung; None where no rule forbids it.
    """

    repetition: RepetitionDefinition
    edge_share: float
    least_rate_hz: float
    long_gap_s: float
    attack_ratio: float
    swing_deg: float | None

    @property
    def smooth_moving_share(self) -> float:
        """Share of a minimum-jerk movement's duration that lies between the crossings of `edge_share`.

        Its speed is 16 u² (1 − u)² of its peak speed at the share u of its duration.
        """
        return math.sqrt(1.0 - math.sqrt(self.edge_share))

    @property
    def smooth_still_share(self) -> float:
        """For how long that movement is slower, at either end, as a share of the time between the crossings."""
        moving = self.smooth_moving_share
        return 0.5 * (1.0 - moving) / moving
