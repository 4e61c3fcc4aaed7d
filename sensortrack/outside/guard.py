"""The guard at every door: regular files only, bounded in size, depth and number of values.

A file from outside may be anything: a pipe that nobody writes to, an endless device, a document that unpacks to
gigabytes. Every reader opens and parses through here, so each ends in time, in bounded memory, and, where the file
can't be used, with an error of our own.
"""

from __future__ import annotations

import math
import os
import re
import stat
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from io import BufferedReader
from pathlib import Path
from typing import Any

import msgspec

from ..errors import FileIOError, NoInputError
from .showing import shown

MOST_DEPTH = 64
"""Tables within tables; our own documents have 6. Code that walks a document needs no stack deeper than this."""
MOST_VALUES = 1_000_000
"""Values in a JSON document: about 100 MB as Python objects. The gaps of a day of bad radio are a tenth of it."""
MOST_TOML_MARKS = 50_000
"""Dots, commas, brackets and equals signs in a TOML file: about 50 MB while it is parsed. Our catalogue has 2,500."""
MOST_DOTS = 32
"""Dots in one key of a TOML file; the parser's time and memory grow with the square of them."""
LARGEST_INTEGER = 1 << 63
"""What 64 bits hold. Longer numbers are no measurement, and take quadratic time to print."""

# What stands in quotes or behind a # has no marks that count.
_QUOTED = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*",
    re.DOTALL,
)
_MARK = re.compile(r"[.,=\n\[\]{}]")


class Refused(ValueError):  # noqa: N818
    """What is wrong with a document; the reader that knows the file makes a `DataError` of it."""

    def __init__(
        self, found: str, expected: str | None = None, *, line: int | None = None, key: str = ""
    ) -> None:
        self.found, self.expected, self.line, self.key = found, expected, line, key
        super().__init__(found)


@contextmanager
def opened(path: Path, expected: str) -> Iterator[BufferedReader]:
    """A regular file, open for reading.

    Parameters
    ----------
    expected : str
        What the file should be, for the error: "a recording (a .csv file)".

    Raises
    ------
    NoInputError
        No such file, or not a regular file.
    FileIOError
        It can't be opened, or reading fails on the way.
    """
    try:
        # A pipe without a writer would block the opening itself; for a regular file O_NONBLOCK means nothing.
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(fd, "rb") as file:
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                raise NoInputError(path, "is not a regular file", expected=expected)
            yield file
    except (FileNotFoundError, NotADirectoryError):
        raise NoInputError(path, "no such file", expected=expected) from None
    except IsADirectoryError:
        raise NoInputError(path, "is a directory", expected=expected) from None
    except OSError as error:
        raise FileIOError(
            f"{path}: reading failed: {error.strerror or error}. Check its permissions and the disk."
        ) from error
    except ValueError as error:
        if "null" not in str(error):  # raised by whoever reads the file, for a reason of his own
            raise
        raise NoInputError(path, "its name holds a NUL character", expected=expected) from None


def read_bytes(path: Path, expected: str, most: int) -> bytes:
    """The bytes of a file that has at most so many; raises what `opened` raises, and Refused for a larger file."""
    with opened(path, expected) as file:
        size = os.fstat(
            file.fileno()
        ).st_size  # as much is asked for as there is, since a read reserves what it asks for
        data = b"" if size > most else file.read(size + 1)
    if size > most or len(data) > most:
        raise Refused(f"the file is larger than {most >> 20} MiB")
    return data


