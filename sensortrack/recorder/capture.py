"""Writes a capture: the raw notifications of one sensor, a line each, as they come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ..errors import CannotCreateError
from .append import AppendFile
from .own_sidecar import sync_folder
from .ticker import Ticker

SUFFIX = ".capture.jsonl"
SYNC_EVERY_S = 0.5
"""Twice as often as promised, so that a slow disk still keeps the promise of a second."""


class CaptureRecorder:
    """A sink of notifications: `NAME.capture.jsonl`.

    Parameters
    ----------
    path : str or pathlib.Path
        Ends in `.capture.jsonl`.
    header : mapping
        First line of the file; it holds the schema, the profile, the device and `start_utc` at t = 0.

    Raises
    ------
    CannotCreateError
        The file exists, or can't be made.
    FileIOError
        Writing failed.
    """

    def __init__(self, path: str | Path, header: Mapping[str, Any]) -> None:
        self.path = Path(path)
        if not self.path.name.endswith(SUFFIX):
            raise CannotCreateError(self.path, f"the name of a capture ends in {SUFFIX}")
        self.count = 0
        line = json.dumps(dict(header), ensure_ascii=False, allow_nan=False) + "\n"
        self._file = AppendFile(self.path)
        try:
            self._file.append(line.encode())
        except BaseException:
            self._file.close()
            self.path.unlink(missing_ok=True)
            raise
        sync_folder(self.path.parent)
        self._ticker: Ticker | None = Ticker(self._file.sync, SYNC_EVERY_S)

    def write(self, arrival_s: float, char: str, data: bytes) -> None:
        """Add a notification: its arrival in s, its characteristic, its bytes.

        Raises
        ------
        FileIOError
            Writing failed; what was written until now is kept.
        """
        if self._ticker is not None and self._ticker.error is not None:
            raise self._ticker.error
        self._file.append(f'{{"t": {arrival_s:.6f}, "char": "{char}", "hex": "{data.hex()}"}}\n'.encode())
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
        ticker.stop()
        self._file.close()
        if ticker.error is not None:
            raise ticker.error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
