"""`sensortrack rejudge`: what another catalogue, or another version of the rules, makes of what was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from ..errors import UsageError
from .home import Home_, existing_history
from .options import Catalogue_, Json_, catalogue_of
from .show import STYLE, WORDS, out, print_json, tell_messages, words_of

if TYPE_CHECKING:
    from ..protocol.catalogue_model import Catalogue
    from ..records import Finding
    from ..session.rejudge import FindingChange


@dataclass(frozen=True, slots=True)
class Rejudged:
    """One session or recording, by the rules of then and of now."""

    name: str
    before_version: str
    rules: int
    changes: tuple[FindingChange, ...]
    notes: tuple[str, ...]


def rejudge(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WHAT]...", help="Recordings, sessions (by id) or pseudonyms; default: all sessions."
        ),
    ] = None,
    catalogue: Catalogue_ = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", help="For recordings: the catalogue to compare with; default: ours."),
    ] = None,
    home: Home_ = None,
    json: Json_ = False,
) -> None:
    """Judge recordings and sessions again, under these rules, and show what changes; nothing kept is changed."""
    chosen = catalogue_of(catalogue)
    files = [Path(w) for w in what or () if Path(w).is_file()]
    names = [w for w in what or () if not Path(w).is_file()]
    for name in names:
        if name.endswith((".csv", ".csv.gz")):
            raise UsageError(f"no such recording: {name}. Check the path.")
    found = [_recording(path, chosen, catalogue_of(against)) for path in files]
    if names or not files:
        found += list(_sessions(names, home, chosen))
    for one in found:
        tell_messages([f"{one.name}: {note}" for note in one.notes])
    if json:
        print_json([_plain(one, chosen.rules_version) for one in found])
    else:
        _print(found, chosen.rules_version)


def _sessions(names: list[str], home: Path | None, catalogue: Catalogue) -> Iterator[Rejudged]:
    from ..language import in_english
    from ..session.rejudge import changes
    from ..session.rejudge import rejudge as judge_session_anew

    with existing_history(home) as history:
        known = history.persons()
        records = [] if names else list(history.sessions())
        for name in names:
            records += history.sessions(name) if name in known else [history.session(name)]
        for record in records:
            if not record.sets:
                continue
            before = history.findings(record.id)
            again = judge_session_anew(record, catalogue)
            yield Rejudged(
                f"{record.id[:8]} {record.person} {record.day}",
                record.rules_version,
                sum(map(len, again.findings.values())),
                changes(before, again.findings),
                tuple(map(in_english, again.notes)),
            )


def _recording(path: Path, catalogue: Catalogue, against: Catalogue) -> Rejudged:
    from ..analysis import analyse
    from ..analysis.analyse import exercise_of
    from ..files import open_recording
    from ..session.rejudge import changes

    recording = open_recording(path)
    exercise = exercise_of(recording, None, catalogue).id
    before = {exercise: analyse(recording, exercise, catalogue=against).findings}
    after = {exercise: analyse(recording, exercise, catalogue=catalogue).findings}
    return Rejudged(
        path.name,
        against.rules_version,
        len(after[exercise]),
        changes(before, after),
        tuple(recording.messages),
    )


def _print(found: list[Rejudged], version: str) -> None:
    console = out()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("what", "exercise", "rule", "was", "is now"):
        table.add_column(name, overflow="fold", no_wrap=name == "rule")
    table.add_column("why now", overflow="fold")
    for one in found:
        for c in one.changes:
            table.add_row(one.name, c.exercise, c.rule, _outcome(c.before), _outcome(c.after), _why(c.after))
    if table.row_count:
        console.print(table)
    rules, changed = sum(one.rules for one in found), sum(len(one.changes) for one in found)
    versions = ", ".join(sorted({one.before_version for one in found})) or "–"
    console.print(
        f"{len(found)} judged again: of {rules} findings {changed} changed (rules {versions} then, {version} now)."
    )
    console.print("Nothing that is kept was changed: a report stays what it was.", style="dim")


def _outcome(f: Finding | None) -> Text:
    if f is None:
        return Text("no such rule", style="dim")
    unit = "" if f.unit in (None, "1") else f" {f.unit}"
    value = "" if f.value is None else f" {f.value:.4g}"
    limit = "" if f.limit is None else f" (limit {f.limit:g}{unit})"
    return Text(f"{WORDS.get(f.outcome, f.outcome)}{value}{limit}", style=STYLE[f.outcome])


def _why(f: Finding | None) -> str:
    return "" if f is None else words_of(f.why)


def _plain(one: Rejudged, version: str) -> dict[str, Any]:
    from ..language import finding_row

    def row(f: Finding | None) -> dict[str, Any] | None:
        return None if f is None else finding_row(f)

    changes = [
        {"exercise": c.exercise, "rule": c.rule, "before": row(c.before), "after": row(c.after)}
        for c in one.changes
    ]
    return {
        "name": one.name,
        "before_version": one.before_version,
        "rules": one.rules,
        "changes": changes,
        "notes": list(one.notes),
        "after_version": version,
    }
