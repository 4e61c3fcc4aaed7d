"""A test vector: bytes and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Vector:
    """Bytes and what they say: a profile carries its own test.

    Attributes
    ----------
    kind : {"captured", "documented", "derived", "synthetic"}
    source : str
    notify : tuple of (str, bytes)
        Characteristic (alias) and bytes, in order.
    rate_hz, accel_g, gyro_dps : float or None
        The settings they were made with; None takes the profile's.
    captured : mapping of str to bytes
        What the set-up had captured.
    acc, gyr : tuple of rows
        Expected values in m/s² and deg/s; rows of numbers.
    acc_digit, gyr_digit, tick_digit : tuple
        Worth of the last printed digit of each number, in the same unit.
    ticks_s : tuple of float
        Expected clock, in s, of each frame.
    count : int or None
        How many samples there are, where not all are printed.
    others : mapping of str to rows
        Values of further fields, for the encoder, in the field's unit.
    """

    kind: Literal["captured", "documented", "derived", "synthetic"]
    source: str
    notify: tuple[tuple[str, bytes], ...]
    rate_hz: float | None = None
    accel_g: float | None = None
    gyro_dps: float | None = None
    captured: Mapping[str, bytes] = field(default_factory=dict)
    acc: tuple[tuple[float, ...], ...] | None = None
    gyr: tuple[tuple[float, ...], ...] | None = None
    acc_digit: tuple[tuple[float, ...], ...] | None = None
    gyr_digit: tuple[tuple[float, ...], ...] | None = None
    clock_s: tuple[float, ...] | None = None
    clock_digit: tuple[float, ...] | None = None
    count: int | None = None
    others: Mapping[str, tuple[tuple[float, ...], ...]] = field(default_factory=dict)
