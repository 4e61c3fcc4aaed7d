"""What flows through the house: blocks of samples in; attempts, events, measures and findings out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .annotations import Annotations, Correction, CorrectionKind, Marker
from .codes import Code
from .finding import Finding, FindingOutcome, Method
from .gap import Gap
from .measure import Measure, invalid
from .movement import CONTRADICTED, Attempt, Event, Outcome, Phase, PhaseName, Side
from .reason import Reason, reason_of
from .session_record import (
    Answer,
    Cue,
    Obligation,
    Reply,
    ScreeningRecord,
    SessionEnd,
    SessionRecord,
    SetEnd,
    SetRecord,
    Stop,
    StopReason,
    local_time,
)
from .verdict import Criterion, ExcursionTest, Verdict, Verdicts

if TYPE_CHECKING:
    from .block import Block, FloatArray
    from .recording import Description, Frame, Loss, Recording

# Imported when first used: who reads the words, the catalogue or the history needs no numpy.
_HOME = {
    "Block": "block",
    "Description": "recording",
    "FloatArray": "block",
    "Frame": "recording",
    "Loss": "recording",
    "Recording": "recording",
}

__all__ = [
    "CONTRADICTED",
    "Annotations",
    "Answer",
    "Attempt",
    "Block",
    "Code",
    "Correction",
    "CorrectionKind",
    "Criterion",
    "Cue",
    "Description",
    "Event",
    "ExcursionTest",
    "Finding",
    "FindingOutcome",
    "FloatArray",
    "Frame",
    "Gap",
    "Loss",
    "Marker",
    "Measure",
    "Method",
    "Obligation",
    "Outcome",
    "Phase",
    "PhaseName",
    "Reason",
    "Recording",
    "Reply",
    "ScreeningRecord",
    "SessionEnd",
    "SessionRecord",
    "SetEnd",
    "SetRecord",
    "Side",
    "Stop",
    "StopReason",
    "Verdict",
    "Verdicts",
    "invalid",
    "local_time",
    "reason_of",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'sensortrack.records' has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)
