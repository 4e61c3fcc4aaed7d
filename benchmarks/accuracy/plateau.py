"""The angle that the lower back truly had on a plateau, and how well it can be known at best.

A person who is told to tilt by 25° sways and breathes by some tenths of a degree meanwhile, so the angle that was
commanded is not the angle that was there. The truth of an amplitude is therefore the product's own definition of it,
taken of the true up direction between the true times: the mean on the plateau, from the mean of up to 2 s of rest
before it. Held against what was commanded, sway and breath count as error, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from vqf import offlineVQF

from sensortrack.records import FloatArray, Recording

REST_S, MARGIN_S = 2.0, 0.1


def turns(up: FloatArray, time_s: FloatArray, true: Sequence[Mapping[str, Any]]) -> FloatArray:
    """Rotation vectors (k, 3) in deg, rest to plateau, of k true repetitions; NaN without a hold, or a rest before it.

    Parameters
    ----------
    up : (n, 3) float64
        Unit vectors that point up, in axes that turn with the sensor.
    time_s : (n,) float64
    """
    found = np.full((len(true), 3), np.nan)
    earlier_s = 0.0
    for k, t in enumerate(true):
        rest = _mean(up, time_s, max(earlier_s, t["start_s"] - REST_S), t["start_s"])
        held = _mean(up, time_s, t["plateau_start_s"], t["plateau_end_s"])
        earlier_s = t["end_s"]
        if rest is not None and held is not None:
            across = np.cross(held, rest)
            sine = float(np.sqrt(np.sum(across * across)))
            found[k] = across / sine * np.degrees(np.arctan2(sine, float(np.sum(held * rest))))
    return found


def true_amplitudes(
    up: FloatArray, time_s: FloatArray, true: Sequence[Mapping[str, Any]], axis: Sequence[float]
) -> FloatArray:
    """Angles (k,) in deg about the exercise's axis that the body truly had, from its true up direction (n, 3)."""
    size: FloatArray = np.abs(turns(up, time_s, true) @ np.asarray(axis, dtype=np.float64))
    return size


def known_windows(recording: Recording, true: Sequence[Mapping[str, Any]]) -> FloatArray:
    """Angles (k,) in deg as an acausal filter finds them when it is given where rest and plateau are."""
    (block,) = recording.blocks
    assert block.gyr is not None
    rate_rad = np.ascontiguousarray(np.radians(block.gyr))
    state = offlineVQF(rate_rad, np.ascontiguousarray(block.acc), None, 1.0 / recording.rate_hz)
    w, x, y, z = state["quat6D"].T
    up = np.column_stack((2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)))
    found = turns(up, block.time_s, true)
    known = np.isfinite(found[:, 0])
    if not known.any():
        return np.full(len(true), np.nan)
    # The axis is that of all movements together; a movement the other way about it counts with its sign.
    size: FloatArray = np.abs(found @ np.linalg.svd(found[known], full_matrices=False)[2][0])
    return size


def _mean(up: FloatArray, time_s: FloatArray, start_s: float, end_s: float) -> FloatArray | None:
    inside = (time_s > start_s + MARGIN_S) & (time_s < end_s - MARGIN_S)
    if np.count_nonzero(inside) < 5:
        return None
    mean: FloatArray = np.mean(up[inside], axis=0)
    mean /= np.sqrt(np.sum(mean * mean))
    return mean
