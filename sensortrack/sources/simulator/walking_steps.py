"""Walking on hands and knees: each step rolls the pelvis, lifts it and carries it forward."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .paths import Segment
from .shapes import min_jerk

SPELL_S = 5.0
"""Typical length of a spell of walking between two back bends, in s."""

_STEP_S = 1.0
_STEP_TEMPO_SD = 0.08
_ROLL_DEG = 3.0
_YAW_DEG = 2.5
_LIFT_M = 0.035  # lifted within half a step: peaks of about .8 m/s²
_STRIDE_M = 0.15  # carried within a step: peaks of about .9 m/s²


class Spell(NamedTuple):
    """A spell of walking: turns (deg), ways in the start frame (m), times of the steps, end (s)."""

    rolls: list[Segment]
    strides: list[Segment]
    steps_s: list[float]
    end_s: float


class Walker:
    """Takes steps, left and right in turn, each a little different from the last."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng

    def walk(self, start_s: float, duration_s: float) -> Spell:
        """Steps for at least `duration_s` from `start_s` on, beginning and ending in the start pose."""
        spell = Spell([], [], [], start_s)
        now = start_s
        posture = np.zeros(3)
        side = 1.0
        last = False
        while not last:
            z = np.clip(self._rng.standard_normal(5), -2.5, 2.5)
            lasting = _STEP_S * float(np.exp(_STEP_TEMPO_SD * z[0]))
            last = now + lasting - start_s >= duration_s
            swing = side * np.array([_ROLL_DEG * (1.0 + 0.2 * z[1]), 0.0, _YAW_DEG * (1.0 + 0.2 * z[2])])
            target = np.zeros(3) if last else swing
            spell.rolls.append(Segment(now, lasting, target - posture, min_jerk()))
            posture, side = target, -side
            # In the start frame on all fours: x points ahead, −z up.
            lift = np.array([0.0, 0.0, -_LIFT_M * (1.0 + 0.1 * z[3])])
            ahead = np.array([0.5 * _STRIDE_M * (1.0 + 0.2 * z[4]), 0.0, 0.0])
            half = 0.5 * lasting
            spell.strides.append(Segment(now, half, ahead + lift, min_jerk()))
            spell.strides.append(Segment(now + half, half, ahead - lift, min_jerk()))
            spell.steps_s.append(now)
            now += lasting
        return spell._replace(end_s=now)
