"""Loading a catalogue: ours, or a person's own of the same schema."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import get_args

from ..motion.spec import Kind, MovementSpec, Sides
from ..records import Kept
from .catalogue_plan import check_doses, equipment, general_bounds, own_bounds
from .definitions import ANY, RANGES, definitions_in, judging_in
from .ladder import check_ladder
from .limits import PLAN_UNITS
from .model import (
    CHECKS,
    FIGURES,
    NO_FIGURE,
    STAGE_UNITS,
    Answer,
    BreathCues,
    Catalogue,
    Exercise,
    Number,
    Progress,
    Rule,
    Screening,
    ScreeningKind,
    Seen,
    Stage,
)
from .reading import ORIGINS, Table, read_toml
from .roles import GENERAL, KEPT_BY, OWN, REPEATABLE, SAFETY, Role

SCHEMA = "sensortrack.catalogue/1"
OURS = Path(__file__).with_name("catalogue.toml")

_KEPT: tuple[Kept, ...] = get_args(Kept)
_ANSWERS: tuple[Answer, ...] = get_args(Answer)
_SEEN: tuple[Seen, ...] = get_args(Seen)
_KINDS: tuple[Kind, ...] = get_args(Kind)
_SIDES: tuple[Sides, ...] = get_args(Sides)
_SCREENING_KINDS: tuple[ScreeningKind, ...] = get_args(ScreeningKind)

# An axis this near the vertical (26°) turns the body about gravity, which shows no angle.
_VERTICAL = 0.9


def load_catalogue(path: Path | None = None) -> Catalogue:
    """Read and check a catalogue file.

    Parameters
    ----------
    path : pathlib.Path or None
        A person's own catalogue; None for the one that comes with the package.

    Raises
    ------
    CatalogueError
        The file doesn't hold to the schema; the error names file, key, what was expected and found.
    """
    return _ours() if path is None else _load(path)


@cache
def _ours() -> Catalogue:
    return _load(OURS)


def _load(path: Path) -> Catalogue:
    root = read_toml(path)
    root.choice("schema", (SCHEMA,))
    source = root.table("source")
    ids = _Ids()
    max_age, screening = _screening(root.table("screening"), ids)
    out_and_return, plan_bounds = general_bounds(root.table("plan"))
    catalogue = Catalogue(
        path=path,
        rules_version=root.text("rules_version"),
        source=source.text("title"),
        source_note=source.optional_text("note"),
        judging=judging_in(root.table("judging")),
        definitions=definitions_in(root.table("definitions")),
        rules=_rules(root, ids, GENERAL),
        exercises=tuple(_exercise(t, ids) for t in root.tables("exercises")),
        screening=screening,
        screening_max_age=max_age,
        progress=_progress(root.table("progression")),
        plan_bounds=plan_bounds,
        out_and_return=out_and_return,
        equipment=tuple(equipment(t) for t in root.tables("equipment")),
    )
    source.close()
    root.close()
    if not catalogue.exercises:
        raise root.error("exercises", "there is none", "at least one exercise", "Add [[exercises]].")
    for role, what in SAFETY.items():
        if all(r.role != role for r in catalogue.rules):
            found = ", ".join(r.role for r in catalogue.rules) or "no rule"
            raise root.error(
                "rules",
                f"no rule has the role {role} (there is {found})",
                f'a general rule with role = "{role}". {what}',
                "Add [[rules]] for it; without every rule of safety no catalogue is used.",
            )
    known = {e.id for e in catalogue.exercises}
    for e in catalogue.exercises:
        if e.substitute is not None and e.substitute not in known:
            raise root.error(
                f"exercises.{e.id}.substitute",
                f"found '{e.substitute}'",
                "the id of an exercise",
                "Correct it.",
            )
    check_doses(catalogue, root)
    return catalogue


class _Ids:
    """The ids seen so far; a finding cites one id, so it must mean one thing in the whole file."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def take(self, table: Table, prefix: str = "") -> str:
        """Read a table's id; refuse one that was seen before or lacks the prefix."""
        id = table.text("id")
        if id in self._seen:
            raise table.error("id", f"'{id}' stands there twice", "an id of its own", "Rename one of them.")
        if not id.startswith(prefix) or id == prefix or any(c.isspace() for c in id):
            expected = f"an id without spaces{f' that begins with {prefix}' if prefix else ''}"
            raise table.error("id", f"found '{id}'", expected, "Rename it.")
        self._seen.add(id)
        return id


def _progress(table: Table) -> Progress:
    progress = Progress(
        table.number("clean_sessions", "sessions"),
        table.number("pain_most", "0-10"),
        table.number("pain_to_start", "0-10"),
        table.number_between("below_share", "%", 10, 90),
    )
    table.close()
    return progress


def _rules(table: Table, ids: _Ids, roles: frozenset[Role], prefix: str = "") -> tuple[Rule, ...]:
    """The rules of a catalogue, or of one exercise; each has one of these roles, and each role one rule."""
    allowed = tuple(sorted(roles))
    taken: dict[Role, str] = {}
    found = []
    for t in table.tables("rules"):
        rule = _rule(t, ids, allowed, prefix)
        if rule.role in taken and rule.role not in REPEATABLE:
            raise t.error(
                "role",
                f"'{taken[rule.role]}' has the role {rule.role}, too",
                "one rule of each role",
                "Give one of them another role, or remove it.",
            )
        taken[rule.role] = rule.id
        found.append(rule)
    return tuple(found)


