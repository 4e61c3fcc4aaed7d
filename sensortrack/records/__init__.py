"""What flows through the house: blocks of samples in; attempts, events, measures and findings out."""

from .block import Block, FloatArray, Gap
from .finding import Finding, FindingOutcome, Kept
from .movement import Attempt, Event, Measure, Outcome, Phase, PhaseName, Side, invalid
from .recording import Description, Frame, Loss, Recording

__all__ = [
    "Attempt",
    "Block",
    "Description",
    "Event",
    "Finding",
    "FindingOutcome",
    "FloatArray",
    "Frame",
    "Gap",
    "Kept",
    "Loss",
    "Measure",
    "Outcome",
    "Phase",
    "PhaseName",
    "Recording",
    "Side",
    "invalid",
]
