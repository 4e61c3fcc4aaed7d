"""The body of the virtual patient who listens: its sensors agree, wherever a movement begins and however it is cut."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensortrack.records import FloatArray
from sensortrack.session.listening import Body

from .people import CATALOGUE

RATE_HZ = 100.0


def until_still(body: Body, size: int) -> list[tuple[FloatArray, FloatArray]]:
    """What comes until a movement is over, and once after it."""
    samples = []
    while body.moving:
        samples.append(body.samples(size))
    return [*samples, body.samples(size)]


@settings(max_examples=25, deadline=None)
@given(
    exercise=st.sampled_from(["E3", "E6", "E7", "E10"]),
    seed=st.integers(0, 1000),
    sizes=st.lists(st.integers(1, 130), min_size=12, max_size=12),
    turns_about=st.booleans(),
)
def test_gravity_turns_as_the_rates_say_and_the_way_is_as_long_as_the_exercise_has_it(
    exercise: str, seed: int, sizes: list[int], turns_about: bool
) -> None:
    movement = CATALOGUE.exercise(exercise).movement
    body = Body(CATALOGUE.exercise(exercise), RATE_HZ, seed)
    if turns_about:
        body.turn_about(2.0)
    samples = [body.samples(sizes[0]), *until_still(body, sizes[1])]
    rest = samples[-1][0][-1]
    body.go(1, 1.5)
    samples += [*(body.samples(size) for size in sizes[2:]), *until_still(body, 4)]
    far = samples[-1][0][-1]
    body.come_back(1.0)
    samples += until_still(body, sizes[3])
    assert body.home
    acc, gyr = (np.concatenate(parts) for parts in zip(*samples, strict=True))
    up = acc / np.linalg.norm(acc, axis=1, keepdims=True)
    turned = np.diff(up, axis=0) - np.cross(up[:-1], np.radians(gyr[1:])) / RATE_HZ
    assert (
        np.abs(turned).max() < 0.03
    )  # the accelerometer's noise; half a second of a way that is left out is 0.1
    if abs(np.dot(movement.axis, movement.start_up)) < 0.5 and movement.side_axis is None:
        cosine = np.dot(rest, far) / np.linalg.norm(rest) / np.linalg.norm(far)
        assert np.degrees(np.arccos(cosine)) == pytest.approx(movement.amplitude_deg, abs=1.5)
