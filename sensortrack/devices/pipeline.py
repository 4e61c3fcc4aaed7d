"""STUB: signatures are settled; being filled in."""

from __future__ import annotations

from dataclasses import dataclass

from ..records import Block, Gap, Loss
from .messages import Message
from .profile import Profile
from .settings import Settings


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the data that a person should be told: at (host) time t_s, of a kind, in words.

    kind: "clock_jumped", "clock_stands_still", "stall", "loss", "no_gyroscope_data", "link_lost"
    """

    t_s: float
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class PipelineState:
    """What is known so far: rate_hz is the true rate as found (None until it is)."""

    samples: int
    rate_hz: float | None
    loss: Loss
    rejected_bytes: int
    gaps: tuple[Gap, ...]
    notices: tuple[Notice, ...]


class Pipeline:
    """Notifications to blocks."""

    def __init__(self, profile: Profile, settings: Settings) -> None: ...

    def feed(self, message: Message) -> list[Block]:
        """The blocks that this message brings (mostly one or none)."""
        raise NotImplementedError

    def finish(self) -> list[Block]:
        """What was still held back; nothing can be fed afterwards."""
        raise NotImplementedError

    @property
    def state(self) -> PipelineState:
        raise NotImplementedError
