"""The physiotherapist's plan at the page: its limits, what goes beyond them, and where it is kept.

It is held against the same rules and bounds as a plan's file, and kept as one: a JSON file that names its person, so
that it is exported and deleted with all else that is theirs.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec

from ..errors import DataError
from ..history.data_folder import private_folder
from ..json_text import to_json
from ..language import Language
from ..outside.conversion import converted
from ..outside.document import parse_document
from ..private_files import new_file
from ..protocol.catalogue_model import Catalogue
from ..protocol.exercise import Exercise
from ..protocol.limits import Bound, bounds_of, plan_bounds_of
from ..protocol.plan import SCHEMA, Dose, Plan, PlanException, dose_of_stage
from ..protocol.plan_check import beyond, broken_bounds, misfit, session_bound, session_s, widened
from ..protocol.plan_file import JSON_PLAN, load_plan, plan_in

FOLDER = "plans"
FIELDS: Mapping[str, str] = {
    "series": "series",
    "series_repetitions": "repetitions",
    "repetitions": "repetitions",
    "bends_per_minute": "repetitions",
    "hold": "hold_s",
    "effort": "hold_s",
    "duration": "duration_s",
    "rest": "rest_s",
    "weight": "weight_kg",
}
"""The field of a dose in which a bound is broken, by the bound's dimension."""


class Draft(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A plan as it stands in the page, not checked."""

    by: str
    doses: tuple[Dose, ...]
    exceptions: tuple[PlanException, ...] = ()


def draft_of(data: object) -> Draft:
    """The draft in what a page sent; raises DataError where it is none."""
    try:
        return converted(data, Draft)
    except msgspec.ValidationError as error:
        raise DataError(str(error), expected="a plan of the page", hint="Load the page anew.") from error


def limits_view(catalogue: Catalogue, language: Language) -> list[dict[str, Any]]:
    """Each exercise with what its first rung has, and the bounds of each field."""
    return [
        {
            "id": e.id,
            "name": language.exercise_name(e),
            "kind": e.movement.kind,
            "sides": e.two_sided,
            "weight": any(r.role == "weight" for r in e.rules),
            "dose": asdict(dose_of_stage(e, 0, catalogue)),
            "says": {field: _tightest(e, field, catalogue, language) for field in set(FIELDS.values())},
        }
        for e in catalogue.exercises
    ]


def problems(draft: Draft, catalogue: Catalogue, language: Language) -> dict[str, Any]:
    """Everything in a draft that can't be done so, by exercise and field; and how long the session takes."""
    known = {e.id for e in catalogue.exercises}
    found = [p for p in _problems(draft, catalogue, language) if p["exercise"] in (*known, None)]
    doses = [d for d in draft.doses if d.exercise in known]
    lasts_s = session_s(doses, catalogue) if doses else 0.0
    return {"problems": found, "lasts_min": round(lasts_s / 60.0)}


def keep(draft: Draft, person: str, home: Path, catalogue: Catalogue) -> Path:
    """Keep a draft as the person's plan.

    Raises CatalogueError where it goes beyond a rule or a bound, or lacks something; nothing is kept then.
    """
    data = (to_json({"schema": SCHEMA, "person": person} | _document(draft), indent=2) + "\n").encode()
    plan_in(parse_document(data, JSON_PLAN), "plan", catalogue)
    folder = private_folder(home / FOLDER)
    number = max((_number(p) for p in folder.glob("*.json")), default=0) + 1
    path = folder / f"{number:04d}-{secrets.token_hex(3)}.json"
    with new_file(path) as file:
        file.write(data)
    return path


def written_plan(home: Path, person: str, catalogue: Catalogue) -> Plan | None:
    """The plan that was written last for a person, or None."""
    for path in sorted((home / FOLDER).glob("*.json"), key=_number, reverse=True):
        if _person_of(path) == person:
            return load_plan(path, catalogue)
    return None


def _number(path: Path) -> int:
    number = path.stem.partition("-")[0]
    return int(number) if number.isdigit() else 0


def _person_of(path: Path) -> str | None:
    try:
        document = msgspec.json.decode(path.read_bytes())
    except (OSError, msgspec.DecodeError):
        return None
    return document.get("person") if isinstance(document, dict) else None


def _document(draft: Draft) -> dict[str, Any]:
    """As a plan's file has it: without what is None and without the bound's unit; the exercise is its `id`."""
    doses = []
    for dose in draft.doses:
        row = {key: value for key, value in asdict(dose).items() if value is not None}
        row["id"] = row.pop("exercise")
        doses.append(row)
    exceptions = [
        {k: v for k, v in asdict(e).items() if v is not None and k != "unit"} for e in draft.exceptions
    ]
    return {"by": draft.by, "exercises": doses} | ({"exceptions": exceptions} if exceptions else {})


def _problems(draft: Draft, catalogue: Catalogue, language: Language) -> Iterator[dict[str, Any]]:
    say = language.say
    known = {e.id: e for e in catalogue.exercises}

    def problem(exercise: str | None, field: str, text: str, bound: Bound | None = None) -> dict[str, Any]:
        rule = None if bound is None else bound.rule
        of = None if bound is None else bound.of
        return {"exercise": exercise, "field": field, "text": text, "rule": rule, "of": of}

    if not draft.by.strip():
        yield problem(None, "by", say("app.plan_by_missing"))
    if not draft.doses:
        yield problem(None, "exercises", say("app.plan_empty"))
    for i, e in enumerate(draft.exceptions):
        if not e.by.strip() or not e.why.strip():
            yield problem(None, f"exception{i}", say("app.plan_exception_needs"))
    for dose in draft.doses:
        exercise = known.get(dose.exercise)
        if exercise is None:
            continue
        wrong = misfit(dose, exercise)
        if wrong is not None:
            yield problem(dose.exercise, wrong[0], say("app.plan_misfit"))
            continue
        for broken in broken_bounds(dose, exercise, catalogue, draft.exceptions):
            text = say("app.plan_beyond", allowed=_allowed(broken.bound, language))
            yield problem(dose.exercise, FIELDS[broken.bound.of], text, broken.bound)
    doses = [d for d in draft.doses if d.exercise in known]
    bound = widened(session_bound(catalogue), draft.exceptions)
    if doses and beyond(session_s(doses, catalogue), bound):
        minutes = (bound.most or 0.0) / 60.0
        yield problem(None, "session", say("app.plan_too_long", n=language.number(minutes, "g")), bound)


def _tightest(exercise: Exercise, field: str, catalogue: Catalogue, language: Language) -> str:
    """What the bounds of a field leave, in words: of those that say the same, the tightest."""
    walks = exercise.movement.kind == "walk"
    bounds = [
        b
        for b in (*bounds_of(exercise, catalogue, initial=False), *plan_bounds_of(exercise, catalogue))
        if FIELDS.get(b.of) == field and (walks or b.of != "bends_per_minute")
    ]
    most = min((b for b in bounds if b.most is not None), key=lambda b: b.most or 0.0, default=None)
    least = max((b for b in bounds if b.least is not None), key=lambda b: b.least or 0.0, default=None)
    return "; ".join(dict.fromkeys(_allowed(b, language) for b in (most, least) if b is not None))


def _allowed(bound: Bound, language: Language) -> str:
    """What a bound allows, in words."""
    what = language.say(f"app.bound_{bound.of}")
    parts = []
    if bound.least is not None:
        parts.append(language.say("app.at_least", n=language.number(bound.least, "g")))
    if bound.most is not None:
        parts.append(language.say("app.at_most", n=language.number(bound.most, "g")))
    return f"{what}: {', '.join(parts)} ({bound.rule})"
