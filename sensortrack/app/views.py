"""What the page gets to show a line, an exercise and a set: words from the language, numbers from the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from ..language import Language
from ..protocol.catalogue_model import Catalogue
from ..protocol.plan import Dose, Plan
from ..session.limits_live import live_limits
from ..session.mounting_step import lean_of


def dose_words(dose: Dose, catalogue: Catalogue, language: Language) -> list[str]:
    """A dose read back whole."""
    return list(language.dose(dose, each_side=catalogue.exercise(dose.exercise).two_sided))


def exercise_view(
    id: str, coming: Sequence[str], plan: Plan, catalogue: Catalogue, language: Language
) -> dict[str, Any]:
    """An exercise that is introduced, and which one comes after it."""
    exercise = catalogue.exercise(id)
    dose = next((d for d in plan.doses if d.exercise == id), Dose(id))
    return {
        "t": "exercise",
        "id": id,
        "name": language.exercise_name(exercise),
        "position": language.position(exercise),
        "steps": list(language.steps(exercise)),
        "dose": dose_words(dose, catalogue, language),
        "next": language.exercise_name(catalogue.exercise(coming[0])) if coming else None,
        "figure": exercise.figure,
    }


def mounting_view(coming: Sequence[str], catalogue: Catalogue, language: Language) -> dict[str, Any]:
    """The step that finds how the sensor sits, in the shape of an exercise."""
    lean = lean_of(catalogue)
    say = language.say
    return {
        "t": "exercise",
        "id": "mounting",
        "name": say("app.state_mounting"),
        "position": say("app.mounting_why").rstrip("."),
        "steps": [say("app.mounting_step_still"), say("app.mounting_step_lean")],
        "dose": [say("app.mounting_lost")],
        "next": language.exercise_name(catalogue.exercise(coming[0])) if coming else None,
        "figure": "none" if lean is None else lean.figure,
    }


def set_view(dose: Dose, number: int, plan: Plan, catalogue: Catalogue) -> dict[str, Any]:
    """A set that begins: its dose, and the limits at which the coach calls out."""
    exercise = catalogue.exercise(dose.exercise)
    limits = live_limits(exercise, catalogue, plan.exceptions)
    sides = 2 if exercise.two_sided else 1
    most = None if limits.count is None else limits.count * sides
    return {
        "t": "set",
        "number": number,
        "dose": asdict(dose),
        "sides": exercise.two_sided,
        "kind": exercise.movement.kind,
        "observability": exercise.observability,
        "most": most,
        "hold_limit_s": limits.hold_s,
        "effort_limit_s": limits.effort_s,
        "zone_deg": [exercise.movement.least_amplitude_deg, exercise.movement.amplitude_deg],
    }
