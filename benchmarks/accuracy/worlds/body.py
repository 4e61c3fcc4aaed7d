"""From a script to what an ideal sensor on the body feels: what the person doesn't mean to do comes in here."""

from __future__ import annotations

import numpy as np
from scipy import fft, signal

from .draw import World
from .movement import FINE_HZ, LYING, RAISING, Script
from .shapes import Array

GRAVITY = 9.81
CRANIAL, FORWARD = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)
"""Axes of the body that point up in a person who stands and in one who lies on the back."""


def felt(script: Script, world: World, rng: np.random.Generator) -> tuple[Array, Array]:
    """Specific force (n, 3) in m/s² and angular rate (n, 3) in deg/s in the body's axes, on the fine grid."""
    n = len(script.turn)
    turn = script.turn + unmeant(script, world, rng)
    jolts = np.zeros((n, 3))
    if np.any(script.walking):
        steps_deg, jolts = _steps(script.walking, rng)
        turn = turn + steps_deg
    posture = np.zeros((n, 3))
    posture[:, 1] = script.posture
    body = rotation(np.radians(turn))
    if np.any(script.posture):
        body = rotation(np.radians(posture)) @ body
    lever = _lever(world.values["pivot"], rng)
    if world.exercise in RAISING:
        raised = np.cross(FORWARD if world.exercise in LYING else CRANIAL, script.axis)
        lever += (abs(lever @ raised) - lever @ raised) * raised
    place = body @ lever
    acceleration = np.zeros((n, 3))
    acceleration[1:-1] = (place[2:] - 2.0 * place[1:-1] + place[:-2]) * FINE_HZ**2
    acceleration = soft(acceleration, world.values["soft_tissue"], rng) + jolts
    return sensed(body, acceleration, FORWARD if world.exercise in LYING else CRANIAL)


def sensed(body: Array, acceleration: Array, up: tuple[float, float, float]) -> tuple[Array, Array]:
    """The same of a body whose axes are the columns of `body` (n, 3, 3), with gravity against `up`."""
    force = carried(np.swapaxes(body, 1, 2), acceleration + GRAVITY * np.array(up))
    before, after = body[:-1], body[1:]
    # The antisymmetric part of the turn from one step to the next, row by row.
    sine = [
        0.5 * sum(before[:, k, j] * after[:, k, i] - before[:, k, i] * after[:, k, j] for k in range(3))
        for i, j in ((1, 2), (2, 0), (0, 1))
    ]
    rate = np.degrees(np.stack(sine, axis=1)) * FINE_HZ
    return force, np.vstack([rate, rate[-1:]])


def carried(turn: Array, v: Array) -> Array:
    """Vectors (n, 3), each by its rotation matrix (n, 3, 3): with these layouts ten times as fast as einsum."""
    return np.stack([sum(turn[:, i, j] * v[:, j] for j in range(3)) for i in range(3)], axis=1)


def rotation(v: Array) -> Array:
    """Rotation matrices (n, 3, 3) of rotation vectors (n, 3) in rad (Rodrigues)."""
    angle = np.sqrt(np.sum(v * v, axis=1))
    safe = np.maximum(angle, 1e-9)
    a, b = np.sin(angle) / safe, (1.0 - np.cos(angle)) / safe**2
    x, y, z = np.ascontiguousarray(v.T)
    out = np.empty((3, 3, len(v)))
    for i, p in enumerate((x, y, z)):
        for j, q in enumerate((x, y, z)):
            out[i, j] = b * p * q
        out[i, i] += np.cos(angle)
    for i, j, p in ((0, 1, z), (2, 0, y), (1, 2, x)):
        out[i, j] -= a * p
        out[j, i] += a * p
    return np.moveaxis(out, 2, 0)


