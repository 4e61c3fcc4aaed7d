"""The second generator: person and sensor written apart from the product's simulator; to test on.

Orientation is built from rotations on a fine grid, the gyroscope by differencing them, the accelerometer from gravity
and a lever's path. Restlessness has other spectra: sway 1/f, breaths of changing length, a narrow tremor, a heartbeat;
the gyroscope's bias wanders, its noise has a 1/f part, and every reading is a 16-bit number.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy.spatial.transform import Rotation

from sensortrack.motion.spec import MovementSpec
from sensortrack.protocol import load_catalogue
from sensortrack.records import Block, Description, FloatArray, Recording
from sensortrack.units import STANDARD_GRAVITY_MS2

from .other_person import RESTLESS, STEADY, Manner, Writer

Level = Literal["ordinary", "hard"]
FINE_HZ = 400.0
MANNERS: dict[Level, Manner] = {"ordinary": STEADY, "hard": RESTLESS}
BIAS_DPS: dict[Level, float] = {"ordinary": 0.6, "hard": 2.4}
NOISE: dict[Level, float] = {"ordinary": 1.0, "hard": 1.5}
NEAR_M = np.array([0.0, 0.0, -0.03])
GYR_STEP_DPS, ACC_STEP_MS2 = 500.0 / 32768.0, 8.0 * STANDARD_GRAVITY_MS2 / 32768.0


def other_set(
    exercise: str, level: Level, seed: int, rate_hz: float = 100.0, repetitions: int = 10
) -> Recording:
    """A set with its truth; `rate_hz` divides 400. The same arguments give the same numbers."""
    return other_set_and_up(exercise, level, seed, rate_hz, repetitions)[0]


def other_set_and_up(
    exercise: str, level: Level, seed: int, rate_hz: float = 100.0, repetitions: int = 10
) -> tuple[Recording, FloatArray]:
    """The same, with the true up direction (n, 3) in the body's axes at each sample."""
    spec = load_catalogue().exercise(exercise).movement
    manner = MANNERS[level]
    rng = np.random.default_rng([seed, int(exercise[1:]), ("ordinary", "hard").index(level)])
    script = Writer(spec, manner, rng, FINE_HZ).write(repetitions)
    sway, tremor = _restlessness(len(script.command), manner, rng)
    posture = _posture(spec, manner.posture_deg, rng)
    gross = posture * _turns(script.fidgets + sway) * _turns(script.command)
    world = gross * _turns(tremor)
    lever = rng.uniform([-0.3, -0.05, -0.12], [0.15, 0.05, -0.04])
    if spec.raises:
        raised = script.attempts[0]["direction"] * np.cross(spec.start_up, spec.axis)
        lever += (abs(lever @ raised) - lever @ raised) * raised

    step = round(FINE_HZ / rate_hz)
    at = np.arange(2, len(script.command) - 2, step)
    rate = (world[at - 1].inv() * world[at + 1]).as_rotvec(degrees=True) * (FINE_HZ / 2.0)
    # The far joint carries the sensor through the movement; a tremor shakes the tissue near by.
    path = gross.apply(lever - NEAR_M) + world.apply(NEAR_M)
    felt = (path[at + 1] - 2.0 * path[at] + path[at - 1]) * FINE_HZ**2 + [0.0, 0.0, STANDARD_GRAVITY_MS2]
    force = world[at].apply(felt, inverse=True) + _heartbeat(len(at), rate_hz, rng)
    mounting = _small_turn(rng, 25.0)
    gyr, acc = _read(
        mounting.apply(rate, inverse=True), mounting.apply(force, inverse=True), level, rate_hz, rng
    )
    truth = {
        "simulated": True,
        "seed": seed,
        "level": level,
        "attempts": script.attempts,
        "fidgets": [{"start_s": a, "end_s": b} for a, b in script.fidgets_s],
    }
    description = Description(
        frame="body", rate_hz=rate_hz, placement="lower back", exercise=exercise, loss="detected", truth=truth
    )
    up = world[at].apply([0.0, 0.0, 1.0], inverse=True)
    return Recording(description, rate_hz, (Block(at / FINE_HZ, acc, gyr),)), up


def _posture(spec: MovementSpec, most_deg: float, rng: np.random.Generator) -> Rotation:
    """Rotation from the body to the world (z up) in the start pose: the catalogue's, and a tilt of the person's."""
    up = Rotation.align_vectors([[0.0, 0.0, 1.0]], [spec.start_up])[0]
    heading = Rotation.from_rotvec([0.0, 0.0, rng.uniform(0.0, 2.0 * np.pi)])
    return heading * up * _small_turn(rng, most_deg)


