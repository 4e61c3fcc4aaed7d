"""Inputs from the field: the page of promises says what comes of them, and is true."""

from __future__ import annotations

from pathlib import Path

from tests.field import with_table

PAGE = Path(__file__).parents[2] / "docs/reliability.md"


def test_the_table_of_field_inputs_says_what_comes_of_them(data: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_table(page, data / "field"), (
        "write it anew: python -m tests.field docs/reliability.md"
    )
