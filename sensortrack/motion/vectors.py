"""Vectors in arrays, row by row: each row gives the same bits however many rows there are.

numpy's own `cross`, `norm` and `@` don't promise that: they sum in an order that depends on the length.
Compiled (`vectors.pxd`), since live there are only a few rows at a time.
"""

from __future__ import annotations

import math

import numpy as np

from ..records import FloatArray

Vector = tuple[float, float, float]
DEGREES = 180.0 / math.pi
"""Degrees in a radian."""
SMALL = 1e-9
"""Below this sine of a tilt its rotation vector is the cross product itself."""


def tilts(up: FloatArray, start: Vector) -> FloatArray:
    """Rotation vector in deg, shape (n, 3), of the shortest rotation that took `start` to each `up`.

    Parameters
    ----------
    up : (n, 3) float
        Unit vectors.
    start : (3,) float
        A unit vector.
    """
    sx, sy, sz = start
    out = np.empty((up.shape[0], 3))
    _tilts(up, sx, sy, sz, out)
    return out


def _tilts(up: FloatArray, sx: float, sy: float, sz: float, out: FloatArray) -> None:
    for i in range(up.shape[0]):
        ux, uy, uz = up[i, 0], up[i, 1], up[i, 2]
        cx = uy * sz - uz * sy
        cy = uz * sx - ux * sz
        cz = ux * sy - uy * sx
        sine = math.sqrt(cx * cx + cy * cy + cz * cz)
        scale = degrees_per_sine(sine, ux * sx + uy * sy + uz * sz)
        out[i, 0] = cx * scale
        out[i, 1] = cy * scale
        out[i, 2] = cz * scale


def degrees_per_sine(sine: float, cosine: float) -> float:
    """What the cross product of two unit vectors is multiplied by, to be the rotation vector in deg between them."""
    # For small angles angle/sine tends to 1; the floor keeps 0/0 out.
    return DEGREES * math.atan2(sine, cosine) / sine if sine > SMALL else DEGREES


def angles(up: FloatArray, start: Vector, axis: Vector) -> FloatArray:
    """Component of `tilts` along a unit vector, shape (n,), in one pass."""
    sx, sy, sz = start
    ax, ay, az = axis
    out = np.empty(up.shape[0])
    _angles(up, sx, sy, sz, ax, ay, az, out)
    return out


def _angles(
    up: FloatArray, sx: float, sy: float, sz: float, ax: float, ay: float, az: float, out: FloatArray
) -> None:
    for i in range(up.shape[0]):
        ux, uy, uz = up[i, 0], up[i, 1], up[i, 2]
        cx = uy * sz - uz * sy
        cy = uz * sx - ux * sz
        cz = ux * sy - uy * sx
        sine = math.sqrt(cx * cx + cy * cy + cz * cz)
        scale = degrees_per_sine(sine, ux * sx + uy * sy + uz * sz)
        out[i] = cx * scale * ax + cy * scale * ay + cz * scale * az


def vector(v: FloatArray) -> Vector:
    """An array (3,) as a vector."""
    return (float(v[0]), float(v[1]), float(v[2]))


def mean_of(vectors: FloatArray) -> Vector:
    """Mean of vectors (n, 3), added one after the other."""
    x, y, z = total_of(vectors, (0.0, 0.0, 0.0))
    count = vectors.shape[0]
    return x / count, y / count, z / count


def total_of(vectors: FloatArray, offset: Vector) -> Vector:
    """Sum of vectors (n, 3), each less an offset, one after the other."""
    ox, oy, oz = offset
    return _total(vectors, ox, oy, oz)


def _total(vectors: FloatArray, ox: float, oy: float, oz: float) -> Vector:
    x = y = z = 0.0
    for i in range(vectors.shape[0]):
        x += vectors[i, 0] - ox
        y += vectors[i, 1] - oy
        z += vectors[i, 2] - oz
    return x, y, z


def spread_of(vectors: FloatArray, middle: Vector) -> float:
    """Root mean square distance of vectors (n, 3) from a point."""
    mx, my, mz = middle
    total = 0.0
    for i in range(vectors.shape[0]):
        x, y, z = vectors[i, 0] - mx, vectors[i, 1] - my, vectors[i, 2] - mz
        total += x * x + y * y + z * z
    return math.sqrt(total / vectors.shape[0])


def spread_between(a: FloatArray, b: FloatArray) -> float:
    """Root mean square of the components of a − b, vectors (n, 3), about their mean."""
    n = a.shape[0]
    mx = my = mz = total = 0.0
    for i in range(n):
        mx += a[i, 0] - b[i, 0]
        my += a[i, 1] - b[i, 1]
        mz += a[i, 2] - b[i, 2]
    mx, my, mz = mx / n, my / n, mz / n
    for i in range(n):
        x, y, z = a[i, 0] - b[i, 0] - mx, a[i, 1] - b[i, 1] - my, a[i, 2] - b[i, 2] - mz
        total += x * x + y * y + z * z
    return math.sqrt(total / (3 * n))


def all_zero(vectors: FloatArray) -> bool:
    """Whether vectors (n, 3) are all zero."""
    for i in range(vectors.shape[0]):
        if vectors[i, 0] != 0.0 or vectors[i, 1] != 0.0 or vectors[i, 2] != 0.0:
            return False
    return True


def total_along(a: FloatArray, offset: Vector, b: FloatArray) -> float:
    """Sum of the scalar products of pairs of vectors (n, 3), the first of each less an offset."""
    ox, oy, oz = offset
    total = 0.0
    for i in range(a.shape[0]):
        total += (a[i, 0] - ox) * b[i, 0] + (a[i, 1] - oy) * b[i, 1] + (a[i, 2] - oz) * b[i, 2]
    return total


def component(vectors: FloatArray, unit: Vector) -> FloatArray:
    """Component of each vector (n, 3) along a unit vector, shape (n,)."""
    x, y, z = unit
    out = np.empty(vectors.shape[0])
    _component(vectors, x, y, z, out)
    return out


def _component(vectors: FloatArray, x: float, y: float, z: float, out: FloatArray) -> None:
    for i in range(vectors.shape[0]):
        out[i] = vectors[i, 0] * x + vectors[i, 1] * y + vectors[i, 2] * z


def along(a: FloatArray, b: FloatArray) -> FloatArray:
    """Scalar product of each pair of vectors (n, 3), shape (n,)."""
    out = np.empty(a.shape[0])
    _along(a, b, out)
    return out


def _along(a: FloatArray, b: FloatArray, out: FloatArray) -> None:
    for i in range(a.shape[0]):
        out[i] = a[i, 0] * b[i, 0] + a[i, 1] * b[i, 1] + a[i, 2] * b[i, 2]


def sizes(vectors: FloatArray) -> FloatArray:
    """Length of each vector (n, 3), shape (n,)."""
    return np.sqrt(along(vectors, vectors))
