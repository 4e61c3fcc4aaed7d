"""`sensortrack history`: the sessions on this machine: listed, shown, by date; exported whole, deleted whole."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from ..errors import UsageError
from .home import Home_, existing_history, judged_afterwards
from .options import Json_
from .show import out, print_json

if TYPE_CHECKING:
    from ..history import History
    from ..records import SessionRecord

app = typer.Typer(
    help="The sessions on this machine: list, show, trend, export, delete.",
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
    from ..history import check_known

    with existing_history(home) as history:
        if person is not None:
            check_known(history, person)
        rows = [_row(history, s) for s in history.sessions(person)]
    if json:
        print_json(rows)
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in (
        "id",
        "person",
        "begun (UTC)",
        "ended",
        "exercises",
        "pass",
        "fail",
        "not judged",
        "pain",
        "STOP",
    ):
        table.add_column(name, justify="right" if name in ("pass", "fail", "not judged") else "left")
    for r in rows:
        table.add_row(
            r["id"][:8],
            r["person"],
            r["start_utc"][:16].replace("T", " "),
            Text(r["ended"] or "not ended", style=ENDED_STYLE.get(r["ended"] or "", "")),
            " ".join(r["exercises"]),
            *(str(r[k]) if r["exercises"] else "" for k in ("pass", "fail", "not_judged")),
            " ".join(map(str, r["pain"])),
            "" if r["stop"] is None else r["stop"],
        )
    out().print(table)


def _row(history: History, s: SessionRecord) -> dict[str, Any]:
    outcomes = [f.outcome for found in history.findings(s.id).values() for f in found]
    return {
        "id": s.id,
        "person": s.person,
        "start_utc": s.start_utc,
        "end_utc": s.end_utc,
        "ended": s.ended,
        "exercises": list(dict.fromkeys(one.exercise for one in s.sets)),
        "pass": outcomes.count("pass"),
        "fail": outcomes.count("fail"),
        "not_judged": outcomes.count("not_judged"),
        "pain": [int(a.value) for q in ("pain_before", "pain_after") for a in s.answers_to(q)],
        "stop": None if s.stop is None else s.stop.reason or "no reason given",
    }


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
    from ..history import check_known
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
        print(f"drew {plot}", file=sys.stderr)
    if json:
        print_json([asdict(r) for r in rows])
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("date", "session", "exercise"):
        table.add_column(name)
    for name in ("repetitions", "hold s", "angle °", "SPARC", "attacks", "pain before", "after"):
        table.add_column(name, justify="right")
    for r in sorted(rows, key=lambda r: (len(r.exercise), r.exercise, r.start_utc)):
        stopped = r.ended == "stopped"
        table.add_row(
            r.start_utc[:10],
            Text(r.session[:8] + (" STOP" if stopped else ""), style="bold red" if stopped else ""),
            r.exercise,
            str(r.repetitions),
            *(
                ("" if v is None else f"{v:.{d}f}")
                for v, d in ((r.hold_s, 1), (r.amplitude_deg, 1), (r.sparc, 2))
            ),
            str(r.attacks),
            *("" if v is None else str(v) for v in (r.pain_before, r.pain_after)),
        )
    console = out()
    console.print(table)
    console.print(
        "Medians over the repetitions of a session. SPARC: nearer to 0 is smoother; no norms exist.",
        style="dim",
    )


@app.command()
def export(
    person: Person_,
    output: Annotated[Path, typer.Option("--output", "-o", help="A new folder, or NAME.zip.")],
    home: Home_ = None,
) -> None:
    """Export all that is a person's: sessions, answers, findings, reports, recordings."""
    from ..history import check_known, export_person
    from ..history.archive import zip_folder

    with existing_history(home) as history:
        check_known(history, person)
        if output.suffix != ".zip":
            export_person(history, person, output)
        else:
            with tempfile.TemporaryDirectory(dir=output.parent if output.parent.is_dir() else None) as part:
                zip_folder(export_person(history, person, Path(part) / output.stem), output)
    print(f"exported all that is {person}'s to {output}; it is health data: keep it safe", file=sys.stderr)


@app.command()
def delete(
    person: Person_,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    home: Home_ = None,
) -> None:
    """Delete all that is a person's, the recordings and reports too; it can't be undone."""
    from ..history import check_known, delete_person, recordings_of, session_lock

    with existing_history(home) as history, session_lock(history.path):
        check_known(history, person)
        sessions, files = history.sessions(person), recordings_of(history, person)
        what = f"{len(sessions)} sessions and {len(files)} files of '{person}'"
        if not yes:
            if not sys.stdin.isatty():
                raise UsageError(
                    f"nobody is there to be asked about deleting {what}; say --yes to delete them."
                )
            for path in files:
                print(f"  {path}", file=sys.stderr)
            if input(f"Delete {what} for good? Type the pseudonym to do it: ").strip() != person:
                print("sensortrack: nothing was deleted", file=sys.stderr)
                raise typer.Exit(1)
        delete_person(history, person)
    print(f"deleted {what}", file=sys.stderr)
