"""Strict reading of TOML tables: every error names the file and the dotted key."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

from ..errors import CatalogueError
from ..motion.vectors import Vector
from ..outside.document import Kind, read_document
from .model import Number, Origin

T = TypeVar("T", bound=str)
ORIGINS: tuple[Origin, ...] = get_args(Origin)
_UNIT_LENGTH_TOLERANCE = 1e-6


class Table:
    """A TOML table that knows where it stands, and which of its keys were asked for.

    A key that nobody asked for is unknown, so `close` needs no list of the known ones.
    """

    def __init__(self, path: Path, data: Mapping[str, Any], at: str = "") -> None:
        self._path, self._data, self._at = path, data, at
        self._known: list[str] = []

    def error(self, name: str, found: str, expected: str, hint: str) -> CatalogueError:
        """An error at one of this table's keys, to be raised."""
        key = f"{self._at}.{name}" if self._at else name
        return CatalogueError(found, expected=expected, hint=hint, path=self._path, key=key)

    def has(self, name: str) -> bool:
        """Whether the key stands in the table."""
        self._known.append(name)
        return name in self._data

    def _get(self, name: str, expected: str) -> Any:
        if not self.has(name):
            stands = ", ".join(self._data) or "nothing"
            raise self.error(name, f"it is missing (there is {stands})", expected, "Add the key.")
        return self._data[name]

    def text(self, name: str) -> str:
        """A string that isn't empty."""
        found = self._get(name, "a text")
        if not isinstance(found, str) or not found.strip():
            raise self.error(name, f"found {_show(found)}", "a text", 'Write "…" with words in it.')
        return found

    def optional_text(self, name: str) -> str | None:
        """A string that isn't empty, or None where the key is absent."""
        return self.text(name) if self.has(name) else None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings that aren't empty; an empty one where the key is absent."""
        found = self._data[name] if self.has(name) else []
        if not isinstance(found, list) or not all(isinstance(t, str) and t.strip() for t in found):
            raise self.error(name, f"found {_show(found)}", "a list of texts", 'Write ["…", "…"].')
        return tuple(found)

    def choice(self, name: str, allowed: tuple[T, ...]) -> T:
        """One of some words."""
        found = self._get(name, f"one of {', '.join(allowed)}")
        for word in allowed:
            if found == word:
                return word
        raise self.error(
            name, f"found {_show(found)}", f"one of {', '.join(allowed)}", "Choose one of these."
        )

    def flag(self, name: str) -> bool:
        """True or false; false where the key is absent."""
        found = self._data[name] if self.has(name) else False
        if not isinstance(found, bool):
            raise self.error(name, f"found {_show(found)}", "true or false", "Write it without quotes.")
        return found

    def amount(self, name: str) -> float:
        """A plain number, 0 or more; its unit stands in the key's name."""
        found = self._get(name, "a number of 0 or more")
        if not _is_number(found) or found < 0:
            raise self.error(name, f"found {_show(found)}", "a number of 0 or more", "Correct it.")
        return float(found)

    def whole(self, name: str, *, least: int) -> int:
        """A whole number."""
        found = self._get(name, f"a whole number of {least} or more")
        if not isinstance(found, int) or isinstance(found, bool) or found < least:
            raise self.error(
                name, f"found {_show(found)}", f"a whole number of {least} or more", "Correct it."
            )
        return found

    def number(self, name: str, unit: str | None = None) -> Number:
        """A number with unit and origin, 0 or more; in any unit where none is asked for."""
        expected = "a number as { value = …, unit = …, origin = … }"
        if not isinstance(found := self._get(name, expected), dict):
            raise self.error(name, f"found {_show(found)}", expected, "Say unit and origin, too.")
        table = self.table(name)
        value = table._get("value", "a number")
        if not _is_number(value) or value < 0:
            raise table.error("value", f"found {_show(value)}", "a number of 0 or more", "Correct it.")
        given = table.text("unit")
        if unit is not None and given != unit:
            raise table.error("unit", f"found {_show(given)}", f'"{unit}"', "Convert the value to this unit.")
        number = Number(float(value), given, table.choice("origin", ORIGINS))
        table.close()
        return number

    def number_between(self, name: str, unit: str, least: float, most: float) -> Number:
        """A number with unit and origin, from `least` to `most`."""
        number = self.number(name, unit)
        if not least <= number.value <= most:
            raise self.error(
                f"{name}.value", f"found {number.value:g}", f"{least:g} to {most:g} {unit}", "Correct it."
            )
        return number

    def direction(self, name: str) -> Vector:
        """A unit vector of three numbers."""
        expected = "three numbers [x, y, z] of length 1 in the body frame"
        found = self._get(name, expected)
        if not isinstance(found, list) or len(found) != 3 or not all(_is_number(n) for n in found):
            raise self.error(name, f"found {_show(found)}", expected, "Write, say, [0, -1, 0].")
        x, y, z = (float(n) for n in found)
        length = math.hypot(x, y, z)
        if abs(length - 1.0) > _UNIT_LENGTH_TOLERANCE:
            raise self.error(
                name, f"found {_show(found)}, of length {length:.3g}", expected, "Divide it by its length."
            )
        return (x, y, z)

    def table(self, name: str) -> Table:
        """A table within this one."""
        return self._child(self._get(name, "a table"), name)

    def tables(self, name: str) -> list[Table]:
        """An array of tables, each named by its id; empty where the key is absent."""
        found = self._data[name] if self.has(name) else []
        if not isinstance(found, list):
            raise self.error(name, f"found {_show(found)}", "an array of tables", f"Write [[{name}]].")
        out = []
        for i, item in enumerate(found):
            id = item.get("id") if isinstance(item, dict) else None
            out.append(self._child(item, f"{name}.{id}" if isinstance(id, str) else f"{name}[{i}]"))
        return out

    def _child(self, found: Any, name: str) -> Table:
        if not isinstance(found, dict):
            raise self.error(name, f"found {_show(found)}", "a table", "Write it as [table] or { … }.")
        return Table(self._path, found, f"{self._at}.{name}" if self._at else name)

    def names(self) -> tuple[str, ...]:
        """The keys that stand in the table."""
        return tuple(self._data)

    def close(self) -> None:
        """Refuse every key that wasn't asked for.

        Raises
        ------
        CatalogueError
            There is one; a misspelt optional key would otherwise be lost without a word.
        """
        for name in self._data:
            if name not in self._known:
                known = ", ".join(dict.fromkeys(self._known)) or "nothing"
                raise self.error(name, "the key is unknown here", f"only {known}", "Correct or remove it.")


def read_toml(path: Path, what: str = "a catalogue") -> Table:
    """The file as a table; `what` it should be.

    Raises
    ------
    NoInputError, FileIOError
        No such file, or it can't be read.
    CatalogueError
        It isn't TOML.
    """
    kind = Kind(f"{what} (a .toml file)", f"{what} in TOML", error=CatalogueError)
    return Table(path, read_document(path, kind).values)


def read_json(path: Path, what: str) -> Table:
    """The file as a table; `what` it should be. Raises what `read_toml` raises, of JSON."""
    kind = Kind(f"{what} (a .json file)", f"{what} in JSON", "json", error=CatalogueError)
    return Table(path, read_document(path, kind).values)


def _is_number(found: object) -> bool:
    # TOML's true is a bool, which Python counts among the integers; TOML knows nan and inf, too.
    return isinstance(found, (int, float)) and not isinstance(found, bool) and math.isfinite(found)


def _show(found: object) -> str:
    text = repr(found)
    return text if len(text) <= 60 else text[:57] + "…"
