"""A session's report in the terminal: every rule with its evidence, and the summary last, where the reader looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..language import Language
from ..report.earlier import as_today
from ..report.first_page import FirstPage, summary
from ..report.page_beginning import NotStarted, after_stop, not_started
from ..report.physio import found
from ..report.planned_and_done import set_line
from ..report.report_words import (
    counts_line,
    day,
    evidence_of,
    facts,
    limit_of,
    limits,
    pain_line,
    standing,
    stop_lines,
    value_of,
    why_of,
)
from .show import STYLE, out


def print_report(document: Mapping[str, Any], language: Language) -> None:
    """Print the document of a session (`sensortrack.session/1`) for people."""
    console, say, document = out(), language.say, as_today(document)
    nothing = not_started(document, language)
    if nothing is not None:
        _print_not_started(console, document, nothing, language)
        return
    console.print(Text(say("report.title"), style="bold"))
    for name, text in facts(document, language):
        console.print(Text(f"  {name}: {text}"))
    for text in (*document["notes"], *document["plan"]["exceptions"]):
        console.print(Text(text, style="yellow"))
    _print_screening(console, document["screening"], document["session"], language)
    for e in document["exercises"]:
        console.print(Text(f"\n{e['id']} {e['name']}", style="bold"))
        for one in e["sets"]:
            console.print(Text(f"  {set_line(one, e, language)}"))
            if why := why_of(one, language):
                console.print(Text(f"    {why}", style="dim"))
        console.print(_findings(e["findings"], e, language))
    console.print(Text(f"\n{say('report.general')}", style="bold"))
    console.print(_findings(document["general"], None, language))
    for e in document["not_done"]:
        rules = ", ".join(f["rule"] for f in e["findings"])
        why = why_of(e["findings"][0], language) if e["findings"] else ""
        what = f"{say('report.not_done')}: {e['id']} {e['name']} ({rules}: {say('report.outcome_not_judged')}; {why})"
        console.print(Text(what, style="dim"))
    for text in (say("report.ours"), *limits(document, language)):
        console.print(Text(text, style="dim"))
    console.print(Text(f"\n{say('report.in_short')}", style="bold"))
    for text in stop_lines(document, language):
        console.print(Text(text, style="bold red"))
    _print_summary(console, document, summary(document, language), language)
    stopped = after_stop(document, language)
    for text in () if stopped is None else (stopped.stopped, *stopped.now, *stopped.next):
        console.print(Text(text, style="bold"))


def _print_not_started(
    console: Console, document: Mapping[str, Any], nothing: NotStarted, language: Language
) -> None:
    """What to do comes first; in an emergency there is almost nothing else."""
    if not nothing.emergency:
        console.print(Text(language.say("page.not_started"), style="bold"))
    for text in nothing.to_do:
        console.print(Text(text, style="bold red" if nothing.emergency else "bold"))
    for text in nothing.why:
        console.print(Text(text))
    for question, answer in nothing.answers:
        console.print(Text(f"{question} {answer}"))
    for text in document["notes"]:
        console.print(Text(text, style="yellow"))
    console.print(Text(language.say("safety.not_medical"), style="dim"))


def _print_summary(
    console: Console, document: Mapping[str, Any], short: FirstPage, language: Language
) -> None:
    say = language.say
    if document["exercises"]:
        if document["stop"] is None:
            console.print(Text(short.heading))
        for a in short.amounts:
            console.print(Text(f"  {a.exercise} {a.name}: {f'{a.done}, ' if a.done else ''}{a.said}"))
        for title, one in (("page.best", short.best), ("page.better", short.better)):
            if one is None:
                continue
            see = f" ({say('page.see', rule=one.rule)})" if one.rule else ""
            console.print(Text(f"{say(title)}: {one.text}{see}"))
    console.print(Text(counts_line(document, language)))
    for which, style in (("fail", "red"), ("short", "yellow")):
        for f in found(document, "fail" if which == "fail" else "short", language):
            outcome = say(f"report.outcome_{which}")
            rules = ", ".join(rule for rule, _ in f.rules)
            console.print(Text(f"  {rules}: {outcome}: {f.why}", style=style))
    console.print(Text(f"{say('report.pain')}: {pain_line(document, language)}"))


def _print_screening(
    console: Console, screening: Mapping[str, Any] | None, session: Mapping[str, Any], language: Language
) -> None:
    say = language.say
    if screening is None:
        console.print(Text(f"  {say('report.screening')}: {say('report.screening_none')}", style="yellow"))
        return
    date = day(screening["at_utc"], session, language)
    of = say("report.screening_of", date=date, rules=screening["rules_version"])
    console.print(Text(f"  {say('report.screening')}: {of}"))
    for a in screening["answers"]:
        if a["answer"] is None or a["against"] or (a["kind"] != "rule" and a["answer"] == "yes"):
            answer = say(f"report.{a['answer']}") if a["answer"] else say("report.no_answer")
            against = f" ({say('report.stands_against')})" if a["against"] else ""
            console.print(Text(f"    {a['id']}: {answer}{against}", style="yellow"))
    if screening["doctor_agreed"]:
        console.print(Text(f"    {say('report.doctor_agreed')}"))
    for text in screening["advice"]:
        console.print(Text(f"    {text}", style="bold red"))


def _findings(findings: Sequence[Mapping[str, Any]], exercise: Any, language: Language) -> Table:
    say = language.say
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("rule", "method", "outcome"):
        table.add_column(say(f"report.{name}"), no_wrap=True)
    for name in ("value", "allowed"):
        table.add_column(say(f"report.{name}"), justify="right", no_wrap=True)
    table.add_column(say("report.evidence"), overflow="fold", max_width=24)
    table.add_column(say("report.why"), overflow="fold")
    # The measured findings come first: readers look for those.
    for f in sorted(findings, key=lambda f: f["method"] != "measured"):
        table.add_row(
            f["rule"],
            say(f"report.method_{f['method']}"),
            Text(say(f"report.outcome_{standing(f)}"), style=STYLE.get(standing(f), "yellow")),
            value_of(f, language),
            limit_of(f, language),
            evidence_of(f, exercise, language),
            why_of(f, language),
        )
    return table
