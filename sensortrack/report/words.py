"""What the cells of a session's report say, in its language: shared by the page and the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..language import Language
from ..records import local_time, reason_of

Row = Mapping[str, Any]
FEW = 3
"""More attempts in a row than that are told by the first and the last."""


def headline(document: Row, language: Language) -> list[str]:
    """The session in short."""
    say = language.say
    counts = document["counts"]
    lines = [say("report.counts", passed=counts["pass"], failed=counts["fail"], open=counts["not_judged"])]
    broken = [(f["rule"], why_of(f, language)) for f in document["general"] if f["outcome"] == "fail"]
    for e in document["exercises"]:
        # A general rule is named with the exercise that broke it.
        failed = [(f["rule"], why_of(f, language)) for f in e["findings"] if f["outcome"] == "fail"]
        own = f"{e['id']}."
        broken += [(r if r.startswith(own) else f"{r} ({e['id']})", why) for r, why in failed]
    lines += [say("report.broken", rule=rule, why=why) for rule, why in broken]
    if counts["pass"] and not broken:
        lines.append(say("report.none_broken"))
    return lines


def limits(document: Row, language: Language) -> list[str]:
    """What the product is not, and what the numbers rest on; stands in every report."""
    keys = ("safety.not_medical", "report.limits_sensor", "report.limits_norms", "report.limits_doctor")
    lines = [language.say(key) for key in keys]
    if document["session"]["simulated"]:
        lines.insert(0, language.say("report.simulated"))
    return lines


def facts(document: Row, language: Language) -> list[tuple[str, str]]:
    """Who, when, how it ended, by which plan, judged by what."""
    s, say = document["session"], language.say
    ended = say(f"report.end_{s['ended'] or 'none'}")
    return [
        (say("report.person"), s["person"]),
        (say("report.begun"), moment(s["start_utc"], s)),
        (say("report.ended"), f"{moment(s['end_utc'], s)}, {ended}" if s["end_utc"] else ended),
        (say("report.plan"), language.plan_source(document["plan"]["source"])),
        (
            say("report.judged_by"),
            say(
                "report.judged_by_text",
                software=s["software"],
                rules=s["rules_version"],
                source=s["source"],
            ),
        ),
    ]


def stop_lines(document: Row, language: Language) -> list[str]:
    """The STOP in words; empty where there was none."""
    stop, say = document["stop"], language.say
    if stop is None:
        return []
    known = {
        "key": "report.by_key",
        "page": "report.by_page",
        "Ctrl-C": "report.by_ctrl_c",
        "pain score": "report.by_pain_score",
    }
    by = say(known[stop["by"]]) if stop["by"] in known else stop["by"]
    where = f"{say('report.stop')}: " + (f"{stop['exercise']}, " if stop["exercise"] else "")
    state = say(f"report.state_{stop['state']}")
    lines = [where + say("report.stop_text", t_s=language.number(stop["t_s"], ".1f"), state=state, by=by)]
    if stop["reason"]:
        lines.append(say("report.stop_reason", reason=say(f"terminal.reason_{stop['reason']}")))
    if stop["pain"] is not None:
        lines.append(say("report.stop_pain", pain=stop["pain"]))
    return [*lines, say("report.stop_nothing_after")]


def pain_line(document: Row, language: Language) -> str:
    """The pain scores in their order."""
    parts = []
    for p in document["pain"]:
        exercise = p["exercise"] or ""
        when = language.say(f"report.pain_{p['when']}", exercise=exercise)
        parts.append(f"{when} {p['score']}")
    return ", ".join(parts) or language.say("report.no_answer")


def set_line(one: Row, language: Language) -> str:
    """A set in one line."""
    say = language.say
    n, planned = one["repetitions"], one["planned"]
    if n is None:
        done = say("report.not_seen")
    elif planned is None:
        done = language.duration(round(one["end_s"] - one["start_s"]))
    else:
        done = say("report.done_of", n=n, planned=planned)
    if one["left"] is not None and planned is not None:
        left, right = say("coach.side_left"), say("coach.side_right")
        done = f"{n} ({left} {one['left']}, {right} {one['right']}; {planned} + {planned})"
    return say("report.set_line", n=one["number"], done=done, ended=say(f"report.ended_{one['ended_by']}"))


def why_of(row: Row, language: Language) -> str:
    """The reason of a finding, a set or an attempt in words; empty where there is none."""
    reason = reason_of(row)
    return "" if reason is None else language.reason(reason)


def value_of(finding: Row, language: Language) -> str:
    """The value with its unit; empty where there is none."""
    value = finding["value"]
    return "" if value is None else f"{language.number(value, '.4g')}{_unit(finding)}"


def limit_of(finding: Row, language: Language) -> str:
    """What is allowed, with its unit; * where the number is ours."""
    least, most = finding["at_least"], finding["at_most"]
    if least is None and most is None:
        return ""
    after = _unit(finding) + ("*" if finding["ours"] else "")
    low, high = ("" if n is None else language.number(n, "g") for n in (least, most))
    if least is None:
        return f"≤ {high}{after}"
    return f"≥ {low}{after}" if most is None else f"{low} – {high}{after}"


def evidence_of(finding: Row, exercise: Row | None, language: Language) -> str:
    """Which attempts decided it, and where in which set they are."""
    if not finding["attempts"] or exercise is None:
        return ""
    by_number = {a["number"]: a for a in exercise["attempts"]}
    several = len(exercise["sets"]) > 1
    numbers = finding["attempts"]
    if len(numbers) > FEW and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"#{numbers[0]} – #{numbers[-1]}"
    parts = []
    for number in numbers:
        a = by_number.get(number)
        if a is None:
            parts.append(f"#{number}")
        else:
            which = f"{language.say('report.set')} {a['set']}, " if several else ""
            parts.append(f"#{number} ({which}{language.number(a['start_s'], '.1f')} s)")
    return ", ".join(parts)


def moment(at_utc: str, session: Row) -> str:
    """A moment of a session by the person's clock, as it is written for people; in UTC where that wasn't kept."""
    offset_s = session.get("utc_offset_s")
    return f"{local_time(at_utc, offset_s):%Y-%m-%d %H:%M}" + (" UTC" if offset_s is None else "")


def _unit(finding: Row) -> str:
    return "" if finding["unit"] in (None, "1") else f" {finding['unit']}"
