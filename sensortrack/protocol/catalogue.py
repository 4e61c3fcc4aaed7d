"""Loading a catalogue: ours, or a person's own of the same schema."""

from __future__ import annotations

import math
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import msgspec

from ..errors import CatalogueError
from ..outside.document import Document, Kind, read_document
from ..outside.document_path import Step
from ..outside.reader import read
from ..outside.showing import shown
from .amounts import STAGE_UNITS, bounds_in
from .catalogue_file import CatalogueFile, ScreeningTable
from .catalogue_model import Catalogue, Screening
from .catalogue_plan import check_bounds, check_doses
from .definitions import ANY, RANGES, check_definitions, check_number
from .earlier_catalogue import with_current_keys
from .exercise import Exercise, Movement
from .ladder import check_ladder
from .roles import GENERAL, KEPT_BY, OWN, REPEATABLE, SAFETY, Role
from .rule import CHECKS, Rule

OURS = Path(__file__).with_name("catalogue.toml")
_KIND = Kind("a catalogue (a .toml file)", "a catalogue in TOML", error=CatalogueError)
_PROGRESS = {"clean_sessions": "sessions", "pain_most": "0-10", "pain_to_start": "0-10"}

# An axis this near the vertical (26°) turns the body about gravity, which shows no angle.
_VERTICAL = 0.9
_UNIT_LENGTH_TOLERANCE = 1e-6


def load_catalogue(path: Path | None = None) -> Catalogue:
    """Read and check a catalogue file.

    Parameters
    ----------
    path : pathlib.Path or None
        A person's own catalogue; None for the one that comes with the package.

    Raises
    ------
    CatalogueError
        The file doesn't hold to the schema; the error names file, line, key, what was expected and found.
    """
    return _ours() if path is None else _load(path)


@cache
def _ours() -> Catalogue:
    return _load(OURS)


def _load(path: Path) -> Catalogue:
    document = with_current_keys(read_document(path, _KIND))
    parsed = read(document, CatalogueFile)
    _check_ids(parsed, document)
    _check_screening(parsed.screening, document)
    check_bounds(parsed.plan.bounds, ("plan", "bounds"), document, whole=True)
    check_number(document, ("plan", "out_and_return"), parsed.plan.out_and_return, "s")
    check_definitions(parsed.definitions, parsed.judging, document)
    for name, unit in _PROGRESS.items():
        check_number(document, ("progression", name), getattr(parsed.progression, name), unit)
    check_number(document, ("progression", "below_share"), parsed.progression.below_share, "%", 10, 90)
    _check_rules(parsed.rules, (), GENERAL, document)
    for index, exercise in enumerate(parsed.exercises):
        _check_exercise(exercise, index, parsed, document)
    if not parsed.exercises:
        raise document.fail("exercises", "there is none", "at least one exercise", "Add [[exercises]].")
    for role, what in SAFETY.items():
        if all(r.role != role for r in parsed.rules):
            found = ", ".join(r.role for r in parsed.rules) or "no rule"
            raise document.fail(
                "rules",
                f"no rule has the role {role} (there is {found})",
                f'a general rule with role = "{role}". {what}',
                "Add [[rules]] for it; without every rule of safety no catalogue is used.",
            )
    advice = msgspec.structs.asdict(parsed.screening.advice)
    catalogue = Catalogue(
        path=path,
        rules_version=parsed.rules_version,
        source=parsed.source.title,
        source_note=parsed.source.note,
        judging=parsed.judging,
        definitions=parsed.definitions,
        rules=parsed.rules,
        exercises=parsed.exercises,
        screening=tuple(
            Screening(**msgspec.structs.asdict(c), advice=advice[c.kind]) for c in parsed.screening.conditions
        ),
        screening_max_age=parsed.screening.max_age,
        progress=parsed.progression,
        plan_bounds=bounds_in(parsed.plan.bounds),
        out_and_return=parsed.plan.out_and_return,
        equipment=parsed.equipment,
    )
    check_doses(catalogue, document)
    return catalogue


def _check_ids(parsed: CatalogueFile, document: Document) -> None:
    """A finding cites one id, so it must mean one thing in the whole file; an exercise's rules begin with its own."""
    taken: set[str] = set()
    for at, id, prefix in _ids(parsed):
        if id in taken:
            raise document.fail((*at, "id"), f"'{id}' stands there twice", "an id of its own", "Rename one.")
        if not id.startswith(prefix) or id == prefix:
            raise document.fail((*at, "id"), f"'{id}'", f"an id that begins with {prefix}", "Rename it.")
        taken.add(id)


def _ids(parsed: CatalogueFile) -> Iterator[tuple[tuple[Step, ...], str, str]]:
    for k, condition in enumerate(parsed.screening.conditions):
        yield ("screening", "conditions", k), condition.id, ""
    for k, rule in enumerate(parsed.rules):
        yield ("rules", k), rule.id, ""
    for index, exercise in enumerate(parsed.exercises):
        yield ("exercises", index), exercise.id, ""
        for k, rule in enumerate(exercise.rules):
            yield ("exercises", index, "rules", k), rule.id, f"{exercise.id}."


def _check_screening(screening: ScreeningTable, document: Document) -> None:
    check_number(document, ("screening", "max_age"), screening.max_age, "days")
    if all(c.kind != "emergency" for c in screening.conditions):
        raise document.fail(
            "screening.conditions",
            f"none of {len(screening.conditions)} is an emergency",
            'at least one of kind = "emergency": what needs help at once is asked first',
            "Add it.",
        )


