"""The report of a session as a page: one file, nothing loaded from elsewhere, fit for paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from ..language import Language
from ..private_files import new_file
from .timeline import timeline
from .words import (
    evidence_of,
    facts,
    headline,
    limit_of,
    limits,
    moment,
    pain_line,
    set_line,
    stop_lines,
    value_of,
    why_of,
)

STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.45 system-ui, sans-serif; color: #1d2733; background: #fff; max-width: 68rem;
       margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.7rem; margin: 0 0 .3rem; } h2 { font-size: 1.25rem; margin: 2.2rem 0 .5rem; }
h3 { font-size: 1.05rem; margin: 1.6rem 0 .3rem; } p { margin: .3rem 0; }
.note { background: #fff6dd; border-left: 4px solid #d9a400; padding: .5rem .8rem; margin: .8rem 0; }
.stop { background: #fde8e6; border-left: 4px solid #b3261e; padding: .5rem .8rem; margin: .8rem 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .6rem 0; }
dt { color: #55606c; } dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
.rules { table-layout: fixed; min-width: 52rem; } .rules td { overflow-wrap: anywhere; }
.rules th:nth-child(1) { width: 21%; } .rules th:nth-child(2) { width: 8%; } .rules th:nth-child(3) { width: 10%; }
.rules th:nth-child(4) { width: 9%; } .rules th:nth-child(5) { width: 11%; } .rules th:nth-child(6) { width: 12%; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; margin: .4rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #dde2e7; }
th { color: #55606c; font-weight: 600; border-bottom: 2px solid #9aa5b1; }
td.n, th.n { text-align: right; } td.o { white-space: nowrap; font-weight: 600; }
.pass { color: #14693a; } .fail { color: #b3261e; } .not_judged { color: #55606c; font-weight: 400; }
.small, td .says { color: #55606c; font-size: .85rem; } td .says { display: block; }
details { margin: .5rem 0; } summary { cursor: pointer; color: #1b4f8a; }
svg { max-width: 100%; height: auto; display: block; margin: .4rem 0; }
@media print { body { font-size: 11pt; max-width: none; padding: 0; } tr { break-inside: avoid; } }
"""
SIGNS = {"pass": "✓", "fail": "✗", "not_judged": "–"}


def session_page(document: Mapping[str, Any], language: Language) -> str:
    """The page of a session's document.

    Parameters
    ----------
    document : mapping
        `sensortrack.session/1`.
    language : Language
        That the page is written in.

    Returns
    -------
    str
        HTML.
    """
    say = language.say
    session = document["session"]
    title = f"{say('report.title')}: {session['person']}, {moment(session['start_utc'], session)}"
    parts = [
        f'<!doctype html>\n<html lang="{escape(language.code)}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        # By it a page that was copied or renamed is still known to be the person's (`history delete`).
        f'<meta name="sensortrack-person" content="{escape(session["person"])}">',
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>",
        f"<h1>{escape(say('report.title'))}</h1>",
        _box("note", limits(document, language)),
        _facts(facts(document, language)),
        *(_box("note", [text]) for text in (*document["notes"], *document["plan"]["exceptions"])),
    ]
    if document["stop"] is not None:
        parts.append(_box("stop", stop_lines(document, language)))
    parts.append(_h2(say("report.in_short")))
    parts += [f"<p>{escape(text)}</p>" for text in headline(document, language)]
    parts.append(f"<p>{escape(say('report.pain'))}: {escape(pain_line(document, language))}</p>")
    if document["exercises"]:
        parts += [_h2(say("report.exercises")), f'<p class="small">{escape(say("report.drawing"))}</p>']
    parts += [_exercise(e, language) for e in document["exercises"]]
    parts += [_h2(say("report.general")), _findings(document["general"], None, language)]
    parts += [_h2(say("report.screening")), _screening(document["screening"], session, language)]
    if document["not_done"]:
        parts.append(_h2(say("report.not_done")))
        rows = [
            [
                escape(f"{e['id']} {e['name']}"),
                escape(f["rule"]),
                _outcome(f, language),
                escape(why_of(f, language)),
            ]
            for e in document["not_done"]
            for f in e["findings"]
        ]
        heads = ["", say("report.rule"), say("report.outcome"), say("report.why")]
        parts.append(_table(heads, rows, classes=("", "", "o", "")))
    parts.append(_cues(document["cues"], language))
    parts.append(f'<p class="small">{escape(say("report.ours"))}</p>\n</body>\n</html>\n')
    return "\n".join(parts)


def write_page(path: Path, page: str) -> None:
    """Write a page into a new file, readable by its owner only.

    Raises
    ------
    CannotCreateError
        The file exists, or can't be made.
    FileIOError
        The disk is full or failed.
    """
    with new_file(path) as file:
        file.write(page.encode("utf-8", "replace"))


def _exercise(e: Mapping[str, Any], language: Language) -> str:
    say = language.say
    parts = [f"<h3>{escape(e['id'])} {escape(e['name'])}</h3>"]
    for one in e["sets"]:
        line = escape(set_line(one, language))
        if one["recording"]:
            name = escape(Path(one["recording"]).name)
            sha = escape((one["sha256"] or "")[:12])
            line += f' <span class="small">{escape(say("report.recording"))} {name} {sha}</span>'
        parts.append(f"<p>{line}</p>")
        if why := why_of(one, language):
            parts.append(f'<p class="small">{escape(why)}</p>')
        parts.append(timeline([a for a in e["attempts"] if a["set"] == one["number"]], one, language))
    parts.append(_findings(e["findings"], e, language))
    if e["unseen"]:
        parts.append(f'<p class="small">{escape(say("report.unseen", what=e["unseen"]))}</p>')
    if e["attempts"]:
        parts.append(_attempts(e["attempts"], language))
    return "\n".join(parts)


