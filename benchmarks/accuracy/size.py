"""How large the tracker is: its numeric constants and its lines, counted in its own text."""

from __future__ import annotations

import ast
from pathlib import Path

import sensortrack.motion

from .table import Report, Row
from .work import Work

IDS = ("constants",)
MOST = 150


def measure(work: Work) -> Report:
    """Count them."""
    texts = [
        p.read_text(encoding="utf-8") for p in sorted(Path(sensortrack.motion.__path__[0]).rglob("*.py"))
    ]
    count = sum(constants(text) for text in texts)
    lines = sum(len(text.splitlines()) for text in texts)
    return Report(
        [
            Row(
                "constants",
                "numeric constants of the tracker, named in a module or in its Params; its lines",
                f"≤ {MOST}",
                f"{count}; {lines} lines",
                count <= MOST,
                "the code",
                f"{len(texts)} files of sensortrack/motion",
            )
        ]
    )


def constants(text: str) -> int:
    """Names that a module, or a class whose name ends in Params, gives to what has a number written in it."""
    tree = ast.parse(text)
    bodies = [
        tree.body,
        *(n.body for n in tree.body if isinstance(n, ast.ClassDef) and n.name.endswith("Params")),
    ]
    return sum(_named(statement) for body in bodies for statement in body)


def _named(statement: ast.stmt) -> int:
    if isinstance(statement, ast.Assign):
        value, targets = statement.value, statement.targets
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        value, targets = statement.value, [statement.target]
    else:
        return 0
    if not any(type(n.value) in (int, float) for n in ast.walk(value) if isinstance(n, ast.Constant)):
        return 0
    return sum(len(t.elts) if isinstance(t, ast.Tuple) else 1 for t in targets)
