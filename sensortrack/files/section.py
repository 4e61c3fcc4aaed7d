"""Strict reading of TOML and JSON tables: the type of each key is checked, and every key accounted for."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from ..errors import DataError

T = TypeVar("T")


class Fail(Protocol):
    """Makes the error for a key (dotted): what was found, and what was expected."""

    def __call__(self, key: str, found: str, expected: str) -> DataError:
        """The error, to be raised."""
        ...


class Section:
    """A table of keys; each is taken by name and type, and those never asked for are `unknown`."""

    def __init__(self, values: Mapping[str, Any], fail: Fail, name: str = "") -> None:
        # JSON's null says the same as a key that isn't there.
        self._values = {key: value for key, value in values.items() if value is not None}
        self._fail = fail
        self._name = name
        self._known: list[str] = []

    def fail(self, key: str, found: str, expected: str) -> DataError:
        """The error for a key of this section."""
        return self._fail(self._name + key, found, expected)

    def maybe(self, take: Callable[[str], T], key: str) -> T | None:
        """What `take` makes of the key, or None where it isn't there."""
        self._known.append(key)
        return take(key) if key in self._values else None

    def text(self, key: str) -> str:
        """A text that isn't empty."""
        value: str = self._take(key, str, "a text")
        if not value:
            raise self.fail(key, "an empty text", "a text")
        return value

    def choice(self, key: str, options: tuple[T, ...]) -> T:
        """One of the options."""
        value = self._take(key, object, " or ".join(f'"{o}"' for o in options))
        for option in options:
            if option == value:
                return option
        raise self.fail(key, shown(value), " or ".join(f'"{o}"' for o in options))

    def number(self, key: str) -> float:
        """A finite number."""
        value = self._take(key, (int, float), "a number")
        if isinstance(value, bool) or not math.isfinite(value):
            raise self.fail(key, shown(value), "a number")
        return float(value)

    def positive(self, key: str) -> float:
        """A finite number above zero."""
        value = self.number(key)
        if value <= 0.0:
            raise self.fail(key, shown(value), "a number above zero")
        return value

    def texts(self, key: str) -> list[str]:
        """A list of texts."""
        values = self._take(key, list, "a list of texts")
        if not all(isinstance(v, str) for v in values):
            raise self.fail(key, shown(values), "a list of texts")
        return list(values)

    def table(self, key: str) -> dict[str, Any]:
        """A table with keys of its own, as it is."""
        return dict(self._take(key, dict, "a table"))

    def section(self, key: str) -> Section:
        """A table whose keys are known, too."""
        return Section(self.table(key), self._fail, f"{self._name}{key}.")

    def sections(self, key: str) -> list[Section]:
        """A list of tables whose keys are known, too."""
        values = self._take(key, list, "a list of tables")
        if not all(isinstance(v, dict) for v in values):
            raise self.fail(key, shown(values), "a list of tables")
        return [Section(v, self._fail, f"{self._name}{key}[{i}].") for i, v in enumerate(values)]

    def unknown(self) -> list[str]:
        """The keys that nobody asked for."""
        return [self._name + key for key in self._values if key not in self._known]

    def refuse_unknown(self) -> None:
        """Raise the error for the first key that nobody asked for."""
        for key in self._values:
            if key not in self._known:
                raise self.fail(key, "the key is unknown", f"one of {', '.join(self._known)}")

    def _take(self, key: str, kind: type | tuple[type, ...], expected: str) -> Any:
        self._known.append(key)
        if key not in self._values:
            raise self.fail(key, "the key is missing", expected)
        value = self._values[key]
        if not isinstance(value, kind):
            raise self.fail(key, shown(value), expected)
        return value


def shown(value: object) -> str:
    """A value for a message: short, and a text in quotes."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"
