"""From a recording to its result: the tracker run over it, the judge's findings, one document."""

from .analyse import Analysis, analyse
from .calibrate import calibrate
from .result import RecordingFacts, Result, Summary

__all__ = ["Analysis", "RecordingFacts", "Result", "Summary", "analyse", "calibrate"]
