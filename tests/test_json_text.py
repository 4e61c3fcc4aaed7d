"""Everything that is written as JSON is strict, and is written by one function."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sensortrack
from sensortrack.errors import DataError
from sensortrack.json_text import quick_json, to_json

ROOT = Path(sensortrack.__file__).parent
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def refuse(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


def test_json_is_written_by_our_function_only() -> None:
    written = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if re.search(r"json\.dumps?\b|JSONEncoder|json\.encode|import dumps?\b", path.read_text())
    }
    assert written == {"json_text.py"}


@given(PLAIN, st.sampled_from([None, 1, 2]))
def test_what_is_written_is_json_by_the_letter_or_our_error(document: object, indent: int | None) -> None:
    try:
        text = to_json(document, indent=indent)
    except DataError:
        return
    assert json.loads(text, parse_constant=refuse) == document


@given(PLAIN | st.text(st.characters(codec=None)), st.sampled_from([1, 2]))
def test_the_layout_is_the_standard_librarys(document: object, indent: int) -> None:
    try:
        text = to_json(document, indent=indent)
    except DataError:
        return
    assert text == json.dumps(document, indent=indent, ensure_ascii=False)


def test_the_cells_of_a_table_are_kept_and_a_missing_one_is_null() -> None:
    rows = {"a": [["n\u00efve", None, 1, 0.1 + 0.2, 1e300, math.nan]]}
    assert json.loads(quick_json(rows), parse_constant=refuse) == {"a": [[*rows["a"][0][:-1], None]]}


def test_a_cell_may_be_a_float_of_numpy_as_uncompiled_loops_give_it() -> None:
    assert json.loads(quick_json([[np.float64(1.5), np.float64(math.nan)]])) == [[1.5, None]]


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, {1, 2}, object(), b"x"])
def test_what_json_has_no_word_for_is_refused(bad: object) -> None:
    with pytest.raises(DataError, match="JSON"):
        to_json({"a": [bad]})
