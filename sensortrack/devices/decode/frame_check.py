"""A look at bytes: whether something stands there, or whether there are too few of them to tell."""

from __future__ import annotations

from enum import Enum

from ..profile.stream import Checksum


class FrameCheck(Enum):
    """What a look says."""

    YES = "a header stands here"
    NO = "no header stands here"
    OPEN = "there are too few bytes to tell"


def stands(data: bytes, at: int, mark: bytes) -> FrameCheck:
    """Whether these bytes stand at `at`."""
    piece = data[at : at + len(mark)]
    if piece == mark:
        return FrameCheck.YES
    return FrameCheck.OPEN if len(piece) < len(mark) and mark.startswith(piece) else FrameCheck.NO


def sums_up(data: bytes, at: int, length: int, checksum: Checksum) -> bool:
    """Whether the checksum of a frame is right."""
    place = at + (checksum.at if checksum.at >= 0 else length + checksum.at)
    return (sum(data[at : at + length]) - data[place]) & 0xFF == data[place]
