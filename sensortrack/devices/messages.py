"""What comes from a sensor or a capture: notifications, and that the link was lost or is up again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias


def to_the_microsecond(t_s: float) -> float:
    """An arrival as a capture keeps it: so that live and from a capture it is the same number."""
    return round(t_s * 1e6) / 1e6


class Notification(NamedTuple):
    """Bytes as they came.

    Attributes
    ----------
    t_s : float
        When the host received them, in s since the capture's start.
    char : str
        The characteristic: full UUID, or service/UUID where one UUID stands twice.
    """

    t_s: float
    char: str
    data: bytes


@dataclass(frozen=True, slots=True)
class LinkLost:
    """The link is gone: what was half received is thrown away, and a gap begins."""

    t_s: float


@dataclass(frozen=True, slots=True)
class LinkUp:
    """The link stands (again), and this is what the set-up captured from the sensor's answers."""

    t_s: float
    captured: Mapping[str, bytes] = field(default_factory=dict)


Message: TypeAlias = Notification | LinkLost | LinkUp