def _check_rules(
    rules: tuple[Rule, ...], at: tuple[Step, ...], roles: frozenset[Role], document: Document
) -> None:
    """The rules of a catalogue, or of one exercise; each has one of these roles, and each role one rule."""
    taken: dict[Role, str] = {}
    for k, rule in enumerate(rules):
        here = (*at, "rules", k)
        if rule.role not in roles:
            expected = " or ".join(f'"{role}"' for role in sorted(roles))
            raise document.fail((*here, "role"), f'"{rule.role}"', expected)
        _check_rule(rule, here, document)
        if rule.role in taken and rule.role not in REPEATABLE:
            raise document.fail(
                (*here, "role"),
                f"'{taken[rule.role]}' has the role {rule.role}, too",
                "one rule of each role",
                "Give one of them another role, or remove it.",
            )
        taken[rule.role] = rule.id


def _check_rule(rule: Rule, at: tuple[Step, ...], document: Document) -> None:
    needed = {"measured": ("check",), "asked": ("question",), "cued": ("cue",)}[rule.method]
    for key in (*needed, *(("good_answer",) if rule.question is not None else ())):
        if getattr(rule, key) is None:
            raise document.fail(
                (*at, key), "the key is missing", f'one, as method = "{rule.method}" needs it'
            )
    for key, belongs in (("check", rule.method == "measured"), ("good_answer", rule.question is not None)):
        if getattr(rule, key) is not None and not belongs:
            raise document.fail((*at, key), "the key is unknown here", "no such key", "Remove it.")
    numbers = rule.numbers
    known = tuple(CHECKS[rule.check]) if rule.check else ("least", "most")
    for name in numbers:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.8)
            expected = f'"{near[0]}"' if near else f"one of {', '.join(known)}"
            raise document.fail((*at, "numbers", name), "the key is unknown", expected)
    if rule.check is not None:
        for name, unit in CHECKS[rule.check].items():
            if name not in numbers:
                expected = f"a number in {unit}, which {rule.check} needs"
                raise document.fail((*at, "numbers", name), "the key is missing", expected)
            span = RANGES.get((rule.check, name), ANY)
            check_number(document, (*at, "numbers", name), numbers[name], unit, *span)
    if "least" in numbers and "most" in numbers and numbers["least"].value > numbers["most"].value:
        found = f"{numbers['least'].value:g} is more than most"
        raise document.fail((*at, "numbers", "least"), found, "at most `most`")
    how = rule.check or rule.method
    if how not in KEPT_BY[rule.role]:
        raise document.fail(
            (*at, "check" if rule.check else "method"),
            f"'{how}'",
            f"{' or '.join(KEPT_BY[rule.role])} for the role {rule.role}",
            "Correct it, or give the rule another role.",
        )


def _check_exercise(exercise: Exercise, index: int, parsed: CatalogueFile, document: Document) -> None:
    at: tuple[Step, ...] = ("exercises", index)
    _check_movement(exercise.moves, (*at, "movement"), document)
    _check_rules(exercise.rules, at, OWN, document)
    for k, stage in enumerate(exercise.stages):
        for name, number in stage.numbers.items():
            check_number(document, (*at, "stages", k, name), number, STAGE_UNITS[name])
    check_bounds(exercise.own_bounds, (*at, "plan_bounds"), document, whole=False)
    check_ladder(exercise, index, document)
    if exercise.substitute is not None and all(e.id != exercise.substitute for e in parsed.exercises):
        raise document.fail((*at, "substitute"), shown(exercise.substitute), "the id of an exercise")


def _check_movement(moves: Movement, at: tuple[Step, ...], document: Document) -> None:
    for name in ("amplitude", "least_amplitude"):
        check_number(document, (*at, name), getattr(moves, name), "deg")
    amplitude, least = moves.amplitude.value, moves.least_amplitude.value
    if not 0 < amplitude <= 180:
        raise document.fail((*at, "amplitude", "value"), f"{amplitude:g}", "more than 0 and at most 180")
    if not 0 < least <= amplitude:
        raise document.fail(
            (*at, "least_amplitude", "value"), f"{least:g}", "more than 0, at most the amplitude"
        )
    if (moves.side_axis is None) == (moves.sides == "limbs"):
        found = "the key is missing" if moves.side_axis is None else "the key is unknown here"
        raise document.fail((*at, "side_axis"), found, 'one where, and only where, sides = "limbs"')
    for name in ("axis", "start_up", "side_axis"):
        length = math.hypot(*(getattr(moves, name) or (1.0, 0.0, 0.0)))
        if abs(length - 1.0) > _UNIT_LENGTH_TOLERANCE:
            expected = "three numbers [x, y, z] of length 1 in the body frame"
            raise document.fail(
                (*at, name), f"a length of {length:.3g}", expected, "Divide it by its length."
            )
    if abs(sum(a * u for a, u in zip(moves.axis, moves.start_up, strict=True))) > _VERTICAL:
        raise document.fail(
            (*at, "axis"),
            "it stands along start_up, and gravity shows no turn about the vertical",
            "an axis across start_up",
            "Choose an exercise or a start pose in which the lower back tilts.",
        )
