"""The house's words: names that hid what they are don't come back, nor phrases that a reader stumbles over."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "sensortrack").rglob("*.py"))
CODE = sorted(
    path for room in ("sensortrack", "tests", "benchmarks", "scripts") for path in (ROOT / room).rglob("*.py")
)
PAGES = [
    *sorted((ROOT / "docs").rglob("*.md")),
    *(ROOT / f"{name}.md" for name in ("README", "CHANGELOG", "CONTRIBUTING", "SECURITY")),
]
OLD_CLASSES = frozenset(
    {
        "Run",
        "Follower",
        "Search",
        "Closed",
        "CountingClock",
        "TickClock",
        "Lane",
        "Tally",
        "Case",
        "Worn",
        "Wish",
        "Wishes",
    }
)
OLD_MODULES = frozenset(
    {
        "loops",
        "stretches",
        "background",
        "one_movement",
        "sift",
        "pace",
        "own",
        "said",
        "again",
        "worn",
        "care",
        "lanes",
    }
)
OLD_NAMES = frozenset({"told", "kept", "seen"})
STUMBLES = re.compile(
    r"\b(is|are|was|were|been|be)(n't)? told\b(?! apart| to\b)"
    r"|\bso far\b(?! apart| out|, as)"
    r"|\bWho (walks|lies|trembles|is quick|stops|wears)\b"
)


def test_no_class_and_no_module_has_an_old_name() -> None:
    classes = {
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and node.name in OLD_CLASSES
    }
    assert not classes
    assert not [path for path in SOURCES if path.stem in OLD_MODULES]


def test_no_phrase_that_a_reader_stumbles_over() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in [*SOURCES, *PAGES]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if STUMBLES.search(line)
    ]
    assert not found


def test_nothing_is_named_by_a_participle_that_hides_what_it_is() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{token.start[0]}: {token.string}"
        for path in CODE
        for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
        if token.type == tokenize.NAME and token.string in OLD_NAMES
    ]
    assert not found


def test_each_class_has_a_name_of_its_own() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(str(path.relative_to(ROOT)))
    assert not {name: found for name, found in places.items() if len(found) > 1}
