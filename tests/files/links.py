"""Files whose host stamped the notifications of a sensor as they arrived: drawn by seed, with the rate that is true.

A sensor samples at its own rate and sends some samples in each notification. The link delivers them at times of its
own (Bluetooth: its connection events), some never arrive, and the host stamps what comes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sensortrack.records import FloatArray


@dataclass(frozen=True)
class Link:
    """What was drawn: samples in each notification, their rate in Hz, the link's interval in s, and what was lost.

    `numbers` are those of the notifications that came, `came_s` when they were stamped; `spread` says that the host
    spread the samples of each evenly from the notification before.
    """

    rate_hz: float
    samples: int
    events_s: float
    numbers: NDArray[np.int64]
    came_s: FloatArray
    spread: bool

    @property
    def period_s(self) -> float:
        """From one notification to the next, as the sensor sends them."""
        return self.samples / self.rate_hz

    @property
    def lost(self) -> float:
        """Share of the notifications that never came."""
        return 1.0 - len(self.numbers) / float(self.numbers[-1] + 1 - self.numbers[0])

    @property
    def stamps_s(self) -> FloatArray:
        """The stamp of each sample."""
        if not self.spread:
            return np.repeat(self.came_s, self.samples)
        came_s, many = np.unique(self.came_s, return_counts=True)
        many *= self.samples
        step_s = np.diff(came_s, prepend=came_s[0] - self.period_s) / many
        back = np.repeat(np.cumsum(many), many) - 1 - np.arange(many.sum())
        stamps: FloatArray = np.repeat(came_s, many) - back * np.repeat(step_s, many)
        return stamps


def arrived(ready_s: FloatArray, events_s: float, delay_s: FloatArray, *, begin_s: float = 0.0) -> FloatArray:
    """When notifications that were ready at those times came: at the next event of the link, none before another."""
    came_s: FloatArray = np.maximum.accumulate(
        np.ceil((ready_s - begin_s) / events_s) * events_s + begin_s + delay_s
    )
    return came_s


def drawn(seed: int, *, loss: float | None = None, spread: bool | None = None) -> Link:
    """A file of 20 s to 10 min."""
    rng = np.random.default_rng([seed, 11])
    rate_hz = math.exp(rng.uniform(math.log(25.0), math.log(400.0)))
    samples = int(rng.choice([1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20]))
    events_s = 1.25e-3 * int(rng.integers(6, 49))
    duration_s = math.exp(rng.uniform(math.log(20.0), math.log(600.0)))
    share = float(rng.choice([0.0, rng.uniform(0.0, 0.2)])) if loss is None else loss
    count = int(duration_s * rate_hz / samples)
    ready_s = np.arange(1, count + 1) * samples / rate_hz + rng.uniform(0.0, events_s)
    jitter_s = float(rng.choice([2e-4, 1e-3, 4e-3]))
    delay_s = rng.exponential(jitter_s, count)
    came_s = arrived(ready_s, events_s, delay_s)
    if rng.random() < 0.15:  # the link's parameters change
        at = int(rng.integers(count // 4, 3 * count // 4))
        other_s = 1.25e-3 * int(rng.integers(6, 49))
        begin_s = float(came_s[at - 1])
        came_s[at:] = np.maximum(arrived(ready_s[at:], other_s, delay_s[at:], begin_s=begin_s), begin_s)
    run = int(rng.choice([1, 1, 3, 8]))
    stay = np.ones(count, np.bool_)
    for first in np.flatnonzero(rng.random(count) < share / run).tolist():
        stay[first : first + int(rng.integers(1, 2 * run))] = False
    stay[[0, -1]] = True
    if rng.random() < 0.4:
        came_s = np.round(came_s, 3)
    does = bool(rng.random() < 0.25) if spread is None else spread
    return Link(rate_hz, samples, events_s, np.flatnonzero(stay), came_s[stay], does and samples > 1)
