"""The tables of a study, each as the text of its CSV file, as a DataFrame, and as Parquet, all from the same lines."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from ..analysis.columns import COLUMNS, Dtype, Table
from ..analysis.frames import Row, frame
from ..outside.showing import AS_TEXT, from_cell
from .csv_lines import csv_lines, header
from .one import TABLES

if TYPE_CHECKING:
    import pandas as pd

_DECODER = msgspec.json.Decoder(dict[str, str])
_MOST_BYTES = 1 << 30
"""Bytes of a table that are parsed at a time: a line is never longer, and 2 GiB is all that pyarrow takes."""


class Sheet(NamedTuple):
    """A table: its CSV file's text, its frame, and its Parquet file's bytes, None without pyarrow.

    An empty text is a missing one: a CSV file can't tell the two apart.
    """

    csv: str
    frame: pd.DataFrame
    parquet: bytes | None


def lines_in(text: str) -> dict[str, str]:
    """The lines of each table, from what `AnalysedRecording.rows` has of them.

    Raises ValueError where they are none.
    """
    found = _DECODER.decode(text)
    if found.keys() != set(TABLES):
        raise ValueError(f"lines of {', '.join(found) or 'no table'}")
    return found


def sheet(table: Table, lines: Iterable[str]) -> Sheet:
    """A table of results (docs/columns.md) with these lines."""
    columns = COLUMNS[table]
    text = "".join([header([column.name for column in columns]), "\n", *lines])
    dtypes: dict[str, Dtype] = {column.name: column.dtype for column in columns}
    found = _by_arrow(text, dtypes, _empty(table))
    return Sheet(text, _by_rows(text, dtypes), None) if found is None else Sheet(text, *found)


@cache
def _empty(table: Table) -> pd.DataFrame:
    return frame(table, [])


def sheet_of_texts(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Sheet:
    """A table of texts, those of each row by column; one that a row doesn't have is missing."""
    import pandas as pd

    found: list[Row] = [tuple(row.get(c) for c in columns) for row in rows]
    dtypes: dict[str, Dtype] = dict.fromkeys(columns, "string")
    text = f"{header(columns)}\n{csv_lines(found, list(dtypes.values()))}"
    empty = pd.DataFrame({c: pd.Series((), dtype="string") for c in columns})
    made = _by_arrow(text, dtypes, empty)
    return Sheet(text, _by_rows(text, dtypes), None) if made is None else Sheet(text, *made)


def _by_arrow(
    text: str, dtypes: Mapping[str, Dtype], empty: pd.DataFrame
) -> tuple[pd.DataFrame, bytes] | None:
    """The frame and the Parquet of a CSV file's text by pyarrow, in an eighth of pandas' time; None without it."""
    try:
        import pyarrow as pa
        from pyarrow import compute, parquet
        from pyarrow import csv as arrow_csv
    except ImportError:
        return None
    import pandas as pd

    types = {"string": pa.string(), "Int64": pa.int64(), "float64": pa.float64(), "boolean": pa.bool_()}
    data = text.encode("utf-8", "backslashreplace")
    found: Any = arrow_csv.read_csv(
        pa.BufferReader(data),
        arrow_csv.ReadOptions(use_threads=False, block_size=min(len(data) + 1, _MOST_BYTES)),
        arrow_csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        arrow_csv.ConvertOptions(
            column_types={name: types[dtype] for name, dtype in dtypes.items()},
            null_values=[""],
            true_values=["True"],
            false_values=["False"],
            strings_can_be_null=True,
        ),
    )
    if any(begin in text for begin in (",'", "\n'", "\"'")):  # a cell may begin so
        for k, (name, dtype) in enumerate(dtypes.items()):
            if dtype == "string":
                found = found.set_column(
                    k, name, compute.replace_substring_regex(found[name], AS_TEXT, r"\1")
                )
    # With pandas' own note of the types they are read back as they were.
    found = found.replace_schema_metadata(pa.Schema.from_pandas(empty, preserve_index=False).metadata)
    file = BytesIO()
    parquet.write_table(found, file)
    own = {pa.string(): pd.StringDtype(), pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    return found.to_pandas(types_mapper=own.get), file.getvalue()


def _by_rows(text: str, dtypes: Mapping[str, Dtype]) -> pd.DataFrame:
    import pandas as pd

    _, *rows = csv.reader(StringIO(text, newline=""))
    cells = list(zip(*rows, strict=True)) or [() for _ in dtypes]
    return pd.DataFrame(
        {
            name: pd.Series([_READ[dtype](c) if c else None for c in column], dtype=dtype)
            for (name, dtype), column in zip(dtypes.items(), cells, strict=True)
        }
    )


_READ: Mapping[Dtype, Callable[[str], Any]] = {
    "string": from_cell,
    "float64": float,
    "Int64": int,
    "boolean": "True".__eq__,
}
