"""`sensortrack history`: the sessions on this machine: listed, shown, by date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from ..errors import UsageError
from .fitting import FittedColumn, print_fitting
from .home import Home_, existing_history
from .options import Json_
from .say import tell
from .show import out, print_json

if TYPE_CHECKING:
    from ..history import History
    from ..records import SessionRecord
    from ..report.trend import TrendRow

app = typer.Typer(
    help="The sessions on this machine: list, show, trend, export, delete, backup, repair.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Person_ = Annotated[str, typer.Argument(metavar="PERSON", help="The pseudonym.")]
ENDED_STYLE = {"complete": "green", "stopped": "bold red", "blocked": "yellow", "left": "yellow"}


@app.command("list")
def list_(
    person: Annotated[
        str | None, typer.Argument(metavar="[PERSON]", help="Only this pseudonym's sessions.")
    ] = None,
    home: Home_ = None,
    json: Json_ = False,
) -> None:
    """List the sessions, the latest last."""
    from ..history.personal import check_known

    with existing_history(home) as history:
        if person is not None:
            check_known(history, person)
        rows = [_row(history, s) for s in history.sessions(person)]
    if json:
        print_json(rows)
        return
    print_fitting(out(), _columns(rows))


def _columns(rows: list[dict[str, Any]]) -> list[FittedColumn]:
    """The columns of the list: narrow ones first, what can be looked up with `show` left out first."""

    def cells(value: Callable[[dict[str, Any]], str]) -> list[str]:
        return [value(r) for r in rows]

    def counts(name: str) -> list[str]:
        return cells(lambda r: str(r[name]) if r["exercises"] else "")

    ends = [Text(r["ended"] or "not ended", style=ENDED_STYLE.get(r["ended"] or "", "")) for r in rows]
    begun, pain = cells(lambda r: r["begun"]), cells(_pain)
    several = len({r["person"] for r in rows}) > 1
    return [
        FittedColumn("id", cells(lambda r: r["id"][:8]), importance=10),
        FittedColumn(
            "person", cells(lambda r: r["person"]), [_cut(r["person"]) for r in rows], 7 if several else 1
        ),
        FittedColumn("begun", begun, [b[:10] for b in begun], importance=9),
        FittedColumn("ended", ends, importance=8),
        FittedColumn("exercises", cells(lambda r: " ".join(r["exercises"])), cells(_few), importance=4),
        FittedColumn("pass", counts("pass"), importance=3, right=True),
        FittedColumn("fail", counts("fail"), importance=6, right=True),
        FittedColumn("not judged", counts("not_judged"), importance=0, right=True),
        FittedColumn("pain", pain, importance=5),
        FittedColumn(
            "STOP",
            cells(lambda r: r["stop"] or ""),
            cells(lambda r: "yes" if r["stop"] else ""),
            importance=2,
        ),
    ]


def _pain(r: dict[str, Any]) -> str:
    """The score before, and the highest one after an exercise."""
    before, after = r["pain"][:1], r["pain"][1:]
    return " → ".join(str(score) for score in (*before, *([max(after)] if after else ())))


def _few(r: dict[str, Any]) -> str:
    some, more = r["exercises"][:2], len(r["exercises"]) - 2
    return " ".join((*some, f"+{more}")) if more > 0 else " ".join(some)


def _cut(text: str, most: int = 10) -> Text:
    """As much of a text as has room in so many cells of the terminal; some letters need two."""
    cut = Text(text)
    cut.truncate(most, overflow="ellipsis")
    return cut


def _row(history: History, s: SessionRecord) -> dict[str, Any]:
    outcomes = [f.outcome for found in history.findings(s.id).values() for f in found]
    return {
        "id": s.id,
        "person": s.person,
        "entry": s.entry,
        "begun": _begun(s),
        "start_utc": s.start_utc,
        "end_utc": s.end_utc,
        "utc_offset_s": s.utc_offset_s,
        "time_zone": s.time_zone,
        "ended": s.end,
        "exercises": list(dict.fromkeys(one.exercise for one in s.sets)),
        "pass": outcomes.count("pass"),
        "fail": outcomes.count("fail"),
        "not_judged": outcomes.count("not_judged"),
        "pain": [int(a.value) for q in ("pain_before", "pain_after") for a in s.answers_to(q)],
        "stop": None if s.stop is None else s.stop.reason or "no reason given",
    }


def _begun(s: SessionRecord) -> str:
    """By the person's clock; Z where only UTC is known."""
    return f"{s.local(s.start_utc):%Y-%m-%d %H:%M}" + ("Z" if s.utc_offset_s is None else "")


