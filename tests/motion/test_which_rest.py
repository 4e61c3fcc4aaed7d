"""Which level is the rest: what each piece of evidence says of it, in log odds."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensortrack.motion.counting.excursion import Excursion
from sensortrack.motion.counting.which_rest import WhichRest, from_gravity, from_opening
from sensortrack.motion.sample_buffer import GYR, RATE, UP, SampleBuffer

RATE_HZ = 50.0
EACH = 200


def excursions(rests_deg: list[float], tops_deg: list[float]) -> tuple[SampleBuffer, list[Excursion]]:
    """Repetitions between these levels, in the plane of x and z, and their samples."""
    buffer, found = SampleBuffer(), []
    for rest_deg, top_deg in zip(rests_deg, tops_deg, strict=True):
        start = buffer.end
        rows = buffer.extend(EACH)
        rows[:] = 0.0
        angle = np.radians(np.where(np.arange(EACH) < EACH // 2, rest_deg, top_deg))
        rows[:, UP] = np.column_stack((np.sin(angle), np.zeros(EACH), np.cos(angle)))
        e = Excursion(start + EACH // 2, 1, rest_deg)
        e.peak, e.peak_deg = start + 3 * EACH // 4, top_deg - rest_deg
        found.append(e)
    return buffer, found


def gathered(
    rests_deg: list[float], tops_deg: list[float], beforehand: float = 0.0, *, to_both_sides: bool = False
) -> WhichRest:
    which = WhichRest(raises=False, to_both_sides=to_both_sides)
    which.beforehand = beforehand
    buffer, found = excursions(rests_deg, tops_deg)
    for e in found:
        which.take(e, "repetition", buffer.end - 1, buffer, RATE_HZ)
    return which


levels = st.lists(st.floats(-3.0, 3.0), min_size=2, max_size=10)


@given(levels, st.data())
def test_what_the_levels_say_is_turned_about_where_rest_and_hold_change_places(
    rests_deg: list[float], data: st.DataObject
) -> None:
    tops = [20.0 + data.draw(st.floats(-3.0, 3.0)) for _ in rests_deg]
    said = gathered(rests_deg, tops).from_levels()
    swapped = gathered(tops, rests_deg).from_levels()
    assert said == pytest.approx(-swapped, abs=1e-6)


def test_a_level_that_keeps_still_is_the_rest_the_surer_the_more_repetitions_there_are() -> None:
    rests, tops = [0.0, 0.2, 0.1, 0.3, 0.1], [20.0, 21.0, 19.4, 20.8, 19.9]
    which = gathered(rests, tops)
    said = [which.from_levels(count) for count in range(1, 6)]
    assert said[0] == 0.0
    assert all(later >= earlier for earlier, later in pairwise(said))
    assert said[-1] == 2.0


def test_a_shift_of_posture_that_lasts_moves_both_levels_and_says_nothing() -> None:
    rests, tops = [0.0, 0.1, 0.0, 5.1, 5.0], [20.0, 19.0, 20.1, 24.1, 25.3]
    assert gathered(rests, tops).from_levels() > 0.0


@given(st.floats(0.0, 60.0), st.floats(0.0, 60.0))
def test_gravity_prefers_the_pose_that_is_nearer_to_the_exercises_own(
    one_deg: float, other_deg: float
) -> None:
    def up(deg: float) -> tuple[float, float, float]:
        return math.sin(math.radians(deg)), 0.0, math.cos(math.radians(deg))

    said = from_gravity(up(one_deg), [up(other_deg)], (0.0, 0.0, 1.0))
    assert said == pytest.approx(-from_gravity(up(other_deg), [up(one_deg)], (0.0, 0.0, 1.0)))
    assert said * (other_deg - one_deg) >= 0.0


def test_gravity_says_nothing_where_the_axes_are_not_declared() -> None:
    assert from_gravity((0.0, 0.0, 1.0), [(1.0, 0.0, 0.0)], None) == 0.0


@given(st.floats(0.0, 1000.0))
def test_no_wait_before_the_first_movement_is_proof_of_rest_by_itself(stayed_s: float) -> None:
    assert from_opening(stayed_s, opens_here=True, came_into=False, asked=False) <= 2.0
    assert from_opening(stayed_s, opens_here=True, came_into=True, asked=False) > from_opening(
        stayed_s, opens_here=True, came_into=False, asked=False
    )


@given(st.floats(0.0, 100.0))
def test_a_wait_says_nothing_where_the_recording_opens_in_motion(stayed_s: float) -> None:
    assert from_opening(stayed_s, opens_here=False, came_into=False, asked=False) == 0.0


@pytest.mark.parametrize("rest_deg", [0.0, 3.0])
def test_a_person_is_elsewhere_who_is_where_no_repetition_goes(rest_deg: float) -> None:
    which = gathered([0.0, rest_deg, 1.0], [20.0, 22.0, 17.0])
    for on_the_way_deg in (-4.0, 0.0, 10.0, 20.0, 27.0):
        angle = math.radians(on_the_way_deg)
        assert not which.is_elsewhere((math.sin(angle), 0.0, math.cos(angle)), 3)
    for up in ((0.0, math.sin(0.5), math.cos(0.5)), (math.sin(-0.4), 0.0, math.cos(-0.4)), (1.0, 0.0, 0.0)):
        assert which.is_elsewhere(up, 3)


def test_nobody_is_elsewhere_while_no_repetition_shows_where_the_movement_goes() -> None:
    assert not WhichRest(raises=False, to_both_sides=False).is_elsewhere((1.0, 0.0, 0.0), 0)


def test_few_repetitions_from_a_pose_that_the_recording_opens_in_are_judged() -> None:
    assert gathered([0.0], [20.0], beforehand=1.3).why_open() is None


def test_a_set_whose_rests_change_more_than_its_holds_is_open() -> None:
    reason = gathered([0.0, 2.0, -1.0, 3.0, 0.5], [20.0, 20.1, 19.9, 20.0, 20.1], beforehand=1.3).why_open()
    assert reason is not None
    values = dict(reason.items)
    assert values["rest_deg"] > 5.0 * values["held_deg"]


def trembling(held_dps: float, rest_dps: float, *, has_gyroscope: bool = True) -> WhichRest:
    """Five repetitions of a person whose trembling differs between the holds and the rests."""
    which = WhichRest(raises=False, to_both_sides=False)
    buffer, found = excursions([0.0] * 5, [20.0] * 5)
    rows = buffer.rows(buffer.first, buffer.end)
    signs = np.where(np.arange(len(rows)) % 2, 1.0, -1.0)
    held = (np.arange(len(rows)) % EACH) >= EACH // 2
    rows[:, RATE] = (signs * np.where(held, held_dps, rest_dps))[:, None]
    rows[:, GYR] = 1.0 if has_gyroscope else 0.0
    for e in found:
        e.risen, e.raised_s = e.onset, 2.0
        which.take(e, "repetition", buffer.end - 1, buffer, RATE_HZ)
    return which


def test_muscles_that_tremble_more_in_one_level_hold_there() -> None:
    assert trembling(6.0, 1.0).from_effort() == pytest.approx(1.5)
    assert trembling(1.0, 6.0).from_effort() == pytest.approx(-1.5)
    assert trembling(3.0, 3.0).from_effort() == pytest.approx(0.0, abs=1e-3)


def test_a_sensors_own_noise_and_an_accelerometer_alone_show_no_effort() -> None:
    assert abs(trembling(0.06, 0.02).from_effort()) < 0.25
    assert trembling(6.0, 1.0, has_gyroscope=False).from_effort() == 0.0


def test_a_last_stay_as_long_as_the_usual_rest_tells_more_than_one_that_is_cut_short() -> None:
    """A recording that ends in a hold cuts it short: seen as a rest it was taken for one like any other."""
    buffer, found = excursions([0.0, 0.1, 0.2], [20.0, 21.0, 19.0])
    which = WhichRest(raises=False, to_both_sides=False)
    for e in found:
        e.end = e.onset + EACH // 2
        which.take(e, "repetition", buffer.end - 1, buffer, RATE_HZ)
    rest = found[1].onset - found[0].end
    said = []
    for share in (0.0, 0.2, 0.5, 0.8, 3.0):
        which.take_end(found[-1].end + round(share * rest), buffer, RATE_HZ)
        said.append(which.from_closing())
    assert said[0] == said[1] < said[2] < said[3] == said[4]


@pytest.mark.parametrize(("beforehand", "is_open"), [(1.5, True), (3.5, False)])
def test_an_exercise_to_both_sides_that_went_to_one_of_them_needs_more_to_be_judged(
    beforehand: float, is_open: bool
) -> None:
    """From the far side it goes one way, too: each way from side to side was counted as one repetition."""
    levels = [0.0, 0.0], [20.0, 20.0]
    assert gathered(*levels, beforehand).why_open() is None
    assert (gathered(*levels, beforehand, to_both_sides=True).why_open() is not None) == is_open
