"""Tables fit the terminal at any width: no line is too long, no cell is broken, the first things stay."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from sensortrack.cli import history
from sensortrack.cli.fitting import FittedColumn, print_fitting
from tests.conftest import Ended

Run = Callable[..., Ended]


def shown(columns: list[FittedColumn], width: int) -> str:
    console = Console(
        file=io.StringIO(), width=width, force_terminal=True, color_system=None, highlight=False
    )
    print_fitting(console, columns)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


WORDS = st.text(st.sampled_from("abcdefgh "), min_size=1, max_size=25).map(lambda t: t.strip() or "x")


@given(rows=st.lists(st.tuples(*[WORDS] * 6), min_size=1, max_size=4), width=st.integers(12, 200))
def test_a_table_fits_and_breaks_no_cell(rows: list[tuple[str, ...]], width: int) -> None:
    columns = [
        FittedColumn(f"n{i}", [r[i] for r in rows], ["-"] * len(rows) if i % 2 else None, importance=i)
        for i in range(6)
    ]
    columns.append(FittedColumn("id", ["12345678"] * len(rows), importance=99))
    text = shown(columns, width)
    lines = text.splitlines()
    assert all(len(line) <= width for line in lines)
    assert sum("12345678" in line for line in lines) == len(rows)
    assert "…" not in text
    for i, column in enumerate(columns[:6]):
        if f"n{i}" in text:
            assert all(str(cell) in text for cell in column.cells) or "-" in text


def test_a_pipe_gets_everything(capsys: pytest.CaptureFixture[str]) -> None:
    print_fitting(Console(width=40), [FittedColumn(f"n{i}", ["x" * 50]) for i in range(6)])
    assert capsys.readouterr().out.count("x" * 50) == 6


@given(st.text(max_size=45))
def test_a_long_name_is_cut_by_the_cells_that_it_takes(name: str) -> None:
    assert history._cut(name).cell_len <= 10
    if name.isascii() and name.isprintable() and len(name) <= 10:
        assert str(history._cut(name)) == name


@pytest.mark.parametrize("width", [132, 80, 60, 40, 24])
def test_history_list_fits_the_terminal(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("SENSORTRACK_HOME", str(tmp_path))
    every = ("session", "--virtual", "--fast", "--level", "clean", "--answers", "good")
    for person in ("p1", "a pseudonym of as many as 40 characters!"[:-1]):
        assert run(*every, "--person", person, "-e", "E10", "-e", "E6", "-e", "E9").code == 0
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    monkeypatch.setattr(history, "out", lambda: console)
    assert run("history", "list").code == 0
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    assert all(len(line) <= width for line in lines)
    assert len([line for line in lines if line.strip()]) == 4  # a head, a rule, a line for each session
    words = {w for line in lines for w in line.split()}
    assert "2026" not in words
    assert (width < 60) or {"complete", "id", "begun", "ended"} <= words
