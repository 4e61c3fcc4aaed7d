"""`sensortrack exercises`: what the catalogue holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import structs, to_builtins
from rich import box
from rich.table import Table
from rich.text import Text

from .options import Catalogue_, Json_, catalogue_of
from .show import out, print_json

if TYPE_CHECKING:
    from ..protocol.amounts import Stage
    from ..protocol.rule import Number, Rule


def exercises(
    exercise: Annotated[str | None, typer.Argument(help="One exercise, with all its rules.")] = None,
    catalogue: Catalogue_ = None,
    json: Json_ = False,
) -> None:
    """List the exercises, their rules and ladders; what is marked * was made concrete by us."""
    chosen = catalogue_of(catalogue)
    entries = chosen.exercises if exercise is None else (chosen.exercise(exercise),)
    if json:
        print_json([to_builtins(structs.replace(e, rules=chosen.rules_of(e))) for e in entries])
        return
    console = out()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("id", "name", "position", "seen by the sensor"):
        table.add_column(column, overflow="fold")
    for e in entries:
        table.add_row(e.id, e.name, e.position, e.observability)
    console.print(table)
    if exercise is None:
        console.print(f"`sensortrack exercises {chosen.example.id}` shows one with its rules.", style="dim")
        return
    entry = entries[0]
    console.print(entry.does)
    console.print(_rules(chosen.rules_of(entry)))
    if entry.stages:
        console.print("The ladder: one dimension at a time, forward after clean sessions, back after a STOP.")
        console.print(_ladder(entry.stages))
    for number, step in enumerate(entry.steps, start=1):
        console.print(f"{number}. {step}*")
    if entry.cues is not None:
        cues = (entry.cues.out, entry.cues.hold, entry.cues.back)
        console.print(f"Breath: {' '.join(f'“{cue}”'.format(side='left') for cue in cues)}*")
    for what, text in (("Measured", entry.measured), ("Not seen by one sensor", entry.unseen)):
        if text is not None:
            console.print(f"{what}: {text}.")
    console.print(Text("* ours: made concrete by us, where the document gives only words", style="dim"))
    console.print(f"Source: {chosen.source}; rules version {chosen.rules_version}", style="dim")


def _rules(rules: tuple[Rule, ...]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("rule", "method", "what it says", "numbers"):
        table.add_column(column, overflow="fold")
    for rule in rules:
        numbers = ", ".join(f"{name} {_shown(n)}" for name, n in rule.numbers.items())
        table.add_row(rule.id, rule.method, rule.says, numbers)
    return table


def _ladder(stages: tuple[Stage, ...]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    names = tuple(dict.fromkeys(name for stage in stages for name in stage.numbers))
    for column in ("rung", *(name.replace("_", " ") for name in names)):
        table.add_column(column)
    for rung, stage in enumerate(stages, start=1):
        dose = (_shown(stage.numbers[n]) if n in stage.numbers else "" for n in names)
        table.add_row(str(rung), *dose)
    return table


def _shown(number: Number) -> str:
    return f"{number.value:g} {number.unit}{'*' if number.ours else ''}"
