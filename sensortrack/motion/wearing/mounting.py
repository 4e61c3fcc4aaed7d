"""How the sensor sits on the body, found from a still start pose and the outward movements of one exercise.

The start pose tells which way is up, the movement which way is sideways: two directions that are known in the
body's axes and seen in the sensor's give the rotation between them (TRIAD: Black 1964, AIAA Journal 2:1350). It
is found once and kept with the recordings that share the mounting, so that their sides can be named.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import DataError
from ...records import Block, FloatArray
from ..orientation.inclination import angle_between_deg, normalised
from ..spec import MovementSpec
from ..vectors import Vector

LEAST_TURN_DEG = 10.0
"""A smaller movement tells its axis too badly beside sway, breathing and what goes off the axis."""
MOST_OFF_HORIZONTAL_DEG = 20.0
"""An axis further off the horizontal, in deg, isn't one of a lean."""
MOST_SPREAD_DEG = 20.0
"""Leans whose axes differ by more, in deg, were no leans to one side."""
KEY = "sensor_to_body"
_ROTATION_TOLERANCE = 1e-3
"""How far a file's rotation may be from one: it was written with six digits."""

Matrix = tuple[Vector, Vector, Vector]


@dataclass(frozen=True, slots=True)
class Mounting:
    """The rotation from the sensor's axes to the body's, and how well it was found.

    Attributes
    ----------
    sensor_to_body : (3, 3) float
        Its rows are the body's axes (x cranial, y right, z forward) in the sensor's axes.
    exercise : str
        What was done to find it.
    off_horizontal_deg : float
        Angle between the movement's mean axis, as the gyroscope saw it, and the horizontal: 0 ideally.
    spread_deg : float
        Root mean square angle of the repetitions' axes from their mean; 0 for one repetition.
    """

    sensor_to_body: Matrix
    exercise: str
    repetitions: int
    off_horizontal_deg: float
    spread_deg: float

    @property
    def uncertainty_deg(self) -> float:
        """How well the heading is known, in deg (one standard deviation).

        The movements' scatter about their mean, and what this mean is off the horizontal: what can be seen of how
        badly the movement kept to its axis stands for what can't.
        """
        return math.sqrt(self.spread_deg**2 / max(self.repetitions, 1) + self.off_horizontal_deg**2)

    def to_body(self, block: Block) -> Block:
        """The block in body axes; by component, so that any cutting gives the same bits."""
        gyr = None if block.gyr is None else self._turned(block.gyr)
        return replace(block, acc=self._turned(block.acc), gyr=gyr)

    def calibration(self) -> dict[str, Any]:
        """What a recording's sidecar keeps as its `calibration`."""
        return {
            "how": "a still start pose, then outward movements about a known axis",
            "exercise": self.exercise,
            "repetitions": self.repetitions,
            "off_horizontal_deg": round(self.off_horizontal_deg, 2),
            "spread_deg": round(self.spread_deg, 2),
            "uncertainty_deg": round(self.uncertainty_deg, 2),
            KEY: [[round(c, 6) for c in row] for row in self.sensor_to_body],
        }

    def _turned(self, v: FloatArray) -> FloatArray:
        x, y, z = v.T
        return np.column_stack([x * a + y * b + z * c for a, b, c in self.sensor_to_body])


