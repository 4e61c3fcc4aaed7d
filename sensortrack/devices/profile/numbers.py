"""The number types that bytes from a sensor can hold: `i16`, `u24`, `f32`, with `be` for big-endian."""

from __future__ import annotations

from enum import Enum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


class NumberType(Enum):
    """How a number stands in bytes; its value is what a profile writes.

    Attributes
    ----------
    kind : {"i", "u", "f"}
        Signed, unsigned, or floating point.
    size : int
        Bytes.
    """

    i8, u8 = "i8", "u8"
    i16, i16be, u16, u16be = "i16", "i16be", "u16", "u16be"
    i24, i24be, u24, u24be = "i24", "i24be", "u24", "u24be"
    i32, i32be, u32, u32be = "i32", "i32be", "u32", "u32be"
    i64, i64be, u64, u64be = "i64", "i64be", "u64", "u64be"
    f32, f32be, f64, f64be = "f32", "f32be", "f64", "f64be"

    def __init__(self, text: str) -> None:
        self.kind = text[0]
        self.size = int(text[1:].removesuffix("be")) // 8
        self.big_endian = text.endswith("be")

    @cached_property
    def dtype(self) -> np.dtype[np.generic] | None:
        """As numpy has it; None for three bytes, which it hasn't got."""
        order = ">" if self.big_endian else "<"
        return None if self.size == 3 else np.dtype(f"{order}{self.kind}{self.size}")

    @property
    def bits(self) -> int:
        """Width in bits: where a counter of this type rolls over."""
        return 8 * self.size

    @property
    def is_float(self) -> bool:
        """Whether bytes of this type can be no number at all (NaN), or an endless one."""
        return self.kind == "f"

    def read(self, data: bytes, offset: int) -> int | float:
        """The number at `offset`; raises IndexError where `data` ends before it."""
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
