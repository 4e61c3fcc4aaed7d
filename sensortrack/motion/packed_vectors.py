"""A list of vectors that keeps 24 bytes each, where a tuple of three numbers takes six times as much."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import overload

from .vectors import Vector


class PackedVectors(Sequence[Vector]):
    """Vectors, in the order in which they were appended."""

    __slots__ = ("_numbers",)

    def __init__(self) -> None:
        self._numbers = array("d")

    def append(self, vector: Vector) -> None:
        """Keep another one."""
        self._numbers.extend(vector)

    def __len__(self) -> int:
        return len(self._numbers) // 3

    @overload
    def __getitem__(self, at: int) -> Vector: ...
    @overload
    def __getitem__(self, at: slice) -> list[Vector]: ...
    def __getitem__(self, at: int | slice) -> Vector | list[Vector]:
        if isinstance(at, slice):
            return [self[k] for k in range(*at.indices(len(self)))]
        k = range(len(self))[at]
        x, y, z = self._numbers[3 * k : 3 * k + 3]
        return x, y, z
