"""What tells a notification's streams apart, and what joined notifications have in common."""

from __future__ import annotations

from .readings import Readings

Marks = list[tuple[int, bytes]]
"""Bytes at offsets."""


def matches(data: bytes, match: Marks) -> bool:
    """Whether a notification has these bytes at these offsets."""
    return all(data[offset : offset + len(mark)] == mark for offset, mark in match)


def all_match(data: bytes, length: int, frames: int, match: Marks) -> bool:
    """Whether each piece of `length` bytes has these bytes at these offsets."""
    for offset, mark in match:
        for i in range(len(mark)):
            if data[offset + i :: length] != mark[i : i + 1] * frames:
                return False
    return True


def alike(readings: Readings, frames: int) -> tuple[Readings, list[int]] | None:
    """The readings with one frame for each notification; None where one of them held what no sensor says."""
    if readings.samples != frames * readings.frame_samples:
        return None
    return readings, [readings.frame_samples] * frames