def decoded(data: bytes) -> str:
    """The text in these bytes, with or without a byte order mark; raises Refused where they aren't UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("bytes that are not UTF-8", line=data.count(b"\n", 0, error.start) + 1) from None


def json_value(text: str) -> Any:
    """The value of a JSON text, strictly by RFC 8259; raises Refused for what isn't JSON, or isn't bounded."""
    if sum(map(text.count, ",[{")) > MOST_VALUES:
        raise Refused(f"more than {MOST_VALUES} values")
    try:
        value = msgspec.json.decode(text)
    except RecursionError:
        raise Refused(f"tables within tables, more than {MOST_DEPTH} deep") from None
    except (msgspec.MsgspecError, ValueError) as error:
        raise _broken_json(text, str(error)) from None
    _bound(value)
    return value


def toml_table(text: str, *, decimals: bool = False) -> dict[str, Any]:
    """The root table of a TOML text; with `decimals` its floats keep their digits. Raises Refused as `json_value`."""
    _bound_marks(text)
    try:
        table = tomllib.loads(text, parse_float=Decimal if decimals else float)
    except RecursionError:
        raise Refused(f"tables within tables, more than {MOST_DEPTH} deep") from None
    except (
        ValueError
    ) as error:  # TOMLDecodeError is one, and so is an integer of more digits than Python takes
        at = re.search(r"at line (\d+)", str(error))
        raise Refused(f"broken TOML ({error})", line=None if at is None else int(at[1])) from None
    _bound(table)
    return table


def _broken_json(text: str, why: str) -> Refused:
    """The error for a JSON text; the parser tells the byte where it stopped, or that the text ended."""
    data = text.encode("utf-8", "surrogatepass")
    byte = re.search(r"\(byte (\d+)\)", why)
    at = len(data) if byte is None else int(byte[1])
    near = data[at : at + 12].decode("utf-8", "replace").split("\n")[0]
    why = why.removeprefix("JSON is malformed: ")
    found = (
        f"broken JSON ({why[: why.index(' (byte')]}, at {shown(near)})" if byte else f"broken JSON ({why})"
    )
    return Refused(found, line=data.count(b"\n", 0, at) + 1)


def _bound_marks(text: str) -> None:
    marks = _MARK.findall(_QUOTED.sub("", text))
    if len(marks) > MOST_TOML_MARKS:
        raise Refused(f"more than {MOST_TOML_MARKS} keys and values")
    depth = dots = 0
    for mark in marks:
        dots = dots + 1 if mark == "." else 0
        depth += (mark in "[{") - (mark in "]}")
        if dots > MOST_DOTS or depth > MOST_DOTS:
            raise Refused(f"tables within tables, more than {MOST_DOTS} deep")


def _bound(root: Any) -> None:
    """Raise Refused for a value that lies too deep, or a number that 64 bits don't hold."""
    todo: list[tuple[Any, str, int]] = [(root, "", 0)]
    while todo:
        value, key, depth = todo.pop()
        if depth > MOST_DEPTH:
            raise Refused(f"tables within tables, more than {MOST_DEPTH} deep", key=key[:60])
        if isinstance(value, dict):
            todo += [(v, f"{key}.{k}" if key else k, depth + 1) for k, v in value.items() if not _plain(v)]
        elif isinstance(value, list):
            todo += [(v, entry(key, i, v), depth + 1) for i, v in enumerate(value) if not _plain(v)]
        elif not _plain(value):
            raise Refused(_digits(value), "a number that 64 bits hold", key=key)


def entry(key: str, index: int, value: Any) -> str:
    """The key of a list's entry: by its id where it has one, else by its index."""
    named = value.get("id") if isinstance(value, dict) else None
    return f"{key}.{named}" if isinstance(named, str) else f"{key}[{index}]"


def _plain(value: Any) -> bool:
    """Whether a value is neither a container nor a number out of bounds."""
    if isinstance(value, int):
        return -LARGEST_INTEGER <= value < LARGEST_INTEGER
    if isinstance(value, float | Decimal):
        return math.isfinite(value)
    return not isinstance(value, dict | list)


def _digits(value: float | Decimal) -> str:
    """A number for a message; Python refuses to print an integer of more than 4,300 digits."""
    if isinstance(value, int):
        return f"a whole number of about {int(value.bit_length() * math.log10(2.0)) + 1} digits"
    text = str(value)
    return text if len(text) <= 40 else text[:37] + "…"
