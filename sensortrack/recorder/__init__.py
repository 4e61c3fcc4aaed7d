"""Writing recordings and captures as they come, so that a killed program loses at most a second."""

from .capture import CaptureRecorder
from .recorder import Recorder
from .sink import RecordingSink

__all__ = ["CaptureRecorder", "Recorder", "RecordingSink"]
