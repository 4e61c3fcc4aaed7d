"""A set composed movement by movement, so that each kind of what isn't counted can be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.spatial.transform import Rotation

from sensortrack.protocol import load_catalogue
from sensortrack.records import Block, Description, FloatArray, Recording

RATE_HZ = 50.0
CATALOGUE = load_catalogue()


class Move(NamedTuple):
    """A turn to a posture, in deg along the exercise's axis and across it, in `moving_s`; then stillness."""

    along_deg: float
    moving_s: float
    still_s: float
    across_deg: float = 0.0
    steps: bool = False
    """Whether the person walks all the while: heel strikes, and the trunk turns about all axes."""


def there_and_back(
    along_deg: float, *, across_deg: float = 0.0, moving_s: float = 1.5, held_s: float = 1.0
) -> list[Move]:
    """Out and back again, and a rest."""
    return [Move(along_deg, moving_s, held_s, across_deg), Move(0.0, moving_s, 2.5)]


def usual(exercise: str, times: int) -> list[Move]:
    """Repetitions as the exercise expects them."""
    return there_and_back(CATALOGUE.exercise(exercise).movement.amplitude_deg) * times


def composed(
    exercise: str, moves: Sequence[Move], seed: int, *, lead_s: float = 3.0
) -> tuple[Recording, list[tuple[float, float]]]:
    """The recording, and from when to when each move goes."""
    rng = np.random.default_rng(seed)
    movement = CATALOGUE.exercise(exercise).movement
    axis, up = np.array(movement.axis), np.array(movement.start_up)
    side = np.cross(up, axis)
    parts, shakes, spans = [np.zeros((round(lead_s * RATE_HZ), 3))], [np.zeros(round(lead_s * RATE_HZ))], []
    posture, now = np.zeros(3), lead_s
    for move in moves:
        target = move.along_deg * axis + move.across_deg * side
        n, still = round(move.moving_s * RATE_HZ), round(move.still_s * RATE_HZ)
        u = (np.arange(n) / max(n, 1))[:, None]
        way = posture + (u**3 * (10.0 - 15.0 * u + 6.0 * u**2)) * (target - posture)
        t = np.arange(n) / RATE_HZ
        if move.steps:
            turns = np.stack([np.sin(2.0 * np.pi * f * t) for f in (0.9, 1.8, 0.9)], axis=1)
            way = way + turns * np.array([3.0, 2.0, 6.0])
        parts += [way, np.tile(target, (still, 1))]
        shakes += [3.0 * np.sin(2.0 * np.pi * 1.8 * t) ** 9 * move.steps, np.zeros(still)]
        spans.append((now, now + move.moving_s))
        posture, now = target, now + (n + still) / RATE_HZ
    turned = Rotation.from_rotvec(np.concatenate(parts), degrees=True)
    shake: FloatArray = np.concatenate(shakes)
    rate = np.degrees((turned[:-1].inv() * turned[1:]).as_rotvec()) * RATE_HZ
    gyr = np.vstack([rate, np.zeros(3)]) + rng.normal(0.0, 0.1, (len(turned), 3))
    force = turned.apply(9.81 * up, inverse=True)
    acc = force * (1.0 + shake[:, None] / 9.81) + rng.normal(0.0, 0.02, (len(turned), 3))
    block = Block(np.arange(len(acc)) / RATE_HZ, acc, gyr)
    description = Description(rate_hz=RATE_HZ, frame="body", exercise=exercise)
    return Recording(description=description, blocks=(block,), rate_hz=RATE_HZ), spans
