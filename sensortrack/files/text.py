"""Text files as blocks of whole lines, in bounded memory."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

import numpy as np

from ..errors import RecordingError
from ..outside.packed import unpacked
from .containers import refuse_containers

CHUNK_BYTES = 1 << 20
"""How much of a file is held at a time: enough for the parser to be quick, little enough for the cache."""

HEAD_BYTES = 1 << 18
"""How much of a file is looked at to tell what it is: header lines can be many."""

HEAD_LINES = 1100
"""How many lines of that: the rows begin before them (`profiles.py`)."""

LONGEST_LINE = 64 << 10
"""Bytes after which a "line" isn't one; without this a file of one endless line would fill the memory."""

_COUNTED = 1 << 16
"""Bytes whose newlines are counted together: what is compared of them stays in the cache."""

EXPECTED = "a recording (a .csv file)"


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Whole lines of a file.

    Blank lines never end a block, unless it is the last one. So whether a blank line stands
    in the middle of the data or at its end can be determined without looking further.

    Attributes
    ----------
    newlines : int
        How many of them stand in `data`.
    first_line : int
        Number of the first line, counted from 1 in the file.
    last : bool
        True where the file ends with this block; its last line may then lack a newline.
    """

    data: bytes
    newlines: int
    first_line: int
    last: bool


def newlines(data: bytes) -> int:
    """How many newlines there are (several times as fast as `bytes.count` where there are many)."""
    codes = np.frombuffer(data, np.uint8)
    # In parts: fresh memory for what is compared costs more than comparing it.
    parts = (codes[k : k + _COUNTED] for k in range(0, len(codes), _COUNTED))
    return sum(int(np.count_nonzero(part == ord("\n"))) for part in parts)


def not_text(path: Path, found: str, line: int | None = None) -> RecordingError:
    """The error for a file, or a line of it, that isn't text."""
    return RecordingError(
        found,
        expected="text in UTF-8",
        hint="Export the recording as CSV text.",
        path=path,
        line=line,
    )


def read_head(path: Path) -> bytes:
    """The first 256 KiB of a file, unpacked; raises what `head_lines` raises of its opening."""
    with unpacked(path, EXPECTED) as file:
        return file.read(HEAD_BYTES)


def head_lines(path: Path) -> list[str]:
    """The first lines of a file (1,100 in up to 256 KiB), without their ends.

    Raises NoInputError where there is no such file, FileIOError where it can't be read, RecordingError where it is
    empty or not text.
    """
    head = read_head(path)
    refuse_containers(head, path)
    if b"\0" in head:
        raise not_text(path, "the file holds NUL bytes", head.count(b"\n", 0, head.index(b"\0")) + 1)
    try:
        # The head, or a file cut short, may end within a character: an incremental decoder leaves it out.
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError as error:
        line = head.count(b"\n", 0, error.start) + 1
        raise not_text(path, "the file holds bytes that are not UTF-8", line) from error
    if not text.strip():
        raise RecordingError(
            "the file is empty",
            expected="a header line and samples",
            hint="Check that the recording was saved.",
            path=path,
        )
    text = normalize("NFC", text)  # an accent may stand apart from its letter, in a profile or in the file
    return [line.rstrip("\r") for line in text.split("\n", HEAD_LINES)[:HEAD_LINES]]


def text_blocks(path: Path, *, skip_lines: int, chunk_bytes: int = CHUNK_BYTES) -> Iterator[TextBlock]:
    """The file's lines after the first `skip_lines`, about `chunk_bytes` at a time.

    Raises what `head_lines` raises, and RecordingError for an endless line.
    """
    with unpacked(path, EXPECTED) as file:
        for _ in range(skip_lines):
            file.readline(LONGEST_LINE)
        if not skip_lines and file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            file.seek(0)
        line = skip_lines + 1
        first = file.read(chunk_bytes)
        if len(first) < chunk_bytes:
            yield TextBlock(first, newlines(first), line, last=True)
            return
        # One buffer for the whole file: fresh memory for each piece costs more than reading it.
        buffer = bytearray(LONGEST_LINE + chunk_bytes)
        view = memoryview(buffer)
        view[:chunk_bytes] = first
        held = chunk_bytes
        while True:
            # The last line that isn't blank is held back, with the blank ones after it.
            end = held
            while end and buffer[end - 1] in b"\r\n":
                end -= 1
            cut = buffer.rfind(b"\n", 0, end) + 1
            if cut:
                data = bytes(view[:cut])
                count = newlines(data)
                yield TextBlock(data, count, line, last=False)
                line += count
            held -= cut
            if held > LONGEST_LINE:
                raise RecordingError(
                    f"more than {LONGEST_LINE} bytes without the end of a row",
                    expected="a row of numbers in each line",
                    hint="Export the recording as CSV text.",
                    path=path,
                    line=line,
                )
            view[:held] = view[cut : cut + held]
            got = file.readinto(view[held : held + chunk_bytes])
            held += got
            if got < chunk_bytes:
                data = bytes(view[:held])
                yield TextBlock(data, newlines(data), line, last=True)
                return
