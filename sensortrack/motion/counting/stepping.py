"""Whether the person steps, while the state machine goes on: shaken by the steps, or softly, by what the pelvis turns.

Compiled (`stepping.pxd`), as the state machine is that asks at each step of the grid.
"""

from __future__ import annotations

from .shake import STEPS_MS2

TAU_S = 1.0
"""Time constant, in s, of the running means of speed and turn: a stride."""
OFF_AXIS = 0.7
"""Steps turn the pelvis about all axes alike; a fast exercise shakes it, too, but turns it about one."""
STEPS_S = 2.0
"""Steps that go on for so long, in s, end what was going on: one or two may be a shift of the feet."""
FADES_S = 0.8
"""A shake that has only faded for so long, in s, has no steps in it any more: each would have raised it. Coughs shake
as much as steps, and their shake fades for a second or two."""
TURNING_DPS, TURNING_S = 4.0, 4.0
"""A person whose pelvis goes on turning about the other axes faster than this, in deg/s, for so long, in s, steps,
however softly. Slow steps up stairs turn it by 12 and more, restless sway by 2 or less; a way out in a curve is over
before that time."""
QUICK_TAU_S, TREMBLING = 0.05, 3.0
"""Trembling turns the pelvis about all axes alike, too, but quicker. What is quicker than this time constant, in s, of
the speed about the exercise's axis tells how much of the turning about the other two is trembling: twice as much, and
half as much again, since a third of a tremor of 3 to 5 Hz is slower than that."""
MOSTLY = 0.5
"""Share of the last second or so from which on it goes on turning: with each step it stops for a moment."""


class Stepping:
    """Watches whether the person steps.

    Parameters
    ----------
    step_s : float
        Time between grid steps.
    can_tell : bool
        False where steps belong to the exercise, or can't be distinguished from it.
    has_axis : bool
        Whether the exercise's axis is known: without it a movement's own turning looks like turning about others.

    Attributes
    ----------
    off_axis : bool
        Whether the pelvis has of late turned about other axes as much as steps turn it.
    value, limit : float
        What the last answer was decided by.
    """

    def __init__(self, step_s: float, *, can_tell: bool, has_axis: bool) -> None:
        self._step_s, self._can_tell, self._has_axis = step_s, can_tell, has_axis
        self._gain, self._quick_gain = step_s / (TAU_S + step_s), step_s / (QUICK_TAU_S + step_s)
        self._speed2 = self._turn2 = self._turning = 0.0
        self._calm_dps = self._quick2 = 0.0
        self._shaken_steps = self._turning_steps = self._fading_steps = 0
        self._shake_ms2 = 0.0
        self.off_axis = False
        self.value = self.limit = 0.0

    def watch(self, speed_dps: float, turn_dps: float, shake_ms2: float) -> str:
        """Take one grid step; "steps" or "turning" where the person steps, shaken or softly, else nothing.

        Parameters
        ----------
        speed_dps : float
            About the axis.
        turn_dps : float
            Size of the angular rate about all axes.
        shake_ms2 : float
            See `shake.Shake`.
        """
        if not self._can_tell:
            return ""
        speed2, turn2 = speed_dps * speed_dps, turn_dps * turn_dps
        self._speed2 += (speed2 - self._speed2) * self._gain
        self._turn2 += (turn2 - self._turn2) * self._gain
        self.off_axis = self._turn2 - self._speed2 > OFF_AXIS * OFF_AXIS * self._speed2
        self._fading_steps = self._fading_steps + 1 if shake_ms2 < self._shake_ms2 else 0
        self._shake_ms2 = shake_ms2
        fades = self._fading_steps * self._step_s > FADES_S
        shaken = self.off_axis and shake_ms2 > STEPS_MS2 and not fades
        self._shaken_steps = self._shaken_steps + 1 if shaken else 0
        self._calm_dps += (speed_dps - self._calm_dps) * self._quick_gain
        quick_dps = speed_dps - self._calm_dps
        self._quick2 += (quick_dps * quick_dps - self._quick2) * self._gain
        off2 = turn2 - speed2 - TREMBLING * self._quick2
        turns = off2 > max(TURNING_DPS * TURNING_DPS, OFF_AXIS * OFF_AXIS * speed2)
        self._turning += ((1.0 if turns else 0.0) - self._turning) * self._gain
        goes_on = self._turning > MOSTLY and self._has_axis
        self._turning_steps = self._turning_steps + 1 if goes_on else 0
        if self._shaken_steps * self._step_s > STEPS_S:
            self.value, self.limit = shake_ms2, STEPS_MS2
            return "steps"
        self.value, self.limit = self._turning_steps * self._step_s, TURNING_S
        return "turning" if self.value > TURNING_S else ""
