"""Where a set closes: in rest, in a hold, or on the way between them."""

from __future__ import annotations

import numpy as np
import pytest

from sensortrack.motion.counting.closing import Levels, closes_in
from sensortrack.motion.counting.excursion import Excursion
from sensortrack.motion.sample_buffer import UP, SampleBuffer

RATE_HZ = 50.0
HEIGHT_DEG = 20.0


def up(angle_deg: float) -> tuple[float, float, float]:
    return (float(np.sin(np.radians(angle_deg))), 0.0, float(np.cos(np.radians(angle_deg))))


def closing(
    *pieces: tuple[float, float, float],
    came_home: bool = True,
    going_on: bool = False,
    ended_by: str = "home",
    rate_hz: float = RATE_HZ,
) -> int:
    """Pieces of a movement: how long each lasts, in s, and from which angle it goes to which, in deg.

    The excursion takes the first two pieces where it came home, and all of them where it did not.
    """
    counts = [max(1, round(s * rate_hz)) for s, _, _ in pieces]
    angle = np.concatenate([np.linspace(a, b, n) for (_, a, b), n in zip(pieces, counts, strict=True)])
    buffer = SampleBuffer()
    rows = buffer.extend(len(angle))
    rows[:] = 0.0
    rows[:, UP] = np.array([up(a) for a in angle])
    e = Excursion(0, 1, 0.0)
    e.end = sum(counts[:2]) if came_home else buffer.end - 1
    e.lowest_deg, e.ended_by = float(angle[e.end - 1]), ended_by
    levels = Levels([up(0.0)], [up(HEIGHT_DEG)], HEIGHT_DEG)
    return closes_in(e, buffer.end - 1, levels, buffer, rate_hz, came_home=came_home, going_on=going_on)


HELD = (2.0, HEIGHT_DEG, HEIGHT_DEG)
BACK = (1.5, HEIGHT_DEG, 0.0)


@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 104.0, 400.0])
def test_a_set_whose_last_repetition_came_home_closes_in_rest(rate_hz: float) -> None:
    assert closing(HELD, BACK, (0.5, 0, 0), rate_hz=rate_hz) == 1
    assert closing(HELD, BACK, (3, 0, 8), rate_hz=rate_hz) == 1  # relaxed, and not where it was


@pytest.mark.parametrize("going_on", [False, True])
def test_samples_that_end_in_a_hold_close_in_it_and_those_that_end_on_the_way_close_in_neither(
    going_on: bool,
) -> None:
    def ends(*pieces: tuple[float, float, float]) -> int:
        return closing(*pieces, came_home=False, going_on=going_on, ended_by="" if going_on else "cut")

    assert ends((1.5, 0, HEIGHT_DEG), HELD) == -1
    assert ends(HELD, (1, HEIGHT_DEG, 14)) == 0
    assert ends((1, 0, 14)) == 0
    assert ends(HELD, (1, HEIGHT_DEG, 3)) == 1  # all but at home
    assert ends((1, 0, 18)) == -1


@pytest.mark.parametrize("to_deg", [90.0, -90.0])
@pytest.mark.parametrize("took_s", [1.5, 4.0])
def test_a_person_who_gets_up_leaves_from_where_they_kept_still_whatever_they_pass(
    took_s: float, to_deg: float
) -> None:
    assert closing(HELD, BACK, (0.7, 0, 0), (took_s, 0, to_deg), (3, to_deg, to_deg)) == 1
    # From the hold, be it by way of the rest, they were not at home.
    assert closing((1.5, 0, HEIGHT_DEG), HELD, (took_s, HEIGHT_DEG, to_deg), (3, to_deg, to_deg)) == -1
    stays = closing((1.5, 0, HEIGHT_DEG), HELD, (took_s, HEIGHT_DEG, to_deg), came_home=False, ended_by="cut")
    assert stays == -1


def test_a_person_who_leaves_without_a_stop_anywhere_left_from_the_rest() -> None:
    assert closing((0.5, 0, HEIGHT_DEG), (0.5, HEIGHT_DEG, 0), (1, 0, -90)) == 1


def test_steps_that_begin_in_a_hold_leave_from_it() -> None:
    assert closing((1.5, 0, HEIGHT_DEG), HELD, came_home=False, ended_by="steps") == -1
    assert closing((1.5, 0, 4), (1, 4, 4), came_home=False, ended_by="steps") == 1
