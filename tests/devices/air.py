"""Arrivals as a Bluetooth link makes them, for clocks to be tested with."""

import numpy as np

from sensortrack.devices.clock.timed_samples import Batch
from sensortrack.devices.decode.readings import Readings
from sensortrack.records import FloatArray

START_S = 5.0


def arrivals(
    rate_hz: float,
    duration_s: float,
    rng: np.random.Generator,
    *,
    samples: int = 4,
    interval_s: float = 0.03,
    stalls_per_s: float = 0.02,
) -> FloatArray:
    """When notifications of `samples` samples come: at connection events, never before they are ready, some much later.

    `interval_s` is the connection interval; at a stall nothing comes for 0.1 to 0.24 s, and then all that waited.
    """
    ready = START_S + np.arange(1, int(duration_s * rate_hz) // samples + 1) * samples / rate_hz
    grid = ready[0] - rng.random() * interval_s
    found = np.empty(len(ready))
    earlier, blocked = 0.0, -np.inf
    for i, t in enumerate(ready):
        if rng.random() < stalls_per_s * samples / rate_hz:
            blocked = t + rng.uniform(0.1, 0.24)
        event = grid + np.ceil((max(t, blocked) - grid) / interval_s) * interval_s
        found[i] = earlier = max(event + 0.0005 + rng.exponential(0.001), earlier + 0.0005)
    return found


def readings(samples: int, arrival_s: float, ticks: list[int] | None = None, each: int = 1) -> Readings:
    """Readings whose first number is their order within the notification."""
    values = np.zeros((samples, 6))
    values[:, 0] = np.arange(samples)
    stamps = None if ticks is None else np.array(ticks, np.uint64).astype(np.int64)
    return Readings(0, ("accel", "gyro"), values, stamps, each, arrival_s)


def batch(samples: int, arrival_s: float, ticks: list[int] | None = None, each: int = 1) -> Batch:
    """One notification."""
    return Batch.single(readings(samples, arrival_s, ticks, each))


def many(counts: FloatArray, times_s: FloatArray, ticks: list[int] | None = None) -> Batch:
    """Many notifications at once, with a clock or without."""
    total = int(counts.sum())
    stamps = None if ticks is None else np.array(ticks, np.uint64).astype(np.int64)
    return Batch(
        Readings(0, ("accel", "gyro"), np.zeros((total, 6)), stamps, 1, float(times_s[-1])),
        counts.astype(int).tolist(),
        times_s.astype(float).tolist(),
    )
