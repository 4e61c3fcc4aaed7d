"""Catalogues of earlier versions: the same document with today's keys."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..outside.document import Document
from ..records import earlier_names


def with_current_keys(document: Document) -> Document:
    """A catalogue whose rules and exercises may have the keys of earlier versions; nothing else is looked at."""
    values = document.values
    exercises = [
        _with_rules(earlier_names.renamed(e, earlier_names.EXERCISE)) if isinstance(e, dict) else e
        for e in _listed(values, "exercises")
    ]
    return replace(document, values=_with_rules(values) | ({"exercises": exercises} if exercises else {}))


def _with_rules(table: dict[str, Any]) -> dict[str, Any]:
    rules = [
        earlier_names.renamed(r, earlier_names.RULE) if isinstance(r, dict) else r
        for r in _listed(table, "rules")
    ]
    return table | ({"rules": rules} if rules else {})


def _listed(table: dict[str, Any], key: str) -> list[Any]:
    found = table.get(key)
    return found if isinstance(found, list) else []
