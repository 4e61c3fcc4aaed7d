"""A catalogue whose ladders can't be climbed, or whose numbers the tracker can't hold to, is refused by its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from sensortrack.protocol import ladder, load_catalogue
from sensortrack.protocol.definitions import movement_rules, numbers_used
from sensortrack.protocol.ladder import BELOW, rung
from sensortrack.protocol.limits import bounds_of
from sensortrack.protocol.plan import dose_of_rung, dose_of_stage, needed_for
from sensortrack.protocol.plan_check import broken_bounds

from ..own_catalogue import SAFE
from .bow import BOW, changed, refused, written

UNITS = {"repetitions": "repetitions", "hold": "s", "duration": "s", "weight": "kg"}


def laddered(*rungs: dict[str, float]) -> str:
    """The bow with these rungs."""
    lines = [
        "[[exercises.stages]]\n"
        + "".join(
            f'{of} = {{ value = {n}, unit = "{UNITS[of]}", origin = "ours" }}\n' for of, n in each.items()
        )
        for each in rungs
    ]
    return BOW.removesuffix(SAFE) + "\n" + "\n".join(lines) + SAFE


@pytest.mark.parametrize(
    ("rungs", "key", "found"),
    [
        ([{"repetitions": 2}, {"repetitions": 3, "hold": 1}], "stages[1]", "repetitions, hold differ from"),
        ([{"repetitions": 2}, {"repetitions": 2}], "stages[1]", "nothing differs from"),
        ([{"repetitions": 3}, {"repetitions": 2}], "stages[1]", "repetitions differs from"),
        ([{"repetitions": 2, "duration": 60}], "stages[0]", "duration_s doesn't fit"),
        ([{"hold": 2}], "stages[0]", "repetitions doesn't fit"),
        ([{"repetitions": 2, "weight": 1}], "stages[0]", "weight_kg doesn't fit"),
        ([{"repetitions": 3}, {"repetitions": 4}], "stages[1]", "4 repetitions"),
        ([{"repetitions": 2, "hold": 16}], "stages[0]", "16 s of hold"),
        ([{"repetitions": 2, "hold": 1}, {"repetitions": 2}], "stages[1]", "hold differs from"),
        ([{"repetitions": 1}], "stages[0]", "nothing of it can be lowered"),
        ([{"repetitions": 1, "hold": 1.5}], "stages[0]", "nothing of it can be lowered"),
    ],
)
def test_a_rung_that_nobody_may_do_or_that_grows_otherwise_than_one_thing_at_a_time_is_refused(
    tmp_path: Path, rungs: list[dict[str, float]], key: str, found: str
) -> None:
    error = refused(tmp_path, laddered(*rungs))
    assert error.key == f"exercises.bow.{key}"
    assert found in error.found


def test_below_the_first_rung_one_thing_is_less_and_beyond_the_last_one_nothing_grows(tmp_path: Path) -> None:
    mine = load_catalogue(
        written(tmp_path, laddered({"repetitions": 2, "hold": 4}, {"repetitions": 2, "hold": 5}))
    )
    bow = mine.exercise("bow")
    assert [
        {name: number.value for name, number in rung(bow, k, mine).numbers.items()} for k in (BELOW, 0, 1, 7)
    ] == [
        {"repetitions": 1, "hold": 4},
        {"repetitions": 2, "hold": 4},
        {"repetitions": 2, "hold": 5},
        {"repetitions": 2, "hold": 5},
    ]


@pytest.mark.parametrize(("first", "lowered"), [(33, 19), (35, 21), (50, 30)])
def test_below_the_first_rung_is_the_catalogues_share_of_it_rounded_down(
    tmp_path: Path, first: int, lowered: int
) -> None:
    many = laddered({"repetitions": first}).replace("most = { value = 3,", "most = { value = 50,")
    many = many.replace("series_repetitions.most = { value = 20", "series_repetitions.most = { value = 50")
    mine = load_catalogue(written(tmp_path, many))
    assert mine.progress.below_share.value == 60
    assert rung(mine.exercise("bow"), BELOW, mine).number("repetitions") == lowered


def test_below_the_first_rung_nothing_is_less_than_the_least_that_a_rule_asks() -> None:
    catalogue = load_catalogue()
    for exercise in catalogue.exercises:
        lowered = rung(exercise, BELOW, catalogue)
        dose = dose_of_rung(exercise, lowered)
        assert not broken_bounds(dose, exercise, catalogue, initial=True)
        assert len(ladder.changed(exercise.stages[0], lowered)) == 1


def test_a_rung_may_bring_a_thing_that_the_one_before_had_not_however_little_of_it(tmp_path: Path) -> None:
    mine = load_catalogue(written(tmp_path, laddered({"repetitions": 2}, {"repetitions": 2, "hold": 0.5})))
    assert rung(mine.exercise("bow"), 1, mine).number("hold") == 0.5


def test_an_exercise_without_a_ladder_asks_for_nothing_on_any_rung(tmp_path: Path) -> None:
    mine = load_catalogue(written(tmp_path, BOW))
    bow = mine.exercise("bow")
    assert all(not rung(bow, k, mine).numbers for k in (BELOW, 0, 3))
    assert dose_of_stage(bow, 0, mine).repetitions is None


def test_a_thing_that_no_table_declares_is_refused_and_those_that_are_there_are_named(tmp_path: Path) -> None:
    needs = changed('name = "bow"', 'name = "bow"\nneeds = ["bar"]')
    error = refused(tmp_path, needs)
    assert "'bar'" in error.found
    assert "there is none" in (error.expected or "")
    pole = """
