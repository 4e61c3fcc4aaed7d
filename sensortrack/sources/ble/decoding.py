"""From received items to blocks: several notifications at once, if that gives the same as one by one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TypeAlias

from ...devices import LinkLost, LinkUp, Notification, Pipeline
from ...records import Block
from .link_events import LinkEvent
from .supervisor import Item

SourceItem: TypeAlias = Item | Block
"""An item of a source: a message for the capture, a block for the recording and the tracker, an event for the page."""


def decoded(items: Sequence[Item], pipeline: Pipeline) -> list[SourceItem]:
    """The items, each followed by the blocks that it brings."""
    found: list[SourceItem] = []
    for char, several in groupby(items, _characteristic):
        some = list(several)
        notifications = [item for item in some if isinstance(item, Notification)]
        if char is not None and len(notifications) > 1:
            blocks = pipeline.feed_many(char, [n.data for n in notifications], [n.t_s for n in notifications])
            if blocks is not None:
                found += some
                found += blocks
                continue
        for item in some:
            found.append(item)
            if isinstance(item, (Notification, LinkLost, LinkUp)):
                found += pipeline.feed(item)
                cut = pipeline.take_cut()
                if cut is not None:
                    found.append(LinkEvent(t_s=item.t_s, state="unreadable", text=cut))
    return found


def _characteristic(item: Item) -> str | None:
    return item.char if isinstance(item, Notification) else None
