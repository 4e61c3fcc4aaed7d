"""Reasons of every code: drawn ones, and the table of docs/reasons.md.

`python -m tests.language.reasons` writes the table anew.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

import sensortrack
from sensortrack.language import load_language
from sensortrack.records import Code, Reason

ROOT = Path(sensortrack.__file__).parent
PAGE = ROOT.parent / "docs" / "reasons.md"
WORDS = re.compile(r"\{(\w+):(\w+\.\w*)\}")
INNERMOST = Code.RECORDING_ENDED
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.floats(0.0, 100.0)
texts = st.text(max_size=20).filter(lambda text: "None" not in text)  # what a forgotten value would say


def words_of(code: Code, name: str) -> list[str]:
    """What a value that is a word may be: the keys that its template looks it up under."""
    lines = load_language("en").lines
    prefixes = dict(WORDS.findall(lines[f"reason.{code}"]))
    prefix = prefixes[name]
    return [key.removeprefix(prefix) for key in lines if key.startswith(prefix)]


def values_of(code: Code, depth: int) -> st.SearchStrategy[dict[str, Any]]:
    inner = reasons(depth - 1)
    kinds: dict[str, Any] = {}
    for name, unit in code.places.items():
        match unit:
            case "count":
                kinds[name] = st.integers(0, 10**6)
            case "text":
                kinds[name] = texts
            case "texts":
                kinds[name] = st.lists(texts, min_size=1, max_size=3).map(tuple)
            case "word":
                kinds[name] = st.sampled_from(words_of(code, name))
            case "reason":
                kinds[name] = inner
            case "reasons":
                kinds[name] = st.lists(inner, max_size=3).map(tuple)
            case _:
                kinds[name] = numbers
    return st.fixed_dictionaries(kinds)


def of_code(code: Code, depth: int = 2) -> st.SearchStrategy[Reason]:
    """Reasons of a code, with any values that it may have."""
    return values_of(code, depth).map(lambda values: Reason(code, **values))


def reasons(depth: int = 2) -> st.SearchStrategy[Reason]:
    """Reasons of any code."""
    if depth <= 0:
        return st.just(Reason(INNERMOST))
    return st.sampled_from(Code).flatmap(lambda code: of_code(code, depth))


def makers() -> dict[Code, list[str]]:
    """Where in the package each code is made or asked for."""
    found: dict[Code, list[str]] = {code: [] for code in Code}
    for path in sorted(ROOT.rglob("*.py")):
        if path.name != "codes.py":
            for name in set(re.findall(r"\bCode\.([A-Z_]+)", path.read_text())):
                found[Code[name]].append(path.relative_to(ROOT).as_posix())
    return found


def table() -> str:
    """The rows of docs/reasons.md."""
    lines, where = load_language("en").lines, makers()
    rows = []
    for code in Code:
        values = ", ".join(f"`{name}` ({unit})" for name, unit in code.places.items())
        text = lines[f"reason.{code}"].replace("|", "\\|")
        made = ", ".join(f"`{path}`" for path in where[code])
        rows.append(f"| `{code}` | {values} | {text} | {made} |")
    return "\n".join(rows) + "\n"


def page() -> str:
    """docs/reasons.md with its table as it is now."""
    head, mark, _ = PAGE.read_text().partition("|---|---|---|---|\n")
    return head + mark + table()


if __name__ == "__main__":
    PAGE.write_text(page())
