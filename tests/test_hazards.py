"""The page of hazards names tests that exist: a control without one would be a promise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/hazards.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| [HTK]\d+ \|", line)
]
TESTS = {
    name
    for file in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"def (test_\w+)\(", file.read_text(encoding="utf-8"))
}


def test_every_hazard_is_numbered_once() -> None:
    ids = [row[0] for row in ROWS]
    assert len(ids) == len(set(ids)) >= 30


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_hazard_has_a_harm_a_control_and_a_test_that_is_there(row: list[str]) -> None:
    _, hazard, situation, harm, control, shown_by = row
    assert all((hazard, situation, harm, control))
    named = re.findall(r"`(test_\w+)`", shown_by)
    assert named
    assert set(named) <= TESTS
