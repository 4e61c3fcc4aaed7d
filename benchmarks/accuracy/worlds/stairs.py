"""A person who climbs stairs and does no exercise: each repetition that is found is false.

Flights up and down at one of three paces, landings with turns, halts; the trunk leans on a flight and comes upright on
a landing, the pelvis turns with each step, feet strike. What the person doesn't mean to do, the mounting and the sensor
are those of an ordinary world. Simulated: what wasn't measured on stairs is widened from walking, or assumed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np

from sensortrack.records import Recording

from .body import CRANIAL, carried, rotation, sensed, soft, unmeant
from .draw import TABLE_SEED, World, world
from .movement import FINE_HZ, Script
from .sensor import recorded
from .shapes import Array

Pace = Literal["slow", "ordinary", "running"]
PACES: tuple[Pace, ...] = ("slow", "ordinary", "running")
STAIRS_SEED = TABLE_SEED + 400_000
"""First seed of the table's climbs."""
LEAST_S = 75.0
"""A climb goes on until it has lasted so long."""
DOWN_STRIKE = 1.5
"""How much harder a foot strikes on the way down: assumed."""
LEVEL = 0.7
"""Size of a step on a landing, as a share of one on a flight: assumed."""


@dataclass(frozen=True, slots=True)
class Climb:
    """A seed, the pace, a value for each property of `stairs.toml`, and the world that the sensor is of."""

    seed: int
    pace: Pace
    values: Mapping[str, float]
    world: World


def climb(seed: int, *, declared: bool) -> Climb:
    """The climb of a seed, the sensor's axes declared as the body's or not."""
    rng = np.random.default_rng([seed, 79])
    pace = PACES[seed % len(PACES)]
    values = {name: float(rng.uniform(*of[pace])) for name, of in _ranges().items()}
    return Climb(seed, pace, values, world(seed, "ordinary", "E10", {"declared": float(declared)}))


@cache
def _ranges() -> Mapping[str, Mapping[Pace, tuple[float, float]]]:
    table = tomllib.loads(Path(__file__).with_name("stairs.toml").read_text(encoding="utf-8"))
    return {name: {pace: (p[pace][0], p[pace][1]) for pace in PACES} for name, p in table.items()}


def recording_of(c: Climb) -> Recording:
    """The recording of a climb."""
    rng = np.random.default_rng([c.seed, 80])
    way = _Way(c, rng)
    way.go()
    force, rate = _felt(way, c, rng)
    return recorded(force, rate, c.world, rng)


class _Way:
    """Where the person goes: for each moment the count of steps, their size, how hard they strike, lean and heading."""

    def __init__(self, c: Climb, rng: np.random.Generator) -> None:
        self._p, self._rng = c.values, rng
        self._parts: list[Array] = []
        self._count, self._heading = 0.0, 0.0

    def go(self) -> None:
        """Up some flights and down again, until it has lasted long enough."""
        p, rng = self._p, self._rng
        self._stand(rng.uniform(2.0, 5.0))
        self._walk(int(rng.integers(2, 7)), LEVEL, 1.0, 0.0)
        while sum(part.shape[1] for part in self._parts) < LEAST_S * FINE_HZ:
            flights = int(rng.integers(1, 4))
            for lean, strike in ((p["lean_up"], 1.0), (p["lean_down"], DOWN_STRIKE)):
                for _ in range(flights):
                    self._flight(round(p["flight"]), lean, strike)
                    self._turn(float(rng.choice([0.0, 90.0, 180.0])) * float(rng.choice([-1.0, 1.0])))
        self._stand(rng.uniform(1.0, 4.0))

    def _flight(self, steps: int, lean: float, strike: float) -> None:
        first = int(self._rng.integers(1, steps)) if self._rng.random() < self._p["halts"] / 3.0 else steps
        self._walk(first, 1.0, strike, lean)
        if first < steps:
            self._stand(self._rng.uniform(1.0, 5.0))
            self._walk(steps - first, 1.0, strike, lean)

    def _turn(self, by_deg: float) -> None:
        if self._rng.random() < self._p["halts"]:
            self._stand(self._rng.uniform(1.0, 5.0))
        begun = self._heading
        self._heading += by_deg
        self._walk(int(self._rng.integers(2, 6)), LEVEL, 1.0, 0.0, from_deg=begun)

    def _walk(
        self, steps: int, size: float, strike: float, lean: float, from_deg: float | None = None
    ) -> None:
        rng, p = self._rng, self._p
        lasting = np.exp(p["irregular"] * np.clip(rng.standard_normal(steps), -2.5, 2.5)) / p["steps"]
        counts = np.concatenate(
            [k + np.arange(round(s * FINE_HZ)) / round(s * FINE_HZ) for k, s in enumerate(lasting)]
        )
        heading = np.linspace(self._heading if from_deg is None else from_deg, self._heading, len(counts))
        self._add(self._count + counts, size, strike, lean, heading)
        self._count += steps

    def _stand(self, lasting_s: float) -> None:
        n = round(lasting_s * FINE_HZ)
        self._add(np.full(n, self._count), 0.0, 0.0, 0.0, np.full(n, self._heading))

    def _add(self, counts: Array, size: float, strike: float, lean: float, heading: Array) -> None:
        same = [np.full(len(counts), v) for v in (size, strike, lean)]
        self._parts.append(np.stack([counts, *same, heading]))

    @property
    def columns(self) -> tuple[Array, Array, Array, Array, Array]:
        """Count of steps, their size, how hard they strike, lean and heading in deg, on the fine grid."""
        count, size, strike, lean, heading = np.concatenate(self._parts, axis=1)
        return count, _eased(size, 0.4), strike, _eased(lean, self._p["leaning"]), _eased(heading, 0.5)


