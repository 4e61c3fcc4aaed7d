"""From the rows of a file to a recording: its pace found from its first rows, the rest read as it is gone through."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..errors import RecordingError
from ..records import Description, Frame, Recording
from ..records.rates import RATES_AGREE
from .blocks import FileBlocks, TableFile
from .estimate_sampling import PACE_STEPS, Pace, nominal_pace, pace
from .native_format import ID
from .notes import Notes
from .notifications import MOST_LOST
from .physics import check_physics
from .stamps import check_stamps, stamps_once
from .table import RowTable
from .table_format import TableFormat
from .text import CHUNK_BYTES, head_lines
from .units_row import units_row

_WORTH_A_WORD = 0.005
"""A declared rate and that of the stamps which differ by more than this share are worth a word."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is opened.

    Attributes
    ----------
    frame : "sensor", "body" or None
        Says what the axes are, whatever the file says.
    part : str or None
        Which recording of a file, archive or folder that holds several.
    chunk_bytes : int
        How much of a text is read at a time.
    """

    frame: Frame | None = None
    part: str | None = None
    chunk_bytes: int = CHUNK_BYTES


def open_table(
    path: Path,
    table_format: TableFormat,
    lines: list[str],
    options: Options,
    *,
    description: Description | None = None,
    messages: list[str] | None = None,
) -> Recording:
    """The recording in a text file of this format, which begins with these lines.

    Raises RecordingError where its first rows can't be read.
    """
    messages = [] if messages is None else messages
    lines = lines or head_lines(path)  # says what the file is where it isn't text
    layout, places = table_format.layout(lines, path)
    if table_format.first_row is None and units_row(lines, layout, places, table_format, path):
        layout = replace(layout, first_row=layout.first_row + 1)
    file = TableFile(path, table_format, layout, places, options.chunk_bytes, messages)
    return recording_of(file, description or table_format.description, options)


def recording_of(file: TableFile, description: Description, options: Options) -> Recording:
    """The recording in a file of rows; raises RecordingError where its first rows can't be read."""
    if options.frame is not None:
        description = replace(description, frame=options.frame)
    head, pace = pace_of(file, description.rate_hz)
    _compare_rates(pace, description, file.format, file.messages)
    if file.format.id != ID:
        blocks = [file.block(table, np.arange(len(table)) / (pace.rate_hz or 1.0)) for table in head]
        check_physics(blocks, pace.rate_hz, file.path, file.messages)
    return Recording(
        description,
        pace.rate_hz,
        FileBlocks(file, pace, description.gaps, head, Notes(file.messages)),
        file.path,
        file.messages,
    )


def pace_of(file: TableFile, nominal_hz: float | None) -> tuple[tuple[RowTable, ...], Pace]:
    """The first tables, as many as it takes to tell the pace; and the pace."""
    head: list[RowTable] = []
    for table in file.tables():
        head.append(table)
        if sum(map(len, head)) > PACE_STEPS:
            break
    timed = list(file.counter(nominal_hz).through(file.timed(head, nominal_hz)))
    if not timed:
        raise RecordingError(
            "a header and no samples",
            expected="a row of numbers in each line",
            hint="Check that the recording was saved.",
            path=file.path,
        )
    has_clock = file.format.time is not None and file.format.time_factor is not None
    if has_clock or nominal_hz is None:
        time_s = stamps_once(timed)
        check_stamps(time_s, file.format, nominal_hz, file.path, int(timed[0][0].lines[0]))
        return tuple(head), pace(time_s, nominal_hz)
    return tuple(head), nominal_pace(nominal_hz)


def _compare_rates(
    pace: Pace, description: Description, table_format: TableFormat, messages: list[str]
) -> None:
    nominal_hz = description.rate_hz
    if nominal_hz is None and not pace.clocked and pace.rate_hz:
        most_hz = pace.rate_hz / (1.0 - MOST_LOST)
        messages.append(
            f"the time stamps jitter too much to tell late samples from lost ones; {pace.rate_hz:.4g} Hz is the mean"
            " rate of those that came"
            + (
                ", and none seems to be lost"
                if pace.lossless
                else f". The true one is up to {most_hz:.4g} Hz if as many as a quarter were lost; declare it"
                ' ("rate_hz") if it is known'
            )
        )
    if nominal_hz is None or abs(pace.rate_hz - nominal_hz) <= _WORTH_A_WORD * nominal_hz:
        return
    where = "the JSON beside it" if table_format.id == ID else f"the format '{table_format.id}'"
    far = abs(pace.rate_hz - nominal_hz) > RATES_AGREE * nominal_hz
    messages.append(
        f"the time stamps tell {pace.rate_hz:.4g} Hz, {where} says {nominal_hz:.4g} Hz; "
        + (
            "the time stamps are believed"
            if far
            else "the declared rate is taken, as a sensor's may be off so much"
        )
    )
