"""The JSON beside a recording that is still being written: there from the start, replaced as a whole."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from ..errors import FileIOError
from ..files import create, sidecar_text
from ..records import Description


class OwnSidecar:
    """`NAME.json`, made by us and replaced by us alone; at each moment it is one whole description.

    Raises
    ------
    CannotCreateError
        The file exists, or its folder can't be written to.
    FileIOError
        Writing failed on the way.
    """

    def __init__(self, path: Path, description: Description) -> None:
        self.path = path
        self._written = sidecar_text(description)
        try:
            with create(path) as text:
                text.write(self._written)
        except FileIOError:
            path.unlink(missing_ok=True)
            raise

    def replace(self, description: Description) -> None:
        """Put another description in the place of the last one; the last one stays where that fails.

        Raises
        ------
        FileIOError
            Writing failed.
        """
        text = sidecar_text(description)
        if text == self._written:
            return
        part: Path | None = None
        try:
            fd, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.", suffix=".part")
            part = Path(name)
            with os.fdopen(fd, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(fd)
            part.replace(self.path)
        except OSError as error:
            if part is not None:
                part.unlink(missing_ok=True)
            raise FileIOError(
                f"{self.path}: writing failed: {error.strerror or error}. Check the disk."
            ) from error
        self._written = text
        sync_folder(self.path.parent)


def sync_folder(folder: Path) -> None:
    """Bring the names of a folder's files onto the disk, on systems where a folder can be synced."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
