"""Tables that fit the terminal: cells are shortened, then columns left out; a word is never broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text


@dataclass(frozen=True, slots=True)
class FittedColumn:
    """A column of a table.

    Attributes
    ----------
    short : sequence of str or rich.text.Text, or None
        Shorter cells, for a table that doesn't fit.
    importance : int
        Of columns that don't fit the least important is left out first; the last one always stays.
    right : bool
        Whether its cells are set to the right, as numbers are.
    """

    name: str
    cells: Sequence[str | Text]
    short: Sequence[str | Text] | None = None
    importance: int = 0
    right: bool = False


def print_fitting(console: Console, columns: Sequence[FittedColumn]) -> None:
    """Print a table as wide as the terminal at most; a pipe gets it whole."""
    table, width = _table(columns), console.width
    if console.is_terminal:
        for fewer in _fewer(columns):
            if _width(console, table) <= width:
                break
            table = _table(fewer)
    else:
        console.width = max(width, _width(console, table))
    console.print(table)


def _fewer(columns: Sequence[FittedColumn]) -> list[list[FittedColumn]]:
    """The columns with less and less in them."""
    now, steps = list(columns), []
    for i, column in enumerate(now):
        if column.short is not None:
            now = [*now[:i], replace(column, cells=column.short), *now[i + 1 :]]
            steps.append(now)
    while len(now) > 1:
        least = min(now, key=lambda c: c.importance)
        now = [c for c in now if c is not least]
        steps.append(now)
    return steps


def _table(columns: Sequence[FittedColumn]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for c in columns:
        table.add_column(c.name, justify="right" if c.right else "left", no_wrap=True)
    for row in zip(*(c.cells for c in columns), strict=True):
        table.add_row(*row)
    return table


def _width(console: Console, table: Table) -> int:
    return Measurement.get(console, console.options.update(max_width=10_000), table).maximum
