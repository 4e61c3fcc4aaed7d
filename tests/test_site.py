"""The site of docs/: each page has its place, the reference is whole, the notebook runs, a broken link is found."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sensortrack as st
from scripts.build_site import DOCS, NOTEBOOK, ROOT, broken_links, run_notebook

MADE = {"notebook.md"}
"""Pages that the build writes."""


def test_the_navigation_names_every_page_and_no_other() -> None:
    nav = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]["nav"]
    named = list(pages_of(nav))
    there = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} | MADE
    decisions = {name for name in there if name.startswith("decisions/")}
    listed = set(
        re.findall(r"\]\(([\w-]+\.md)\)", (DOCS / "decisions" / "index.md").read_text(encoding="utf-8"))
    )
    assert sorted(named) == sorted(there - decisions | {"decisions/index.md"})
    assert {f"decisions/{name}" for name in listed} == decisions - {"decisions/index.md"}
    assert named.index("glossary.md") == 1  # after the front page


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"])
def test_what_the_front_pages_link_to_is_there(name: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_public_name_is_in_the_reference() -> None:
    page = (DOCS / "reference.md").read_text(encoding="utf-8")
    referenced = set(re.findall(r"^::: [\w.]*\.(\w+)$", page, re.MULTILINE))
    assert referenced == (set(st.__all__) | set(st.plot.__all__)) - {"plot", "__version__"}


def test_the_notebook_is_kept_without_what_it_gave() -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    assert [c for c in cells if c.get("outputs") or c.get("execution_count")] == []


def test_the_notebook_runs_to_its_figures(tmp_path: Path) -> None:
    for name in ("nbclient", "nbconvert", "ipykernel"):
        pytest.importorskip(name, reason='pip install -e ".[docs]"')
    text = run_notebook(tmp_path).read_text(encoding="utf-8")
    assert "Result(E6: 6 repetitions, 1 too small" in text
    assert re.search(r"\d\d pairs, 0 left out: bias -?0\.0", text)
    figures = re.findall(r"\]\((notebook_files/\S+\.png)\)", text)
    assert len(figures) == 3
    assert all((tmp_path / name).stat().st_size > 10_000 for name in figures)


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        ('<a href="b.html">b</a>', "a.html: b.html leads nowhere"),
        ('<a href="#there">x</a>', "a.html: #there names no place of that page"),
        ('<script src="https://cdn.example/x.js"></script>', "a.html: fetches https://cdn.example/x.js"),
        ('<link rel="stylesheet" href="no.css">', "a.html: no.css leads nowhere"),
        ('<p id="here"><a href="#here">x</a> <a href="https://doi.org/1">1</a></p>', None),
    ],
)
def test_a_broken_link_is_found(page: str, wrong: str | None, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page)
    assert list(broken_links(tmp_path)) == ([wrong] if wrong else [])


def pages_of(nav: list[Any]) -> Iterator[str]:
    for entry in nav:
        for value in entry.values():
            if isinstance(value, str):
                yield value
            else:
                yield from pages_of(value)
