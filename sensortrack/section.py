"""Strict reading of TOML and JSON tables: each key is taken by type, none is left over, errors name the key."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Protocol, TypeVar

from .errors import DataError
from .outside.showing import shown

T = TypeVar("T")


class Fail(Protocol):
    """Makes the error for a key (dotted): what was found, what was expected, and, if it is known, what to do."""

    def __call__(self, key: str, found: str, expected: str, hint: str | None) -> DataError:
        """The error, to be raised."""
        ...


class Section:
    """A table of keys; `name` is its place in the file, such as `stream[1].fields[0]`."""

    def __init__(self, values: Mapping[str, Any], fail: Fail, name: str = "") -> None:
        self.name = name
        # JSON's null says the same as a key that isn't there.
        self._values = {key: value for key, value in values.items() if value is not None}
        self._fail = fail
        self._known: list[str] = []

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def place(self, key: str) -> str:
        """The dotted name of a key of this table."""
        return f"{self.name}.{key}" if self.name and key else self.name or key

    def fail(self, key: str, found: str, expected: str, hint: str | None = None) -> DataError:
        """The error for a key of this table."""
        return self._fail(self.place(key), found, expected, hint)

    def maybe(self, take: Callable[[str], T], key: str) -> T | None:
        """What `take` makes of the key, or None where it isn't there."""
        self._known.append(key)
        return take(key) if key in self._values else None

    def text(self, key: str) -> str:
        """A text that isn't empty."""
        value: str = self._take(key, str, "a text")
        if not value.strip():
            raise self.fail(key, "an empty text", "a text")
        return value

    def characters(self, key: str) -> str:
        """One character or more, be they blanks."""
        value: str = self._take(key, str, "a text")
        if not value:
            raise self.fail(key, "an empty text", "a text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        values = self._take(key, list, "a list of texts")
        if not all(isinstance(v, str) and v.strip() for v in values):
            raise self.fail(key, shown(values), "a list of texts")
        return tuple(values)

    def choice(self, key: str, options: tuple[T, ...]) -> T:
        """One of the options."""
        expected = " or ".join(f'"{o}"' if isinstance(o, str) else str(o) for o in options)
        value = self._take(key, object, expected)
        for option in options:
            if option == value and isinstance(value, bool) == isinstance(option, bool):
                return option
        raise self.fail(key, shown(value), expected)

    def number(self, key: str) -> float:
        """A finite number."""
        value = self._take(key, (int, float, Decimal), "a number")
        if isinstance(value, bool) or not math.isfinite(value):
            raise self.fail(key, shown(value), "a number")
        return float(value)

    def positive(self, key: str) -> float:
        """A finite number above zero."""
        value = self.number(key)
        if value <= 0.0:
            raise self.fail(key, shown(value), "a number above zero")
        return value

    def whole(self, key: str, low: int = 0, high: int = 1 << 31) -> int:
        """A whole number in a range, both ends included."""
        value = self._take(key, int, f"a whole number from {low} on")
        if isinstance(value, bool) or not low <= value <= high:
            raise self.fail(key, shown(value), f"a whole number from {low} to {high}")
        return int(value)

    def flag(self, key: str) -> bool:
        """True or false."""
        value: bool = self._take(key, bool, "true or false")
        return value

    def values(self, key: str, kind: type | tuple[type, ...], expected: str) -> list[Any]:
        """A list whose entries are of a type."""
        found = self._take(key, list, expected)
        if not all(isinstance(v, kind) and not isinstance(v, bool) for v in found):
            raise self.fail(key, shown(found), expected)
        return list(found)

    def raw(self, key: str) -> Any:
        """Whatever stands there."""
        return self._take(key, object, "a value")

    def table(self, key: str) -> dict[str, Any]:
        """A table with keys of its own, as it is."""
        return dict(self._take(key, dict, "a table"))

    def section(self, key: str) -> Section:
        """A table whose keys are known, too."""
        return self._sub(self._take(key, dict, "a table"), key)

    def optional_section(self, key: str) -> Section:
        """A table whose keys are known, too; an empty one where it isn't there."""
        return self.maybe(self.section, key) or self._sub({}, key)

    def sections(self, key: str) -> list[Section]:
        """A list of tables whose keys are known, too."""
        values = self._take(key, list, "a list of tables")
        if not all(isinstance(v, dict) for v in values):
            raise self.fail(key, shown(values), "a list of tables")
        return [self._sub(v, f"{key}[{i}]") for i, v in enumerate(values)]

    def names(self) -> Iterator[str]:
        """The keys that stand there."""
        return iter(self._values)

    def unknown(self) -> list[str]:
        """The keys that nobody asked for, dotted."""
        return [self.place(key) for key in self._values if key not in self._known]

    def refuse_unknown(self) -> None:
        """Raise the error for the first key that nobody asked for."""
        for key in self._values:
            if key not in self._known:
                known = ", ".join(dict.fromkeys(self._known))
                raise self.fail(key, "the key is unknown", f"one of {known}")

    def _sub(self, values: Mapping[str, Any], key: str) -> Section:
        return Section(values, self._fail, self.place(key))

    def _take(self, key: str, kind: type | tuple[type, ...], expected: str) -> Any:
        self._known.append(key)
        if key not in self._values:
            others = [other for other in self._values if other not in self._known]
            for near in get_close_matches(key, others, n=1, cutoff=0.8):
                raise self.fail(near, "the key is unknown", f'"{key}"')
            raise self.fail(key, "the key is missing", expected)
        value = self._values[key]
        if not isinstance(value, kind):
            raise self.fail(key, shown(value), expected)
        return value
