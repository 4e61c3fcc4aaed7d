"""Butterworth filters as second-order sections, in closed form.

They are those of `scipy.signal.butter(…, output="sos")`, which a test compares them with: to import scipy.signal takes
longer than to read and analyse a minute.

References
----------
Oppenheim & Schafer (2010), Discrete-Time Signal Processing, 3rd ed., sections 7.2.1, 7.3 and B.1: the poles of the
analog filter, from low-pass to band-pass, and to samples by the bilinear transform with its frequencies pre-warped.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray

ComplexArray = NDArray[np.complex128]
_TWICE_RATE = 4.0
"""The bilinear transform works in units in which the sampling rate is 2: any other gives the same filter."""


@lru_cache(maxsize=64)
def lowpass(order: int, cutoff_hz: float, rate_hz: float) -> FloatArray:
    """Sections (order / 2, 6) of a low-pass of an even order; each is b0, b1, b2, 1, a1, a2."""
    cutoff = _warped(cutoff_hz, rate_hz)
    poles = cutoff * _prototype(order)
    return _sections(poles, np.full(order, -1.0), cutoff**order)


@lru_cache(maxsize=64)
def bandpass(low_hz: float, high_hz: float, rate_hz: float) -> FloatArray:
    """Sections (2, 6) of a band-pass whose two edges are of the second order each."""
    low, high = _warped(low_hz, rate_hz), _warped(high_hz, rate_hz)
    width = high - low
    half = _prototype(2) * width / 2.0
    apart = np.sqrt(half**2 - math.sqrt(low * high) ** 2)
    zeros = np.array([1.0, 1.0, -1.0, -1.0])
    return _sections(np.concatenate((half + apart, half - apart)), zeros, width**2 * _TWICE_RATE**2)


def steady_state(sections: FloatArray) -> FloatArray:
    """The state (sections, 2) of a filter that has taken ones for ever: see `iir.causal`."""
    state = np.empty((len(sections), 2))
    level = 1.0
    for row, (b0, b1, b2, _, a1, a2) in zip(state, sections.tolist(), strict=True):
        out = level * (b0 + b1 + b2) / (1.0 + a1 + a2)
        row[1] = b2 * level - a2 * out
        row[0] = b1 * level - a1 * out + row[1]
        level = out
    return state


def _warped(frequency_hz: float, rate_hz: float) -> float:
    return _TWICE_RATE * math.tan(math.pi * (frequency_hz / rate_hz))


def _prototype(order: int) -> ComplexArray:
    """Poles of the analog low-pass with its edge at 1."""
    poles: ComplexArray = -np.exp(1j * np.pi * np.arange(1 - order, order, 2) / (2 * order))
    return poles


def _sections(poles: ComplexArray, zeros: FloatArray, gain: float) -> FloatArray:
    """Sections of an analog filter's poles, which are pairs, and of the digital one's zeros, which are 1 or −1.

    The poles nearest to the unit circle come last and take the zeros nearest to them.
    """
    gain *= float((1.0 / np.prod(_TWICE_RATE - poles)).real)
    digital = (_TWICE_RATE + poles) / (_TWICE_RATE - poles)
    upper = np.sort(digital[digital.imag > 0.0])
    left = zeros.tolist()
    rows = []
    for pole in upper[np.argsort(np.abs(1.0 - np.abs(upper)), kind="stable")].tolist():
        left.sort(key=lambda zero: abs(zero - pole))
        one, two, *left = left
        rows.append(
            [
                1.0,
                -(one + two),
                one * two,
                1.0,
                -2.0 * pole.real,
                pole.real * pole.real + pole.imag * pole.imag,
            ]
        )
    sections = np.array(rows[::-1])
    sections[0, :3] *= gain
    sections.flags.writeable = False  # it is cached
    return sections
