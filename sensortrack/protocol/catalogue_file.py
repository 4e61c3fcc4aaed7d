"""A catalogue, as its file has it."""

from __future__ import annotations

from typing import Literal

from ..outside.reader import Table, Text
from .amounts import PlanName, Span
from .catalogue_model import Definitions, Judging, Progress, ScreeningKind
from .exercise import Equipment, Exercise
from .rule import Given, Id, Origin, Rule


class Condition(Table, frozen=True):
    """A condition that the screening asks for, as a catalogue has it: see `Screening`."""

    id: Id
    kind: ScreeningKind
    origin: Origin
    condition: Text
    question: Text


class AdviceTable(Table, frozen=True):
    """What a "yes" to a condition means, by its kind."""

    emergency: Text
    contraindicated: Text
    not_recommended: Text
    get_help: Text


class ScreeningTable(Table, frozen=True):
    """The screening, as a catalogue has it."""

    max_age: Given
    advice: AdviceTable
    conditions: tuple[Condition, ...] = ()


class PlanTable(Table, frozen=True):
    """What plans rest on, as a catalogue has it."""

    out_and_return: Given
    bounds: dict[PlanName, Span]


class Source(Table, frozen=True):
    """What a catalogue is made from."""

    title: Text
    note: Text | None = None


class CatalogueFile(Table, frozen=True, kw_only=True):
    """A catalogue, as its file has it."""

    schema: Literal["sensortrack.catalogue/1"]
    rules_version: Text
    source: Source
    judging: Judging
    definitions: Definitions
    rules: tuple[Rule, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    screening: ScreeningTable
    progression: Progress
    plan: PlanTable
    equipment: tuple[Equipment, ...] = ()
