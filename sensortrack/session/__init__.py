"""A session as it is done: the state machine, the coach, and what runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .events import (
    Ask,
    BeginMounting,
    BeginSet,
    CutOff,
    Ended,
    EndMounting,
    EndSet,
    Mounted,
    Say,
    SessionEvent,
    StateChanged,
    Stopped,
    TookAnswer,
    TookScreening,
    VoiceFailed,
)

if TYPE_CHECKING:
    from .session import Session

__all__ = [
    "Ask",
    "BeginMounting",
    "BeginSet",
    "CutOff",
    "EndMounting",
    "EndSet",
    "Ended",
    "Mounted",
    "Say",
    "Session",
    "SessionEvent",
    "StateChanged",
    "Stopped",
    "TookAnswer",
    "TookScreening",
    "VoiceFailed",
]


def __getattr__(name: str) -> Any:
    if name != "Session":
        raise AttributeError(f"module 'sensortrack.session' has no attribute {name!r}")
    from .session import (
        Session,  # what follows the movement comes with it, and numpy: a line of the coach needs neither
    )

    return Session
