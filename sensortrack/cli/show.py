"""How results look: tables for people, one document for machines."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from ..json_text import json_pieces, to_json
from ..outside.showing import escaped, plain
from .say import tell

if TYPE_CHECKING:
    from ..analysis import Result
    from ..records import Attempt, Finding, Measure, Reason

STYLE = {"pass": "green", "fail": "bold red", "not_judged": "dim", "repetition": "green"}
WORDS = {"not_judged": "not judged", "too_small": "too small"}
PIPED_WIDTH = 160
ATTEMPTS_A_TABLE = 500
"""A table is laid out as a whole; that of a day of attempts would take a hundred times the room of their numbers."""


class _PlainConsole(Console):
    """A console to which no text is markup or a command, whoever wrote it; styles are given beside the text."""

    def __init__(self, *, width: int | None = None, stderr: bool = False) -> None:
        super().__init__(width=width, stderr=stderr, highlight=False, markup=False, emoji=False)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The segments of what is printed; the console's own control codes stand in segments of their own."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else plain(text, lines=True), style, control)


def out() -> Console:
    """The console for results; a pipe gets a fixed width, so that nothing is cut to fit a screen."""
    return _PlainConsole(width=None if sys.stdout.isatty() else PIPED_WIDTH)


def err() -> Console:
    """The console for messages."""
    return _PlainConsole(stderr=True)


def print_json(document: object) -> None:
    """Print one JSON document."""
    print(escaped(to_json(document, indent=2)))


def print_document(result: Result, *, explain: bool = False) -> None:
    """Print a result as its JSON document, as it goes; with what moved and why it was counted, if that is asked for."""
    for piece in json_pieces(result.parts(explain=explain), indent=2):
        sys.stdout.write(escaped(piece))
    print()


def words_of(reason: Reason) -> str:
    """A reason in English words."""
    from ..language import in_english

    return in_english(reason)


def tell_messages(messages: tuple[str, ...] | list[str]) -> None:
    """What was noticed while reading, to stderr."""
    for message in messages:
        tell(f"sensortrack: note: {plain(message)}")


def print_result(result: Result, title: str) -> None:
    """Print a result for people: summary, attempts, findings."""
    from ..records import Code, Reason

    console = out()
    r, s = result.recording, result.summary
    console.print(Text(title, style="bold"))
    sides = f" ({s.left} left, {s.right} right)" if s.left is not None else ""
    console.print(f"{s.repetitions} repetitions{sides} in {r.duration_s:.1f} s at {r.rate_hz or 0:.4g} Hz")
    if s.why is not None:
        console.print(Text(f"not judged: {words_of(s.why)}" if s.repetitions else words_of(s.why)))
    if s.not_followed:
        why = words_of(Reason(Code.NOT_FOLLOWED, n=s.not_followed))
        console.print(f"{why} (--explain lists what moved)", style="yellow")
    if r.simulated:
        console.print("This recording is simulated: it says nothing about people.", style="yellow")
    if r.gaps:
        lost_s = sum(g.end_s - g.start_s for g in r.gaps)
        console.print(f"{len(r.gaps)} gaps, {lost_s:.2f} s in all", style="yellow")
    for e in result.events:
        if e.type == "note" and e.kind == "slip_tilt":
            console.print(
                f"After {e.t_s:.1f} s the sensor points {e.size:.0f}° another way in rest: it slipped, or the person"
                " sits or lies another way. What follows is measured from there.",
                style="yellow",
            )
        if e.type == "note" and e.kind == "slip_turn":
            console.print(
                f"After {e.t_s:.1f} s the movement goes about an axis that is turned by {e.size:.0f}°: the sensor slid"
                " around the body, or the person goes another way.",
                style="yellow",
            )
    for m in result.markers:
        span = f"{m.start_s:.2f} s" if m.end_s is None else f"{m.start_s:.2f} to {m.end_s:.2f} s"
        console.print(f"marker at {span}: {m.label}" + (f" ({m.by})" if m.by else ""))
    if result.corrected:
        kinds = ", ".join(f"{n} {kind}" for kind, n in s.corrections.items() if n)
        console.print(f"Counts and findings rest on corrections by hand: {kinds}.", style="yellow")
    jerks = _jerks(result)
    for begin in range(0, len(result.attempts), ATTEMPTS_A_TABLE):
        console.print(_attempts(result.attempts[begin : begin + ATTEMPTS_A_TABLE], jerks))
    if not result.attempts:
        for name, measure in s.measures.items():
            console.print(f"  {name}: {_shown(measure, 2)} {measure.unit}")
    console.print(_findings(result.findings))
    console.print("Not a medical device. No published norms exist for these movements.", style="dim")


def _jerks(result: Result) -> Mapping[int, list[str]]:
    jerks: dict[int, list[str]] = defaultdict(list)
    for e in result.events:
        if e.type == "jerk" and e.attempt is not None:
            jerks[e.attempt].append(f"{e.kind} at {e.t_s:.1f} s")
    return jerks


def _attempts(attempts: Sequence[Attempt], jerks: Mapping[int, list[str]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("#", "from s", "to s"):
        table.add_column(name, justify="right")
    table.add_column("outcome", overflow="fold")
    for name in ("side", "angle °", "hold s", "SPARC out", "back", "R out", "back"):
        table.add_column(name, justify="right")
    table.add_column("jerks", overflow="fold")
    for a in attempts:
        by_hand = " by hand" if a.source == "person" else ""
        outcome = WORDS.get(a.outcome, a.outcome) + by_hand + (f": {words_of(a.reason)}" if a.reason else "")
        table.add_row(
            str(a.index),
            f"{a.start_s:.2f}",
            f"{a.end_s:.2f}",
            Text(outcome, style=STYLE.get(a.outcome, "yellow")),
            a.side or "",
            "" if a.amplitude_deg is None else f"{a.amplitude_deg:.1f}",
            "" if a.hold_s is None else f"{a.hold_s:.2f}",
            *_phase_cells(a, "sparc"),
            *_phase_cells(a, "attack_ratio"),
            ", ".join(jerks.get(a.index, ())),
        )
    return table


def _phase_cells(a: Attempt, measure: str) -> tuple[str, str]:
    cells = []
    for name in ("out", "return"):
        phase = next((p for p in a.phases if p.name == name), None)
        cells.append("" if phase is None else _shown(phase.measures.get(measure), 2))
    return cells[0], cells[1]


def _shown(measure: Measure | None, digits: int) -> str:
    """A value; in brackets where it isn't valid."""
    if measure is None or measure.value is None:
        return "–"
    text = f"{measure.value:.{digits}f}"
    return text if measure.valid else f"({text})"


def _findings(findings: tuple[Finding, ...]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("rule", "method", "outcome"):
        table.add_column(name, no_wrap=True)
    for name in ("value", "limit"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("why", overflow="fold")
    # What was measured comes first: that is what one looks for.
    for f in sorted(findings, key=lambda f: f.method != "measured"):
        unit = "" if f.unit in (None, "1") else f" {f.unit}"
        table.add_row(
            f.rule,
            f.method,
            Text(WORDS.get(f.outcome, f.outcome), style=STYLE[f.outcome]),
            "" if f.value is None else f"{f.value:.4g}{unit}",
            "" if f.limit is None else f"{f.limit:g}{unit}",
            words_of(f.why),
        )
    return table
