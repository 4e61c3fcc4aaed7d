"""A reason: a code with values, which the language files say in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from . import earlier_names
from .codes import NUMBERS, REASONS, Code

Value: TypeAlias = "float | str | Reason | tuple[Reason, ...] | tuple[str, ...]"


@dataclass(frozen=True, slots=True, init=False)
class Reason:
    """Why something is as it is: `Reason(Code.TOUCHES_GAP, end_s=4.2)`.

    Two reasons of one code are one reason, whatever their numbers: count and filter by `code`. A value may be a
    reason in its turn, or several.

    Attributes
    ----------
    items : tuple of (str, value)
        The values by name, in the order of `Code.places`.
    """

    code: Code
    items: tuple[tuple[str, Any], ...]

    def __init__(self, code: Code, **values: Value) -> None:
        """Make a reason.

        Raises TypeError for other values than the code has, ValueError for a number that isn't finite: faults of
        the program.
        """
        places = code.places
        if values.keys() != places.keys():
            raise TypeError(f"{code}: expected the values {tuple(places)}, found {tuple(values)}")
        object.__setattr__(self, "code", code)
        items = tuple((name, _checked(code, name, unit, values[name])) for name, unit in places.items())
        object.__setattr__(self, "items", items)

    @property
    def values(self) -> dict[str, Any]:
        """The values by name: numbers, words, reasons."""
        return dict(self.items)

    def to_dict(self) -> dict[str, Any]:
        """`{"code": …, "values": {…}}`, plain types only."""
        return {"code": str(self.code), "values": {name: _plain(value) for name, value in self.items}}

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Reason:
        """What `to_dict` gave; one of a newer version, of which this one has no code, raises ValueError."""
        code = Code(document["code"])
        values = earlier_names.renamed(document["values"], earlier_names.REASON)
        for name, unit in code.places.items():
            if unit == "reason":
                values[name] = cls.from_dict(values[name])
            elif unit == "reasons":
                values[name] = tuple(map(cls.from_dict, values[name]))
            elif unit == "texts":
                values[name] = tuple(values[name])
        return cls(code, **values)


def reason_of(row: Mapping[str, Any]) -> Reason | None:
    """The reason in a row of a document, or its sentence as one where it was written before there were codes.

    Then a row had `why` alone, and an attempt its sentence as `reason`.
    """
    why, reason = row.get("why"), row.get("reason")
    if isinstance(reason, str):
        why, reason = reason, None
    if reason is not None:
        try:
            return Reason.from_dict(reason)
        except (KeyError, TypeError, ValueError, RecursionError):
            pass  # of a newer version, or not ours: its sentence stands beside it
    return None if why is None else Reason(Code.IN_WORDS, text=why)


def _checked(code: Code, name: str, unit: str, value: Any) -> Any:
    if unit in NUMBERS:
        if not math.isfinite(value):
            raise ValueError(f"{code}: {name} is {value}")
        return int(value) if unit == "count" else float(value)
    kind = Reason if unit in REASONS else str
    several = value if unit in ("texts", "reasons") else (value,)
    if not isinstance(several, tuple) or not all(isinstance(v, kind) for v in several):
        raise TypeError(f"{code}: {name} is {value!r}, no {unit}")
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, Reason):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return value
