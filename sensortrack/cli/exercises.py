"""`sensortrack exercises`: what the catalogue holds."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from .options import Catalogue_, Json_, catalogue_of
from .show import out, print_json


def exercises(
    exercise: Annotated[str | None, typer.Argument(help="One exercise, with all its rules.")] = None,
    catalogue: Catalogue_ = None,
    json: Json_ = False,
) -> None:
    """List the exercises and their rules; numbers marked * were made concrete by us."""
    chosen = catalogue_of(catalogue)
    entries = chosen.exercises if exercise is None else (chosen.exercise(exercise),)
    if json:
        print_json([asdict(e) | {"rules": [asdict(r) for r in chosen.rules_of(e)]} for e in entries])
        return
    console = out()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("id", "name", "position", "seen by the sensor"):
        table.add_column(column, overflow="fold")
    for e in entries:
        table.add_row(e.id, e.name, e.position, e.seen)
    console.print(table)
    if exercise is None:
        console.print("`sensortrack exercises E6` shows one with its rules.", style="dim")
        return
    entry = entries[0]
    console.print(entry.does)
    rules = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("rule", "kept", "what it says", "numbers"):
        rules.add_column(column, overflow="fold")
    for rule in chosen.rules_of(entry):
        numbers = ", ".join(
            f"{name} {n.value:g} {n.unit}{'*' if n.ours else ''}" for name, n in rule.numbers.items()
        )
        rules.add_row(rule.id, rule.kept, rule.says, numbers)
    console.print(rules)
    console.print(Text("* made concrete by us; the document gives words only", style="dim"))
    console.print(f"Source: {chosen.source}; rules version {chosen.rules_version}", style="dim")
