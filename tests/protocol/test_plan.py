"""A plan can't be a slip of the pen: what is accepted can be done within the rules; what isn't there is left out."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sensortrack.errors import CatalogueError
from sensortrack.language import in_english, languages, load_language
from sensortrack.protocol import load_catalogue
from sensortrack.protocol.amounts import PLAN_UNITS
from sensortrack.protocol.plan import Dose, Plan, dose_of_rung, leave_out, next_equipment, plan_for_stages
from sensortrack.protocol.plan_check import misfit, session_s
from sensortrack.protocol.plan_file import load_plan

CATALOGUE = load_catalogue()


def write(folder: Path, text: str, by: str = 'by = "Dr. N."\n') -> Path:
    path = folder / "plan.toml"
    path.write_text(f'schema = "sensortrack.plan/1"\n{by}{text}')
    return path


def exception(rule: str, limit: float, more: str = "") -> str:
    return f'[[exceptions]]\nrule = "{rule}"\nlimit = {limit}\nby = "Dr. N."\nwhy = "an athlete"\n{more}\n'


SLIPS = {
    'id = "E6"\nrepetitions = 12': ("E6.count", 12),
    'id = "E6"\nrepetitions = 6\nseries = 2': ("E6.count", 12),
    'id = "E10"\nrepetitions = 4': ("E10.count", 4),
    'id = "E2"\nduration_s = 1260': ("E2.duration", 1260),
    'id = "E2"\nduration_s = 600\nseries = 3': ("E2.duration", 1800),
    'id = "E3"\nhold_s = 14': ("E3.hold", 14),
    'id = "E4"\nhold_s = 7': ("E4.effort", 11),
    'id = "E3"\nweight_kg = 2': ("E3.weight", 2),
    'id = "E9"\nrepetitions = 11': ("E9.rest", 11),
    'id = "E9"\nseries = 2\nrest_s = 10': ("E9.rest", 10),
    'id = "E1"\nduration_s = 3600': ("E1.plan.duration", 3600),
    'id = "E1"\nduration_s = 1': ("E1.plan.duration", 1),
    'id = "E6"\nhold_s = 3600': ("plan.hold", 3600),
    'id = "E6"\nhold_s = 0': ("plan.hold", 0),
    'id = "E9"\nseries = 40\nrepetitions = 2': ("plan.series", 40),
    'id = "E9"\nseries = 1000000': ("plan.series", 1000000),
    'id = "E2"\nrepetitions = 400': ("plan.repetitions", 400),
    'id = "E2"\nrepetitions = 40': ("plan.bends_per_minute", 8),
    'id = "E6"\nrest_s = 86400': ("plan.rest", 86400),
}
MISFITS = [
    'id = "E6"\nduration_s = 3600',
    'id = "E6"\nweight_kg = 1',
    'id = "E1"\nrepetitions = 5',
    'id = "E1"\nhold_s = 5',
    'id = "E2"\nhold_s = 5',
    'id = "E6"\nhold_s = nan',
    'id = "E6"\nhold_s = inf',
    'id = "E6"\nrepetitions = 2.5',
    'id = "E6"\nseries = 0',
]


@pytest.mark.parametrize("dose", [*SLIPS, *MISFITS])
def test_a_plan_beyond_a_rule_or_a_bound_is_refused(tmp_path: Path, dose: str) -> None:
    with pytest.raises(CatalogueError, match=r"plan\.toml"):
        load_plan(write(tmp_path, f"[[exercises]]\n{dose}\n"), CATALOGUE)


@pytest.mark.parametrize("dose", SLIPS)
def test_each_bound_is_named_and_only_an_exception_with_name_and_reason_goes_beyond_it(
    tmp_path: Path, dose: str
) -> None:
    text, allowed = f"[[exercises]]\n{dose}\n", ""
    named = []
    for _ in range(5):  # a slip can be one of several bounds
        try:
            plan = load_plan(write(tmp_path, text + allowed), CATALOGUE)
            break
        except CatalogueError as error:
            rule = (error.expected or "").rpartition("(")[2].rstrip(")")
            of = (error.key or "").rpartition(".")[2]
            named.append(rule)
            more = f'of = "{of}"' if rule == "E9.rest" else ""
            limit = 1e9 if rule == "plan.session" else float(error.found.split()[0])
            allowed += exception(rule, limit, more)
    assert SLIPS[dose][0] in named
    assert [e.by for e in plan.exceptions] == ["Dr. N."] * len(named)
    assert all(any(rule in in_english(e.reason) for e in plan.exceptions) for rule in named)
    assert Plan.from_document(plan.to_document()) == plan


@pytest.mark.parametrize(
    "wrong",
    [
        exception("E6.count", 12).replace('by = "Dr. N."\n', ""),
        exception("E6.count", 12).replace('why = "an athlete"\n', ""),
        exception("E3.bent_leg", 12),
        exception("E6.count", 8),
        exception("E9.rest", 15),
        exception("nobody's", 15),
    ],
)
def test_an_exception_names_a_limit_a_number_beyond_it_a_name_and_a_reason(
    tmp_path: Path, wrong: str
) -> None:
    with pytest.raises(CatalogueError, match=r"exceptions\[0\]"):
        load_plan(write(tmp_path, f'[[exercises]]\nid = "E6"\nrepetitions = 8\n{wrong}'), CATALOGUE)


@pytest.mark.parametrize(
    ("exercises", "found"),
    [
        ("exercises = []", "there is none"),
        ('[[exercises]]\nid = "E6"\n[[exercises]]\nid = "E6"', "one stands there twice"),
        ('[[exercises]]\nid = "E6"\nstage = 99', "99"),
        ('[[exercises]]\nid = "E66"', "E66"),
    ],
)
def test_a_plan_without_an_exercise_or_with_one_that_it_cannot_mean_is_refused(
    tmp_path: Path, exercises: str, found: str
) -> None:
    with pytest.raises(CatalogueError) as refused:
        load_plan(write(tmp_path, exercises + "\n"), CATALOGUE)
    assert found in refused.value.found


def test_a_dose_without_the_amount_that_its_exercise_goes_by_does_not_fit() -> None:
    assert misfit(Dose("E2"), CATALOGUE.exercise("E2")) == (
        "duration_s",
        "a duration: this exercise goes by time",
    )
    assert misfit(Dose("E6"), CATALOGUE.exercise("E6")) == (
        "repetitions",
        "a number: this exercise goes by repetitions",
    )


def test_a_plan_says_whose_it_is(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"key 'by'"):
        load_plan(write(tmp_path, '[[exercises]]\nid = "E6"\n', by=""), CATALOGUE)


@pytest.mark.parametrize(
    ("dose", "allowed"),
    [
        ("repetitions = 12", "at most 10 repetitions (E6.count)"),
        ("hold_s = 16", "at least 1 and at most 15 s of hold (plan.hold)"),
    ],
)
def test_a_limit_is_named_with_its_unit_and_of_what_where_the_unit_does_not_tell(
    tmp_path: Path, dose: str, allowed: str
) -> None:
    with pytest.raises(CatalogueError) as refused:
        load_plan(write(tmp_path, f'[[exercises]]\nid = "E6"\n{dose}\n'), CATALOGUE)
    assert refused.value.expected == allowed


def test_no_rest_is_owed_after_the_only_series(tmp_path: Path) -> None:
    (dose,) = load_plan(write(tmp_path, '[[exercises]]\nid = "E9"\nrest_s = 5\n'), CATALOGUE).doses
    assert (dose.series, dose.rest_s) == (1, 5.0)


@pytest.mark.parametrize(
    ("dose", "lasts_s"),
    [
        (Dose("E6", series=2, repetitions=10, hold_s=3.0, rest_s=60.0), 2 * (10 * (3 + 4 + 2) + 60)),
        (Dose("E6", repetitions=10, rest_s=0.0), 10 * (4 + 2)),
        (Dose("E3", repetitions=10, hold_s=10.0, rest_s=30.0), 10 * 2 * (10 + 4 + 2) + 30),  # two sides
        (Dose("E2", series=2, repetitions=10, duration_s=300.0, rest_s=60.0), 2 * (300 + 60)),
    ],
)
def test_a_plan_takes_its_sets_both_sides_and_what_lies_between(dose: Dose, lasts_s: float) -> None:
    assert session_s((dose,), CATALOGUE) == pytest.approx(lasts_s)


def test_the_time_of_the_whole_session_is_bounded(tmp_path: Path) -> None:
    longest = "".join(
        f'[[exercises]]\nid = "{id}"\n{more}\n'
        for id, more in {
            "E2": "duration_s = 1200",
            "E3": "repetitions = 10\nrest_s = 300",
            "E6": "repetitions = 10\nhold_s = 15\nrest_s = 300",
            "E7": "repetitions = 10\nhold_s = 15\nrest_s = 300",
            "E8": "repetitions = 10\nhold_s = 15\nrest_s = 300",
            "E9": "repetitions = 10\nseries = 5\nhold_s = 15\nrest_s = 300",
        }.items()
    )
    plan = load_plan(write(tmp_path, longest + exception("plan.session", 9000)), CATALOGUE)
    minutes = session_s(plan.doses, CATALOGUE) / 60.0
    with pytest.raises(CatalogueError, match=r"at most 90 min \(plan\.session\)") as caught:
        load_plan(write(tmp_path, longest), CATALOGUE)
    assert caught.value.found == f"the whole session takes about {minutes:.0f} min"


FIELDS = {
    "series": st.integers(1, 12) | st.just(10**6),
    "repetitions": st.integers(1, 30) | st.just(400),
    "hold_s": st.floats(0, 20) | st.just(3600.0),
    "duration_s": st.floats(0, 2000),
    "rest_s": st.floats(0, 400) | st.just(86400.0),
    "weight_kg": st.floats(0, 3),
    "stage": st.integers(1, 8),
}


@st.composite
def plans(draw: st.DrawFn) -> str:
    ids = draw(st.lists(st.sampled_from([e.id for e in CATALOGUE.exercises]), min_size=1, unique=True))
    parts = []
    for id in ids:
        names = draw(st.sets(st.sampled_from(list(FIELDS)), max_size=3))
        lines = [f"{name} = {draw(FIELDS[name])}" for name in sorted(names)]
        parts.append("\n".join([f'[[exercises]]\nid = "{id}"', *lines]))
    return "\n".join(parts) + "\n"


@settings(max_examples=300)
@given(plans())
@example('[[exercises]]\nid = "E2"\nduration_s = 5e-324\n')
def test_every_accepted_plan_can_be_done_within_every_rule(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            plan = load_plan(write(Path(folder), text), CATALOGUE)
        except CatalogueError:
            return
    lasts_s = 0.0
    for dose in plan.doses:
        exercise = CATALOGUE.exercise(dose.exercise)
        n, hold_s, all_s = dose.repetitions, dose.hold_s or 0.0, (dose.duration_s or 0.0) * dose.series
        assert (n is None) <= (dose.duration_s is not None)
        assert dose.series <= 5
        assert dose.rest_s <= 300
        assert hold_s <= 15
        assert all_s <= (120 if exercise.movement.kind == "hang" else 1200)
        for rule in exercise.rules:
            least, most = rule.at_least or 0.0, rule.at_most or float("inf")
            match rule.role:
                case "count":
                    assert n is not None
                    assert least <= n * dose.series <= most
                case "hold":
                    assert least <= hold_s <= most
                case "effort":
                    assert hold_s + 4.0 <= most
                case "duration":
                    assert all_s <= most
                case "rest":
                    assert n is not None
                    assert n <= rule.number("series")
                    assert dose.series == 1 or dose.rest_s >= least
                case "weight":
                    assert not dose.weight_kg or least <= dose.weight_kg <= most
        if dose.duration_s is not None and n is not None:
            assert n * 10.0 <= dose.duration_s, "a bend has ten seconds"
        sides = 2 if exercise.two_sided else 1
        lasts_s += all_s or dose.series * sides * (n or 0) * (hold_s + 6.0)
        lasts_s += dose.series * dose.rest_s
    assert lasts_s <= 5400.0 + 1e-6


def test_every_dimension_of_a_plan_has_a_bound_of_ours() -> None:
    bounds = [*CATALOGUE.plan_bounds, *(b for e in CATALOGUE.exercises for b in e.plan_bounds)]
    assert {b.of for b in CATALOGUE.plan_bounds} == set(PLAN_UNITS)
    assert all(n.ours for b in bounds for n in (b.most, b.least) if n is not None)


@pytest.mark.parametrize("code", languages())
@given(
    st.integers(1, 5),
    st.none() | st.integers(2, 20),
    st.none() | st.sampled_from([1.0, 2.5, 10.0, 15.0]),
    st.none() | st.sampled_from([5.0, 60.0, 90.0, 1200.0]),
    st.sampled_from([0.0, 20.0, 60.0, 300.0]),
    st.sampled_from([0.0, 1.25]),
    st.booleans(),
)
def test_a_dose_is_read_back_whole(
    code: str,
    series: int,
    n: int | None,
    hold_s: float | None,
    duration_s: float | None,
    rest_s: float,
    weight_kg: float,
    each_side: bool,
) -> None:
    language = load_language(code)
    dose = Dose("E3", series, n, hold_s, duration_s, rest_s, weight_kg)
    said = " ".join(language.dose(dose, each_side=each_side))
    wanted = [str(series)] if series > 1 and (n or duration_s) else []
    wanted += [] if n is None else [str(n)]
    wanted += [language.duration(s) for s in (hold_s, duration_s) if s is not None]
    wanted += [language.duration(rest_s)] if series > 1 else []
    wanted += [language.number(weight_kg, ".10g")] if weight_kg else []
    assert all(words in said for words in wanted)


def test_an_exercise_of_which_no_rung_is_known_begins_on_the_first_and_so_does_a_substitute() -> None:
    for id, without, done in (("E6", (), "E6"), ("E1", ("bar",), "E2")):
        exercise = CATALOGUE.exercise(done)
        for stages, rung in (({}, 0), ({done: 1}, 1)):
            (dose,) = plan_for_stages(CATALOGUE, stages, [id], without=without).doses
            assert dose == dose_of_rung(exercise, exercise.stages[rung])


@pytest.mark.parametrize(("stage", "rung"), [("", 0), ("stage = 1", 0), ("stage = 2", 1)])
def test_a_clinicians_plan_counts_the_rungs_from_one_and_begins_with_the_first(
    tmp_path: Path, stage: str, rung: int
) -> None:
    exercise = CATALOGUE.exercise("E6")
    plan = load_plan(write(tmp_path, f'[[exercises]]\nid = "E6"\n{stage}\n'), CATALOGUE)
    assert plan.doses == (dose_of_rung(exercise, exercise.stages[rung]),)
    with pytest.raises(CatalogueError):
        load_plan(write(tmp_path, '[[exercises]]\nid = "E6"\nstage = 0\n'), CATALOGUE)


def test_a_dose_that_says_no_more_is_one_series_without_a_weight() -> None:
    assert (Dose("E3").series, Dose("E3").weight_kg) == (1, 0.0)


def test_who_can_not_hang_gets_the_documents_substitute_once() -> None:
    def done(*exercises: str, without: tuple[str, ...] = ()) -> list[str]:
        plan = plan_for_stages(CATALOGUE, {}, list(exercises), without=without)
        return [d.exercise for d in plan.doses]

    assert done("E1", "E6", without=("bar",)) == ["E2", "E6"]
    assert done("E1", "E2", without=("bar",)) == ["E2"]
    assert done("E2", "E1", without=("bar",)) == ["E2"]
    assert done("E1", "E9", without=("bar", "floor")) == ["E9"]
    assert done("E1", "E9") == ["E1", "E9"]


@given(st.lists(st.sampled_from([e.id for e in CATALOGUE.exercises]), unique=True), st.data())
def test_what_is_not_there_is_left_out_and_only_what_is_needed_is_asked(
    ids: list[str], data: st.DataObject
) -> None:
    plan = plan_for_stages(CATALOGUE, {}, ids)
    there: dict[str, bool] = {}
    while (thing := next_equipment(plan, there, CATALOGUE)) is not None:
        assert thing.id not in there
        there[thing.id] = data.draw(st.booleans())
    without = [id for id, is_there in there.items() if not is_there]
    left = leave_out(plan, without, CATALOGUE)
    done = [d.exercise for d in left.doses]
    assert len(set(done)) == len(done)
    for id in done:
        assert set(CATALOGUE.exercise(id).needs) <= {i for i, is_there in there.items() if is_there}
    substitutes = {CATALOGUE.exercise(id).substitute for id in ids if id not in done}
    assert set(done) <= {*ids, *substitutes}
    for id in ids:
        assert id in done or not set(CATALOGUE.exercise(id).needs).isdisjoint(without)


@pytest.mark.parametrize("code", [c for c in languages() if c != "en"])
def test_what_is_needed_is_asked_in_every_language(code: str) -> None:
    for thing in CATALOGUE.equipment:
        assert load_language(code).question(thing) != thing.question == load_language("en").question(thing)
    needed = set(itertools.chain.from_iterable(e.needs for e in CATALOGUE.exercises))
    assert needed == {e.id for e in CATALOGUE.equipment}


def test_a_plan_may_begin_at_an_exercises_last_stage(tmp_path: Path) -> None:
    exercise = CATALOGUE.exercise("E6")
    last = len(exercise.stages)
    plan = load_plan(write(tmp_path, f'[[exercises]]\nid = "E6"\nstage = {last}\n'), CATALOGUE)
    assert plan.doses == (dose_of_rung(exercise, exercise.stages[-1]),)


@pytest.mark.parametrize(("of", "found"), [("", "the key is missing"), ('of = "moon"', "moon")])
def test_an_exception_from_a_rule_with_several_bounds_says_which_it_means(
    tmp_path: Path, of: str, found: str
) -> None:
    with pytest.raises(CatalogueError) as caught:
        load_plan(write(tmp_path, '[[exercises]]\nid = "E9"\n' + exception("E9.rest", 15, of)), CATALOGUE)
    assert (caught.value.key or "").endswith(".of")
    assert found in caught.value.found
