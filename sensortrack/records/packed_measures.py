"""The measures of a phase or an attempt, packed: a day has ten thousand attempts of some twenty measures each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from math import isfinite, isnan, nan
from struct import Struct
from typing import Any

from .codes import Code
from .measure import NOT_COMPUTED, Measure
from .reason import Reason

_PAIR = Struct("2d")
"""A value and its uncertainty, or the ends of a band; NaN stands for None."""
Band = tuple[float, float]
"""Lower and upper end in Hz."""
Row = tuple[str, float | None, str, bool, Reason | None, float | None, Band | None]
"""Name, value, unit, whether it is valid, why it isn't, uncertainty, band: see `Measure`."""
MeasureRow = tuple[float | None, Reason | None, float | None]
"""Value, why it isn't valid, uncertainty: see `Measure`."""


class Measures(Mapping[str, Measure]):
    """Measures by name, made from packed numbers when they are asked for; they don't change.

    Measures with the same names and units share one copy of these. A reason without values is also stored once.
    """

    __slots__ = ("_bands", "_layout", "_numbers", "_valid", "_whys")

    def __init__(self, measures: Mapping[str, Measure]) -> None:
        given = measures.values()
        self._layout = _layout(tuple((name, m.unit) for name, m in measures.items()))
        self._numbers = self._layout.pack(*[_packed(n) for m in given for n in (m.value, m.uncertainty)])
        bands = [m.band_hz for m in given]
        ends = [end for band in bands for end in (band or (nan, nan))]
        self._bands = self._layout.pack(*ends) if any(bands) else b""
        self._valid = sum(m.valid << k for k, m in enumerate(given))
        whys = tuple(None if m.why is None else _shared(m.why) for m in given)
        self._whys = whys if any(whys) else ()

    @classmethod
    def of(
        cls, units: Mapping[str, str], values: Sequence[MeasureRow], bands: Sequence[Band] = ()
    ) -> Measures:
        """Measures with those names and units, from numbers in the same order; a measure without a reason is valid.

        `bands` has one for each, or none at all.
        """
        made, layout = cls.__new__(cls), _layout(tuple(units.items()))
        numbers: list[float] = []
        whys, valid = [], 0
        for k, (value, why, uncertainty) in enumerate(values):
            if value is None or not isfinite(value):
                value, why = nan, why or NOT_COMPUTED
            numbers += value, uncertainty if uncertainty is not None and isfinite(uncertainty) else nan
            valid |= (why is None) << k
            whys.append(None if why is None else _shared(why))
        made._layout, made._valid = layout, valid
        made._numbers = layout.pack(*numbers)
        made._bands = layout.pack(*chain.from_iterable(bands)) if bands else b""
        made._whys = tuple(whys) if any(whys) else ()
        return made

    def __getitem__(self, name: str) -> Measure:
        k, unit = self._layout[name]
        value, uncertainty = _PAIR.unpack_from(self._numbers, _PAIR.size * k)
        return Measure(
            None if isnan(value) else value,
            unit,
            bool(self._valid >> k & 1),
            self._whys[k] if self._whys else None,
            None if isnan(uncertainty) else uncertainty,
            self._band(k),
        )

    def valid_value(self, name: str) -> float | None:
        """The value of a measure if it is valid; None if it isn't, or if no measure has that name."""
        place = self._layout.get(name)
        if place is None or not self._valid >> place[0] & 1:
            return None
        value: float = _PAIR.unpack_from(self._numbers, _PAIR.size * place[0])[0]
        return None if isnan(value) else value

    def _band(self, k: int) -> Band | None:
        if not self._bands:
            return None
        low, high = _PAIR.unpack_from(self._bands, _PAIR.size * k)
        return None if isnan(low) else (low, high)

    def rows(self) -> Iterator[Row]:
        """All of them as rows, without making a `Measure` of each: tables and documents of a study need them all."""
        layout = self._layout
        none = layout.none
        numbers = layout.unpack(self._numbers)
        if self._bands:
            ends = layout.unpack(self._bands)
            bands = [
                None if low != low else (low, high) for low, high in zip(ends[::2], ends[1::2], strict=True)
            ]
        return zip(
            layout.names,
            [None if value != value else value for value in numbers[::2]],
            layout.units,
            _bits(self._valid, len(none)),
            self._whys or none,
            [None if value != value else value for value in numbers[1::2]],
            bands if self._bands else none,
            strict=True,
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._layout)

    def __len__(self) -> int:
        return len(self._layout)

    def __repr__(self) -> str:
        return f"Measures({dict(self)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Measures, (dict(self),)


def packed(measures: Mapping[str, Measure]) -> Measures:
    """The same measures, packed; measures that are packed already are returned unchanged."""
    # Compared by type: for an abc class, `isinstance` takes as long as everything else done with most measures.
    return measures if type(measures) is Measures else Measures(measures)


def valid_value(measures: Mapping[str, Measure], name: str) -> float | None:
    """The value of a measure if it is valid, without making a `Measure`; see `Measures.valid_value`."""
    return packed(measures).valid_value(name)


def _packed(number: float | None) -> float:
    return nan if number is None else number


class _Layout(dict[str, tuple[int, str]]):
    """Place and unit of each measure by its name."""

    __slots__ = ("names", "none", "pack", "units", "unpack")

    def __init__(self, names_and_units: tuple[tuple[str, str], ...]) -> None:
        super().__init__((name, (k, unit)) for k, (name, unit) in enumerate(names_and_units))
        self.names = tuple(self)
        self.units = tuple(unit for _, unit in self.values())
        self.none = (None,) * len(self)
        pairs = Struct(f"{2 * len(self)}d")
        self.pack, self.unpack = pairs.pack, pairs.unpack


@lru_cache(maxsize=1024)
def _layout(names_and_units: tuple[tuple[str, str], ...]) -> _Layout:
    return _Layout(names_and_units)


@lru_cache(maxsize=1024)
def _bits(number: int, count: int) -> tuple[bool, ...]:
    return tuple(bool(number >> k & 1) for k in range(count))


def _shared(why: Reason) -> Reason:
    # Two reasons with values may be equal although one has −0 and the other 0, so each stays as it was given.
    return why if why.items else _without_values(why.code)


@lru_cache
def _without_values(code: Code) -> Reason:
    return Reason(code)
