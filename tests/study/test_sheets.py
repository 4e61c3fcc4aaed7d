"""A study's tables: the text of a CSV file is pandas' own, whatever is in the cells, and the frames are made of it."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sensortrack.analysis.columns import COLUMNS, Dtype
from sensortrack.analysis.frames import Row, frame
from sensortrack.outside.showing import cell
from sensortrack.study.csv_lines import csv_lines
from sensortrack.study.sheets import Sheet, sheet, sheet_of_texts

_TEXT = st.text(st.sampled_from("aé ,;\"'=+-@\t\n5e]["), max_size=6)
_SIZE = st.floats(allow_nan=False, allow_infinity=False)
_CELLS: dict[Dtype, st.SearchStrategy[Any]] = {
    "string": _TEXT,
    "Int64": st.integers(-(2**40), 2**40),
    "float64": _SIZE | st.integers(-3, 3) | st.sampled_from([-0.0, 1e-5, 1e16, 1e-4, 123456.7]),
    "boolean": st.booleans(),
}


@settings(max_examples=500)
@given(st.floats(allow_nan=False, allow_infinity=False) | st.floats(-1e-3, 1e-3) | st.floats(1e14, 1e18))
def test_a_number_is_written_as_python_writes_it(size: float) -> None:
    assert csv_lines([(None,), (size,), (-size,)], ["float64"]) == f"\n{size!r}\n{-size!r}\n"


def by_pandas(table: pd.DataFrame) -> str:
    texts = {
        name: table[name].map(cell, na_action="ignore")
        for name in table.columns
        if table[name].dtype == "string"
    }
    return table.assign(**texts).to_csv(index=False, lineterminator="\n")


def without_empty_texts(table: pd.DataFrame) -> pd.DataFrame:
    texts = [name for name in table.columns if table[name].dtype == "string"]
    return table.assign(**{name: table[name].replace("", pd.NA) for name in texts})


def check(made: Sheet, expected: pd.DataFrame) -> None:
    assert made.csv == by_pandas(expected)
    expected = without_empty_texts(expected)
    pd.testing.assert_frame_equal(made.frame, expected)
    if made.parquet is not None:
        pd.testing.assert_frame_equal(pd.read_parquet(BytesIO(made.parquet)), expected)


@pytest.fixture(params=["with pyarrow", "without pyarrow"])
def pyarrow_or_not(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A study's tables don't need pyarrow; pandas' own texts are another's matter."""
    if request.param == "with pyarrow":
        pytest.importorskip("pyarrow")
        return
    found = builtins.__import__

    def refuse(
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> Any:
        if name.startswith("pyarrow") and globals and globals.get("__name__") == "sensortrack.study.sheets":
            raise ImportError(name)
        return found(name, globals, locals, fromlist or (), level)

    monkeypatch.setattr(builtins, "__import__", refuse)


_FEW = settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])


@pytest.mark.usefixtures("pyarrow_or_not")
@pytest.mark.parametrize("table", ["events", "findings"])
def test_a_tables_csv_is_pandas_to_the_byte_and_its_frame_has_all_of_it(table: Any) -> None:
    columns = COLUMNS[table]
    row = st.tuples(*(st.none() | _CELLS[column.dtype] for column in columns))

    @_FEW
    @given(st.lists(row, max_size=4))
    def drawn(rows: list[Row]) -> None:
        # Two recordings' lines, one after the other, are the lines of both.
        dtypes = [column.dtype for column in columns]
        made = sheet(table, [csv_lines(rows[:1], dtypes), csv_lines(rows[1:], dtypes)])
        check(made, frame(table, rows))

    drawn()


@pytest.mark.usefixtures("pyarrow_or_not")
def test_a_table_of_texts_is_pandas_to_the_byte() -> None:
    names = ["file", "side", "a,b"]

    @_FEW
    @given(st.lists(st.dictionaries(st.sampled_from(names), _TEXT), max_size=4))
    def drawn(rows: list[dict[str, str]]) -> None:
        made = sheet_of_texts(rows, names)
        expected = pd.DataFrame({n: pd.Series([r.get(n) for r in rows], dtype="string") for n in names})
        check(made, expected)

    drawn()


@pytest.mark.usefixtures("pyarrow_or_not")
def test_a_text_that_would_end_a_line_stays_in_its_cell() -> None:
    """The writer of Python 3.11 leaves a carriage return as it is, and readers cut the line there."""
    texts = ["a\rb", "\r", "a\r\nb", "'=1"]
    made = sheet_of_texts([{"file": text, "side": "left"} for text in texts], ["file", "side"])
    assert made.frame["file"].tolist() == texts
    assert made.frame["side"].tolist() == ["left"] * 4
