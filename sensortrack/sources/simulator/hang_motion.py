"""Hanging from a bar: the pendulum, and the feet that leave the floor and come down again."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import CubicSpline, PPoly

from .paths import Segment, join
from .set_plan import SetPlan
from .shapes import min_jerk

PENDULUM_HZ = 0.45
"""A body that hangs by its hands is a pendulum with about 1.2 m to its centre of mass."""

_FADE_S = 2.0
_KNOTS_HZ = 20.0
_SIDEWAYS = 0.3
_SETTLE_M, _SETTLE_S = 0.03, 0.5
_LAND_M, _LAND_S = 0.05, 0.25  # peaks of about 4.6 m/s²


def pendulum(plan: SetPlan, hang_s: tuple[float, float], rng: np.random.Generator) -> PPoly:
    """The swing about the hands, as a rotation vector in deg: mostly sagittal, swelling and fading."""
    phase = 2.0 * np.pi * rng.random(2)
    start, end = hang_s
    count = max(16, int((end - start) * _KNOTS_HZ))
    time = np.linspace(start, end, count)
    fade = min(_FADE_S, 0.5 * (end - start)) or 1.0
    rise = min_jerk()
    envelope = rise(np.clip((time - start) / fade, 0, 1)) * rise(np.clip((end - time) / fade, 0, 1))
    angle = np.zeros((count, 3))
    turns = 2.0 * np.pi * PENDULUM_HZ * (time - start)
    angle[:, 1] = plan.swing_deg * envelope * np.sin(turns + phase[0])
    angle[:, 2] = _SIDEWAYS * plan.swing_deg * envelope * np.sin(turns + phase[1])
    spline = CubicSpline(time, angle, bc_type="clamped")
    still = np.zeros((spline.c.shape[0], 1, 3))
    return PPoly(
        np.concatenate([still, spline.c, still], axis=1),
        np.concatenate([[start - 1.0], spline.x, [end + 1.0]]),
    )


def feet_path(hang_s: tuple[float, float]) -> PPoly:
    """The way of the body along x, in m: it settles as the arms take the weight, and lands at the end."""
    start, end = hang_s
    down = np.array([-1.0, 0.0, 0.0])
    return join(
        [
            Segment(start, _SETTLE_S, _SETTLE_M * down, min_jerk()),
            Segment(max(end, start + _SETTLE_S), _LAND_S, _LAND_M * down, min_jerk()),
        ]
    )
