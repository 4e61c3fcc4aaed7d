"""Writes a capture: the messages of one sensor, one a line, as they come."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Self

from ..devices import CaptureHeader
from ..devices.capture import header_line, message_line
from ..devices.messages import Message
from ..errors import CannotCreateError
from ..private_files import sync_folder
from .append import AppendFile
from .ticker import WriteBehind

SUFFIX = ".capture.jsonl"


class CaptureRecorder:
    """A sink of messages: `NAME.capture.jsonl`.

    Parameters
    ----------
    path : str or pathlib.Path
        Ends in `.capture.jsonl`.
    header : callable
        Gives the first line. It is called when the first message comes: before that the sensor isn't known.

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
        self._pending: deque[Message] = deque()  # put in by one thread, taken out by the other
        self._closing = False
        self._file = AppendFile(self.path)
        sync_folder(self.path.parent)
        self._behind: WriteBehind | None = WriteBehind(self._write, self._file.sync)

    def __call__(self, message: Message) -> None:
        """Take a message; it is written with its neighbours, 0.2 s later at most.

        Raises FileIOError where writing failed; what was written until now is kept.
        """
        if self._behind is not None and self._behind.error is not None:
            raise self._behind.error
        self._pending.append(message)
        self.count += 1

    def close(self) -> None:
        """Bring everything onto the disk and close the file; a second call does nothing.

        Raises FileIOError where the disk failed.
        """
        behind, self._behind = self._behind, None
        if behind is None:
            return
        self._closing = True
        behind.stop()
        self._file.close()
        if behind.error is not None:
            raise behind.error

    def _write(self) -> None:
        lines = [message_line(self._pending.popleft()) for _ in range(len(self._pending))]
        if self._header is not None and (lines or self._closing):
            header, self._header = self._header, None
            lines.insert(0, header_line(header()))
        if lines:
            self._file.append("".join(lines).encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
