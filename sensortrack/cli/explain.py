"""Why each movement was counted or wasn't, as a table for people."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from .show import ATTEMPTS_A_TABLE, STYLE, WORDS, out, words_of

if TYPE_CHECKING:
    from ..analysis import Result
    from ..records import ExcursionTest, Verdict

WIDEST = 100
"""The table stays readable beside a text."""
SIGNS = {("at_least", True): ">=", ("at_least", False): "<", ("at_most", True): "<=", ("at_most", False): ">"}


def print_explained(result: Result) -> None:
    """Print what moved, and the tests by which it was counted or wasn't."""
    console = out()
    console.print(Text("What moved, and why it was counted or not", style="bold"))
    verdicts = iter(result.excursions)
    while part := list(islice(verdicts, ATTEMPTS_A_TABLE)):
        console.print(_table(part), width=min(WIDEST, console.width))
    if not len(result.excursions):
        console.print("Nothing moved.")
    console.print("What each test means: docs/measures.md, Why a movement was counted.", style="dim")


def _table(verdicts: Sequence[Verdict]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_lines=False)
    for name in ("#", "from s", "to s", "peak °"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("outcome", overflow="fold", ratio=4)
    table.add_column("tests", overflow="fold", ratio=5)
    for v in verdicts:
        outcome = WORDS.get(v.outcome, v.outcome) + (f": {words_of(v.reason)}" if v.reason else "")
        table.add_row(
            "" if v.attempt is None else str(v.attempt),
            f"{v.onset_s:.2f}",
            f"{v.end_s:.2f}",
            f"{v.peak_deg:.1f}",
            Text(outcome, style=STYLE.get(v.outcome, "yellow")),
            _tests(v.tests),
        )
    return table


def _tests(tests: Sequence[ExcursionTest]) -> Text:
    """The tests, those that failed first, each as the inequality that held."""
    text = Text()
    for t in sorted(tests, key=lambda t: t.passed is not False):
        held = t.value >= t.limit if t.bound == "at_least" else t.value <= t.limit
        shown = f"{t.name}:{t.value:.3g}{SIGNS[t.bound, held]}{t.limit:.3g}"
        text.append(("  " if text else "") + shown, style="bold red" if t.passed is False else "dim")
    return text
