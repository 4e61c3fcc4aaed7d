"""In which line of a TOML or JSON file a key stands, as far as a look at its text can tell.

The parsers don't keep lines. In TOML headers (`[table]`, `[[list]]`) are counted; within a table's
lines the key is searched for, and for a key that isn't there the line of the next table or key around it is given.
In JSON the first place of the outermost key is given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .document_path import Step

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\-]+)\s*\]\]?")


def json_line(text: str, steps: Sequence[Step]) -> int | None:
    """Line, from 1 on, of the outermost key on the way; None where it isn't found."""
    match = re.search(rf'"{re.escape(str(steps[0]))}"\s*:', text) if steps else None
    return None if match is None else text.count("\n", 0, match.start()) + 1


def toml_line(text: str, steps: Sequence[Step]) -> int | None:
    """Line, from 1 on, of a key; None where nothing of it is found."""
    lines = text.split("\n")
    first, last, rest = _table(lines, steps)
    at = None if first == 0 else first
    line = first
    for step in rest:
        found = (
            _entry(lines, line, last, step) if isinstance(step, int) else _key(lines, line, last, str(step))
        )
        if found is None:
            break
        at = line = found
    return at


def _table(lines: list[str], steps: Sequence[Step]) -> tuple[int, int, Sequence[Step]]:
    """Line of the header of the table that holds the key, the line after the table, and what is left of the steps."""
    headers = [(n, match[2]) for n, line in enumerate(lines, 1) if (match := _HEADER.match(line))]
    end = len(lines) + 1
    found: tuple[int, int, Sequence[Step]] = (0, headers[0][0] if headers else end, steps)
    name = ""
    for k, step in enumerate(steps):
        if isinstance(step, int):
            continue
        name = f"{name}.{step}" if name else str(step)
        index = steps[k + 1] if k + 1 < len(steps) else 0
        same = [place for place, (_, header) in enumerate(headers) if header == name]
        number = index if isinstance(index, int) else 0
        if number < len(same):
            # What follows belongs to it, up to the next header that isn't one of its own tables.
            own = headers[same[number] + 1 :]
            inner = next((j for j, (_, h) in enumerate(own) if not h.startswith(f"{name}.")), len(own))
            at = headers[same[number]][0]
            after = own[0][0] if own else end
            found = (at, after, steps[k + 1 + isinstance(index, int) :])
            headers = own[:inner]
    return found


def _key(lines: list[str], first: int, last: int, name: str) -> int | None:
    pattern = re.compile(rf"(?:^|[{{,.\s\"]){re.escape(name)}\"?\s*[.=]")
    for number in range(max(first, 1), last):
        if pattern.search(lines[number - 1].split("#")[0]):
            return number
    return None


def _entry(lines: list[str], first: int, last: int, index: int) -> int | None:
    """Line of the entry `index` of a list that is written with one entry a line, after the line `key = [`."""
    if not lines[first - 1].rstrip().endswith("["):
        return first
    entries = [n for n in range(first + 1, last) if lines[n - 1].strip()[:1] not in ("", "#", "]")]
    return entries[index] if index < len(entries) else first
