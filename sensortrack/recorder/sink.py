"""Sorts what a source tells: blocks into the recording, messages into the capture."""

from __future__ import annotations

from collections.abc import Callable

from ..devices import LinkLost, LinkUp, Notification
from ..records import Block, Description
from .capture_writer import CaptureRecorder
from .recorder import Recorder


class RecordingSink:
    """A sink for `BleSource.run`: writes what is to be kept and passes over the rest.

    Parameters
    ----------
    capture : CaptureRecorder or None
        None keeps no raw bytes.
    describe : callable or None
        Gives the recording's description anew each time that the link is up: then the sensor is known.
    """

    def __init__(
        self,
        recording: Recorder,
        capture: CaptureRecorder | None = None,
        describe: Callable[[], Description] | None = None,
    ) -> None:
        self._recording, self._capture, self._describe = recording, capture, describe

    def __call__(self, item: object) -> None:
        """Write an item; raises what the recorder raises."""
        if isinstance(item, Block):
            self._recording(item)
            return
        if isinstance(item, LinkUp) and self._describe is not None:
            self._recording.describe(self._describe())
        if isinstance(item, (Notification, LinkLost, LinkUp)) and self._capture is not None:
            self._capture(item)
