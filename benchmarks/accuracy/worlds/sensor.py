"""From what an ideal sensor on the body would feel to a recording: mounting, errors, sampling, losses."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sensortrack.records import Gap, Recording

from .body import carried, felt, rotation
from .draw import World
from .movement import FINE_HZ, Person, Script
from .shapes import Array

ACC_RANGE_MS2, GYR_RANGE_DPS = 4 * 9.81, 500.0
ACC_STEP_MS2, GYR_STEP_DPS = 2 * 9.81, 250.0
"""What the resolution is a share of."""


def make(world: World) -> tuple[Recording, Script]:
    """The recording of a world, and what was done in it (its times count from the recording's beginning)."""
    rng = np.random.default_rng([world.seed, 78])
    script = Person(world, rng).script()
    force, rate = felt(script, world, rng)
    begin, end = (round(s * FINE_HZ) for s in script.cut)
    return recorded(force[begin:end], rate[begin:end], world, rng), _from_its_beginning(script)


def _from_its_beginning(script: Script) -> Script:
    begin_s, end_s = script.cut
    times = ("start_s", "plateau_start_s", "plateau_end_s", "end_s")
    moved = [{**r, **{name: r[name] - begin_s for name in times}} for r in script.repetitions]
    rests = [(a - begin_s, b - begin_s) for a, b in script.rests if b > begin_s and a < end_s]
    script.repetitions, script.rests, script.cut = moved, rests, (0.0, end_s - begin_s)
    return script


def recorded(force: Array, rate: Array, world: World, rng: np.random.Generator) -> Recording:
    """What a sensor makes of the specific force (n, 3) in m/s² and the angular rate (n, 3) in deg/s of a body."""
    p = world.values
    n = len(force)
    t = np.arange(n) / FINE_HZ
    declared = p["declared"] > 0.5
    mount = _askew(p["askew"], rng) if declared else _any(rng)
    creep = rng.standard_normal(3)
    creep *= np.radians(p["belt"]) / np.linalg.norm(creep)
    creeping = rotation(np.outer(t / t[-1], creep))
    acc, gyr = (carried(creeping, v) @ mount.T for v in (force, rate))
    hz = float(round(p["rate"]))
    # At rates below the grid's the sensor averages over its step, as a real one's filter does.
    width = max(1, int(FINE_HZ / hz * 0.7))
    if width > 1:
        kernel = np.ones(width) / width
        acc, gyr = (
            np.stack(
                [np.convolve(np.pad(v, (width, width), "edge"), kernel, "same")[width:-width] for v in x.T], 1
            )
            for x in (acc, gyr)
        )
    count = int(t[-1] * hz)
    at = np.clip(
        (np.arange(count) + p["jitter"] * np.clip(rng.standard_normal(count), -2.5, 2.5)) / hz, 0.0, t[-1]
    )
    acc, gyr = (np.stack([np.interp(at, t, v) for v in x.T], 1) for x in (acc, gyr))
    gyr = (
        gyr
        + p["bias"] * rng.uniform(-1.0, 1.0, 3)
        + np.outer(np.arange(count) / count, p["bias_wander"] * rng.uniform(-1.0, 1.0, 3))
    )
    acc = acc * (1.0 + p["scale"] * rng.uniform(-1.0, 1.0, 3)) + p["accelerometer_offset"] * rng.uniform(
        -1.0, 1.0, 3
    )
    gyr = gyr * (1.0 + p["scale"] * rng.uniform(-1.0, 1.0, 3))
    acc = acc + 1e-3 * p["accelerometer_noise"] * np.sqrt(hz / 2.0) * rng.standard_normal((count, 3))
    gyr = gyr + p["gyroscope_noise"] * np.sqrt(hz / 2.0) * rng.standard_normal((count, 3))
    _knock(acc, gyr, p["knocks"] * count / hz / 60.0, rng)
    acc, gyr = np.clip(acc, -ACC_RANGE_MS2, ACC_RANGE_MS2), np.clip(gyr, -GYR_RANGE_DPS, GYR_RANGE_DPS)
    acc = np.round(acc / (p["resolution"] * ACC_STEP_MS2)) * p["resolution"] * ACC_STEP_MS2
    gyr = np.round(gyr / (p["resolution"] * GYR_STEP_DPS)) * p["resolution"] * GYR_STEP_DPS
    time_s = np.arange(count) / hz
    arrived, gaps = _lost(count, hz, p["loss"], rng)
    return Recording.from_arrays(
        time_s[arrived],
        acc[arrived],
        gyr[arrived],
        units={"acc": "m/s2", "gyr": "deg/s"},
        rate_hz=hz,
        gaps=gaps,
        frame="body" if declared else "sensor",
        exercise=world.exercise,
    )


def _knock(acc: Array, gyr: Array, mean: float, rng: np.random.Generator) -> None:
    """The sensor is struck, and swings back: what it turns by, it turns back by."""
    for _ in range(rng.poisson(mean)):
        k = int(rng.integers(5, len(acc) - 5))
        m = int(rng.integers(1, 4))
        acc[k : k + m] += rng.standard_normal((m, 3)) * rng.uniform(5.0, 40.0)
        swing = rng.standard_normal(3) * rng.uniform(10.0, 150.0)
        gyr[k] += swing
        gyr[k + 1] -= swing


def _lost(
    count: int, hz: float, share: float, rng: np.random.Generator
) -> tuple[npt.NDArray[np.bool_], list[Gap]]:
    arrived = np.ones(count, dtype=np.bool_)
    while np.count_nonzero(~arrived) < share * count - 1.0:
        k = int(rng.integers(2, count - 2))
        arrived[k : min(k + int(rng.integers(1, max(2, round(0.3 * hz)))), count - 2)] = False
    edges = np.diff(arrived.astype(int))
    gaps = [
        Gap(float(a + 1) / hz, float(b + 1) / hz)
        for a, b in zip(np.nonzero(edges < 0)[0], np.nonzero(edges > 0)[0], strict=True)
    ]
    return arrived, gaps


def _askew(angle_deg: float, rng: np.random.Generator) -> Array:
    v = rng.standard_normal(3)
    return np.asarray(rotation(np.radians(angle_deg) * v[None] / np.linalg.norm(v))[0])


def _any(rng: np.random.Generator) -> Array:
    q, r = np.linalg.qr(rng.standard_normal((3, 3)))
    q = q * np.sign(np.diag(r))
    return np.asarray(q if np.linalg.det(q) > 0.0 else -q)
