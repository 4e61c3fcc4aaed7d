"""What flows through the house: blocks of samples in; attempts, events, measures and findings out."""

from .annotations import Annotations, Correction, CorrectionKind, Marker, Source
from .block import Block, FloatArray, Gap
from .codes import Code
from .finding import Finding, FindingOutcome, Method
from .measure import Measure, invalid
from .movement import CONTRADICTED, Attempt, Event, Outcome, Phase, PhaseName, Side
from .reason import Reason, reason_of
from .recording import Description, Frame, Loss, Recording
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
    "Source",
    "Stop",
    "StopReason",
    "Verdict",
    "Verdicts",
    "invalid",
    "local_time",
    "reason_of",
]
