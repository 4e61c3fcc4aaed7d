"""What the verbs for markers and corrections share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich import box
from rich.table import Table

from ..errors import UsageError
from ..local_time import utc_now
from .say import say
from .show import out, print_json

if TYPE_CHECKING:
    from ..records import Correction, Marker

By_ = Annotated[str, typer.Option("--by", help="Who says so: a name or pseudonym.")]
Number_ = Annotated[int, typer.Argument(metavar="NUMBER", help="Its number, as `list` shows it.")]


def now() -> str:
    """The time, to the second, as a file has it."""
    return f"{utc_now()[:19]}Z"


def remove_from(file: Path, kind: Literal["marker", "correction"], number: int) -> None:
    """Remove the marker or correction of that number from the file beside a recording."""
    from ..files import read_annotations, write_annotations
    from ..records.annotations import without

    said = read_annotations(file)
    rows: Sequence[Marker | Correction] = said.markers if kind == "marker" else said.corrections
    if number not in [row.id for row in rows]:
        raise no_such(kind, number, rows)
    left = (
        replace(said, markers=without(said.markers, number))
        if kind == "marker"
        else replace(said, corrections=without(said.corrections, number))
    )
    write_annotations(file, left)
    say(f"{kind} {number} removed")


def no_such(kind: str, number: int, rows: Sequence[Marker | Correction]) -> UsageError:
    """The error for a number that none of these has."""
    there = ", ".join(str(one) for one in sorted(row.id for row in rows)) or "none"
    return UsageError(f"no {kind} {number}; there are: {there}")


def print_rows(records: Sequence[Marker | Correction], columns: tuple[str, ...], json: bool) -> None:
    """Print these columns of markers or corrections as a table, or as JSON."""
    rows = [{name: getattr(record, name) for name in columns} for record in records]
    if json:
        print_json(rows)
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row.values()))
    out().print(table)
