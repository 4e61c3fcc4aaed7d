"""Our catalogue holds the whole document, says whose each number is, and turns the right way."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest

from sensortrack.errors import UsageError
from sensortrack.motion.vectors import Vector
from sensortrack.protocol import Exercise
from sensortrack.protocol.judge import JUDGES
from sensortrack.protocol.rule import CHECKS, Number, Rule

from .hand import CATALOGUE

MEASURED = {
    "G1": "no_attack",
    "G4": "count_at_most",
    "E1.passive": "passive_hang",
    "E2.duration": "duration_at_most",
    "E3.hold": "hold_target",
    "E3.count": "count_at_most",
    "E4.effort": "effort_at_most",
    "E4.count": "count_at_most",
    "E5.count": "count_at_most",
    "E6.count": "count_at_most",
    "E7.count": "count_at_most",
    "E8.count": "count_at_most",
    "E9.rest": "rest_between_series",
    "E10.count": "count_range",
    "E11.count": "count_range",
    "E11.hold": "hold_range",
}
ASKED = {"G2", "G5", "G7", "E3.bent_leg", "E3.weight", "E4.no_touch"}
CUED = {"G3", "G6", "E10.back_straight"}
CONTRAINDICATED = {
    "C1.pregnancy",
    "C1.tuberculosis",
    "C1.malignancy",
    "C1.gastrointestinal",
    "C1.spinal_injury",
    "C1.kidney",
    "C1.leg_pain",
}
NOT_RECOMMENDED = {"C2.exhaustion", "C2.hypertension", "C2.heart_failure", "C2.diabetes", "C2.bleeding"}
EMERGENCIES = {"X.bladder", "X.bowel", "X.saddle", "X.leg_weakness"}
OURS = {
    "X.fever",
    "X.fall_fracture_osteoporosis",
    "X.recent_surgery",
}
ALSO_CUED = {"E3.bent_leg", "E4.no_touch"}

BOUNDS = {
    "G1": (None, 2.5, "1"),
    "G4": (None, 10, "repetitions"),
    "E1.passive": (None, 15, "deg"),
    "E2.duration": (None, 1200, "s"),
    "E3.hold": (8, 12, "s"),
    "E3.count": (None, 10, "repetitions"),
    "E3.weight": (1, 1.5, "kg"),
    "E4.effort": (None, 10.5, "s"),
    "E9.rest": (20, None, "s"),
    "E10.count": (5, 6, "repetitions"),
    "E11.count": (5, 6, "repetitions"),
    "E11.hold": (2, 10.5, "s"),
}

# What the document itself gives in figures; every other number must say that it is ours.
THE_DOCUMENTS = {
    ("G4", "most"),
    ("E2.duration", "most"),
    ("E3.hold", "target"),
    ("E3.count", "most"),
    ("E3.weight", "least"),
    ("E3.weight", "most"),
    ("E4.effort", "most"),
    ("E4.count", "most"),
    ("E5.count", "most"),
    ("E6.count", "most"),
    ("E7.count", "most"),
    ("E8.count", "most"),
    ("E10.count", "least"),
    ("E10.count", "most"),
    ("E11.count", "least"),
    ("E11.count", "most"),
}


def every_rule() -> Iterator[Rule]:
    yield from CATALOGUE.rules
    for exercise in CATALOGUE.exercises:
        yield from exercise.rules


def test_every_exercise_of_the_document_is_there_in_its_order() -> None:
    assert [e.id for e in CATALOGUE.exercises] == [f"E{i}" for i in range(1, 12)]


def test_every_rule_of_the_document_is_there_and_kept_in_its_way() -> None:
    methods = {r.id: r.method for r in every_rule()}
    assert {i for i, k in methods.items() if k == "measured"} == set(MEASURED)
    assert {i for i, k in methods.items() if k == "asked"} == ASKED
    assert {i for i, k in methods.items() if k == "cued"} == CUED
    assert [r.id for r in CATALOGUE.rules] == [f"G{i}" for i in range(1, 8)]


def test_every_measured_rule_names_its_check_and_no_other_rule_does() -> None:
    assert {r.id: r.check for r in every_rule() if r.check is not None} == MEASURED


def test_every_check_that_a_catalogue_can_name_has_a_judge() -> None:
    assert set(CHECKS) == set(JUDGES)


def test_asked_rules_have_a_question_with_its_good_answer_and_cued_rules_a_cue() -> None:
    for rule in every_rule():
        if rule.id in ASKED | {"G6"}:
            assert rule.question is not None
            assert rule.question.endswith("?")
            assert rule.good_answer in ("yes", "no")
        if rule.id in CUED | ALSO_CUED:
            assert rule.cue


def test_every_rule_and_exercise_quotes_the_document() -> None:
    assert all(r.source for r in every_rule())
    assert all(e.source and e.does and e.position for e in CATALOGUE.exercises)


@pytest.mark.parametrize("rule_id", BOUNDS)
def test_a_rules_bounds_are_those_that_stand_here(rule_id: str) -> None:
    rule = next(r for r in every_rule() if r.id == rule_id)
    assert (rule.at_least, rule.at_most, rule.unit) == BOUNDS[rule_id]


def test_every_number_says_whether_it_is_ours_or_the_documents() -> None:
    documents = {(r.id, name) for r in every_rule() for name, n in r.numbers.items() if not n.ours}
    assert documents == THE_DOCUMENTS
    for exercise in CATALOGUE.exercises:
        assert exercise.moves.amplitude.ours
        assert exercise.moves.least_amplitude.ours
    judging = CATALOGUE.judging
    assert judging.nominal_rate == Number(25.0, "Hz", "ours")
    assert judging.real_rate == Number(24.0, "Hz", "ours")
    assert judging.gap == Number(0.5, "s", "ours")


def test_the_numbers_that_make_a_repetition_and_a_phase_are_stated() -> None:
    words = CATALOGUE.definitions
    assert words.repetition.numbers == {
        "raised_share": Number(50.0, "%", "ours"),
        "long": Number(1.3, "s", "ours"),
        "usual_share": Number(60.0, "%", "ours"),
        "long_share": Number(20.0, "%", "ours"),
        "short_share": Number(50.0, "%", "ours"),
        "shift": Number(6.0, "deg", "ours"),
        "quickest": Number(1.0, "s", "ours"),
    }
    assert words.phase.numbers == {"boundary": Number(5.0, "%", "ours")}


def test_every_screening_condition_is_there_with_its_kind_and_what_a_yes_means() -> None:
    kinds = {s.id: s.kind for s in CATALOGUE.screening}
    assert {i for i, k in kinds.items() if k == "contraindicated"} == CONTRAINDICATED
    assert {i for i, k in kinds.items() if k == "not_recommended"} == NOT_RECOMMENDED
    assert {i for i, k in kinds.items() if k == "emergency"} == EMERGENCIES
    assert {i for i, k in kinds.items() if k == "get_help"} == OURS
    for s in CATALOGUE.screening:
        assert s.origin == ("ours" if s.id in OURS | EMERGENCIES else "document")
        assert s.question.endswith("?")
    advice = {s.kind: s.advice for s in CATALOGUE.screening}
    assert "See a doctor" in advice["contraindicated"]
    assert "our reading" in advice["not_recommended"]
    assert "help" in advice["get_help"]
    assert "emergency help now" in advice["emergency"]


def test_who_cannot_hang_gets_the_all_fours_walk() -> None:
    assert CATALOGUE.exercise("E1").substitute == "E2"


def test_only_the_first_ten_may_grow() -> None:
    assert [r.id for r in every_rule() if r.may_grow] == ["G4"]


def test_an_unknown_exercise_is_refused_with_the_list_of_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"no exercise 'E12'.*E1, E2, .*E11"):
        CATALOGUE.exercise("E12")


LEAST = {"E2": 5, "E3": 2.5, "E4": 2.5, "E6": 6, "E7": 6, "E8": 3, "E9": 3, "E10": 5, "E11": 5}


@pytest.mark.parametrize("exercise_id", LEAST)
def test_the_least_amplitude_is_the_one_that_stands_here(exercise_id: str) -> None:
    assert CATALOGUE.exercise(exercise_id).movement.least_amplitude_deg == LEAST[exercise_id]


def turned(v: Vector, axis: Vector) -> Vector:
    """A body-fixed direction after a quarter turn of the body about an axis across it: axis × v."""
    (a, b, c), (x, y, z) = axis, v
    return (b * z - c * y, c * x - a * z, a * y - b * x)


CRANIAL, RIGHT, FORWARD = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def minus(v: Vector) -> Vector:
    return (-v[0], -v[1], -v[2])


# Where the pelvis's upper end (for E7 its front) goes as the movement sets out, in the body's own
# directions of the start pose: forward tilts go forward, backward tilts and the bridge go backward.
GOES = {
    "E1": FORWARD,
    "E2": FORWARD,
    "E3": minus(FORWARD),
    "E4": minus(FORWARD),
    "E5": minus(FORWARD),
    "E6": minus(FORWARD),
    "E8": minus(FORWARD),
    "E9": FORWARD,
    "E10": FORWARD,
    "E11": FORWARD,
}


@pytest.mark.parametrize("exercise_id", GOES)
def test_the_upper_end_of_the_pelvis_goes_the_right_way(exercise_id: str) -> None:
    assert turned(CRANIAL, CATALOGUE.exercise(exercise_id).movement.axis) == GOES[exercise_id]


def test_in_the_bridge_the_cranial_axis_comes_to_point_down() -> None:
    movement = CATALOGUE.exercise("E6").movement
    assert turned(CRANIAL, movement.axis) == minus(movement.start_up)


def test_a_positive_rotation_of_the_lower_trunk_turns_the_front_to_the_left() -> None:
    movement = CATALOGUE.exercise("E7").movement
    assert movement.sides == "directions"
    assert turned(FORWARD, movement.axis) == minus(RIGHT)


def test_the_left_leg_raises_the_left_side_of_the_pelvis() -> None:
    movement = CATALOGUE.exercise("E3").movement
    assert movement.sides == "limbs"
    assert movement.side_axis is not None
    assert turned(minus(RIGHT), movement.side_axis) == CRANIAL


UP = {
    "E1": CRANIAL,
    "E2": minus(FORWARD),
    "E3": CRANIAL,
    **dict.fromkeys(("E4", "E5", "E6", "E7", "E8"), FORWARD),
    **dict.fromkeys(("E9", "E10", "E11"), CRANIAL),
}


@pytest.mark.parametrize("exercise", CATALOGUE.exercises, ids=lambda e: str(e.id))
def test_the_start_pose_is_that_of_the_position(exercise: Exercise) -> None:
    assert exercise.movement.start_up == UP[exercise.id]


@pytest.mark.parametrize("says", ["either_way", "raises"])
def test_an_exercise_goes_one_way_and_raises_nothing_unless_its_entry_says_so(says: str) -> None:
    written = tomllib.loads(CATALOGUE.path.read_text(encoding="utf-8"))["exercises"]
    expected = {e["id"] for e in written if e["movement"].get(says)}
    assert {e.id for e in CATALOGUE.exercises if getattr(e.movement, says)} == expected
    assert 0 < len(expected) < len(written)


def test_the_exercises_of_two_sides_are_those_of_directions_and_of_limbs() -> None:
    assert [e.id for e in CATALOGUE.exercises if e.two_sided] == ["E3", "E7"]
