"""What never keeps still in a living person: sway, breathing, tremor, the drift of the rest posture."""

from __future__ import annotations

import numpy as np

from .paths import Waves

_MANY = 20


def _band(rng: np.random.Generator, low_hz: float, high_hz: float, rms: float) -> Waves:
    """Band-limited noise on each axis: many waves of random frequency and phase."""
    frequency = low_hz + (high_hz - low_hz) * (np.arange(_MANY)[:, None] + rng.random((_MANY, 3))) / _MANY
    phase = 2.0 * np.pi * rng.random((_MANY, 3))
    size = rms * np.sqrt(2.0 / _MANY)
    return Waves(frequency, size * np.cos(phase), size * np.sin(phase))


def sway(rng: np.random.Generator, rms_deg: float) -> Waves:
    """Sway at .1–.6 Hz."""
    return _band(rng, 0.1, 0.6, rms_deg)


def tremor(rng: np.random.Generator, rms_deg: float) -> Waves:
    """Tremor at 4–9 Hz."""
    return _band(rng, 4.0, 9.0, rms_deg)


def breathing(rng: np.random.Generator, amplitude_deg: float) -> Waves:
    """A sagittal wave at .18–.3 Hz; its second harmonic makes breathing out longer than breathing in."""
    base = 0.18 + 0.12 * rng.random()
    phase = 2.0 * np.pi * rng.random()
    frequency = np.array([base, 2.0 * base])
    size = amplitude_deg * np.array([1.0, 0.15])
    phases = np.array([phase, 2.0 * phase + 0.5 * np.pi])
    out = Waves(np.zeros((2, 3)), np.zeros((2, 3)), np.zeros((2, 3)))
    out.frequency_hz[:, 1] = frequency
    out.cosine[:, 1] = size * np.cos(phases)
    out.sine[:, 1] = size * np.sin(phases)
    return out


def drift(rng: np.random.Generator, sd_deg: float, duration_s: float) -> Waves:
    """A smooth random walk that begins at 0 and has a standard deviation of `sd_deg` at `duration_s`.

    The first terms of the Karhunen–Loève series of Brownian motion; the rest would be roughness.
    """
    order = (np.arange(_MANY) + 0.5)[:, None]
    frequency = np.broadcast_to(order / (2.0 * max(duration_s, 1.0)), (_MANY, 3))
    # At the end every sine is ±1: the variance is 2 Σ 1/(order·π)², which the whole series brings to 1.
    weight = np.sqrt(2.0) / (order * np.pi)
    weight /= np.sqrt((weight**2).sum())
    return Waves(frequency, np.zeros((_MANY, 3)), sd_deg * weight * rng.standard_normal((_MANY, 3)))
