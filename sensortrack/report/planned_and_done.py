"""What was done of what was planned, exercise by exercise: as planned, fewer, more, none, not done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..language import Language
from ..records import Code, Reason
from .report_words import reason_in

Row = Mapping[str, Any]
Kind = Literal[
    "as_planned", "fewer", "more", "none", "unknown", "early", "stopped", "not_done", "not_hung", "hardly"
]
"""hardly: one sensor hardly sees the exercise, so that fewer were counted says nothing of the person."""


@dataclass(frozen=True, slots=True)
class Amount:
    """One exercise: how much of it was done, in words, and how that compares with the plan.

    `repetitions` were counted in all its sets and both sides; `planned` is the same number of the plan.
    """

    exercise: str
    name: str
    kind: Kind
    done: str
    said: str
    repetitions: int = 0
    planned: int | None = None


def amounts(document: Row, language: Language) -> list[Amount]:
    """The exercises in the order of the plan, then those that were done beside it."""
    exercises = {e["id"]: e for e in document["exercises"]}
    doses = {d["exercise"]: d for d in document["plan"]["doses"]}
    names = {id: d["name"] for id, d in doses.items()} | {id: e["name"] for id, e in exercises.items()}
    names = {id: name[:1].upper() + name[1:] for id, name in names.items()}
    found = []
    for id, name in names.items():
        kind, done, n, planned = _amount(exercises.get(id), doses.get(id), document["stop"], language)
        said = language.say(f"page.amount_{kind}")
        found.append(Amount(id, name, kind, done, said, n, planned))
    return found


Found = tuple[Kind, str, int, "int | None"]


def set_line(one: Row, exercise: Row, language: Language) -> str:
    """A set in one line: how much was done of how much, and how it ended."""
    say = language.say
    ended = say(f"report.ended_{one['ended_by']}")
    if one["repetitions"] is None:
        done = say("report.not_seen")
    elif one["planned"] is None:
        done = language.duration(round(one["end_s"] - one["start_s"]))
    else:
        kind, done, _, _ = _counted([one], one["planned"], exercise["each_side"], language)
        ended = say(f"page.amount_{kind}") if one["ended_by"] == "done" else ended
    return say("report.set_line", n=one["number"], done=done, ended=ended)


def _amount(exercise: Row | None, dose: Row | None, stop: Row | None, language: Language) -> Found:
    if exercise is None:
        return "not_done", "", 0, None
    sets = exercise["sets"]
    stopped = stop is not None and stop["exercise"] == exercise["id"]
    if dose is not None and dose["duration_s"] is not None:
        kind, done, n, planned = _by_time(exercise, dose, language)
    elif not sets or None in [s["repetitions"] for s in sets]:
        kind, done, n, planned = "unknown", "", 0, None
    else:
        each = dose["series"] * dose["repetitions"] if dose else sum(s["planned"] or 0 for s in sets)
        kind, done, n, planned = _counted(sets, each, exercise["each_side"], language)
        if exercise["observability"] == "hardly" and kind in ("fewer", "none"):
            kind = "hardly"
    return ("stopped" if stopped else kind), done, n, planned


def _counted(sets: Sequence[Row], planned: int, each_side: bool, language: Language) -> Found:
    """Repetitions of sets; `planned` are those of one side where there are two, and both sides must have them."""
    total = sum(s["repetitions"] for s in sets)
    left, right = ([s[side] for s in sets] for side in ("left", "right"))
    if not each_side:
        done = language.say("page.times", n=total, planned=planned)
        return _compared(total, total, planned), done, total, planned
    if None in (*left, *right):
        done = language.say("page.times_both_sides", n=total, planned=2 * planned)
        return _compared(total, total, 2 * planned), done, total, 2 * planned
    sides = (sum(left), sum(right))
    done = language.say("page.times_each_side", left=sides[0], right=sides[1], planned=planned)
    return _compared(min(sides), max(sides), planned), done, total, 2 * planned


def _compared(least: int, most: int, planned: int) -> Kind:
    if most == 0:
        return "none"
    if most > planned:
        return "more"
    return "fewer" if least < planned else "as_planned"


def _by_time(exercise: Row, dose: Row, language: Language) -> Found:
    sets, each = exercise["sets"], dose["repetitions"]
    done = language.duration(dose["duration_s"] * dose["series"])
    bends = [s["repetitions"] for s in sets]
    total = sum(n or 0 for n in bends)
    planned = None if each is None or None in bends else each * dose["series"]
    if planned is not None:
        done = language.say("page.bends", duration=done, n=total, planned=planned)
    if Reason(Code.HANG_DENIED) in map(reason_in, exercise["findings"]):
        return "not_hung", done, 0, None
    if len(sets) < dose["series"] or any(s["ended_by"] != "done" for s in sets):
        return "early", done, total, planned
    return ("as_planned" if planned is None else _compared(total, total, planned)), done, total, planned
