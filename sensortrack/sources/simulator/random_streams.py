"""Randomness: a stream of its own for each defect, so that changing one leaves the draws of the others."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

Stream = Literal[
    "person", "tempo", "amplitude", "off_axis", "pause", "abort", "fidget", "skip", "jerk",
    "sway", "breathing", "tremor", "drift", "posture", "steps", "swing",
    "mounting", "gyr_bias", "gyr_scale", "gyr_noise", "acc_offset", "acc_noise", "loss",
]  # fmt: skip
_ORDER = get_args(Stream)  # the position is part of the seed: append, never reorder


class Streams:
    """Generators that depend on nothing but the seed and their name."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def __getitem__(self, name: Stream) -> np.random.Generator:
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(_ORDER.index(name),)))
