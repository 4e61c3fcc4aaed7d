"""A TOML or JSON document from outside: read behind the guard, with errors that say file, line and key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from unicodedata import normalize

from ..errors import DataError
from .document_path import Step, named, steps_of
from .guard import Refused, decoded, json_value, read_bytes, toml_table
from .key_lines import json_line, toml_line
from .showing import shown


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document.

    Attributes
    ----------
    file : str
        What the file is, for people: "a calibration (a .json file)".
    expected : str
        What a good one begins with: 'a JSON object with "schema": "…"'.
    syntax : {"toml", "json"}
    error : type of DataError
        What its errors are.
    hint : str
        What to do about a wrong value, where nothing better is known.
    most_bytes : int
        A larger file is none of this kind.
    decimals : bool
        Floats of a TOML file keep their digits, as `decimal.Decimal`.
    """

    file: str
    expected: str
    syntax: Literal["toml", "json"] = "toml"
    error: type[DataError] = DataError
    hint: str = "Correct the file."
    most_bytes: int = 1 << 20
    decimals: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its root table, and where it came from."""

    kind: Kind
    path: Path | None
    data: bytes = field(repr=False)
    text: str = field(repr=False)
    values: dict[str, Any] = field(repr=False)

    def fail(
        self, key: str | Sequence[Step], found: str, expected: str, hint: str | None = None
    ) -> DataError:
        """The error for a key (`stream[1].unit`, or its steps), to be raised."""
        steps = steps_of(key) if isinstance(key, str) else tuple(key)
        line = (toml_line if self.kind.syntax == "toml" else json_line)(self.text, steps)
        return self.kind.error(
            found,
            expected=expected,
            hint=hint or self.kind.hint,
            path=self.path,
            line=line,
            key=named(self.values, steps) or None,
        )


def read_document(path: Path, kind: Kind) -> Document:
    """The document in a file.

    Raises
    ------
    NoInputError
        No such file, or not a regular one.
    FileIOError
        It can't be read.
    DataError
        Of the kind's type: too large, too deep, not UTF-8, not TOML or JSON, or no table.
    """
    return _refusing(lambda: read_bytes(path, kind.file, kind.most_bytes), kind, path)


def parse_document(data: bytes, kind: Kind, path: Path | None = None) -> Document:
    """The document in these bytes; raises what `read_document` raises of their content."""
    return _refusing(lambda: data, kind, path)


def _refusing(read: Callable[[], bytes], kind: Kind, path: Path | None) -> Document:
    try:
        data = read()
        text = normalize("NFC", decoded(data))
        if kind.syntax == "toml":
            values = toml_table(text, decimals=kind.decimals)
        else:
            values = json_value(text)
            if not isinstance(values, dict):
                raise Refused(shown(values))
    except Refused as error:
        raise kind.error(
            error.found,
            expected=error.expected or kind.expected,
            hint=kind.hint,
            path=path,
            line=error.line,
            key=error.key or None,
        ) from None
    return Document(kind, path, data, text, values)