def _eased(levels: Array, lasting_s: float) -> Array:
    """Levels that change over a time instead of at once: two means in a row, each of half of it."""
    n = max(1, round(0.5 * lasting_s * FINE_HZ))
    kernel = np.convolve(np.ones(n) / n, np.ones(n) / n)
    padded = np.pad(levels, len(kernel), mode="edge")
    return np.convolve(padded, kernel, mode="same")[len(kernel) : -len(kernel)]


def _felt(way: _Way, c: Climb, rng: np.random.Generator) -> tuple[Array, Array]:
    count, size, strike, lean, heading = way.columns
    n, p = len(count), c.values
    step, stride = 2.0 * np.pi * count, np.pi * count
    # One foot of the two takes the smaller step.
    size = size * (1.0 - p["limp"] * (0.5 - 0.5 * np.cos(stride)))
    pitch, roll, yaw = (0.5 * size * p[name] for name in ("pitch", "roll", "yaw"))
    a = rng.uniform(0.0, 2.0 * np.pi, 8)
    h2, h3 = rng.uniform(0.1, 0.6, 2)
    turn = np.stack(
        [
            yaw * np.sin(stride + a[0]),
            pitch * (np.sin(step + a[1]) + 0.3 * np.sin(2.0 * step + a[2])) - lean,
            roll * np.sin(stride + a[3]),
        ],
        axis=1,
    )
    still = np.zeros(n)
    turn = turn + unmeant(
        Script(turn, still, still, still, [], [], (0.0, n / FINE_HZ), np.zeros(3)), c.world, rng
    )
    # Upward speed that comes and goes once a step about its mean, rise times steps.
    bounce = p["surge"] * 2.0 * np.pi * p["rise"] * p["steps"] ** 2 * size
    jolt = np.stack(
        [
            bounce * (np.sin(step + a[4]) + h2 * np.sin(2.0 * step + a[5]) + h3 * np.sin(3.0 * step + a[6])),
            0.5 * bounce * np.sin(stride + a[7]),
            0.6 * bounce * np.sin(step + a[5]),
        ],
        axis=1,
    )
    jolt += _strikes(count, p["strike"] * strike * size, rng)
    jolt = soft(jolt, c.world.values["soft_tissue"], rng)
    upright = rotation(np.outer(np.radians(heading), np.array(CRANIAL)))
    body = upright @ rotation(np.radians(turn))
    return sensed(body, carried(upright, jolt), CRANIAL)


def _strikes(count: Array, size: Array, rng: np.random.Generator) -> Array:
    """Each foot's strike, in m/s²: mostly upward, and ringing."""
    out = np.zeros((len(count), 3))
    ringing_hz, lasting_s = rng.uniform(8.0, 20.0), rng.uniform(0.02, 0.05)
    t = np.arange(round(0.25 * FINE_HZ)) / FINE_HZ
    shape = np.exp(-t / lasting_s) * np.cos(2.0 * np.pi * ringing_hz * t)
    for k in np.nonzero(np.diff(np.floor(count)) > 0.0)[0]:
        m = min(len(shape), len(out) - int(k))
        way = np.array([1.0, 0.3, 0.5]) * (1.0 + 0.3 * rng.standard_normal(3))
        out[k : k + m] += np.outer(shape[:m], size[k] * way)
    return out