def _rule(table: Table, ids: _Ids, roles: tuple[Role, ...], prefix: str) -> Rule:
    id, role = ids.take(table, prefix), table.choice("role", roles)
    kept = table.choice("kept", _KEPT)
    check: str | None = None
    numbers: dict[str, Number] = {}
    if kept == "measured":
        check = table.choice("check", tuple(CHECKS))
        given = table.table("numbers")
        for name, unit in CHECKS[check].items():
            numbers[name] = given.number_between(name, unit, *RANGES.get((check, name), ANY))
        given.close()
    elif table.has("numbers"):
        given = table.table("numbers")
        numbers = {name: given.number(name) for name in given.names()}
    if "least" in numbers and "most" in numbers and numbers["least"].value > numbers["most"].value:
        raise table.error(
            "numbers.least", f"{numbers['least'].value:g} is more than most", "at most `most`", "Correct it."
        )
    ask = kept == "asked" or table.has("question")
    rule = Rule(
        id=id,
        role=role,
        kept=kept,
        says=table.text("says"),
        check=check,
        numbers=numbers,
        question=table.text("question") if ask else None,
        good_answer=table.choice("good_answer", _ANSWERS) if ask else None,
        cue=table.text("cue") if kept == "cued" else table.optional_text("cue"),
        source=table.optional_text("source"),
        note=table.optional_text("note"),
        may_grow=table.flag("may_grow"),
    )
    table.close()
    how = check or kept
    if how not in KEPT_BY[role]:
        raise table.error(
            "check" if check else "kept",
            f"found '{how}'",
            f"{' or '.join(KEPT_BY[role])} for the role {role}",
            "Correct it, or give the rule another role.",
        )
    return rule


def _exercise(table: Table, ids: _Ids) -> Exercise:
    id = ids.take(table)
    moves = table.table("movement")
    amplitude = moves.number("amplitude", "deg")
    least = moves.number("least_amplitude", "deg")
    exercise = Exercise(
        id=id,
        name=table.text("name"),
        position=table.text("position"),
        does=table.text("does"),
        seen=table.choice("seen", _SEEN),
        movement=_movement(moves, amplitude, least),
        amplitude=amplitude,
        least_amplitude=least,
        rules=_rules(table, ids, OWN, f"{id}."),
        source=table.optional_text("source"),
        substitute=table.optional_text("substitute"),
        steps=table.texts("steps"),
        measured=table.optional_text("measured"),
        unseen=table.optional_text("unseen"),
        cues=_cues(table.table("cues")) if table.has("cues") else None,
        figure=table.choice("figure", FIGURES) if table.has("figure") else NO_FIGURE,
        stages=tuple(_stage(t) for t in table.tables("stages")),
        needs=table.texts("needs"),
        plan_bounds=own_bounds(table.table("plan_bounds"), PLAN_UNITS) if table.has("plan_bounds") else (),
    )
    check_ladder(exercise, table)
    table.close()
    return exercise


def _cues(table: Table) -> BreathCues:
    cues = BreathCues(table.text("out"), table.text("hold"), table.text("back"))
    table.close()
    return cues


def _stage(table: Table) -> Stage:
    stage = Stage({name: table.number(name, unit) for name, unit in STAGE_UNITS.items() if table.has(name)})
    table.close()
    return stage


def _movement(table: Table, amplitude: Number, least: Number) -> MovementSpec:
    if not 0 < amplitude.value <= 180:
        raise table.error(
            "amplitude.value", f"found {amplitude.value:g}", "more than 0 and at most 180", "Correct it."
        )
    if not 0 < least.value <= amplitude.value:
        raise table.error(
            "least_amplitude.value",
            f"found {least.value:g}",
            "more than 0, at most the amplitude",
            "Correct it.",
        )
    sides = table.choice("sides", _SIDES) if table.has("sides") else "none"
    spec = MovementSpec(
        kind=table.choice("kind", _KINDS),
        axis=table.direction("axis"),
        start_up=table.direction("start_up"),
        amplitude_deg=amplitude.value,
        least_amplitude_deg=least.value,
        sides=sides,
        side_axis=table.direction("side_axis") if sides == "limbs" else None,
        either_way=table.flag("either_way"),
    )
    if abs(sum(a * u for a, u in zip(spec.axis, spec.start_up, strict=True))) > _VERTICAL:
        raise table.error(
            "axis",
            "it stands along start_up, and gravity shows no turn about the vertical",
            "an axis across start_up",
            "Choose an exercise or a start pose in which the lower back tilts.",
        )
    table.close()
    return spec


def _screening(table: Table, ids: _Ids) -> tuple[Number, tuple[Screening, ...]]:
    max_age = table.number("max_age", "days")
    texts = table.table("advice")
    advice = {kind: texts.text(kind) for kind in _SCREENING_KINDS}
    texts.close()
    conditions = tuple(_condition(t, ids, advice) for t in table.tables("conditions"))
    if all(c.kind != "emergency" for c in conditions):
        raise table.error(
            "conditions",
            f"none of {len(conditions)} is an emergency",
            'at least one of kind = "emergency": what needs help at once is asked first',
            "Add it.",
        )
    table.close()
    return max_age, conditions


def _condition(table: Table, ids: _Ids, advice: dict[ScreeningKind, str]) -> Screening:
    kind = table.choice("kind", _SCREENING_KINDS)
    condition = Screening(
        id=ids.take(table),
        kind=kind,
        origin=table.choice("origin", ORIGINS),
        condition=table.text("condition"),
        question=table.text("question"),
        advice=advice[kind],
    )
    table.close()
    return condition
