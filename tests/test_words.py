"""The house's words: names that hid what they are don't come back, nor phrases that a reader stumbles over."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "sensortrack").rglob("*.py"))
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
STUMBLES = re.compile(
    r"\b(is|are|was|were|been) told\b(?! apart| the| to| where)"
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
