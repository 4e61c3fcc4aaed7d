"""From what came to blocks: several notifications at once, where that is the same as one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias, TypeVar

from ...devices import LinkLost, LinkUp, Notification, Pipeline
from ...records import Block
from .supervisor import Item

SourceItem: TypeAlias = Item | Block
"""What comes: a message for the capture, a block for the recording and the tracker, an event for the page."""

_T = TypeVar("_T")


def alike(items: Iterable[_T]) -> Iterator[list[_T]]:
    """The items, those together that are notifications of one characteristic and follow one another."""
    several: list[_T] = []
    for item in items:
        if several and not _belong(several[-1], item):
            yield several
            several = []
        several.append(item)
    if several:
        yield several


def decoded(items: list[Item], pipeline: Pipeline) -> Iterator[SourceItem]:
    """The items, and the blocks that they bring."""
    notifications = [item for item in items if isinstance(item, Notification)]
    if len(notifications) == len(items) > 1:
        blocks = pipeline.feed_many(
            notifications[0].char, [n.data for n in notifications], [n.t_s for n in notifications]
        )
        if blocks is not None:
            yield from items
            yield from blocks
            return
    for item in items:
        yield item
        if isinstance(item, Notification | LinkLost | LinkUp):
            yield from pipeline.feed(item)


def _belong(before: object, item: object) -> bool:
    return isinstance(before, Notification) and isinstance(item, Notification) and before.char == item.char
