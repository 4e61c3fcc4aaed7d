"""What the cells of a session's report say, in its language: shared by the page and the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from ..language import Language
from ..protocol.plan import LADDER
from ..records import Code, Reason, local_time, reason_of

Row = Mapping[str, Any]
Standing = Literal["pass", "short", "fail", "not_judged"]
FEW = 3
"""More attempts than that are named by their numbers alone; of more cues the first ones are shown."""
NOT_REACHED = frozenset({Code.HOLDS_SHORT, Code.COUNT_UNDER})
"""Less than was asked for: it fails the rule's lower bound, but does no harm and breaks nothing."""
UNITS = {None: "", "1": "", "repetitions": " ×", "deg": "°"}
"""How a value's unit is written, where that isn't a space and the unit."""


def standing(finding: Row) -> Standing:
    """The outcome of a finding as a person reads it: "short" where less was done than asked for."""
    reason = reason_in(finding)
    if finding["outcome"] == "fail" and reason is not None and reason.code in NOT_REACHED:
        return "short"
    outcome: Standing = finding["outcome"]
    return outcome


def reason_in(finding: Row) -> Reason | None:
    """What a finding came to: its reason, without the clinician's exception that it was held to."""
    reason = reason_of(finding)
    if reason is not None and reason.code == Code.BY_EXCEPTION:
        found: Reason = reason.values["found"]
        return found
    return reason


def all_findings(document: Row) -> Iterator[tuple[Row | None, Row]]:
    """Each finding of what was done, with its exercise; None for those of the whole session."""
    for finding in document["general"]:
        yield None, finding
    for exercise in document["exercises"]:
        for finding in exercise["findings"]:
            yield exercise, finding


def anchor(finding: Row, exercise: Row | None) -> str:
    """Where on the page a finding stands."""
    return re.sub(r"[^A-Za-z0-9]+", "-", f"{exercise['id'] if exercise else 'all'}-{finding['rule']}")


def rule_name(finding: Row, exercise: Row | None) -> str:
    """The id of a rule; a general one with the exercise that it is about."""
    rule: str = finding["rule"]
    return rule if exercise is None or rule.startswith(f"{exercise['id']}.") else f"{rule} ({exercise['id']})"


def counts_line(document: Row, language: Language) -> str:
    """How many rules were kept, not reached, broken, not judged."""
    found = [standing(f) for _, f in all_findings(document)]
    n = {"passed": "pass", "short": "short", "failed": "fail", "open": "not_judged"}
    return language.say("report.counts", **{name: found.count(s) for name, s in n.items()})  # type: ignore[arg-type]


def limits(document: Row, language: Language) -> list[str]:
    """What the product is not, and what the numbers rest on; stands in every report."""
    keys = ("safety.not_medical", "report.limits_sensor", "report.limits_norms", "report.limits_doctor")
    lines = [language.say(key) for key in keys]
    if document["session"]["simulated"]:
        lines.insert(0, language.say("report.simulated"))
    return lines


def facts(document: Row, language: Language) -> list[tuple[str, str]]:
    """Who, when, how it ended, by which plan, judged by what."""
    s, say, plan = document["session"], language.say, document["plan"]
    ended = say(f"report.end_{s['ended'] or 'none'}")
    return [
        (say("report.person"), s["person"]),
        (say("report.begun"), moment(s["start_utc"], s, language)),
        (
            say("report.ended"),
            f"{moment(s['end_utc'], s, language)}, {ended}" if s["end_utc"] else ended,
        ),
        (
            say("report.plan"),
            say("report.ladder")
            if plan["source"] == LADDER
            else language.plan_source(plan["source"], plan["by"]),
        ),
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
        "answer": "report.by_answer",
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


def why_of(row: Row, language: Language) -> str:
    """The reason of a finding, a set or an attempt in words; empty where there is none."""
    reason = reason_of(row)
    if reason is not None and reason.code == Code.CUED:
        cues = reason.values["cues"]
        few = (
            cues if len(cues) <= FEW else (*cues[: FEW - 1], "…")
        )  # all that was said stands in a list of its own
        reason = Reason(Code.CUED, **reason.values | {"cues": few})
    return "" if reason is None else language.reason(reason)


def value_of(finding: Row, language: Language, spec: str = ".4g") -> str:
    """The value with its unit; empty where there is none."""
    value = finding["value"]
    return "" if value is None else f"{language.number(value, spec)}{_unit(finding)}"


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
    if len(numbers) > FEW:
        return ", ".join(f"#{a}" if a == b else f"#{a} – #{b}" for a, b in _runs(numbers))
    parts = []
    for number in numbers:
        a = by_number.get(number)
        if a is None:
            parts.append(f"#{number}")
        else:
            which = f"{language.say('report.set')} {a['set']}, " if several else ""
            parts.append(f"#{number} ({which}{language.number(a['start_s'], '.1f')} s)")
    return ", ".join(parts)


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Numbers as runs without a gap: first and last."""
    runs = [(numbers[0], numbers[0])]
    for n in numbers[1:]:
        first, last = runs[-1]
        if n == last + 1:
            runs[-1] = (first, n)
        else:
            runs.append((n, n))
    return runs


def jerk_words(jerk: Row, language: Language) -> str:
    """What kind of jerk, and when."""
    return f"{language.say('report.jerk_' + jerk['kind'])} {language.number(jerk['t_s'], '.1f')} s"


def day(at_utc: str, session: Row, language: Language) -> str:
    """The day of a moment by the person's clock."""
    at = local_time(at_utc, session.get("utc_offset_s"))
    return language.say("page.date", day=at.day, month=language.say(f"page.month_{at.month}"), year=at.year)


def moment(at_utc: str, session: Row, language: Language) -> str:
    """A moment of a session by the person's clock; in UTC, and so marked, where their zone wasn't kept."""
    offset_s = session.get("utc_offset_s")
    time = f"{local_time(at_utc, offset_s):%H:%M}"
    said = language.say("page.moment", date=day(at_utc, session, language), time=time)
    return said if offset_s is not None else f"{said} UTC"


def _unit(finding: Row) -> str:
    unit = finding["unit"]
    return UNITS.get(unit, f" {unit}")
