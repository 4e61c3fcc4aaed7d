"""A catalogue file is read strictly: what is wrong is named by file, key, found, expected, remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from sensortrack.errors import CatalogueError, NoInputError, UsageError
from sensortrack.protocol import judge, load_catalogue
from sensortrack.protocol.roles import SAFETY

from ..own_catalogue import SAFE
from .bow import BOW, changed, refused, written
from .hand import evidence_of, reps


def test_a_rule_that_is_not_there_is_refused_by_its_id() -> None:
    with pytest.raises(UsageError, match=r"no rule 'E6\.none' in catalogue\.toml"):
        load_catalogue().rule("E6.none")


def test_a_persons_own_catalogue_may_define_its_own_exercise_with_fewer_rules(tmp_path: Path) -> None:
    mine = load_catalogue(written(tmp_path, BOW))
    assert (mine.rules_version, mine.source) == ("mine-3", "My own plan")
    bow = mine.exercise("bow")
    assert bow.movement.amplitude_deg == 40.0
    assert bow.movement.sides == "none"

    def counted(n: int, **changes: float) -> str:
        return next(
            f.outcome for f in judge(bow, mine, evidence_of(reps(n), **changes)) if f.rule == "bow.count"
        )

    assert [counted(3), counted(4), counted(4, rate_hz=47.0)] == ["pass", "fail", "not_judged"]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("rules_version", 'colour = "red"\nrules_version', "colour"),
        ('title = "My', 'author = "me"\ntitle = "My', "source.author"),
        ("gap = {", "rate = 3\ngap = {", "judging.rate"),
        ('name = "bow"', 'name = "bow"\nrungs = 3', "exercises.bow.rungs"),
        ('kind = "rep', 'speed = 3\nkind = "rep', "exercises.bow.movement.speed"),
        ("axis = [0", "side_axis = [0, 0, 1]\naxis = [0", "exercises.bow.movement.side_axis"),
        ('check = "c', 'cheque = 1\ncheck = "c', "exercises.bow.rules.bow.count.cheque"),
        (
            "numbers.most",
            'numbers.more = { value = 3, unit = "s", origin = "ours" }\nnumbers.most',
            "exercises.bow.rules.bow.count.numbers.more",
        ),
        ("value = 3, ", "value = 3, sd = 1, ", "exercises.bow.rules.bow.count.numbers.most.sd"),
        ('method = "measured"', 'method = "cued"\ncue = "Bow."', "exercises.bow.rules.bow.count.check"),
    ],
)
def test_an_unknown_key_is_refused_wherever_it_stands(tmp_path: Path, old: str, new: str, key: str) -> None:
    error = refused(tmp_path, changed(old, new))
    assert error.key == key
    assert "unknown" in error.found


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('"sensortrack.catalogue/1"', '"sensortrack.catalogue/2"', "schema"),
        ('schema = "sensortrack.catalogue/1"', "", "schema"),
        ('rules_version = "mine-3"', "", "rules_version"),
        ('rules_version = "mine-3"', "rules_version = 3", "rules_version"),
        ('rules_version = "mine-3"', 'rules_version = " "', "rules_version"),
        ('[source]\ntitle = "My own plan"', 'source = "My own plan"', "source"),
        ("axis = [0, -1, 0]\n", "", "exercises.bow.movement.axis"),
        ("axis = [0, -1, 0]", "axis = [0, -1]", "exercises.bow.movement.axis"),
        ("axis = [0, -1, 0]", "axis = [0, -1, true]", "exercises.bow.movement.axis[2]"),
        ("axis = [0, -1, 0]", "axis = [0, -2, 0]", "exercises.bow.movement.axis"),
        ("axis = [0, -1, 0]", "axis = [1, 0, 0]", "exercises.bow.movement.axis"),
        ("start_up = [1, 0, 0]", 'start_up = "up"', "exercises.bow.movement.start_up"),
        ('kind = "repetitions"', 'kind = "reps"', "exercises.bow.movement.kind"),
        ('kind = "repetitions"', 'kind = "repetitions"\nsides = "limbs"', "exercises.bow.movement.side_axis"),
        ("value = 40", "value = 0", "exercises.bow.movement.amplitude.value"),
        ("value = 10", "value = 41", "exercises.bow.movement.least_amplitude.value"),
        ("value = 40", 'value = "40"', "exercises.bow.movement.amplitude.value"),
        ("value = 40", "value = nan", "exercises.bow.movement.amplitude.value"),
        ("value = 40", "value = -40", "exercises.bow.movement.amplitude.value"),
        ('value = 40, unit = "deg"', 'value = 40, unit = "rad"', "exercises.bow.movement.amplitude.unit"),
        ('value = 40, unit = "deg", origin = "ours"', 'value = 40, unit = "deg", origin = "theirs"',
         "exercises.bow.movement.amplitude.origin"),
        ('{ value = 3, unit = "repetitions", origin = "ours" }', "3",
         "exercises.bow.rules.bow.count.numbers.most"),
        ("numbers.most", "numbers.least", "exercises.bow.rules.bow.count.numbers.least"),
        ("numbers.most =", "source = 'x' #", "exercises.bow.rules.bow.count.numbers.most"),
        ('"count_at_most"', '"count"', "exercises.bow.rules.bow.count.check"),
        ('role = "count"\n', "", "exercises.bow.rules.bow.count.role"),
        ('role = "count"', 'role = "counting"', "exercises.bow.rules.bow.count.role"),
        ('role = "count"', 'role = "doctor"', "exercises.bow.rules.bow.count.role"),
        ('role = "count"', 'role = "hold"', "exercises.bow.rules.bow.count.check"),
        ('role = "doctor"', 'role = "hold"', "rules.leave.role"),
        ('method = "measured"', 'method = "guessed"', "exercises.bow.rules.bow.count.method"),
        ('method = "measured"', 'method = "measured"\nmay_grow = "no"', "exercises.bow.rules.bow.count.may_grow"),
        ('method = "measured"', 'method = "asked"', "exercises.bow.rules.bow.count.question"),
        ('method = "measured"', 'method = "cued"', "exercises.bow.rules.bow.count.cue"),
        ('method = "measured"', 'method = "asked"\nquestion = "?"', "exercises.bow.rules.bow.count.good_answer"),
        ('id = "bow.count"', 'id = "nod.count"', "exercises.bow.rules.nod.count.id"),
        ('id = "bow"', 'id = "my bow"', "exercises.my bow.id"),
        ('id = "bow"\n', "", "exercises[0].id"),
        ('name = "bow"', 'name = "bow"\nsubstitute = "nod"', "exercises.bow.substitute"),
        ('name = "bow"', 'name = "bow"\nfigure = "bowing"', "exercises.bow.figure"),
    ],
)  # fmt: skip
def test_a_missing_or_wrong_value_is_refused_with_its_key(
    tmp_path: Path, old: str, new: str, key: str
) -> None:
    error = refused(tmp_path, changed(old, new))
    assert error.key == key
    assert f"key '{key}'" in str(error)


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    twice = BOW + BOW[BOW.index("[[exercises]]") : BOW.index("[[exercises.rules]]")]
    error = refused(tmp_path, twice)
    assert error.key == "exercises.bow.id"
    assert "twice" in error.found


def test_a_lower_bound_above_the_upper_one_is_refused(tmp_path: Path) -> None:
    upside_down = changed('"count_at_most"', '"count_range"').replace(
        "numbers.most",
        'numbers.least = { value = 4, unit = "repetitions", origin = "ours" }\nnumbers.most',
    )
    assert refused(tmp_path, upside_down).key == "exercises.bow.rules.bow.count.numbers.least"


def test_a_catalogue_without_an_exercise_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, BOW[: BOW.index("[[exercises]]")] + SAFE).key == "exercises"


def test_a_table_in_place_of_an_array_of_tables_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, 'rules = "none"\n' + BOW.removesuffix(SAFE) + REST).key == "rules"
    assert refused(tmp_path, 'rules = ["none"]\n' + BOW.removesuffix(SAFE) + REST).key == "rules[0]"


def test_a_file_that_is_not_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    error = refused(tmp_path, 'schema = "sensortrack.catalogue/1"\nrules_version = \n')
    assert error.line == 2


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CatalogueError, match=r"mine\.toml, line 1: bytes that are not UTF-8"):
        load_catalogue(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoInputError, match=r"mine\.toml: no such file"):
        load_catalogue(tmp_path / "mine.toml")


REST = SAFE[SAFE.index("[progression]") :]
RULES = [f"[[rules]]{text}" for text in SAFE.removesuffix(REST).split("[[rules]]")[1:]]


@pytest.mark.parametrize("role", SAFETY)
def test_a_catalogue_without_a_rule_of_safety_is_refused_by_its_role(tmp_path: Path, role: str) -> None:
    rest = [text for text in RULES if f'role = "{role}"' not in text]
    error = refused(tmp_path, BOW.removesuffix(SAFE) + "\n" + "".join(rest) + REST)
    assert error.key == "rules"
    assert f"the role {role}" in error.found
    assert SAFETY[role] in (error.expected or "")  # type: ignore[index]


@pytest.mark.parametrize("role", SAFETY)
def test_a_role_that_stands_twice_is_refused(tmp_path: Path, role: str) -> None:
    again = next(text for text in RULES if f'role = "{role}"' in text).replace('id = "', 'id = "also_')
    error = refused(tmp_path, BOW + again)
    assert (error.key or "").endswith(".role")
    assert f"has the role {role}, too" in error.found


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('kind = "emergency"', 'kind = "get_help"', "screening.conditions"),
        ('emergency = "Get emergency help."\n', "", "screening.advice.emergency"),
        ('max_age = { value = 28, unit = "days", origin = "ours" }\n', "", "screening.max_age"),
        (REST[: REST.index("[plan]")], "", "progression"),
        (REST[REST.index("[plan]") : REST.index("[screening]")], "", "plan"),
        ('hold.most = { value = 15, unit = "s", origin = "ours" }\n', "", "plan.bounds.hold"),
        (REST[REST.index("[screening]") :], "", "screening"),
    ],
)
def test_a_catalogue_without_its_screening_an_emergency_or_progression_is_refused(
    tmp_path: Path, old: str, new: str, key: str
) -> None:
    assert refused(tmp_path, changed(old, new)).key == key


def test_an_exercise_has_one_rule_of_each_role_but_any_number_about_its_form(tmp_path: Path) -> None:
    count = BOW[BOW.index("[[exercises.rules]]") :].removesuffix(SAFE)
    assert refused(tmp_path, BOW.removesuffix(SAFE) + count.replace("bow.count", "bow.also") + SAFE).key == (
        "exercises.bow.rules.bow.also.role"
    )
    form = """
