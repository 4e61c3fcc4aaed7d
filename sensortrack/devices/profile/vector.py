"""A test vector: bytes and what they say; each number keeps the worth of its last printed digit."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from ...outside.reader import Positive, Table, Text, Wrong
from ...units import ACCELERATION, ANGULAR_RATE
from .values import Alias, HexBytes, Variables

Printed = Decimal | int
Row = Annotated[tuple[Printed, ...], Meta(description="a row of numbers")]
Rows = tuple[tuple[float, ...], ...]


class Sent(Table, frozen=True):
    """A notification."""

    char: Alias
    data: HexBytes = msgspec.field(name="hex")


class Vector(Table, frozen=True, kw_only=True):
    """Bytes and what they say: a profile carries its own test.

    Attributes
    ----------
    kind : {"captured", "documented", "derived", "synthetic"}
    sent : tuple of Sent
        In order.
    rate_hz, accel_g, gyro_dps : float or None
        The settings they were made with; None takes the profile's.
    captured : mapping of str to bytes
        What the set-up had captured.
    accel_rows_ms2, accel_rows_g, gyro_rows_dps, gyro_rows_rads : tuple of rows
        Expected values as they were printed, in one of the units.
    clock : tuple of numbers or None
        Expected clock, in s, of each frame, as it was printed.
    count : int or None
        How many samples there are, where not all are printed.
    others : mapping of str to rows
        Values of further fields, for the encoder, in the field's unit.
    """

    kind: Literal["captured", "documented", "derived", "synthetic"]
    source: Text
    sent: tuple[Sent, ...] = msgspec.field(name="notify")
    rate_hz: Positive | None = None
    accel_g: Positive | None = msgspec.field(name="accel_range_g", default=None)
    gyro_dps: Positive | None = msgspec.field(name="gyro_range_dps", default=None)
    captured: Variables = msgspec.field(default_factory=dict)
    accel_rows_ms2: tuple[Row, ...] | None = msgspec.field(name="accel_ms2", default=None)
    accel_rows_g: tuple[Row, ...] | None = msgspec.field(name="accel_g", default=None)
    gyro_rows_dps: tuple[Row, ...] | None = msgspec.field(name="gyro_dps", default=None)
    gyro_rows_rads: tuple[Row, ...] | None = msgspec.field(name="gyro_rads", default=None)
    clock: tuple[Printed, ...] | None = msgspec.field(name="clock_s", default=None)
    count: Annotated[int, Meta(ge=0, le=10_000)] | None = None
    others: dict[str, tuple[tuple[float, ...], ...]] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        rows_by_key = {
            "accel_ms2": self.accel_rows_ms2,
            "accel_g": self.accel_rows_g,
            "gyro_dps": self.gyro_rows_dps,
            "gyro_rads": self.gyro_rows_rads,
        }
        given = [key for key, rows in rows_by_key.items() if rows is not None]
        if not given and self.count is None:
            raise Wrong("no expected values", f"{', '.join(rows_by_key)} or count")
        for one, other in (("accel_ms2", "accel_g"), ("gyro_dps", "gyro_rads")):
            if one in given and other in given:
                raise Wrong(f"both '{one}' and '{other}'", "one of them", key=other)
        for key in given:
            for k, row in enumerate(rows_by_key[key] or ()):
                if len(row) != 3:
                    raise Wrong(f"{len(row)} numbers", "rows of 3 numbers", key=f"{key}[{k}]")

    @property
    def notify(self) -> tuple[tuple[str, bytes], ...]:
        """Characteristic (alias) and bytes, in order."""
        return tuple((one.char, one.data) for one in self.sent)

    @property
    def acc(self) -> Rows | None:
        """Expected specific force in m/s²."""
        return _rows(self.accel_rows_ms2, 1.0) or _rows(self.accel_rows_g, ACCELERATION["g"])

    @property
    def gyr(self) -> Rows | None:
        """Expected angular rate in deg/s."""
        return _rows(self.gyro_rows_dps, 1.0) or _rows(self.gyro_rows_rads, ANGULAR_RATE["rad/s"])

    @property
    def acc_digit(self) -> Rows | None:
        """Worth of the last printed digit of each number of `acc`."""
        g = ACCELERATION["g"]
        return _rows(_digits(self.accel_rows_ms2), 1.0) or _rows(_digits(self.accel_rows_g), g)

    @property
    def gyr_digit(self) -> Rows | None:
        """Worth of the last printed digit of each number of `gyr`."""
        rad = ANGULAR_RATE["rad/s"]
        return _rows(_digits(self.gyro_rows_dps), 1.0) or _rows(_digits(self.gyro_rows_rads), rad)

    @property
    def clock_s(self) -> tuple[float, ...] | None:
        """Expected clock, in s, of each frame."""
        return None if self.clock is None else tuple(map(float, self.clock))

    @property
    def clock_digit(self) -> tuple[float, ...] | None:
        """Worth of its last printed digit."""
        return None if self.clock is None else tuple(map(_digit, self.clock))


def _rows(rows: tuple[tuple[Printed | float, ...], ...] | None, factor: float) -> Rows | None:
    return None if rows is None else tuple(tuple(float(v) * factor for v in row) for row in rows)


def _digits(rows: tuple[Row, ...] | None) -> Rows | None:
    return None if rows is None else tuple(tuple(map(_digit, row)) for row in rows)


def _digit(value: Printed) -> float:
    """Worth of the last digit as it was printed."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return 10.0**exponent if isinstance(exponent, int) else 1.0
