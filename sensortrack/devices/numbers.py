"""The number types that bytes from a sensor can hold: `i16`, `u24`, `f32`, with `be` for big-endian."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["i", "u", "f"]


@dataclass(frozen=True, slots=True)
class NumberType:
    """How a number stands in bytes.

    Attributes
    ----------
    name : str
        As a profile writes it, such as "i16" or "u24be".
    kind : {"i", "u", "f"}
        Signed, unsigned, or floating point.
    size : int
        Bytes.
    big_endian : bool
    dtype : numpy.dtype or None
        None for three bytes, which numpy hasn't got.
    """

    name: str
    kind: Kind
    size: int
    big_endian: bool
    dtype: np.dtype[np.generic] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        order = ">" if self.big_endian else "<"
        found = None if self.size == 3 else np.dtype(f"{order}{self.kind}{self.size}")
        object.__setattr__(self, "dtype", found)

    @property
    def bits(self) -> int:
        """Width in bits: where a counter of this type rolls over."""
        return 8 * self.size

    @property
    def is_float(self) -> bool:
        """Whether bytes of this type can be no number at all (NaN), or an endless one."""
        return self.kind == "f"

    def read(self, data: bytes, offset: int) -> int | float:
        """The number at `offset`.

        Raises
        ------
        IndexError
            `data` ends before it.
        """
        piece = data[offset : offset + self.size]
        if offset < 0 or len(piece) < self.size:
            raise IndexError(f"{len(data)} bytes, a {self.name} at {offset}")
        if self.is_float:
            return float(np.frombuffer(piece, self.dtype)[0])
        return int.from_bytes(piece, "big" if self.big_endian else "little", signed=self.kind == "i")

    def view(
        self, data: bytes, offset: int, shape: tuple[int, ...], strides: tuple[int, ...]
    ) -> NDArray[np.generic]:
        """Numbers of `data` as an array of this shape, without copying where numpy knows the type.

        `offset` and `strides` are in bytes; the caller has seen to it that all of them lie within.
        """
        dtype = self.dtype
        if dtype is not None:
            return np.ndarray(shape, dtype, data, offset, strides)
        parts = np.ndarray((*shape, 3), np.uint8, data, offset, (*strides, 1)).astype(np.int32)
        if self.big_endian:
            parts = parts[..., ::-1]
        value: NDArray[np.int32] = parts[..., 0] | parts[..., 1] << 8 | parts[..., 2] << 16
        if self.kind == "i":
            value = (value ^ 0x800000) - 0x800000  # the sign bit of 24 becomes the one of 32
        return value

    def pack(self, value: float) -> bytes:
        """The bytes of a number: an integer is rounded, and held at the ends of its range."""
        if self.is_float:
            return np.array(value, self.dtype).tobytes()
        low = -(1 << (self.bits - 1)) if self.kind == "i" else 0
        high = low + (1 << self.bits) - 1
        whole = min(max(int(np.rint(value)) if isinstance(value, float) else int(value), low), high)
        return whole.to_bytes(self.size, "big" if self.big_endian else "little", signed=self.kind == "i")


def _all_types() -> dict[str, NumberType]:
    plain: list[tuple[Kind, int]] = [
        ("i", 1), ("u", 1), ("i", 2), ("u", 2), ("i", 3), ("u", 3), ("i", 4), ("u", 4), ("i", 8), ("u", 8),
        ("f", 4), ("f", 8),
    ]  # fmt: skip
    found = [
        NumberType(f"{kind}{8 * size}{'be' if big else ''}", kind, size, big)
        for kind, size in plain
        for big in ((False, True) if size > 1 else (False,))
    ]
    return {t.name: t for t in found}


NUMBER_TYPES = MappingProxyType(_all_types())
"""Each number type by the name that a profile writes."""
