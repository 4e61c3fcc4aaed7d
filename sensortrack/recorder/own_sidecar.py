"""The JSON beside a recording that is still being written: there from the start, replaced as a whole."""

from __future__ import annotations

from pathlib import Path

from ..errors import CannotCreateError, FileIOError
from ..files import sidecar_text
from ..private_files import clear_parts, new_whole, write_whole
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
        clear_parts(path.parent)
        new_whole(path, self._written.encode(errors="replace"))

    def replace(self, description: Description) -> None:
        """Put another description in the place of the last one; the last one stays where that fails.

        Raises FileIOError where writing failed.
        """
        text = sidecar_text(description)
        if text == self._written:
            return
        try:
            write_whole(self.path, text.encode(errors="replace"), on_disk=True)
        except CannotCreateError as error:  # it was there: its folder has changed meanwhile
            raise FileIOError(f"{self.path}: writing failed: {error.found}. Check the disk.") from error
        self._written = text