@app.command()
def show(
    session: Annotated[str, typer.Argument(metavar="SESSION", help="Its id, or the beginning of it.")],
    page: Annotated[Path | None, typer.Option("--report", help="Write the page anew, here (.html).")] = None,
    home: Home_ = None,
    json: Json_ = False,
) -> None:
    """Show a session: its report, the same as it was made then."""
    from ..language import load_language
    from ..report.session_page import session_page, write_page
    from .session_report import print_report

    with existing_history(home) as history:
        record = history.session(session)
        document = history.report(record.id)
        if document is None:
            document = _made_now(history, record)
    language = load_language(document["session"]["language"])
    if page is not None:
        write_page(page, session_page(document, language))
    if json:
        print_json(document)
    else:
        print_report(document, language)


def _made_now(history: History, record: SessionRecord) -> dict[str, Any]:
    """The report of a session that has none: it runs now, or its program was broken off before it made one."""
    from ..home.reports import judged_afterwards
    from ..language import load_language
    from ..protocol import load_catalogue
    from ..report.session_document import session_document

    catalogue, language = load_catalogue(), load_language(record.language)
    if record.ended is not None:
        return judged_afterwards(history, record, catalogue, language)
    return session_document(record, history.findings(record.id), catalogue, language)


@app.command()
def trend(
    person: Person_,
    exercise: Annotated[
        list[str] | None, typer.Option("--exercise", "-e", help="Only these (repeat it).")
    ] = None,
    plot: Annotated[
        Path | None, typer.Option("--plot", help="Draw it into this picture (.png, .svg, .pdf).")
    ] = None,
    home: Home_ = None,
    json: Json_ = False,
) -> None:
    """Show how it went by date: repetitions, hold, smoothness, pain; compared with oneself, with nobody else."""
    from ..history.personal import check_known
    from ..report.trend import plot_trend
    from ..report.trend import trend as trend_of

    with existing_history(home) as history:
        check_known(history, person)
        rows = [r for r in trend_of(history.sessions(person)) if not exercise or r.exercise in exercise]
    if not rows:
        raise UsageError(
            f"'{person}' has no sets {'of these exercises ' if exercise else ''}in the history yet."
        )
    if plot is not None:
        plot_trend(rows, person, plot)
        tell(f"drew {plot}")
    if json:
        print_json([asdict(r) for r in rows])
        return
    console = out()
    print_fitting(console, _trend_columns(sorted(rows, key=lambda r: (len(r.exercise), r.exercise))))
    console.print(
        "Medians over the repetitions of a session. SPARC: nearer to 0 is smoother; no norms exist.",
        style="dim",
    )


def _trend_columns(rows: list[TrendRow]) -> list[FittedColumn]:
    def cells(name: str, decimals: int = 0) -> list[str]:
        values = [getattr(r, name) for r in rows]
        return ["" if v is None else f"{v:.{decimals}f}" for v in values]

    ids = [
        Text(r.session[:8] + (" STOP" if stopped else ""), style="bold red" if stopped else "")
        for r in rows
        for stopped in [r.ended == "stopped"]
    ]
    return [
        FittedColumn("date", [r.begun[:10] for r in rows], importance=9),
        FittedColumn("session", ids, importance=3),
        FittedColumn("exercise", [r.exercise for r in rows], importance=8),
        FittedColumn("repetitions", cells("repetitions"), importance=7, right=True),
        FittedColumn("hold s", cells("hold_s", 1), importance=4, right=True),
        FittedColumn("angle °", cells("amplitude_deg", 1), importance=1, right=True),
        FittedColumn("SPARC", cells("sparc", 2), importance=2, right=True),
        FittedColumn("attacks", cells("attacks"), importance=5, right=True),
        FittedColumn("pain before", cells("pain_before"), importance=0, right=True),
        FittedColumn("after", cells("pain_after"), importance=6, right=True),
    ]
