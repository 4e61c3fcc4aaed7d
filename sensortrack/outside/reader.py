"""The one reader of documents from outside: each kind of document is a class, and msgspec checks the document with it.

A class declares each key once: its type, its bounds, and in words what is expected there. From the class come the
record that the program works with, the error that names file, line and key, and the JSON Schema for authors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from .conversion import converted
from .document import Document
from .document_path import Step, found_at, steps_of, with_only
from .expected import NAMES, expected_at, schema_of
from .showing import shown

T = TypeVar("T")

Text = Annotated[str, Meta(pattern=r"\S", description="a text")]
Flag = Annotated[bool, Meta(description="true or false")]
Positive = Annotated[float, Meta(gt=0, description="a number above zero")]
Amount = Annotated[float, Meta(ge=0, description="a number of 0 or more")]
Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", description="small letters, digits and _")]

_AT = re.compile(r" - at (`key` in )?`\$(.*)`$")
_MISSING = re.compile(r"Object missing required field `(.*)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`")


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of a document: it has the keys that its class declares, and no others."""


class Wrong(ValueError):  # noqa: N818
    """What is wrong with a part of a document. `key` starts at that part; `read` reports file, line and whole key.

    Raised by a table's `__post_init__`, or by a value's `from_document`.
    """

    def __init__(
        self, found: str, expected: str, hint: str | None = None, *, key: str | Sequence[Step] = ""
    ) -> None:
        self.found, self.expected, self.hint = found, expected, hint
        self.steps = steps_of(key) if isinstance(key, str) else tuple(key)
        super().__init__(found)


def read(document: Document, kind: type[T]) -> T:
    """The record of that class that a document holds.

    Parameters
    ----------
    document : Document
    kind : type
        A `Table`. Its fields may be of classes that have `expected` (what should stand there, in words) and
        `from_document` (value in, instance out; raises Wrong, or another ValueError that may say why).

    Raises
    ------
    DataError
        The error of the document's kind, for the first key that is wrong.
    """
    try:
        return part(document.values, kind)
    except Wrong as wrong:
        raise document.fail(wrong.steps, wrong.found, wrong.expected, wrong.hint) from None


def part(values: Any, kind: type[T]) -> T:
    """The record of that class in a part of a document; raises Wrong if something in the part is wrong."""
    try:
        return converted(values, kind, made=_made)
    except msgspec.ValidationError as error:
        raise _wrong(values, kind, error) from None


def _made(kind: Any, value: Any) -> Any:
    return kind.from_document(value)


def _wrong(values: Any, kind: type, error: msgspec.ValidationError) -> Wrong:
    at = _AT.search(str(error))
    what = str(error)[: at.start()] if at else str(error)
    steps = steps_of(at[2]) if at else ()
    if at and at[1]:  # a key's name is wrong: msgspec doesn't say which, nor what `[...]` is
        steps = (*steps, ...)
    steps = _resolved(values, kind, steps, str(error))
    cause = error.__cause__
    if isinstance(cause, Wrong):
        return Wrong(cause.found, cause.expected, cause.hint, key=(*steps, *cause.steps))
    schema = schema_of(kind)
    if at and at[1]:
        return Wrong(
            f"the name {shown(steps[-1])}", expected_at(schema, (*steps[:-1], NAMES)).words, key=steps
        )
    here = found_at(values, steps)
    if missing := _MISSING.fullmatch(what):
        known = expected_at(schema, steps).names
        for near in get_close_matches(missing[1], set(here) - set(known), n=1, cutoff=0.8):
            return Wrong("the key is unknown", f'"{missing[1]}"', key=(*steps, near))
        steps = (*steps, missing[1])
        return Wrong("the key is missing", expected_at(schema, steps).words, key=steps)
    if unknown := _UNKNOWN.fullmatch(what):
        names = expected_at(schema, steps).names
        near = get_close_matches(unknown[1], set(names) - set(here), n=1, cutoff=0.8)
        expected = f'"{near[0]}"' if near else f"one of {', '.join(names)}"
        return Wrong("the key is unknown", expected, key=(*steps, unknown[1]))
    found = "the key is missing" if here is None else shown(here)
    if isinstance(here, str) and not here.strip():
        found = "an empty text"
    elif cause is not None and str(cause):
        found += f" ({cause})"
    return Wrong(found, expected_at(schema, steps).words, key=steps)


def _resolved(values: Any, kind: type, steps: tuple[Step, ...], error: str) -> tuple[Step, ...]:
    """The steps, with the key names that msgspec leaves open (`[...]`) filled in; they are found by bisection."""

    def fails(there: tuple[Step, ...], keys: list[str]) -> bool:
        try:
            converted(with_only(values, there, keys), kind, made=_made)
        except msgspec.ValidationError as again:
            return str(again) == error
        return False

    while ... in steps:
        there = steps[: steps.index(...)]
        keys = list(found_at(values, there))
        while len(keys) > 1:
            half = keys[: len(keys) // 2]
            keys = half if fails(there, half) else keys[len(half) :]
        values = with_only(values, there, keys)
        steps = (*there, keys[0], *steps[len(there) + 1 :])
    return steps


def all_of(kind: type[T], root: object, key: str = "") -> Iterator[tuple[str, T]]:
    """Each value of a class within a record, with its key."""
    if isinstance(root, kind):
        yield key, root
    elif isinstance(root, msgspec.Struct):
        for name, written in zip(root.__struct_fields__, root.__struct_encode_fields__, strict=True):
            yield from all_of(kind, getattr(root, name), f"{key}.{written}" if key else written)
    elif isinstance(root, dict):
        for name, value in root.items():
            yield from all_of(kind, value, f"{key}.{name}")
    elif isinstance(root, tuple):
        for index, value in enumerate(root):
            yield from all_of(kind, value, f"{key}[{index}]")
