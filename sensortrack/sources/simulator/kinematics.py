"""Rotation as calculus: orientation, angular rate and angular acceleration of a chain of turns."""

from __future__ import annotations

from math import factorial
from typing import NamedTuple

import numpy as np
from numpy.polynomial.polynomial import polyval
from scipy.spatial.transform import Rotation

from sensortrack.records import FloatArray

from .paths import Path

_K = np.arange(14)
_SIGN = (-1.0) ** _K
# (1 − cos θ)/θ² and (θ − sin θ)/θ³ as series in s = θ², and their derivatives: no division at θ = 0, and
# exact to rounding up to half a turn.
_B = _SIGN / np.array([float(factorial(2 * k + 2)) for k in _K])
_C = _SIGN / np.array([float(factorial(2 * k + 3)) for k in _K])
_DB = (_K * _B)[1:]
_DC = (_K * _C)[1:]


class TurnState(NamedTuple):
    """Orientation (n,); in the turned frame angular rate (n, 3), rad/s, and acceleration (n, 3), rad/s²."""

    rotation: Rotation
    rate: FloatArray
    acceleration: FloatArray


def cross(a: FloatArray, b: FloatArray) -> FloatArray:
    """Vector product of (n, 3) or (3,) arrays; several times faster than numpy's."""
    out = np.empty(np.broadcast_shapes(a.shape, b.shape))
    out[..., 0] = a[..., 1] * b[..., 2] - a[..., 2] * b[..., 1]
    out[..., 1] = a[..., 2] * b[..., 0] - a[..., 0] * b[..., 2]
    out[..., 2] = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    return out


def turn(path_deg: Path) -> TurnState:
    """The turn that a rotation vector describes, its path given in deg.

    With r the rotation vector, ω = ṙ − B r×ṙ + C r×(r×ṙ) in the turned frame, B = (1 − cos θ)/θ²,
    C = (θ − sin θ)/θ³ (the right Jacobian of SO(3): Solà et al. 2018, eq. 143).
    """
    r, v, a = (np.radians(part) for part in path_deg)
    s = (r * r).sum(axis=1, keepdims=True)
    ds = 2.0 * (r * v).sum(axis=1, keepdims=True)
    b, c = polyval(s, _B), polyval(s, _C)
    db, dc = ds * polyval(s, _DB), ds * polyval(s, _DC)
    rv = cross(r, v)
    rrv = cross(r, rv)
    rate = v - b * rv + c * rrv
    ra = cross(r, a)
    acceleration = a - b * ra - db * rv + c * (cross(v, rv) + cross(r, ra)) + dc * rrv
    return TurnState(Rotation.from_rotvec(r), rate, acceleration)


def then(first: TurnState, second: TurnState) -> TurnState:
    """A turn within a frame that turns already: `second.rotation`, with the rate and acceleration of both."""
    back = second.rotation.inv()
    rate = back.apply(first.rate)
    acceleration = back.apply(first.acceleration) - cross(second.rate, rate)
    return TurnState(second.rotation, rate + second.rate, acceleration + second.acceleration)


def lever_acceleration(gross: TurnState, lever_m: FloatArray) -> FloatArray:
    """Acceleration (n, 3), in the turned frame, of a point `lever_m` (3,) from the pivot: α×r + ω×(ω×r)."""
    return cross(gross.acceleration, lever_m) + cross(gross.rate, cross(gross.rate, lever_m))
