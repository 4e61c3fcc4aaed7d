"""Writing recordings and captures as they come, so that a killed program loses at most a second."""

from .capture_writer import CaptureRecorder
from .lsl import LslOutlet
from .recorder import Recorder
from .sink import RecordingSink

__all__ = ["CaptureRecorder", "LslOutlet", "Recorder", "RecordingSink"]