[[equipment]]
id = "pole"
says = "a pole"
question = "Is there a pole?"
"""
    at = needs.index("[[exercises]]")
    assert (refused(tmp_path, needs[:at] + pole + needs[at:]).expected or "").endswith("pole")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('boundary = { value = 5, unit = "%"', 'boundary = { value = 5, unit = "deg"', "phase.boundary.unit"),
        ("boundary = { value = 5,", "boundary = { value = 11,", "phase.boundary.value"),
        ("boundary = { value = 5,", "boundary = { value = 0.9,", "phase.boundary.value"),
        ("long_share = { value = 20,", "long_share = { value = 51,", "repetition.long_share.value"),
    ],
)
def test_a_definition_that_the_tracker_can_not_hold_to_is_refused(
    tmp_path: Path, old: str, new: str, key: str
) -> None:
    assert refused(tmp_path, changed(old, new)).key == f"definitions.{key}"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("nominal_rate = { value = 50", "nominal_rate = { value = 47", "judging.real_rate.value"),
        ("real_rate = { value = 48", "real_rate = { value = 14", "judging.real_rate.value"),
        ('gap = { value = 0.5, unit = "s"', 'gap = { value = 500, unit = "ms"', "judging.gap.unit"),
        ('most = { value = 15, unit = "s"', 'most = { value = 15, unit = "min"', "plan.bounds.hold.most.unit"),
        (
            "hold.most =",
            'hold.least = { value = 1, unit = "min", origin = "ours" }\nhold.most =',
            "plan.bounds.hold.least.unit",
        ),
        (
            "hold.most =",
            'hold.least = { value = 16, unit = "s", origin = "ours" }\nhold.most =',
            "plan.bounds.hold.least",
        ),
    ],
)  # fmt: skip
def test_a_bound_in_another_unit_or_upside_down_is_refused(
    tmp_path: Path, old: str, new: str, key: str
) -> None:
    assert refused(tmp_path, changed(old, new)).key == key


def test_the_numbers_reach_the_tracker_in_its_units_and_its_result_by_their_keys(tmp_path: Path) -> None:
    mine = load_catalogue(written(tmp_path, BOW))
    bow = mine.exercise("bow")
    rules = movement_rules(bow, mine)
    assert (rules.repetition.raised_share, rules.repetition.long_s, rules.repetition.shift_deg) == (
        0.5,
        1.3,
        6.0,
    )
    assert (rules.edge_share, rules.least_rate_hz, rules.long_gap_s) == (0.05, 48.0, 0.5)
    assert (rules.attack_ratio_limit, rules.swing_deg) == (2.5, None)
    used = {key: number.value for key, number in numbers_used(bow, mine)}
    assert used["definitions.repetition.long"] == 1.3
    assert used["judging.gap"] == 0.5
    assert (used["bow.amplitude"], used["bow.least_amplitude"]) == (40.0, 10.0)


def test_the_example_is_the_first_exercise_whose_repetitions_the_sensor_sees(tmp_path: Path) -> None:
    assert load_catalogue().example.id == "E6"
    faint = changed('observability = "clearly"', 'observability = "hardly"')
    assert load_catalogue(written(tmp_path, faint)).example.id == "bow"  # none is clear: the first there is


def test_what_a_kind_of_movement_needs_is_named_once(tmp_path: Path) -> None:
    ours = load_catalogue()
    assert [e.needs for e in ours.exercises if e.movement.kind == "hang"] == [needed_for("hang", ours)]
    assert needed_for("walk", load_catalogue(written(tmp_path, BOW))) == ()


def test_only_the_limit_that_may_grow_is_left_out_after_the_first_rung() -> None:
    catalogue = load_catalogue()
    for exercise in catalogue.exercises:
        first, later = (bounds_of(exercise, catalogue, initial=initial) for initial in (True, False))
        assert {b.rule for b in first} - {b.rule for b in later} == {"G4"}
        assert [b for b in first if b.rule != "G4"] == list(later)
