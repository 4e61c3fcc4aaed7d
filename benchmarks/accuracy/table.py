"""The table: what was measured, the value to reach, the value reached, and on what it rests."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

Kind = Literal["simulated", "others' recordings", "this computer", "the code"]
MARKS = {True: "yes", False: "no", None: "–"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table.

    Attributes
    ----------
    id : str
        What `--only` takes.
    what : str
    target : str
        The value to reach.
    reached : str
        The value reached, with its 95 % interval where it is an estimate; or "not run" and why.
    met : bool or None
        None where it wasn't run, or where there is no value to reach.
    kind : {"simulated", "others' recordings", "this computer", "the code"}
        What the number rests on. Nothing here was measured on people of ours.
    sample : str
        How much it rests on.
    """

    id: str
    what: str
    target: str
    reached: str
    met: bool | None
    kind: Kind
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Part of the page: a heading, text, and tables in Markdown."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A plot: its name, the caption, and what draws it into a file."""

    name: str
    caption: str
    draw: Callable[[Path], None]


@dataclass(slots=True)
class Report:
    """What one family of measurements gives."""

    rows: list[Row] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


def not_run(id: str, what: str, target: str, kind: Kind, why: str) -> Row:
    """A row that couldn't be measured, with the reason."""
    return Row(id, what, target, f"not run: {why}", None, kind)


def markdown(header: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def note(name: str, **values: object) -> str:
    """The text above a section's tables, from notes.toml."""
    text: str = _notes()[name]
    return text.strip().format(**values) + "\n\n"


@cache
def _notes() -> dict[str, str]:
    return tomllib.loads(Path(__file__).with_name("notes.toml").read_text(encoding="utf-8"))


def share(value: float, digits: int = 1) -> str:
    """A share as per cent: never rounded up to 100."""
    text = f"{100 * value:.{digits}f}"
    if value < 1.0 and float(text) == 100.0:
        text = f"{100 - 10.0**-digits:.{digits}f}"
    return f"{text} %"
