"""A session as it is done: the state machine, the coach, and what runs them."""

from .events import (
    Ask,
    BeginSet,
    CutOff,
    Ended,
    EndSet,
    Say,
    SessionEvent,
    StateChanged,
    Stopped,
    TookAnswer,
    TookScreening,
    VoiceFailed,
)
from .session import Session

__all__ = [
    "Ask",
    "BeginSet",
    "CutOff",
    "EndSet",
    "Ended",
    "Say",
    "Session",
    "SessionEvent",
    "StateChanged",
    "Stopped",
    "TookAnswer",
    "TookScreening",
    "VoiceFailed",
]