def _findings(findings: Sequence[Mapping[str, Any]], exercise: Any, language: Language) -> str:
    say = language.say
    rows = [
        [
            f'{escape(f["rule"])}<span class="says">{escape(f["says"])}</span>',
            escape(say(f"report.kept_{f['kept']}")),
            _outcome(f, language),
            escape(value_of(f, language)),
            escape(limit_of(f, language)),
            escape(evidence_of(f, exercise, language)),
            escape(why_of(f, language)),
        ]
        for f in findings
    ]
    heads = [say(f"report.{k}") for k in ("rule", "kept", "outcome", "value", "allowed", "evidence", "why")]
    return _table(heads, rows, classes=("", "", "o", "n", "n", "", ""), kind="rules")


def _attempts(attempts: Sequence[Mapping[str, Any]], language: Language) -> str:
    say = language.say
    rows = []
    for a in attempts:
        what = say(f"report.attempt_{a['outcome']}") + (f": {why}" if (why := why_of(a, language)) else "")
        rows.append(
            [
                escape(f"#{a['number']}"),
                escape(f"{a['set']}"),
                language.number(a["start_s"], ".1f"),
                escape(what),
                escape(say(f"coach.side_{a['side']}") if a["side"] else ""),
                "" if a["amplitude_deg"] is None else language.number(a["amplitude_deg"], ".1f"),
                "" if a["hold_s"] is None else language.number(a["hold_s"], ".1f"),
                escape(", ".join(a["jerks"])),
            ]
        )
    keys = ("attempt", "set", "from_s", "outcome", "side", "angle", "hold", "jerks")
    table = _table([say(f"report.{k}") for k in keys], rows, classes=("", "n", "n", "", "", "n", "n", ""))
    return (
        f"<details><summary>{escape(say('report.attempts'))} ({len(attempts)})</summary>\n{table}</details>"
    )


def _screening(screening: Mapping[str, Any] | None, session: Mapping[str, Any], language: Language) -> str:
    say = language.say
    if screening is None:
        return f"<p>{escape(say('report.screening_none'))}</p>"
    of = say(
        "report.screening_of",
        date=moment(screening["at_utc"], session)[:10],
        rules=screening["rules_version"],
    )
    parts = [f"<p>{escape(of)}</p>"]
    if screening["doctor_agreed"]:
        parts.append(f"<p>{escape(say('report.doctor_agreed'))}</p>")
    parts += [f'<p class="fail">{escape(text)}</p>' for text in screening["advice"]]
    rows = [
        [
            escape(a["id"]),
            escape(say(f"report.kind_{a['kind']}")),
            escape(a["question"]),
            escape(say(f"report.{a['answer']}") if a["answer"] else say("report.no_answer")),
            f'<span class="fail">{escape(say("report.stands_against"))}</span>' if a["against"] else "",
        ]
        for a in screening["answers"]
    ]
    count = f"{len(rows)}"
    table = _table(["", "", "", "", ""], rows)
    opened = " open" if screening["blocked_by"] else ""
    return (
        "\n".join(parts)
        + f"\n<details{opened}><summary>{escape(say('report.screening'))} ({count})</summary>{table}</details>"
    )


def _cues(cues: Sequence[Mapping[str, Any]], language: Language) -> str:
    say = language.say
    rows = [
        [
            language.number(c["t_s"], ".1f"),
            escape(c["exercise"] or ""),
            escape(c["text"]),
            escape(c["rule"] or ""),
        ]
        for c in cues
    ]
    table = _table(["s", "", "", say("report.rule")], rows, classes=("n", "", "", ""))
    return f"<details><summary>{escape(say('report.cues'))} ({len(rows)})</summary>\n{table}</details>"


def _outcome(f: Mapping[str, Any], language: Language) -> str:
    # A sign and a word beside the colour: paper and many eyes have none.
    word = escape(language.say(f"report.outcome_{f['outcome']}"))
    return f'<span class="{f["outcome"]}">{SIGNS[f["outcome"]]} {word}</span>'


def _table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], classes: Sequence[str] = (), kind: str = "plain"
) -> str:
    kinds = [f' class="{c}"' if c else "" for c in (*classes, *[""] * (len(heads) - len(classes)))]
    lines = [f'<div class="wide"><table class="{kind}">']
    if any(heads):
        lines.append("<tr>" + "".join(f"<th{k}>{escape(h)}</th>" for h, k in zip(heads, kinds, strict=True)))
    lines += ["<tr>" + "".join(f"<td{k}>{c}</td>" for c, k in zip(row, kinds, strict=True)) for row in rows]
    return "\n".join([*lines, "</table></div>"])


def _facts(pairs: Iterable[tuple[str, str]]) -> str:
    inner = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in pairs)
    return f"<dl>{inner}</dl>"


def _box(kind: str, lines: Iterable[str]) -> str:
    inner = "".join(f"<p>{escape(text)}</p>" for text in lines)
    return f'<div class="{kind}">{inner}</div>'


def _h2(text: str) -> str:
    return f"<h2>{escape(text)}</h2>"
