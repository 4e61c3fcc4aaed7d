"""Code knows the roles of rules, and only the catalogue knows ids."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import sensortrack
from sensortrack.protocol.roles import GENERAL, KEPT_BY, OWN, ROLES, SAFETY, Role
from sensortrack.protocol.rule import CHECKS

ROOT = Path(sensortrack.__file__).parent
ID = re.compile(r"\b(G[1-7]|E(1[01]|[1-9])|C[12]\.\w+|X\.\w+)\b")


def literals(path: Path) -> Iterator[str]:
    """The strings of a module's code: all but what documents it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documents = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
            yield node.value


def test_no_id_of_a_rule_or_an_exercise_stands_in_the_code() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if any(ID.search(text) for text in literals(path))
    }
    assert not found


def test_the_roles_are_a_closed_list_each_with_its_meaning_and_with_how_it_is_kept() -> None:
    safety, other = (set(get_args(part)) for part in get_args(Role))
    assert set(SAFETY) == safety
    assert set(ROLES) == safety | other == set(KEPT_BY) == GENERAL | OWN
    assert not safety & OWN
    assert {how for ways in KEPT_BY.values() for how in ways} == {*CHECKS, "asked", "cued"}