def find_mounting(
    start_up: Vector, outward_deg: Sequence[Vector], spec: MovementSpec, exercise: str
) -> Mounting:
    """The mounting that a still start pose and the outward movements of an exercise tell.

    The body's vertical is that of the start pose: a posture that is off by some degrees goes into the
    mounting. The heading is as good as the movements keep to their axis: to `spread_deg` / √repetitions.

    Parameters
    ----------
    start_up : (3,) float
        Unit vector that points up in the start pose, in the sensor's axes.
    outward_deg : sequence of (3,) float
        The turn of each outward movement as a rotation vector in the sensor's axes (`turn_deg`), in the sense
        of the exercise's axis: of one that goes to both sides in turn, those to the right negated.
    spec : MovementSpec
        How the exercise moves the body.
    exercise : str
        Its name, to be kept.

    Raises
    ------
    DataError
        The exercise doesn't tell which way it goes; no movement, or too small a one; an axis that isn't
        horizontal, or that isn't one axis.
    """
    if spec.either_way:
        raise DataError(
            f"{exercise} may go either way about its axis, from one person to the next",
            expected="an exercise whose way is known",
            hint="Find the mounting with a forward lean.",
        )
    turns = np.array(outward_deg, dtype=np.float64).reshape(-1, 3)
    sizes = np.sqrt(np.sum(turns * turns, axis=1))
    if not len(turns) or np.median(sizes) < LEAST_TURN_DEG:
        raise DataError(
            f"movements of {np.median(sizes):.0f}°" if len(turns) else "no movement",
            expected=f"at least {LEAST_TURN_DEG:.0f}°",
            hint="Repeat it, slowly and further.",
        )
    mean = _unit(np.sum(turns, axis=0))
    off_deg = [angle_between_deg(_unit(t), mean) for t in turns]
    spread_deg = math.sqrt(sum(a * a for a in off_deg) / len(off_deg))
    off_horizontal_deg = abs(90.0 - angle_between_deg(mean, start_up))
    for found, angle_deg, most_deg in (
        ("an axis off the horizontal", off_horizontal_deg, MOST_OFF_HORIZONTAL_DEG),
        ("axes that differ", spread_deg, MOST_SPREAD_DEG),
    ):
        if angle_deg > most_deg:
            raise DataError(
                f"{found} by {angle_deg:.0f}°",
                expected=f"at most {most_deg:.0f}°",
                hint="Stand or sit still, then repeat the movement straight and slowly.",
            )
    rotation = _triad(spec.start_up, spec.axis).T @ _triad(start_up, mean)
    return Mounting(_matrix(rotation), exercise, len(turns), off_horizontal_deg, spread_deg)


def turn_deg(rate_dps: FloatArray, rate_hz: float) -> Vector:
    """The turn of one movement as a rotation vector in deg, for a movement about one axis.

    Parameters
    ----------
    rate_dps : (n, 3) float
        Angular rate without bias in deg/s, from rest to plateau.
    """
    x, y, z = np.sum(rate_dps, axis=0) / rate_hz
    return (float(x), float(y), float(z))


def mounting_in(calibration: Mapping[str, Any] | None, path: Path | None = None) -> Mounting | None:
    """The mounting that a recording's `calibration` tells, or None where it tells none.

    `path` is the file that an error is to name.

    Raises DataError where it is no rotation.
    """
    if calibration is None or KEY not in calibration:
        return None
    u, _, v = np.linalg.svd(_rotation_in(calibration, path))  # the nearest rotation: the numbers were rounded
    return Mounting(
        _matrix(u @ v),
        str(calibration.get("exercise", "")),
        int(_number_in(calibration, "repetitions", path)),
        _number_in(calibration, "off_horizontal_deg", path),
        _number_in(calibration, "spread_deg", path),
    )


def _rotation_in(calibration: Mapping[str, Any], path: Path | None) -> FloatArray:
    try:
        rotation: FloatArray = np.array(calibration[KEY], dtype=np.float64)
        off = np.abs(rotation @ rotation.T - np.eye(3))
        if rotation.shape == (3, 3) and np.max(off) <= _ROTATION_TOLERANCE and np.linalg.det(rotation) > 0.0:
            return rotation
    except (TypeError, ValueError):
        pass
    raise _broken(KEY, calibration[KEY], "three rows of three numbers that are a rotation", path)


def _number_in(calibration: Mapping[str, Any], key: str, path: Path | None) -> float:
    value = calibration.get(key, 0.0)
    if not isinstance(value, (int, float)) or not math.isfinite(value):
        raise _broken(key, value, "a number", path)
    return value


def _broken(key: str, found: object, expected: str, path: Path | None) -> DataError:
    hint = "Take the calibration away, or find it anew."
    return DataError(f"{found!r}", expected=expected, hint=hint, path=path, key=f"calibration.{key}")


def _triad(up: Vector, axis: Vector) -> FloatArray:
    """Rows: up, the axis at right angles to it, and what is at right angles to both."""
    u = np.array(up)
    a = np.array(axis) - float(np.sum(u * axis)) * u
    a /= np.sqrt(np.sum(a * a))
    return np.array([u, a, np.cross(u, a)])


def _unit(v: FloatArray) -> Vector:
    return normalised((float(v[0]), float(v[1]), float(v[2])))


def _matrix(m: FloatArray) -> Matrix:
    x, y, z = ((float(r[0]), float(r[1]), float(r[2])) for r in m)
    return (x, y, z)
