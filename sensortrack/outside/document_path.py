"""Where in a document something stands: the names and indices that lead there from its root."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import EllipsisType
from typing import Any

Step = str | int | EllipsisType
"""A key, the index of a list's entry, or a key that isn't known."""

_STEP = re.compile(r"\[(\d+|\.\.\.)\]|([^.\[\]]+)")


def steps_of(key: str) -> tuple[Step, ...]:
    """The steps of a key that is written as `stream[1].fields[0].unit`."""
    return tuple(name or (... if index == "..." else int(index)) for index, name in _STEP.findall(key))


def found_at(values: Any, steps: Sequence[Step]) -> Any:
    """What stands there; None where there is nothing."""
    for step in steps:
        try:
            values = values[step]
        except (LookupError, TypeError):
            return None
    return values


def with_only(values: Any, steps: Sequence[Step], keys: Sequence[str]) -> Any:
    """The same document, in which the table at these steps has these keys only."""
    if not steps:
        return {key: values[key] for key in keys}
    first = steps[0]
    changed = with_only(values[first], steps[1:], keys)
    if isinstance(values, list):
        return [changed if index == first else value for index, value in enumerate(values)]
    return {**values, first: changed}


def named(values: Any, steps: Sequence[Step]) -> str:
    """The steps as a key for people: an entry of a list goes by its id, where it has one."""
    key = ""
    for k, step in enumerate(steps):
        if isinstance(step, int):
            entry = found_at(values, steps[: k + 1])
            own = entry.get("id") if isinstance(entry, dict) else None
            key += f".{own}" if isinstance(own, str) else f"[{step}]"
        else:
            key += f".{step}" if key else f"{step}"
    return key