[[exercises.rules]]
id = "bow.{}"
role = "form"
method = "cued"
says = "So."
cue = "So."
"""
    own = load_catalogue(
        written(tmp_path, BOW.removesuffix(SAFE) + form.format("one") + form.format("two") + SAFE)
    )
    assert [r.id for r in own.exercise("bow").rules] == ["bow.count", "bow.one", "bow.two"]


def test_a_rule_is_found_by_its_role_an_exercises_own_before_the_general_one(tmp_path: Path) -> None:
    own = load_catalogue(written(tmp_path, BOW))
    bow = own.exercise("bow")
    assert {role: own.rule_of(role).id for role in SAFETY} == {
        "doctor": "leave",
        "surroundings": "place",
        "symptoms": "enough",
        "smooth": "easy",
        "breath": "breathe",
        "spine_load": "bare",
    }
    assert own.rule_of("hold", bow) is None
    assert own.rule_of("count") is None
    count = own.rule_of("count", bow)
    assert count is not None
    assert count.id == "bow.count"
    ours = load_catalogue()
    first_ten = ours.rule_of("count", ours.exercise("E2"))
    assert first_ten is not None
    assert first_ten.may_grow


def test_a_catalogue_with_the_keys_of_earlier_versions_is_read_as_one_of_today(tmp_path: Path) -> None:
    before = BOW.replace("\nmethod = ", "\nkept = ").replace("\nobservability = ", "\nseen = ")
    assert before.count("\nkept = ") > 1
    assert (
        load_catalogue(written(tmp_path, before)).exercises
        == load_catalogue(written(tmp_path, BOW)).exercises
    )


def test_the_keys_of_an_earlier_and_of_this_version_beside_each_other_are_refused(tmp_path: Path) -> None:
    both = BOW.replace('method = "measured"', 'method = "measured"\nkept = "asked"', 1)
    assert refused(tmp_path, both).key == "exercises.bow.rules.bow.count.kept"
