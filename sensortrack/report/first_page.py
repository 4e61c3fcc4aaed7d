"""The session for the person who did it: the best thing, and the one thing to do better; each rests on a finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..language import Language
from ..records import Code, Reason
from .planned_and_done import Amount, amounts
from .report_words import all_findings, anchor, reason_in, rule_name, standing

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Traced:
    """A sentence, and the finding that it rests on: its rule, and where it stands on the page; None without one."""

    text: str
    rule: str | None = None
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Pain:
    """The score before, the highest one after, and what that means."""

    before: int | None
    after: int | None
    said: str


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What the first page says; after a STOP nothing is asked of the next session but what the STOP demands."""

    heading: str
    amounts: Sequence[Amount]
    best: Traced
    better: Traced | None
    pain: Pain


def summary(document: Row, language: Language) -> FirstPage:
    """The summary of a session in which something was begun."""
    done = amounts(document, language)
    return FirstPage(
        _heading(done, language),
        done,
        _best(document, done, language),
        _better(document, done, language),
        _pain(document, language),
    )


def _heading(done: Sequence[Amount], language: Language) -> str:
    n = sum(a.kind == "as_planned" for a in done)
    if n == len(done):
        return language.say("page.all_done")
    if n:
        return language.say("page.some_done", n=n, all=len(done))
    if all(a.kind in ("none", "not_done", "not_hung") for a in done):
        return language.say("page.nothing_counted")
    return language.say("page.none_done", all=len(done))


# --- the best ----------------------------------------------------------------------------------------


def _best(document: Row, done: Sequence[Amount], language: Language) -> Traced:
    """Nothing is praised that wasn't done, or whose finding isn't a pass."""
    of = {a.exercise: a for a in done}
    passed = [(e, f, reason_in(f)) for e, f in all_findings(document) if f["outcome"] == "pass"]
    for exercise, finding, reason in passed:
        if reason is not None and reason.code == Code.STOPPED_AT_ONCE and reason.values["symptom"] != "none":
            return _traced("page.best_stop", finding, exercise, language)
    candidates = [(*key, e, f) for e, f, r in passed if e is not None for key in _praise(of[e["id"]], f, r)]
    if not candidates:
        return Traced(language.say("page.best_none"))
    clean = {e["id"] for e in document["exercises"] if all(standing(f) in KEPT for f in e["findings"])}
    _, key, exercise, finding = max(
        candidates,
        key=lambda c: (
            c[2]["id"] in clean,
            of[c[2]["id"]].kind == "as_planned",
            c[0],
            of[c[2]["id"]].repetitions,
        ),
    )
    amount = of[exercise["id"]]
    return _traced(key, finding, exercise, language, name=amount.name, n=amount.repetitions)


KEPT = ("pass", "not_judged")


def _praise(amount: Amount, finding: Row, reason: Reason | None) -> Iterator[tuple[int, str]]:
    """How much a finding is worth, and the words for it."""
    if amount.kind in ("none", "unknown", "not_hung", "stopped") or reason is None:
        return
    match reason.code:
        case Code.HANG_PASSIVE:
            yield 3, "page.best_passive"
        case Code.NO_ATTACK if amount.repetitions:
            whole = not reason.values["others"]
            yield (4, "page.best_smooth") if whole else (2, "page.best_smooth_part")
        case Code.HOLDS_KEPT if amount.repetitions:
            yield 3, "page.best_hold"
        case Code.COUNT_KEPT if amount.repetitions and amount.kind == "as_planned":
            yield 1, "page.best_count"


# --- the one thing to do better ------------------------------------------------------------------------

BETTER: Mapping[str, Sequence[Code]] = {
    "better_symptoms": (Code.WENT_ON, Code.PAIN_ROSE, Code.WENT_ON_WITH_SYMPTOMS),
    "better_asked": (Code.ANSWERED, Code.ANSWERED_ON),
    "better_long": (Code.HOLDS_LONG, Code.EFFORTS_LONG),
    "better_smooth": (Code.ATTACKS,),
    "better_passive": (Code.HANG_SWINGS, Code.ATTACK_IN_HANG),
    "better_over": (Code.COUNT_OVER, Code.COUNT_OVER_ON_ONE_SIDE),
    "better_duration": (Code.DURATION_OVER,),
    "better_rest": (Code.NO_REST,),
    "better_other": (),
    "better_hold_short": (Code.HOLDS_SHORT,),
    "better_fewer": (Code.COUNT_UNDER,),
}
"""By the code of a broken rule the words, in the order of what matters most; others come before what is only short."""
KEYS = {code: key for key, codes in BETTER.items() for code in codes}


def _better(document: Row, done: Sequence[Amount], language: Language) -> Traced | None:
    failed = [(e, f) for e, f in all_findings(document) if f["outcome"] == "fail"]
    of = {a.exercise: a for a in done}
    if document["stop"] is not None:
        failed = [(e, f) for e, f in failed if _key(f) == "better_symptoms"]
        if not failed:
            return None
    if not failed:
        return _fewer(document, done, language) or _nothing(document, language)
    exercise, finding = min(failed, key=lambda found: list(BETTER).index(_key(found[1])))
    reason = reason_in(finding)
    assert reason is not None, "a broken rule has its reason"
    values = reason.values
    if reason.code == Code.COUNT_UNDER:
        values = {"n": finding["value"], "planned": finding["at_least"]}
    if reason.code == Code.DURATION_OVER:
        values["most_min"] = values["most_s"] / 60.0
    name = finding["rule"] if exercise is None else of[exercise["id"]].name
    values |= {"name": name, "says": finding["says"]}
    return _traced(f"page.{_key(finding)}", finding, exercise, language, **values)


def _key(finding: Row) -> str:
    reason = reason_in(finding)
    return "better_other" if reason is None else KEYS.get(reason.code, "better_other")


def _fewer(document: Row, done: Sequence[Amount], language: Language) -> Traced | None:
    """Where no rule was broken: what was begun and not done as often as planned."""
    short = [a for a in done if a.kind == "fewer" and a.planned]
    if not short:
        return None
    amount = min(short, key=lambda a: a.repetitions / (a.planned or 1))
    exercise = next(e for e in document["exercises"] if e["id"] == amount.exercise)
    rules = [f for f in exercise["findings"] if f["role"] == "count"]  # the exercise's own stands last
    values = {"name": amount.name, "n": amount.repetitions, "planned": amount.planned}
    if not rules:
        return Traced(language.say("page.better_fewer", **values))
    return _traced("page.better_fewer", rules[-1], exercise, language, **values)


def _nothing(document: Row, language: Language) -> Traced:
    judged = any(f["outcome"] == "pass" and f["method"] == "measured" for _, f in all_findings(document))
    return Traced(language.say("page.better_nothing" if judged else "page.better_none"))


def _traced(key: str, finding: Row, exercise: Row | None, language: Language, **values: object) -> Traced:
    return Traced(language.say(key, **values), rule_name(finding, exercise), anchor(finding, exercise))


# --- pain ----------------------------------------------------------------------------------------------


def _pain(document: Row, language: Language) -> Pain:
    before = next((p["score"] for p in document["pain"] if p["when"] == "before"), None)
    stop = document["stop"]
    after = [p["score"] for p in document["pain"] if p["when"] == "after"]
    after += [stop["pain"]] if stop is not None and stop["pain"] is not None else []
    worst = max(after, default=None)
    if before is None or worst is None:
        kind = "unknown"
    elif before == worst == 0:
        kind = "none"
    else:
        kind = "more" if worst > before else "less" if worst < before else "same"
    return Pain(before, worst, language.say(f"page.pain_{kind}"))
