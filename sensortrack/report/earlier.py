"""Reports that earlier versions kept: read as those of today, with what they don't have left open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..records import earlier_names


def as_today(document: Mapping[str, Any]) -> dict[str, Any]:
    """A session's document in the shape of this version; one of this version as it is."""
    doses = [{"each_side": False} | d for d in document["plan"]["doses"]]
    screening = document["screening"]
    return {
        **document,
        "plan": {"by": None, **document["plan"], "doses": doses},
        "screening": None if screening is None else {"emergency": [], **screening},
        "general": _findings(document["general"]),
        "exercises": [_exercise(e) for e in document["exercises"]],
        "not_done": [{**e, "findings": _findings(e["findings"])} for e in document["not_done"]],
    }


def _exercise(e: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "each_side": any(s["left"] is not None for s in e["sets"]),
        "observability": None,
        **earlier_names.renamed(e, earlier_names.EXERCISE),
        "sets": [{"mounting": {"why": None, "reason": None}, **s} for s in e["sets"]],
        "attempts": [{**a, "jerks": [_jerk(j) for j in a["jerks"]]} for a in e["attempts"]],
        "findings": _findings(e["findings"]),
    }


def _findings(rows: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"role": None, **earlier_names.renamed(row, earlier_names.RULE)} for row in rows]


def _jerk(jerk: Mapping[str, Any] | str) -> Mapping[str, Any]:
    """Before, it was "attack 3.2 s"."""
    if not isinstance(jerk, str):
        return jerk
    kind, at_s, _ = jerk.split()
    return {"kind": kind, "t_s": float(at_s)}