def _small_turn(rng: np.random.Generator, most_deg: float) -> Rotation:
    axis = rng.standard_normal(3)
    return Rotation.from_rotvec(np.radians(most_deg * rng.random()) * axis / np.sqrt(np.sum(axis * axis)))


def _coloured(count: int, hz: float, gain: object, rng: np.random.Generator, columns: int = 3) -> FloatArray:
    """Noise (count, columns) of RMS 1 whose spectrum has the form of `gain`, a function of the frequency in Hz."""
    frequency = np.fft.rfftfreq(count, 1.0 / hz)
    shape = gain(frequency)  # type: ignore[operator]
    line = rng.standard_normal((len(frequency), columns)) + 1j * rng.standard_normal(
        (len(frequency), columns)
    )
    noise: FloatArray = np.fft.irfft(line * shape[:, None], count, axis=0)
    noise /= np.sqrt(np.mean(noise * noise, axis=0))
    return noise


def _turns(vectors_deg: FloatArray) -> Rotation:
    return Rotation.from_rotvec(np.radians(vectors_deg))


def _restlessness(count: int, m: Manner, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Rotation vectors (count, 3) in deg of what never keeps still: slow, and the tremor."""
    f0 = rng.uniform(5.0, 11.0)
    sway = _coloured(
        count, FINE_HZ, lambda f: np.where((f > 0.04) & (f < 2.0), 1.0 / np.maximum(f, 0.04), 0.0), rng
    )
    tremor = _coloured(count, FINE_HZ, lambda f: np.exp(-0.5 * ((f - f0) / 0.7) ** 2), rng)
    t = np.arange(count) / FINE_HZ
    creep = m.creep_deg * rng.standard_normal(3) * (1.0 - np.exp(-t / rng.uniform(20.0, 120.0)))[:, None]
    return m.sway_deg * sway + creep + m.breathing_deg * _breaths(t, rng), m.tremor_deg * tremor


def _breaths(t: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Breaths about the sagittal axis, of size 1: in over 40 % of each, out over the rest; each has its own length."""
    usual_s = rng.uniform(3.3, 5.5)
    starts = (
        np.cumsum(usual_s * np.exp(0.1 * rng.standard_normal(int(t[-1] / usual_s * 1.6) + 4))) - 2.0 * usual_s
    )
    k = np.searchsorted(starts, t, side="right") - 1
    u = (t - starts[k]) / (starts[k + 1] - starts[k])
    wave = np.where(u < 0.4, -np.cos(np.pi * u / 0.4), np.cos(np.pi * (u - 0.4) / 0.6))
    return np.outer(wave, [0.1 * rng.standard_normal(), 1.0, 0.1 * rng.standard_normal()])


def _heartbeat(count: int, rate_hz: float, rng: np.random.Generator) -> FloatArray:
    """Recoil (count, 3) in m/s² along the trunk at each heartbeat."""
    t = np.arange(count) / rate_hz
    beats = np.cumsum(rng.uniform(0.7, 1.0) * np.exp(0.05 * rng.standard_normal(int(t[-1] / 0.6) + 2)))
    since = t - np.concatenate([[-9.0], beats])[np.searchsorted(beats, t, side="right")]
    recoil = 0.05 * np.exp(-since / 0.12) * np.sin(2.0 * np.pi * 6.0 * since)
    return np.outer(recoil, [1.0, 0.2, 0.3])


def _read(
    rate: FloatArray, force: FloatArray, level: Level, rate_hz: float, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """What the sensor reads of angular rate (deg/s) and specific force (m/s²), each (n, 3)."""
    n, poor = len(rate), NOISE[level]
    cross = np.eye(3) + 0.005 * poor * rng.standard_normal((3, 3))
    bias = BIAS_DPS[level] * (2.0 * rng.random(3) - 1.0) + 0.02 * _coloured(
        n, rate_hz, lambda f: np.where(f > 0.0, 1.0 / np.maximum(f, 0.01), 0.0), rng
    )
    white = np.sqrt(0.5 * rate_hz) * poor
    gyr = rate @ cross.T + bias + 0.02 * white * rng.standard_normal((n, 3))
    gyr += (
        0.02
        * poor
        * _coloured(n, rate_hz, lambda f: np.where(f > 0.0, 1.0 / np.sqrt(np.maximum(f, 0.05)), 0.0), rng)
    )
    acc = force + 0.05 * poor * rng.standard_normal(3) + 0.003 * white * rng.standard_normal((n, 3))
    return np.round(gyr / GYR_STEP_DPS) * GYR_STEP_DPS, np.round(acc / ACC_STEP_MS2) * ACC_STEP_MS2
