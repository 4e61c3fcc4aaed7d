"""The numbers that give the tracker's words their meaning: read from the catalogue, handed to the tracker."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import msgspec

from ..motion.rules import MovementRules, RepetitionDefinition
from ..outside.document import Document
from ..outside.document_path import Step
from ..outside.showing import shown
from .catalogue_model import Catalogue, Definitions, Judging
from .exercise import Exercise
from .rule import Number

_WORDS: Mapping[str, Mapping[str, tuple[str, float, float]]] = {
    "repetition": {
        "raised_share": ("%", 10, 90),
        "long": ("s", 0.2, 10),
        "usual_share": ("%", 0, 100),
        "long_share": ("%", 1, 100),
        "short_share": ("%", 1, 100),
        "shift": ("deg", 0, 30),
        "quickest": ("s", 0, 5),
    },
    # Below 1 % the fit of a phase's speed tells little of its feet; above 10 % a phase is no whole movement.
    "phase": {"boundary": ("%", 1, 10)},
}
_JUDGING: Mapping[str, tuple[str, float, float]] = {
    # The tracker follows nothing below 15 Hz.
    "nominal_rate": ("Hz", 15, 1000),
    "real_rate": ("Hz", 15, 1000),
    # Over a longer gap the orientation isn't known any more.
    "gap": ("s", 0.05, 2),
}

ANY = (0.0, math.inf)
RANGES: Mapping[tuple[str, str], tuple[float, float]] = {
    # A smooth movement has about 0.9, and beyond 10 every movement looks like a step: the ratio isn't reported there.
    ("no_attack", "below"): (1.0, 10.0),
    ("passive_hang", "most"): (1.0, 90.0),
}
"""For a check and its number: the range in which the tracker can hold to it; `ANY` where none is given."""


def check_definitions(definitions: Definitions, judging: Judging, document: Document) -> None:
    """Refuse a number of the tables `[definitions]` and `[judging]` that is out of its range; raises CatalogueError."""
    for word, ranges in _WORDS.items():
        numbers = getattr(definitions, word).numbers
        for name, bounds in ranges.items():
            if name in numbers:
                check_number(document, ("definitions", word, name), numbers[name], *bounds)
        _ordered(document, ("definitions", word), numbers, "long_share", "short_share")
    numbers = msgspec.structs.asdict(judging)
    for name, bounds in _JUDGING.items():
        check_number(document, ("judging", name), numbers[name], *bounds)
    _ordered(document, ("judging",), numbers, "real_rate", "nominal_rate")


def check_number(
    document: Document,
    at: tuple[Step, ...],
    number: Number,
    unit: str,
    least: float = 0.0,
    most: float = math.inf,
) -> None:
    """Refuse a number in another unit, or out of a range; raises CatalogueError."""
    if number.unit != unit:
        hint = "Convert the value to this unit."
        raise document.fail((*at, "unit"), shown(number.unit), f'"{unit}"', hint)
    if not least <= number.value <= most:
        raise document.fail((*at, "value"), f"{number.value:g}", f"{least:g} to {most:g} {unit}")


def _ordered(
    document: Document, at: tuple[Step, ...], numbers: Mapping[str, Number], lower: str, upper: str
) -> None:
    if lower in numbers and numbers[lower].value > numbers[upper].value:
        raise document.fail(
            (*at, lower, "value"),
            f"{numbers[lower].value:g} is more than {upper}",
            f"at most {numbers[upper].value:g}",
            "Correct one of the two.",
        )


def movement_rules(exercise: Exercise, catalogue: Catalogue) -> MovementRules:
    """What the tracker takes from a catalogue for one of its exercises, in the tracker's units."""
    repetition, phase = catalogue.definitions.repetition.numbers, catalogue.definitions.phase.numbers
    passive = catalogue.rule_of("passive", exercise)
    return MovementRules(
        repetition=RepetitionDefinition(
            raised_share=_share(repetition["raised_share"]),
            long_s=repetition["long"].value,
            usual_share=_share(repetition["usual_share"]),
            long_share=_share(repetition["long_share"]),
            short_share=_share(repetition["short_share"]),
            shift_deg=repetition["shift"].value,
            quickest_s=repetition["quickest"].value if "quickest" in repetition else 0.0,
        ),
        edge_share=_share(phase["boundary"]),
        least_rate_hz=catalogue.judging.real_rate.value,
        long_gap_s=catalogue.judging.gap.value,
        attack_ratio_limit=catalogue.rule_of("smooth").number("below"),
        swing_deg=None if passive is None else passive.number("most"),
    )


def _share(percent: Number) -> float:
    return percent.value / 100.0


def numbers_used(exercise: Exercise, catalogue: Catalogue) -> Iterator[tuple[str, Number]]:
    """Every number that the tracker and the judge took from the catalogue beside the rules' own, with its key."""
    for word in _WORDS:
        for name, number in getattr(catalogue.definitions, word).numbers.items():
            yield f"definitions.{word}.{name}", number
    for name in _JUDGING:
        yield f"judging.{name}", getattr(catalogue.judging, name)
    yield f"{exercise.id}.amplitude", exercise.moves.amplitude
    yield f"{exercise.id}.least_amplitude", exercise.moves.least_amplitude
