"""Writes a capture: what came from one sensor, a line each, as it comes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from ..devices import CaptureHeader, Message
from ..devices.capture import header_line, message_line
from ..errors import CannotCreateError
from .append import AppendFile
from .own_sidecar import sync_folder
from .ticker import Ticker

SUFFIX = ".capture.jsonl"
SYNC_EVERY_S = 0.5
"""Twice as often as promised, so that a slow disk still keeps the promise of a second."""


class CaptureRecorder:
    """A sink of messages: `NAME.capture.jsonl`.

    Parameters
    ----------
    path : str or pathlib.Path
        Ends in `.capture.jsonl`.
    header : callable
        Gives the first line, when the first message comes: only then the sensor is known.

    Raises
    ------
    CannotCreateError
        The file exists, or can't be made.
    FileIOError
        Writing failed.
    """

    def __init__(self, path: str | Path, header: Callable[[], CaptureHeader]) -> None:
        self.path = Path(path)
        if not self.path.name.endswith(SUFFIX):
            raise CannotCreateError(self.path, f"the name of a capture ends in {SUFFIX}")
        self.count = 0
        self._header: Callable[[], CaptureHeader] | None = header
        self._file = AppendFile(self.path)
        sync_folder(self.path.parent)
        self._ticker: Ticker | None = Ticker(self._file.sync, SYNC_EVERY_S)

    def __call__(self, message: Message) -> None:
        """Add a notification, or that the link was lost or is up.

        Raises
        ------
        FileIOError
            Writing failed; what was written until now is kept.
        """
        if self._ticker is not None and self._ticker.error is not None:
            raise self._ticker.error
        self._write_header()
        self._file.append(message_line(message).encode())
        self.count += 1

    def close(self) -> None:
        """Bring everything onto the disk and close the file; a second time it does nothing.

        Raises
        ------
        FileIOError
            The disk failed.
        """
        ticker, self._ticker = self._ticker, None
        if ticker is None:
            return
        try:
            self._write_header()
        finally:
            ticker.stop()
            self._file.close()
        if ticker.error is not None:
            raise ticker.error

    def _write_header(self) -> None:
        if self._header is not None:
            header, self._header = self._header, None
            self._file.append(header_line(header()).encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
