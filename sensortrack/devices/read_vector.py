"""Reading of test vectors; each number keeps the worth of its last printed digit."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from ..outside.showing import shown
from ..section import Section
from ..units import ACCELERATION, ANGULAR_RATE
from .match import Characteristic
from .read_parts import alias, plain_hex, variables
from .vector import Vector

Rows = tuple[tuple[float, ...], ...]
_ACC = {"accel_ms2": ACCELERATION["m/s2"], "accel_g": ACCELERATION["g"]}
_GYR = {"gyro_dps": ANGULAR_RATE["deg/s"], "gyro_rads": ANGULAR_RATE["rad/s"]}


def read_vector(section: Section, gatt: Mapping[str, Characteristic]) -> Vector:
    """Bytes and what they say."""
    kind: Literal["captured", "documented", "derived", "synthetic"] = section.choice(
        "kind", ("captured", "documented", "derived", "synthetic")
    )
    notify = []
    for sub in section.sections("notify"):
        notify.append((alias(sub, "char", gatt), plain_hex(sub, "hex")))
        sub.refuse_unknown()
    acc, acc_digit = _expected(section, _ACC)
    gyr, gyr_digit = _expected(section, _GYR)
    clock = section.maybe(lambda key: section.values(key, (int, Decimal), "a list of numbers"), "clock_s")
    captured = section.maybe(section.section, "captured")
    others = section.maybe(section.section, "others")
    vector = Vector(
        kind=kind,
        source=section.text("source"),
        notify=tuple(notify),
        rate_hz=section.maybe(section.positive, "rate_hz"),
        accel_g=section.maybe(section.positive, "accel_range_g"),
        gyro_dps=section.maybe(section.positive, "gyro_range_dps"),
        captured={} if captured is None else variables(captured),
        acc=acc,
        gyr=gyr,
        acc_digit=acc_digit,
        gyr_digit=gyr_digit,
        clock_s=None if clock is None else tuple(float(v) for v in clock),
        clock_digit=None if clock is None else tuple(_digit(v) for v in clock),
        count=section.maybe(lambda key: section.whole(key, 0, 10_000), "count"),
        others={} if others is None else {name: _rows(others, name, None)[0] for name in others.names()},
    )
    if acc is None and gyr is None and vector.count is None:
        raise section.fail("", "no expected values", "accel_g, accel_ms2, gyro_dps, gyro_rads or count")
    section.refuse_unknown()
    return vector


def _expected(section: Section, units: Mapping[str, float]) -> tuple[Rows | None, Rows | None]:
    """Values and last digits in our units; None twice where the vector doesn't tell them."""
    given = [key for key in units if key in section]
    if len(given) > 1:
        raise section.fail(given[1], f"both '{given[0]}' and '{given[1]}'", "one of them")
    if not given:
        for key in units:
            section.maybe(section.raw, key)
        return None, None
    key = given[0]
    values, digits = _rows(section, key, 3)
    factor = units[key]
    return _scaled(values, factor), _scaled(digits, factor)


def _rows(section: Section, key: str, width: int | None) -> tuple[Rows, Rows]:
    values: list[Any] = section.values(key, list, "a list of rows of numbers")
    for row in values:
        if (width is not None and len(row) != width) or any(
            isinstance(v, bool) or not isinstance(v, int | Decimal) for v in row
        ):
            raise section.fail(key, shown(row), f"rows of {width or 'some'} numbers")
    floats = tuple(tuple(float(v) for v in row) for row in values)
    return floats, tuple(tuple(_digit(v) for v in row) for row in values)


def _digit(value: int | Decimal) -> float:
    """Worth of the last digit as it was printed."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return 10.0**exponent if isinstance(exponent, int) else 1.0


def _scaled(rows: Rows, factor: float) -> Rows:
    return tuple(tuple(v * factor for v in row) for row in rows)
