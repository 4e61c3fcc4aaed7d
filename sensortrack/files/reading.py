"""Reading a recording, ours or a foreign one: as a stream, or whole."""

from __future__ import annotations

import codecs
from dataclasses import replace
from pathlib import Path

import numpy as np

from ..errors import RecordingError
from ..records import Description, Frame, Recording
from ..records.checks import Checked
from ..records.rates import RATES_AGREE
from .blocks import FileBlocks, TableFile
from .notes import Notes
from .own import ID
from .pace import PACE_STEPS, Pace, nominal_pace, pace
from .recognise import recognise
from .sidecar import read_sidecar, sidecar_path
from .table import Table
from .table_format import TableFormat
from .text import CHUNK_BYTES, head_lines, read_head
from .units_row import units_row

_WORTH_A_WORD = 0.005
"""A declared rate and that of the stamps which differ by more than this share are worth a word."""


def open_recording(
    path: str | Path,
    *,
    format: str | None = None,
    frame: Frame | None = None,
    chunk_bytes: int = CHUNK_BYTES,
) -> Recording:
    """Open a recording whose blocks are read from the file as they are gone through, in bounded memory.

    Parameters
    ----------
    path : str or pathlib.Path
        A CSV file of ours (with its JSON beside it, if there is one), a table of a known format, a capture
        (NAME.capture.jsonl), or a file that a sensor wrote on its card; told by the content, plain or gzip.
    format : str or None
        Id of a format (`list_formats`) or path of an import profile (.toml); None to tell it by the header.
    frame : "sensor", "body" or None
        Says what the axes are, whatever the file says.
    chunk_bytes : int
        How much of the file is read at a time. The samples don't depend on it.

    Returns
    -------
    Recording
        `rate_hz` is in Hz, 0.0 for a single sample without a declared rate. What lies beyond the first
        samples is checked, and may raise RecordingError or FileIOError, while the blocks are gone through.

    Raises
    ------
    NoInputError
        No such file, or not a file.
    FileIOError
        It can't be read.
    RecordingError
        It isn't a recording, or its JSON isn't what it should be.
    ProfileError, UsageError
        The format isn't one.
    """
    path = Path(path)
    messages: list[str] = []
    if format is None and (decoded := _decoded(path)) is not None:
        return decoded if frame is None else decoded.described(frame=frame)
    lines = head_lines(path)
    table_format = recognise(lines, path, format)
    description = table_format.description
    if table_format.id == ID:
        description = read_sidecar(sidecar_path(path), messages)
    if table_format.time is None and description.rate_hz is None:
        raise RecordingError(
            "neither a time nor a sampling rate",
            expected=f"a column 'time_s', or \"rate_hz\" in {sidecar_path(path).name}",
            hint="Add one of them.",
            path=path,
        )
    if frame is not None:
        description = replace(description, frame=frame)

    layout, places = table_format.layout(lines, path)
    if table_format.first_row is None and units_row(lines, layout, places, table_format, path):
        layout = replace(layout, first_row=layout.first_row + 1)
    file = TableFile(path, table_format, layout, places, chunk_bytes, messages)
    head, told = _head(file, description.rate_hz)
    _compare_rates(told, description, table_format, messages)
    return Recording(
        description,
        told.rate_hz,
        FileBlocks(file, told, description.gaps, head, Notes(messages)),
        path,
        messages,
    )


def is_capture(path: Path) -> bool:
    """Whether a file begins as a capture does, plain or gzip; raises what `open_recording` raises of its opening."""
    return _begins_a_capture(read_head(path))


def _begins_a_capture(head: bytes) -> bool:
    line = head.removeprefix(codecs.BOM_UTF8).lstrip().split(b"\n", 1)[0]
    return line.startswith(b"{") and b'"sensortrack.capture/' in line


def _decoded(path: Path) -> Recording | None:
    """What a capture holds, or a file that a sensor wrote on its card; None for a table."""
    head = read_head(path)
    if _begins_a_capture(head):
        from ..devices import decode_capture, read_capture  # those who read tables need no decoders

        return decode_capture(read_capture(path))
    if b"\0" not in head:
        return None
    from ..devices import decode_file, profile_of_file

    profile = profile_of_file(head, path)
    return None if profile is None else decode_file(path, profile)


def read(path: str | Path, *, format: str | None = None, frame: Frame | None = None) -> Recording:
    """Read a recording whole; the same as `open_recording`, with all errors raised here."""
    recording = open_recording(path, format=format, frame=frame)
    blocks = recording.blocks
    # They are checked together when the recording is made.
    return replace(recording, blocks=tuple(blocks.blocks if isinstance(blocks, Checked) else blocks))


def _head(file: TableFile, nominal_hz: float | None) -> tuple[tuple[Table, ...], Pace]:
    """The first tables, as many as it takes to tell the pace; and the pace."""
    head: list[Table] = []
    for table in file.tables():
        head.append(table)
        if sum(map(len, head)) > PACE_STEPS:
            break
    times = [time_s for _, time_s in file.timed(head, nominal_hz)]
    if not times:
        raise RecordingError(
            "a header and no samples",
            expected="a row of numbers in each line",
            hint="Check that the recording was saved.",
            path=file.path,
        )
    has_clock = file.format.time is not None and file.format.time_factor is not None
    if has_clock or nominal_hz is None:
        return tuple(head), pace(np.concatenate(times), nominal_hz)
    return tuple(head), nominal_pace(nominal_hz)


def _compare_rates(
    told: Pace, description: Description, table_format: TableFormat, messages: list[str]
) -> None:
    nominal_hz = description.rate_hz
    if nominal_hz is None and not told.clocked and told.rate_hz:
        messages.append(
            f"the time stamps jitter too much to tell late samples from lost ones; {told.rate_hz:.4g} Hz is the mean"
            ' rate of those that came. Declare the rate ("rate_hz") if it is known'
        )
    if nominal_hz is None or abs(told.rate_hz - nominal_hz) <= _WORTH_A_WORD * nominal_hz:
        return
    where = "the JSON beside it" if table_format.id == ID else f"the format '{table_format.id}'"
    far = abs(told.rate_hz - nominal_hz) > RATES_AGREE * nominal_hz
    messages.append(
        f"the time stamps tell {told.rate_hz:.4g} Hz, {where} says {nominal_hz:.4g} Hz; "
        + (
            "the time stamps are believed"
            if far
            else "the declared rate is taken, as a sensor's may be off so much"
        )
    )
