"""The tables of a study, each as a DataFrame and as the text of its CSV file, both made from the rows that were kept.

The text is what `DataFrame.to_csv` gives, to the byte, in a sixth of its time.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import StringIO
from types import GenericAlias
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from ..analysis.columns import COLUMNS, Dtype, Table
from ..analysis.frames import Row, frame
from ..json_text import table_json
from ..outside.showing import cell
from .one import TABLES

if TYPE_CHECKING:
    import pandas as pd

Column = Sequence[Any]
"""The cells of one column; None where one is missing."""
_TYPES: dict[Dtype, Any] = {
    "string": str | None,
    "Int64": int | None,
    "float64": float | None,
    "boolean": bool | None,
}


def _row_type(table: Table) -> Any:
    return GenericAlias(tuple, tuple(_TYPES[column.dtype] for column in COLUMNS[table]))


_DECODER: Any = msgspec.json.Decoder(
    msgspec.defstruct("_Rows", [(table, GenericAlias(list, (_row_type(table),))) for table in TABLES])
)


class Sheet(NamedTuple):
    """A table, and its CSV file's text."""

    frame: pd.DataFrame
    csv: str


def rows_in(text: str) -> dict[str, list[Row]]:
    """The rows of each table, from what `one.Done.rows` has of them."""
    found: dict[str, list[Row]] = msgspec.structs.asdict(_DECODER.decode(text))
    return found


def sheet(table: Table, rows: Sequence[Row]) -> Sheet:
    """A table of results (docs/columns.md) with these rows."""
    columns = COLUMNS[table]
    dtypes = [column.dtype for column in columns]
    return Sheet(frame(table, rows), _csv([column.name for column in columns], rows, dtypes))


def sheet_of_texts(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Sheet:
    """A table of texts, those of each row by column; one that a row doesn't have is missing."""
    import pandas as pd

    found = [tuple(row.get(c) for c in columns) for row in rows]
    by_column = dict(zip(columns, zip(*found, strict=True), strict=True)) if found else {}
    table = pd.DataFrame({c: pd.Series(by_column.get(c, ()), dtype="string") for c in columns})
    return Sheet(table, _csv(columns, found, ["string"] * len(columns)))


def _csv(names: Sequence[str], rows: Sequence[Row], dtypes: Sequence[Dtype]) -> str:
    columns = [_CELLS[dtype](column) for dtype, column in zip(dtypes, zip(*rows, strict=True), strict=False)]
    return "\n".join([",".join(map(_quoted, names)), *map(",".join, zip(*columns, strict=True)), ""])


def _quoted(text: str) -> str:
    """A cell with this text, in quotes where it wants them."""
    file = StringIO()
    csv.writer(file, lineterminator="\n").writerow((text, ""))
    return file.getvalue()[:-2]


def _texts(column: Column) -> list[str]:
    """Texts, none of which is a formula to a spreadsheet."""
    cells = {text: "" if text is None else _quoted(cell(text)) for text in set(column)}
    return [cells[text] for text in column]


def _numbers(column: Column) -> list[str]:
    """Floats as Python writes them, in a fifth of its time: msgspec differs in the very small and the very large."""
    texts = table_json(column)[1:-1].split(",")
    return [
        "" if text == "null" else repr(float(text)) if "e" in text or "0.0000" in text[:7] else text
        for text in texts
    ]


def _plain(column: Column) -> list[str]:
    return ["" if value is None else str(value) for value in column]


_CELLS: dict[Dtype, Callable[[Column], list[str]]] = {
    "string": _texts,
    "float64": _numbers,
    "Int64": _plain,
    "boolean": _plain,
}
