"""A study's tables: the text of a CSV file is pandas' own, whatever is in the cells."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sensortrack.analysis.columns import COLUMNS, Dtype
from sensortrack.json_text import table_json
from sensortrack.outside.showing import cell
from sensortrack.study.one import TABLES
from sensortrack.study.sheets import Sheet, _numbers, rows_in, sheet, sheet_of_texts

_TEXT = st.text(st.sampled_from("aé ,;\"'=+-@\t\n\r5e"), max_size=6)
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
    assert _numbers([None, size, -size]) == ["", repr(size), repr(-size)]


def by_pandas(made: Sheet) -> str:
    frame = made.frame
    texts = {
        name: frame[name].map(cell, na_action="ignore")
        for name in frame.columns
        if frame[name].dtype == "string"
    }
    return frame.assign(**texts).to_csv(index=False, lineterminator="\n")


@pytest.mark.parametrize("table", ["events", "findings"])
@settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(data=st.data())
def test_a_tables_csv_is_pandas_to_the_byte(table: Any, data: st.DataObject) -> None:
    row = st.tuples(*(st.none() | _CELLS[column.dtype] for column in COLUMNS[table]))
    text = table_json(
        {name: data.draw(st.lists(row, max_size=4)) if name == table else [] for name in TABLES}
    )
    made = sheet(table, rows_in(text)[table])
    assert made.csv == by_pandas(made)


@settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(st.dictionaries(st.sampled_from(["file", "side", "a,b"]), _TEXT), max_size=4))
def test_a_table_of_texts_is_pandas_to_the_byte(rows: list[dict[str, str]]) -> None:
    made = sheet_of_texts(rows, ["file", "side", "a,b"])
    assert len(made.frame) == len(rows)
    assert made.csv == by_pandas(made)
