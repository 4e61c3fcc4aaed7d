"""`sensortrack analyse --find`: the stretches of a recording in which something is repeated, and what each could be."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

from .show import out, print_json, words_of

if TYPE_CHECKING:
    from ..protocol import Catalogue
    from ..records import Recording


def print_found(recording: Recording, catalogue: Catalogue, *, json: bool) -> None:
    """Print what could be where."""
    from ..analysis.find import find_exercises
    from ..language import said_of

    found = find_exercises(recording, catalogue)
    if json:
        print_json([asdict(f) | {"exercise": f.exercise} | said_of(f.why) for f in found])
        return
    console = out()
    if not found:
        console.print("Nothing is repeated three times in a row.")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("from s", "to s", "movements", "size °"):
        table.add_column(name, justify="right")
    for name in ("could be", "why"):
        table.add_column(name, overflow="fold")
    for f in found:
        could_be = f.exercise or (" or ".join(f.could_be) if f.could_be else "can't be determined")
        size = "" if f.amplitude_deg is None else f"{f.amplitude_deg:.1f}"
        table.add_row(f"{f.start_s:.1f}", f"{f.end_s:.1f}", str(f.movements), size, could_be, words_of(f.why))
    console.print(table)
    console.print(
        "One sensor can't tell apart what looks alike at the lower back: say which it was by a marker "
        "(`sensortrack markers add`), and cut by these (`--by-markers`).",
        style="dim",
    )
