"""Every number of the movement's rooms says what it bounds: its words stand below it, or beside it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import sensortrack.motion

ROOM = Path(sensortrack.motion.__file__).parent


def without_words(source: str) -> list[str]:
    """The constants of a module that have neither a docstring nor a comment."""
    body, lines = ast.parse(source).body, source.splitlines()
    found = []
    for statement, following in zip(body, [*body[1:], None], strict=True):
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
            continue
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        names = [n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)]
        numbers = [
            n
            for n in ast.walk(statement.value)
            if isinstance(n, ast.Constant) and type(n.value) in (int, float)
        ]
        words = isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)
        comment = "#" in lines[statement.lineno - 1] or lines[statement.lineno - 2].startswith("#")
        if numbers and not words and not comment:
            found += names
    return found


@pytest.mark.parametrize("path", sorted(ROOM.rglob("*.py")), ids=lambda path: path.stem)
def test_a_constant_says_what_it_bounds(path: Path) -> None:
    assert not without_words(path.read_text(encoding="utf-8"))


def test_a_constant_without_words_is_found() -> None:
    assert without_words('A = 1.0\n"""Words."""\nB, C = 2, 3\nD = 4  # words\nE = F\n') == ["B", "C"]
