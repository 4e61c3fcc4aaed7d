"""How a movement goes from 0 to 1 of its angle in the time from 0 to 1: piecewise polynomials."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Protocol

import numpy as np
from scipy.interpolate import CubicSpline, PPoly

from sensortrack.records import FloatArray

ATTACK_SHARE = 0.12
"""Share of the phase within which an attack reaches its full speed: R is 3.5 then."""


class _Speed(Protocol):
    def __call__(self, u: FloatArray) -> FloatArray: ...


@cache
def min_jerk() -> PPoly:
    """The smoothest movement from rest to rest: 10u³ − 15u⁴ + 6u⁵ (Flash & Hogan 1985)."""
    return PPoly(np.array([[6.0], [-15.0], [10.0], [0.0], [0.0], [0.0]]), np.array([0.0, 1.0]))


@cache
def attack() -> PPoly:
    """Speed that rises to its peak in the first eighth of the phase and falls over the rest."""
    rise, fall = ATTACK_SHARE, 1.0 - ATTACK_SHARE
    # Speed 2(3w² − 2w³) and 2(1 − 3w² + 2w³): their integrals are half of 2·rise and of 2·fall, so 1 in all.
    up = [0.0, -1.0 / rise**3, 2.0 / rise**2, 0.0, 0.0, 0.0]
    down = [0.0, 1.0 / fall**3, -2.0 / fall**2, 0.0, 2.0, rise]
    return PPoly(np.array([up, down]).T, np.array([0.0, rise, 1.0]))


def _from_speed(speed: _Speed, knots: int) -> PPoly:
    """The angle of a speed, through a spline so that its derivatives are exact."""
    u = np.linspace(0.0, 1.0, knots)
    angle = CubicSpline(u, speed(u), bc_type="clamped").antiderivative()
    return PPoly(angle.c / float(angle(1.0)), angle.x)


def dip(duration_s: float, *, width_s: float, depth: float) -> PPoly:
    """A minimum-jerk movement whose speed dips by `depth` (a share) for `width_s` in its middle."""
    width = width_s / duration_s

    def speed(u: FloatArray) -> FloatArray:
        x = (u - 0.5) / width
        bump = np.where(np.abs(x) < 0.5, np.cos(np.pi * x) ** 2, 0.0)
        return u**2 * (1.0 - u) ** 2 * (1.0 - depth * bump)

    return _from_speed(speed, 64 + int(200 * duration_s))


def oscillation(duration_s: float, *, frequency_hz: float) -> PPoly:
    """An oscillation that swells and fades over the phase and ends where it began; its greatest speed is 1.

    The unit of that speed is 1/s of real time, so it scales with the turn alone.
    """
    u = np.linspace(0.0, 1.0, 64 + int(400 * duration_s))
    turns = 2.0 * np.pi * frequency_hz * duration_s * (u - 0.5)
    angle = np.sin(np.pi * u) ** 2 * np.sin(turns) / (2.0 * np.pi * frequency_hz)
    spline = CubicSpline(u, angle, bc_type="clamped")
    return PPoly(spline.c, spline.x)


@lru_cache(maxsize=64)
def peak_speed(shape: PPoly) -> float:
    """Greatest speed of a shape, in 1 per unit time."""
    return float(_speeds(shape).max())


@lru_cache(maxsize=64)
def passes(shape: PPoly, angle: float) -> float:
    """When, from 0 to 1, a shape that only rises passes an angle from 0 to 1."""
    low, high = 0.0, 1.0
    while high - low > 1e-12:
        middle = 0.5 * (low + high)
        if float(shape(middle)) == angle:
            return middle
        low, high = (middle, high) if float(shape(middle)) < angle else (low, middle)
    return low


@lru_cache(maxsize=64)
def crossings(shape: PPoly, level: float) -> tuple[float, float]:
    """First and last time, from 0 to 1, at which the speed passes `level`."""
    speed = _speeds(shape)
    above = np.flatnonzero(speed > level)
    first, last = int(above[0]), int(above[-1])
    step = 1.0 / (len(speed) - 1)
    rise = (level - speed[first - 1]) / (speed[first] - speed[first - 1])
    fall = (speed[last] - level) / (speed[last] - speed[last + 1])
    return (first - 1 + float(rise)) * step, (last + float(fall)) * step


def _speeds(shape: PPoly) -> FloatArray:
    speeds: FloatArray = shape(np.linspace(0.0, 1.0, 2001), 1)
    speeds[0] = speeds[-1] = 0.0  # at rest there, but for rounding
    return speeds
