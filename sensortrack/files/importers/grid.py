"""Tables that aren't text: Parquet and Excel; their columns are recognised as those of a text table are."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import RecordingError
from ...records import Description, Recording
from ..blocks import TableFile
from ..layout import Layout
from ..native_format import ID, own_format
from ..opening import Options, recording_of
from ..sidecar import read_sidecar, sidecar_path
from ..table import RowTable, with_values
from ..table_format import TableFormat
from ..units_row import units_row
from .extras import extra, reading
from .look import Look
from .protocol import TableImporter
from .spool import check_unpacked
from .unit_header import UNIT_HEADER

ROWS = 100_000
MOST_SHEET_BYTES = 1 << 30
Rows = Callable[[], Iterator[list[Any]]]
"""Columns of some rows, each an array or list; anew each time."""


@dataclass(frozen=True, slots=True, eq=False)
class GridFile(TableFile):
    """A table whose columns a library gives, some rows at a time."""

    columns: Rows

    def tables(self, known: tuple[RowTable, ...] = ()) -> Iterator[RowTable]:
        """The rows after the header."""
        row = 0
        yield from known
        for number, columns in enumerate(self.columns()):
            if number >= len(known):
                yield self._table(columns, row)
            row += len(columns[0]) if columns else 0

    def _table(self, columns: list[Any], row: int) -> RowTable:
        numbers = [_numbers(columns[at], self.layout.names[at], self.path) for at in self.layout.numbers]
        lines = np.arange(len(numbers[0])) + row + self.layout.first_row
        texts = None if self.layout.words is None else columns[self.layout.words]
        return with_values(np.column_stack(numbers), lines, texts)


def _numbers(column: Any, name: str, path: Path) -> Any:
    try:
        values = np.asarray(
            [np.nan if v is None or v == "" else v for v in column] if isinstance(column, list) else column
        )
        if values.dtype.kind not in "fiu":
            raise ValueError(f"values of {values.dtype}")
        return values.astype(np.float64)
    except (ValueError, TypeError) as error:
        raise RecordingError(
            f"no numbers in column '{name}' ({error})",
            expected="a number in each cell, or none",
            hint="Correct the column.",
            path=path,
        ) from None


def table_format_of(look: Look, importers: tuple[TableImporter, ...]) -> TableFormat | None:
    """The format of a table that begins with these lines; None where none fits, or more than one does."""
    own = own_format(look.lines)
    if own is not None:
        return own
    fitting = [form for one in importers if (form := one.table_format(look)) is not None]
    if fitting:
        return fitting[0] if len(fitting) == 1 else None
    return UNIT_HEADER.table_format(look)


def open_grid(
    look: Look,
    head: list[list[Any]],
    columns: Rows,
    importers: tuple[TableImporter, ...],
    options: Options,
    what: str,
) -> Recording:
    """The recording in a grid that begins with these rows, its header among them."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["" if v is None else v for v in row] for row in head])
    lines = Look(look.path, text.getvalue().encode())
    form = table_format_of(lines, importers)
    if form is None:
        names = ", ".join(str(name) for name in head[0][:20]) if head else "none"
        raise RecordingError(
            f"{what} with the columns {names}",
            expected="our columns (time_s, acc_x …), those of a known format, or columns that name their units",
            hint="Rename the columns, or use pandas and Recording.from_frame.",
            path=look.path,
        )
    messages: list[str] = []
    description: Description = form.description
    if form.id == ID:
        description = read_sidecar(sidecar_path(look.path), messages)
    layout, places = form.layout(lines.lines, look.path)
    first = layout.first_row + units_row(lines.lines, layout, places, form, look.path)
    layout = Layout(layout.names, layout.numbers, layout.words, first)
    file = GridFile(look.path, form, layout, places, 1, messages, columns)
    return recording_of(file, description, options)


@dataclass(frozen=True, slots=True)
class ParquetImporter:
    """Reads Parquet files (extra `formats`)."""

    importers: tuple[TableImporter, ...]
    id: str = "parquet"
    name: str = "Parquet, with our columns, a known format's, or columns that name their units"
    source: str = "the names of its columns"

    def fits(self, look: Look) -> bool:
        """Whether it begins as Parquet does."""
        return look.head.startswith(b"PAR1")

    def open(self, look: Look, options: Options) -> Recording:
        """The recording in the columns."""
        path = look.plain()
        parquet = extra("pyarrow.parquet", "a Parquet file", look.path)
        with reading("a Parquet file", look.path):
            names = [str(name) for name in parquet.ParquetFile(path).schema_arrow.names]
            first = next(parquet.ParquetFile(path).iter_batches(batch_size=3), None)
        rows = [] if first is None else [list(row) for row in zip(*first.to_pydict().values(), strict=True)]

        def columns() -> Iterator[list[Any]]:
            with reading("a Parquet file", look.path):
                for batch in parquet.ParquetFile(path).iter_batches(batch_size=ROWS):
                    yield [_column(column) for column in batch.columns]

        return open_grid(look, [names, *rows], columns, self.importers, options, "a Parquet file")


def _column(column: Any) -> Any:
    return column.to_numpy(zero_copy_only=False)


@dataclass(frozen=True, slots=True)
class XlsxImporter:
    """Reads Excel workbooks (extra `formats`): the sheet that `part` names, or the only one."""

    importers: tuple[TableImporter, ...]
    id: str = "xlsx"
    name: str = "Excel workbook (.xlsx), with our columns, a known format's, or columns that name their units"
    source: str = "the names of its columns"

    def fits(self, look: Look) -> bool:
        """Whether the archive holds a workbook."""
        return "xl/workbook.xml" in look.members

    def open(self, look: Look, options: Options) -> Recording:
        """The recording in a sheet."""
        path = look.plain()
        calamine = extra("python_calamine", "an Excel workbook", look.path)
        with reading("an Excel workbook", look.path):
            check_unpacked(path, MOST_SHEET_BYTES)
            book = calamine.CalamineWorkbook.from_path(str(path))
            names = list(book.sheet_names)
            if options.part is not None and options.part not in names:
                raise ValueError(f"no sheet '{options.part}' among {', '.join(names)}")
            sheets = {
                n: book.get_sheet_by_name(n).to_python() for n in ([options.part] if options.part else names)
            }
        filled = {name: rows for name, rows in sheets.items() if len(rows) > 1}
        if len(filled) != 1:
            raise RecordingError(
                f"{len(filled)} sheets with rows ({', '.join(filled)})",
                expected="one",
                hint="Name the sheet with --part.",
                path=look.path,
            )
        rows = next(iter(filled.values()))

        def columns() -> Iterator[list[Any]]:
            body = rows[_first_row(rows) :]
            for start in range(0, len(body), ROWS):
                yield [list(column) for column in zip(*body[start : start + ROWS], strict=True)]

        return open_grid(look, rows[:20], columns, self.importers, options, "an Excel workbook")


def _first_row(rows: list[list[Any]]) -> int:
    """The first row after the header and a row of units: the first one in which most cells are numbers."""
    for number, row in enumerate(rows):
        filled = [cell for cell in row if cell != ""]
        if filled and sum(isinstance(cell, int | float) for cell in filled) > len(filled) / 2:
            return number
    return len(rows)
