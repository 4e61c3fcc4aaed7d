"""In which line of a TOML or JSON file a key stands, as far as a look at its text can tell.

The parsers don't keep lines. In TOML headers (`[table]`, `[[list]]`) are counted; within a table's
lines the key is searched for, and for a key that isn't there the line of the next table or key around it is told.
In JSON the first place of the outermost key is told.
"""

from __future__ import annotations

import re

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\-]+)\s*\]\]?")
_STEP = re.compile(r"([^.\[\]]+)(?:\[(\d+)\])?")


def json_line(text: str, key: str) -> int | None:
    """Line, from 1 on, of the outermost key of a dotted one; None where it isn't found."""
    top = re.split(r"[.\[]", key, maxsplit=1)[0]
    match = re.search(rf'"{re.escape(top)}"\s*:', text)
    return None if match is None else text.count("\n", 0, match.start()) + 1


def toml_line(text: str, key: str) -> int | None:
    """Line, from 1 on, of a dotted key such as `stream[1].fields[0].unit`; None where nothing of it is found."""
    steps = [(m[1], None if m[2] is None else int(m[2])) for m in _STEP.finditer(key)]
    if not steps:
        return None
    lines = text.split("\n")
    first, last, rest = _table(lines, steps)
    at = None if first == 0 else first
    line = first
    for name, index in rest:
        found = _key(lines, line, last, name)
        if found is None:
            break
        at, line = found, found
        if index:
            line = at = _entry(lines, found, last, index) or found
    return None if at is None else max(at, 1)


def _table(
    lines: list[str], steps: list[tuple[str, int | None]]
) -> tuple[int, int, list[tuple[str, int | None]]]:
    """Line of the header of the table that holds the key, the line after the table, and what is left of the key."""
    headers: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        if match := _HEADER.match(line):
            headers.append((number, match[2]))
    ends = [*(number for number, _ in headers[1:]), len(lines) + 1][: len(headers)]
    for depth in range(len(steps), 0, -1):
        name = ".".join(step for step, _ in steps[:depth])
        index = steps[depth - 1][1] or 0
        same = [(number, end) for (number, header), end in zip(headers, ends, strict=True) if header == name]
        if index < len(same):
            number, end = same[index]
            return number, end, steps[depth:]
    return 0, (headers[0][0] if headers else len(lines) + 1), steps


def _key(lines: list[str], first: int, last: int, name: str) -> int | None:
    pattern = re.compile(rf"(?:^|[{{,\s]){re.escape(name)}\s*=")
    for number in range(max(first, 1), last):
        if pattern.search(lines[number - 1].split("#")[0]):
            return number
    return None


def _entry(lines: list[str], first: int, last: int, index: int) -> int | None:
    """Line of the entry `index` of a list that is written with one entry a line, after the line `key = [`."""
    entries = [n for n in range(first + 1, last) if lines[n - 1].lstrip().startswith("{")]
    if not lines[first - 1].rstrip().endswith("["):
        return first
    return entries[index] if index < len(entries) else None
