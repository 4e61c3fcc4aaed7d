"""What a class of documents expects at a key, in words and as a JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import msgspec

from .document_path import Step

NAMES = "propertyNames"
"""The step to what the names of a table's keys should be."""
_MANY = {"a table": "tables", "a text": "texts", "a number": "numbers", "a whole number": "whole numbers"}


class Expected(NamedTuple):
    """What should stand at a key, and, where that is a table, the keys that it may have."""

    words: str
    names: tuple[str, ...]


@cache
def schema_of(kind: type) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a class of documents."""
    schema = msgspec.json.schema(kind, schema_hook=_custom)
    kinds = getattr(kind, "kinds", ())
    _, more = msgspec.json.schema_components(kinds, schema_hook=_custom, ref_template="#/$defs/{name}")
    schema["$defs"] |= more
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def expected_at(schema: dict[str, Any], steps: Sequence[Step]) -> Expected:
    """What a schema expects at these steps."""
    nodes = [schema]
    for step in steps:
        nodes = [inner for node in nodes for inner in _inner(node, step, schema)]
    words = " or ".join(dict.fromkeys(w for node in nodes for w in _words(node, schema)))
    flat = [one for node in nodes for one in _each(node, schema)]
    return Expected(
        words or "nothing", tuple(dict.fromkeys(n for one in flat for n in one.get("properties", {})))
    )


def _custom(kind: Any) -> dict[str, Any]:
    kinds = [{"$ref": f"#/$defs/{one.__name__}"} for one in getattr(kind, "kinds", ())]
    return {"description": kind.expected} | ({"anyOf": kinds} if kinds else {})


def _each(node: dict[str, Any], schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A node's alternatives, references followed."""
    if "$ref" in node:
        yield from _each(schema["$defs"][node["$ref"].rpartition("/")[2]], schema)
    elif "anyOf" in node:
        for one in node["anyOf"]:
            yield from _each(one, schema)
    else:
        yield node


def _inner(node: dict[str, Any], step: Step, schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for one in _each(node, schema):
        if one.get("type") == "null":  # within what may be left out
            continue
        if isinstance(step, int):
            rows = one.get("prefixItems", [])
            inner = rows[step] if step < len(rows) else one.get("items")
        else:
            inner = one.get("properties", {}).get(step, one.get("additionalProperties", {}))
            inner = one.get(NAMES) if step == NAMES else inner
        if isinstance(inner, dict):
            yield inner


def _words(node: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    if "description" in node and node.get("type") != "object":
        yield node["description"]
        return
    for one in _each(node, schema):
        match one.get("type"):
            case "object":
                yield "a table"
            case _ if "enum" in one:
                yield " or ".join(f'"{v}"' if isinstance(v, str) else str(v) for v in one["enum"])
            case _ if "description" in one:
                yield one["description"]
            case "array":
                inner = " or ".join(_words(one.get("items") or {}, schema))
                yield f"a list of {_MANY[inner]}" if inner in _MANY else "a list"
            case "integer":
                yield f"a whole number{_bounds(one)}"
            case "number":
                yield f"a number{_bounds(one)}"
            case "string":
                yield "a text"
            case "boolean":
                yield "true or false"
            case None:
                yield "a value"


def _bounds(node: dict[str, Any]) -> str:
    low, high = node.get("minimum"), node.get("maximum")
    if low is not None and high is not None:
        return f" from {low:g} to {high:g}"
    return "" if low is None else f" of {low:g} or more"
