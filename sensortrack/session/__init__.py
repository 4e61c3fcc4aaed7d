"""A session as it is done: the state machine, the coach, and what runs them."""

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
