"""A plan that the page wrote is kept, and read again, with what it goes beyond."""

from __future__ import annotations

from pathlib import Path

import pytest

from sensortrack.app.plan_editor import draft_of, keep, written_plan
from sensortrack.errors import CatalogueError
from sensortrack.protocol import load_catalogue

CATALOGUE = load_catalogue()
BEYOND = {"rule": "E6.count", "limit": 20, "by": "Dr. A", "why": "trained"}


def test_a_plan_with_an_exception_is_kept_and_read_again(tmp_path: Path) -> None:
    draft = draft_of(
        {"by": "Dr. A", "doses": [{"exercise": "E6", "repetitions": 15}], "exceptions": [BEYOND]}
    )
    keep(draft, "p1", tmp_path, CATALOGUE)
    plan = written_plan(tmp_path, "p1", CATALOGUE)
    assert plan is not None
    assert plan.doses[0].repetitions == 15
    assert (plan.exceptions[0].rule, plan.exceptions[0].unit) == ("E6.count", "repetitions")
    assert written_plan(tmp_path, "p2", CATALOGUE) is None


def test_a_plan_beyond_a_rule_is_not_kept(tmp_path: Path) -> None:
    draft = draft_of({"by": "Dr. A", "doses": [{"exercise": "E6", "repetitions": 15}]})
    with pytest.raises(CatalogueError, match=r"E6\.count"):
        keep(draft, "p1", tmp_path, CATALOGUE)
    assert not list(tmp_path.rglob("*.json"))
