"""The start pose: which way the body lies in the world, and how far from the ideal."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from scipy.spatial.transform import Rotation

from .difficulty import Difficulty
from .exercises import Exercise, Posture

# Columns are the body's x (cranial), y (right), z (forward) in the world (z up); the heading is arbitrary.
_POSTURES: Mapping[Posture, list[list[float]]] = MappingProxyType(
    {
        "upright": [[0, 0, 1], [0, -1, 0], [1, 0, 0]],
        "supine": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        "all_fours": [[1, 0, 0], [0, -1, 0], [0, 0, -1]],
    }
)


def start_posture(exercise: Exercise, difficulty: Difficulty, rng: np.random.Generator) -> Rotation:
    """Rotation from the body frame to the world in the start pose."""
    ideal = Rotation.from_matrix(_POSTURES[exercise.posture])
    tilt = Rotation.from_rotvec([0.0, exercise.tilt_deg, 0.0], degrees=True)
    return ideal * tilt * small_rotation(rng, difficulty.posture_offset_max_deg)


def small_rotation(rng: np.random.Generator, most_deg: float) -> Rotation:
    """A turn about any axis by an angle from 0 to `most_deg`."""
    axis = rng.standard_normal(3)
    return Rotation.from_rotvec(axis / np.linalg.norm(axis) * rng.random() * most_deg, degrees=True)
