"""What came of an item that was worked on."""

from __future__ import annotations

from typing import Generic, TypeVar

I = TypeVar("I")  # noqa: E741
R = TypeVar("R")


class Outcome(Generic[I, R]):
    """An item with what came of it: `value`, or `error`."""

    __slots__ = ("error", "item", "value")

    def __init__(self, item: I, value: R | None, error: BaseException | None) -> None:
        self.item, self.value, self.error = item, value, error
