"""What the verbs for markers and corrections share."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table

from ..errors import UsageError
from .options import FrameName
from .show import out, print_json

if TYPE_CHECKING:
    from ..records import Recording

By_ = Annotated[str, typer.Option("--by", help="Who says so: a name or pseudonym.")]
Number_ = Annotated[int, typer.Argument(metavar="NUMBER", help="Its number, as `list` shows it.")]


def opened(file: Path | str, format: str | None, frame: FrameName | None, part: str | None) -> Recording:
    """A recording, with what is said of it."""
    from ..files import open_recording

    return open_recording(file, format=format, frame=None if frame is None else frame.value, part=part)


def now() -> str:
    """The time, as a file has it."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def no_such(what: str, number: int, known: list[int]) -> UsageError:
    """The error for a number that is none of these."""
    there = ", ".join(map(str, sorted(known))) or "none"
    return UsageError(f"no {what} {number}; there are: {there}")


def listed(rows: list[dict[str, object]], names: tuple[str, ...], json: bool) -> None:
    """Print rows as a table, or as JSON."""
    if json:
        print_json(rows)
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*("" if row[name] is None else str(row[name]) for name in names))
    out().print(table)
