"""The start pose: which way the body lies in the world, and how far from the ideal."""

from __future__ import annotations

import numpy as np
from scipy.spatial.transform import Rotation

from sensortrack.motion.vectors import Vector

from .difficulty import Difficulty
from .exercise_motions import ExerciseMotion
from .typical import ALL_FOURS, SUPINE, UPRIGHT

# What points up in the body, and the rotation from the body (columns: x cranial, y right, z forward) to the world
# (z up); the heading is arbitrary.
_POSTURES: tuple[tuple[Vector, list[list[float]]], ...] = (
    (UPRIGHT, [[0, 0, 1], [0, -1, 0], [1, 0, 0]]),
    (SUPINE, [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    (ALL_FOURS, [[1, 0, 0], [0, -1, 0], [0, 0, -1]]),
)


def start_posture(exercise: ExerciseMotion, difficulty: Difficulty, rng: np.random.Generator) -> Rotation:
    """Rotation from the body frame to the world in the start pose."""
    tilt = Rotation.from_rotvec([0.0, exercise.typical.tilt_deg, 0.0], degrees=True)
    return _ideal(exercise.start_up) * tilt * small_rotation(rng, difficulty.posture_offset_max_deg)


def _ideal(start_up: Vector) -> Rotation:
    """The nearest of the known postures, tilted until the right direction points up."""
    up, matrix = max(_POSTURES, key=lambda known: float(np.dot(known[0], start_up)))
    posture = Rotation.from_matrix(matrix)
    if up == start_up:
        return posture
    tilt, _ = Rotation.align_vectors([up], [start_up])
    return posture * tilt


def small_rotation(rng: np.random.Generator, most_deg: float) -> Rotation:
    """A turn about any axis by an angle from 0 to `most_deg`."""
    axis = rng.standard_normal(3)
    return Rotation.from_rotvec(axis / np.linalg.norm(axis) * rng.random() * most_deg, degrees=True)
