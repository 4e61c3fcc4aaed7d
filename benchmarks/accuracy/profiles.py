"""How the second generator's movements go from rest to rest: none of them is a minimum-jerk movement."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sensortrack.records import FloatArray

EDGE = 0.05
"""A phase begins and ends where its speed is this share of its own peak."""
_U = np.linspace(0.0, 1.0, 4001)


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Speed (4001,), and position from 0 to 1, over a movement's time from 0 to 1."""

    speed: FloatArray
    position: FloatArray

    @property
    def peak(self) -> float:
        """Greatest speed, in ways per duration."""
        return float(self.speed.max())

    def crossings(self, level: float) -> tuple[float, float]:
        """First and last time, 0 to 1, at which the speed is `level`."""
        above = np.flatnonzero(self.speed > level)
        return float(_U[above[0]]), float(_U[above[-1]])

    def at(self, u: FloatArray) -> FloatArray:
        """Position at times of 0 to 1."""
        return np.interp(u, _U, self.position)


def profile_of(speed: FloatArray) -> Profile:
    """The profile with a speed of this form."""
    position = np.concatenate([[0.0], np.cumsum(0.5 * (speed[1:] + speed[:-1]))]) * (_U[1] - _U[0])
    return Profile(speed / position[-1], position / position[-1])


def raised_cosine() -> Profile:
    """Speed 1 − cos 2πu."""
    return profile_of(1.0 - np.cos(2.0 * np.pi * _U))


def trapezoid(rise: float, fall: float) -> Profile:
    """A constant speed, reached in the first `rise` (a share) of the time and left in the last `fall`."""
    return profile_of(np.clip(np.minimum(_U / rise, (1.0 - _U) / fall), 0.0, 1.0))


def beta(a: float, b: float) -> Profile:
    """Speed uᵃ(1 − u)ᵇ: early or late, as a and b differ."""
    return profile_of(_U**a * (1.0 - _U) ** b)


def any_profile(rng: np.random.Generator) -> Profile:
    """One of the three forms, with numbers of its own."""
    form, x, y = rng.integers(3), rng.random(), rng.random()
    if form == 0:
        return raised_cosine()
    if form == 1:
        return trapezoid(0.2 + 0.25 * x, 0.2 + 0.25 * y)
    return beta(1.5 + 2.5 * x, 1.5 + 2.5 * y)