def noise(n: int, band_hz: tuple[float, float], rng: np.random.Generator, axes: int = 3) -> Array:
    """Noise (n, axes) in a band, of rms 1."""
    size = fft.next_fast_len(n, real=True)
    f = np.fft.rfftfreq(size, 1.0 / FINE_HZ)
    band = (f >= band_hz[0]) & (f <= band_hz[1])
    spectrum = np.zeros((len(f), axes), dtype=np.complex128)
    spectrum[band] = rng.standard_normal((np.count_nonzero(band), axes, 2)) @ np.array([1.0, 1j])
    out = fft.irfft(spectrum, size, axis=0)[:n]
    return np.asarray(out / np.maximum(np.std(out, axis=0), 1e-12))


def unmeant(script: Script, world: World, rng: np.random.Generator) -> Array:
    """Turns (n, 3) in deg: sway, drift, breath, tremor, talking, coughs."""
    p, n = world.values, len(script.turn)
    t = np.arange(n) / FINE_HZ
    out = p["sway"] * noise(n, (0.1, 0.6), rng)
    drift = rng.standard_normal(3)
    drift *= p["drift"] / np.linalg.norm(drift)
    out += np.outer(t / t[-1], drift)
    pace_hz = rng.uniform(0.18, 0.33)
    phase = 2.0 * np.pi * np.cumsum(pace_hz * (1.0 + 0.15 * noise(n, (0.02, 0.15), rng, 1)[:, 0])) / FINE_HZ
    out[:, 1] += p["breath"] * np.sin(phase)
    if world.tremor != "none":
        f = p["tremor_frequency"]
        trembling = p["tremor"] * noise(n, (f - 0.7, f + 0.7), rng)
        if world.tremor == "effort":
            trembling *= (0.4 + 1.2 * np.clip(script.effort, 0.0, 1.0) * (0.5 + 0.5 * t / t[-1]))[:, None]
        out += trembling
    bursts = np.clip(noise(n, (0.02, 0.2), rng, 1), 0.0, 1.5)
    out += p["talking"] * bursts * noise(n, (1.0, 3.0), rng)
    for _ in range(rng.poisson(p["coughs"] * t[-1] / 60.0)):
        s = np.maximum(t - rng.uniform(0.0, t[-1]), 0.0)
        shape = np.exp(-s / 0.15) * np.sin(2.0 * np.pi * rng.uniform(2.0, 5.0) * s)
        out += np.outer(shape, rng.standard_normal(3) * rng.uniform(0.5, 1.5))
    return out


def _steps(walking: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Turns in deg and jolts in m/s² (world's axes are the start pose's body axes: the size is what counts)."""
    n = len(walking)
    fade = np.convolve(walking, np.ones(80) / 80.0, mode="same")[:, None]
    phase = (
        2.0
        * np.pi
        * np.cumsum(np.full(n, rng.uniform(1.6, 2.1)) * (1.0 + 0.05 * noise(n, (0.1, 1.0), rng, 1)[:, 0]))
    )
    phase /= FINE_HZ
    turn = np.stack([5.0 * np.sin(0.5 * phase), 1.5 * np.sin(phase), 3.0 * np.sin(0.5 * phase + 1.0)], 1)
    jolt = np.stack([np.sin(phase) + 0.5 * np.sin(2.0 * phase + 0.7) + 0.3 * np.sin(5.0 * phase)] * 3, 1)
    return fade * turn * rng.uniform(0.6, 1.3), fade * jolt * rng.uniform(0.8, 2.0) * np.array(
        [1.0, 0.4, 0.8]
    )


def _lever(size_m: float, rng: np.random.Generator) -> Array:
    v = rng.standard_normal(3)
    return np.asarray(size_m * v / np.linalg.norm(v))


def soft(acceleration: Array, share: float, rng: np.random.Generator) -> Array:
    """A share of the acceleration goes through skin and fat, which ring."""
    f, damping = rng.uniform(5.0, 15.0), rng.uniform(0.15, 0.4)
    w = 2.0 * np.pi * f
    b, a = signal.bilinear([w * w], [1.0, 2.0 * damping * w, w * w], fs=FINE_HZ)
    return np.asarray((1.0 - share) * acceleration + share * signal.lfilter(b, a, acceleration, axis=0))
