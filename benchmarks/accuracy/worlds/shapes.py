"""How the angle goes from one level to the next: from 0 to 1 over a time from 0 to 1."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
SETTLING = 0.75
"""Share of the time after which an overshoot turns back."""


def minimum_jerk(u: Array) -> Array:
    """Flash & Hogan 1985."""
    return u * u * u * (10.0 + u * (6.0 * u - 15.0))


def way(shape: str, u: Array, rng: np.random.Generator) -> Array:
    """One way of the family `shape` at the shares u (n,) of its duration."""
    if shape == "raised cosine":
        return np.asarray(0.5 - 0.5 * np.cos(np.pi * u))
    if shape == "trapezoid":
        ramp = rng.uniform(0.15, 0.45)
        speed = np.minimum(1.0, np.minimum(u, 1.0 - u) / ramp)
        area = np.concatenate([[0.0], np.cumsum(0.5 * (speed[1:] + speed[:-1]))])
        return np.asarray(area / area[-1])
    if shape == "two stages":
        first, at = rng.uniform(0.35, 0.65), rng.uniform(0.4, 0.6)
        one, two = (
            minimum_jerk(np.clip(u / at, 0.0, 1.0)),
            minimum_jerk(np.clip((u - at) / (1.0 - at), 0.0, 1.0)),
        )
        return np.asarray(first * one + (1.0 - first) * two)
    if shape == "overshoot":
        over = rng.uniform(0.03, 0.12)
        out = minimum_jerk(np.clip(u / SETTLING, 0.0, 1.0))
        back = minimum_jerk(np.clip((u - SETTLING) / (1.0 - SETTLING), 0.0, 1.0))
        return np.asarray((1.0 + over) * out - over * back)
    return minimum_jerk(u)
