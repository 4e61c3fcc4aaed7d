"""From a recording to its result: the tracker run over it, the judge's findings, one document."""

from .analyse import analyse
from .calibrate import calibrate
from .following import Analysis
from .result import RecordingFacts, Result, Summary

__all__ = ["Analysis", "RecordingFacts", "Result", "Summary", "analyse", "calibrate"]
