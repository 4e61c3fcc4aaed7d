"""Virtual patients who do what the simulator's plan has no word for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from sensortrack.protocol import Exercise
from sensortrack.protocol.plan import Dose
from sensortrack.records import Block
from sensortrack.session.set_sources import CHUNK_S, SetItem, SetStream, VirtualPatient

GRAVITY = 9.81
SWAY_DEG, SWAY_HZ = 40.0, 0.2


@dataclass
class SlowToBegin(VirtualPatient):
    """Takes a while to get into the start pose: until then the body turns to and fro about its y axis.

    Attributes
    ----------
    before_s : float
        For how long.
    """

    before_s: float = 40.0

    def stream(self, exercise: Exercise, dose: Dose, number: int) -> SetStream:
        """The simulated set, so much later."""
        of = super().stream(exercise, dose, number)
        rate_hz = of.description.rate_hz
        assert rate_hz is not None

        def items() -> Iterator[SetItem]:
            yield from self._swaying(rate_hz).chunks(round(CHUNK_S * rate_hz))
            for item in of.items:
                assert isinstance(item, Block)
                yield replace(item, time_s=item.time_s + self.before_s)

        return SetStream(of.description, items())

    def _swaying(self, rate_hz: float) -> Block:
        time_s = np.arange(round(self.before_s * rate_hz)) / rate_hz
        turns = 2.0 * np.pi * SWAY_HZ * time_s
        angle, none = np.deg2rad(SWAY_DEG) * np.sin(turns), np.zeros_like(time_s)
        rate_dps = SWAY_DEG * 2.0 * np.pi * SWAY_HZ * np.cos(turns)
        up = np.column_stack([np.sin(angle), none, -np.cos(angle)])
        return Block(time_s, GRAVITY * up, np.column_stack([none, rate_dps, none]))


PULL_S, PULL_DEG = 0.3, 8.0


@dataclass
class PullsUp(VirtualPatient):
    """Pulls with a jerk of the hips, once.

    Attributes
    ----------
    at_s : float
        When, since the set began.
    """

    at_s: float = 8.0

    def stream(self, exercise: Exercise, dose: Dose, number: int) -> SetStream:
        """The simulated set with the pull in it."""
        of = super().stream(exercise, dose, number)

        def items() -> Iterator[SetItem]:
            for item in of.items:
                assert isinstance(item, Block)
                yield self._pulled(item)

        return SetStream(of.description, items())

    def _pulled(self, block: Block) -> Block:
        """Turned about y by one swing there and back."""
        u = np.clip((block.time_s - self.at_s) / PULL_S, 0.0, 1.0)
        angle = np.deg2rad(PULL_DEG) * np.sin(np.pi * u) ** 2
        rate_dps = PULL_DEG * np.pi / PULL_S * np.sin(2.0 * np.pi * u)
        assert block.gyr is not None
        x, y, z = block.acc.T
        turned = np.column_stack(
            [np.cos(angle) * x - np.sin(angle) * z, y, np.sin(angle) * x + np.cos(angle) * z]
        )
        return replace(block, acc=turned, gyr=block.gyr + np.column_stack([0.0 * u, rate_dps, 0.0 * u]))
