"""A stop on the way, a dip in a hold and a shift of posture look alike at first: what comes after them tells."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sensortrack
from benchmarks.accuracy.worlds.draw import world
from benchmarks.accuracy.worlds.score import outcome_of
from sensortrack.records import Code
from tests.analysis.composed import CATALOGUE, Move, composed, there_and_back, usual
from tests.simulated import repetitions

ONE_SIDED = ("E6", "E10", "E11")


def usual_deg(exercise: str) -> float:
    return CATALOGUE.exercise(exercise).movement.amplitude_deg


@settings(max_examples=12, deadline=None)
@given(
    exercise=st.sampled_from(ONE_SIDED),
    low=st.floats(0.28, 0.42),
    stopped_s=st.floats(2.0, 3.2),
    again_s=st.floats(0.0, 2.5),
    seed=st.integers(0, 99),
)
def test_a_stop_on_the_way_out_takes_nothing_from_the_repetition(
    exercise: str, low: float, stopped_s: float, again_s: float, seed: int
) -> None:
    high_deg = 1.1 * usual_deg(exercise)
    stopping = [
        Move(low * high_deg, 1.2, stopped_s),
        Move(high_deg, 1.5, 2.0),
        Move(low * high_deg, 1.5, again_s),
        Move(0.0, 1.2, 3.0),
    ]
    recording, spans = composed(exercise, [*usual(exercise, 2), *stopping], seed)
    result = sensortrack.analyse(recording)
    assert result.summary.repetitions == 3
    last = repetitions(result)[-1]
    assert last.end_s == pytest.approx(spans[-1][1], abs=0.7)
    assert not [v for v in result.excursions if v.reason is not None and v.reason.code == Code.SHIFTED]


@settings(max_examples=12, deadline=None)
@given(
    exercise=st.sampled_from(ONE_SIDED),
    shift=st.floats(0.25, 0.4),
    stayed_s=st.floats(2.0, 8.0),
    times=st.integers(1, 3),
    seed=st.integers(0, 99),
)
def test_a_repetition_from_a_shifted_posture_has_its_height_above_that(
    exercise: str, shift: float, stayed_s: float, times: int, seed: int
) -> None:
    a_deg = usual_deg(exercise)
    shifted = [Move(shift * a_deg, 1.0, stayed_s)]
    for _ in range(times):
        shifted += [Move((1.0 + shift) * a_deg, 1.5, 1.5), Move(shift * a_deg, 1.5, 4.5)]
    recording, _ = composed(exercise, [*usual(exercise, 2), *shifted], seed)
    found = repetitions(sensortrack.analyse(recording))
    assert len(found) == 2 + times
    for a in found[2:]:
        assert a.amplitude_deg == pytest.approx(a_deg, abs=0.15 * a_deg)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("exercise", ONE_SIDED)
def test_quick_repetitions_from_a_shifted_posture_are_counted(exercise: str, seed: int) -> None:
    a_deg, shift = usual_deg(exercise), 0.7 + 0.15 * seed
    quick = [Move(a_deg * (1.0 + shift), 1.6, 0.8), Move(a_deg * shift, 1.0, 0.3)]
    for _ in range(6):
        quick += [Move((1.0 + shift) * a_deg, 1.0, 0.8), Move(shift * a_deg, 1.0, 0.3)]
    recording, _ = composed(exercise, [*usual(exercise, 3), *quick], seed)
    found = repetitions(sensortrack.analyse(recording))
    assert 3 + 6 <= len(found) <= 3 + 7  # the one during which the person shifted may be lost
    for a in found[-5:]:
        assert a.amplitude_deg == pytest.approx(a_deg, abs=0.2 * a_deg)


@settings(max_examples=10, deadline=None)
@given(
    paused_at=st.floats(0.3, 0.45), paused_s=st.floats(2.0, 3.3), side=st.sampled_from([-1.0, 1.0]),
    seed=st.integers(0, 99),
)  # fmt: skip
def test_a_pause_on_the_way_back_from_either_side_is_no_end(
    paused_at: float, paused_s: float, side: float, seed: int
) -> None:
    a_deg = usual_deg("E7")
    both = [*there_and_back(a_deg), *there_and_back(-a_deg)]
    pausing = [
        Move(side * a_deg, 1.5, 1.5),
        Move(side * paused_at * a_deg, 1.5, paused_s),
        Move(0.0, 1.0, 3.0),
    ]
    result = sensortrack.analyse(composed("E7", [*both, *pausing], seed)[0])
    assert [a.outcome for a in result.attempts] == ["repetition"] * 3


def to_both_sides(left_deg: float, right_deg: float, rest_s: float, held_s: float) -> list[Move]:
    """From the hold of the first side on: a recording that is cut so that it begins there."""
    sides = [left_deg, -right_deg] * 4
    moves = [Move(0.0, 1.5, rest_s)]
    for side_deg in sides[1:]:
        moves += [Move(side_deg, 1.5, held_s), Move(0.0, 1.5, rest_s)]
    return moves


@settings(max_examples=15, deadline=None)
@given(
    left=st.floats(0.7, 1.6), uneven=st.floats(0.75, 1.3), rest_s=st.floats(0.2, 1.3), held_s=st.floats(1.6, 4.0),
    seed=st.integers(0, 99),
)  # fmt: skip
def test_an_exercise_to_both_sides_that_begins_in_one_of_them_is_counted_from_between(
    left: float, uneven: float, rest_s: float, held_s: float, seed: int
) -> None:
    a_deg = usual_deg("E7")
    moves = to_both_sides(left * a_deg, uneven * left * a_deg, rest_s, held_s)
    result = sensortrack.analyse(composed("E7", [Move(left * a_deg, 0.0, 3.0), *moves], seed, lead_s=0.0)[0])
    found = repetitions(result)
    assert len(found) == 7
    for k, a in enumerate(found):
        side_deg = (uneven if k % 2 == 0 else 1.0) * left * a_deg
        assert a.amplitude_deg == pytest.approx(side_deg, abs=max(3.0, 0.12 * side_deg))
    assert {a.side for a in found[::2]} != {a.side for a in found[1::2]}


@pytest.mark.parametrize("seed", range(420, 428))
def test_a_person_in_two_stages_is_not_taken_for_one_who_begins_at_a_side(seed: int) -> None:
    begins_still = {"shape": "two stages", "beginning": "still", "ending": "still", "tremor": 0.0}
    outcome = outcome_of(world(seed, "ordinary", "E7", begins_still))
    assert outcome.exact, str(outcome.world)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("exercise", ["E7", "E10"])
def test_a_person_who_bends_far_is_in_no_other_posture_in_the_farthest_bend(exercise: str, seed: int) -> None:
    far_deg = 1.6 * usual_deg(exercise)
    side = -1.0 if exercise == "E7" else 1.0
    farthest_deg = side * min(2.5 * far_deg * 0.75, 88.0)
    moves = [*there_and_back(far_deg) * 3, *there_and_back(farthest_deg, moving_s=2.5, held_s=3.0 + seed)]
    result = sensortrack.analyse(composed(exercise, moves, seed)[0])
    assert [a.outcome for a in result.attempts] == ["repetition"] * 4


@pytest.mark.parametrize("seed", range(4))
def test_a_gyroscope_that_drifts_makes_no_slow_movement_go_sideways(seed: int) -> None:
    outcome = outcome_of(
        world(
            430 + seed,
            "ordinary",
            ("E8", "E9", "E11", "E4")[seed],
            {
                "way": 6.5,
                "bias": 2.2,
                "bias_wander": 0.2,
                "sway": 0.3,
                "beginning": "still",
                "ending": "still",
            },
        )
    )
    assert outcome.exact, str(outcome.world)
    assert not [reason for reason in outcome.lost if reason.endswith("sideways")]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("exercise", ["E6", "E11"])
def test_two_quick_repetitions_twice_as_large_as_usual_are_two(exercise: str, seed: int) -> None:
    """The dip between them is deep enough for the next one to begin, before it may be a shift of posture."""
    a_deg = usual_deg(exercise)
    large = [Move(2.2 * a_deg, 1.4, 0.5), Move((0.3 + 0.04 * seed) * a_deg, 1.4, 0.0)] * 2
    recording, _ = composed(exercise, [*usual(exercise, 4), *large, Move(0.0, 0.6, 3.0)], seed)
    assert sensortrack.analyse(recording).summary.repetitions == 6


@pytest.mark.parametrize("seed", range(4))
def test_a_recording_that_ends_in_the_hold_after_a_stop_has_the_attempt_whole(seed: int) -> None:
    a_deg = usual_deg("E6")
    cut = [Move(0.4 * a_deg, 1.2, 2.0 + 0.3 * seed), Move(1.1 * a_deg, 1.2, 1.5)]
    result = sensortrack.analyse(composed("E6", [*usual("E6", 3), *cut], seed)[0])
    last = result.attempts[-1]
    assert last.outcome == "interrupted"
    assert last.amplitude_deg == pytest.approx(1.1 * a_deg, abs=0.15 * a_deg)
    assert not [v for v in result.excursions if v.reason is not None and v.reason.code == Code.SHIFTED]


@pytest.mark.parametrize("exercise", ["E6", "E9"])
def test_a_movement_too_large_for_a_repetition_does_not_tell_which_way_is_outward(exercise: str) -> None:
    a_deg = usual_deg(exercise)
    moves = [*there_and_back(-3.4 * a_deg, moving_s=2.5), *usual(exercise, 5)]
    found = repetitions(sensortrack.analyse(composed(exercise, moves, 3)[0]))
    assert len(found) >= 4  # the first one comes before it is known which way is outward


@pytest.mark.parametrize("seed", range(3))
def test_a_shift_is_reported_with_the_times_at_which_it_was(seed: int) -> None:
    a_deg = usual_deg("E6")
    quick = [Move(1.8 * a_deg, 1.6, 0.8), Move(0.8 * a_deg, 1.0, 0.3)]
    for _ in range(3):
        quick += [Move(1.8 * a_deg, 1.0, 0.8), Move(0.8 * a_deg, 1.0, 0.3)]
    result = sensortrack.analyse(composed("E6", [*usual("E6", 3), *quick], seed)[0])
    shifts = [v for v in result.excursions if v.reason is not None and v.reason.code == Code.SHIFTED]
    assert shifts
    assert all(v.onset_s < v.peak_s <= v.end_s for v in shifts)


@settings(max_examples=15, deadline=None)
@given(
    exercise=st.sampled_from(["E4", "E6", "E10"]), before=st.integers(1, 4), after=st.integers(1, 4),
    way_s=st.floats(1.0, 2.0), seed=st.integers(0, 99),
)  # fmt: skip
def test_a_person_who_rests_only_once_is_followed_from_the_beginning(
    exercise: str, before: int, after: int, way_s: float, seed: int
) -> None:
    one = [Move(usual_deg(exercise), way_s, 0.0), Move(0.0, way_s, 0.0)]
    moves = [*one * before, Move(0.0, 0.0, 2.0), *one * after]
    result = sensortrack.analyse(composed(exercise, moves, seed, lead_s=0.0)[0])
    assert len(repetitions(result)) == before + after


@pytest.mark.parametrize("side", [-1.0, 1.0])
@pytest.mark.parametrize("times", [1, 3, 8])
@pytest.mark.parametrize("exercise", ["E4", "E6", "E8", "E9", "E11"])
def test_a_person_who_moves_about_before_the_start_pose_is_followed_from_it(
    exercise: str, times: int, side: float
) -> None:
    """Movement the other way, and further, told which way is outward: each bridge went inward then."""
    a_deg = usual_deg(exercise)
    about = [Move(side * 1.4 * a_deg, 0.6, 0.0), Move(0.0, 0.6, 0.0)] * times
    set_ = [Move(a_deg, 1.5, 3.0), Move(0.0, 1.5, 3.0)] * 5
    result = sensortrack.analyse(composed(exercise, [*about, Move(0.0, 0.0, 6.0), *set_], 3, lead_s=0.0)[0])
    assert result.evidence is not None
    assert result.evidence.unfit is None
    assert len([a for a in repetitions(result) if a.peak_s > 1.2 * times + 1.0]) == 5
