"""A file that only grows, by whole lines: what was written stays whole, whatever happens next."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from ..errors import FileIOError
from ..private_files import create

# The data and the file's length; the time of the last change, which fsync brings along, can wait.
_sync = getattr(os, "fdatasync", os.fsync)


class AppendFile:
    """A new file of ours, readable by its owner only, that is appended to.

    Each piece goes to the system at once, so that a killed program loses nothing of it; `sync` brings
    it onto the disk. Of lines that don't fit, the first ones that do are kept whole, and from then on
    nothing is written.
    It isn't safe to append from two threads; `sync` may be called from any.

    Attributes
    ----------
    size : int
        Bytes written.
    failed : FileIOError or None
        Why nothing is written any more.

    Raises
    ------
    CannotCreateError
        The file exists, or its folder can't be written to.
    FileIOError
        The disk is full or failed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._synced = 0
        self.failed: FileIOError | None = None
        self._fd: int | None = create(path)

    def append(self, data: bytes) -> None:
        """Write lines at the end.

        Raises FileIOError where that fails (the disk is full, say); what was written is whole lines.
        """
        self.replace_end(b"", data)

    def replace_end(self, old: bytes, new: bytes) -> None:
        """Write `new` in the place of `old`, with which the file ends; `old` stays where that fails.

        Raises what `append` raises.
        """
        if self.failed is not None:
            raise self.failed
        assert self._fd is not None, "the file is open"
        start = self.size - len(old)
        done, error = _write(self._fd, start, new)
        if error is None:
            self.size = start + done
            return
        if old:
            _write(self._fd, start, old)
        else:
            self.size += new.rfind(b"\n", 0, done) + 1  # of the lines, those that went in whole
        with contextlib.suppress(OSError):
            os.ftruncate(self._fd, self.size)
        self.failed = FileIOError(
            f"{self.path}: writing failed: {error.strerror or error}. What was written until now is kept."
            " Make room on the disk, then start a new recording."
        )
        raise self.failed from error

    def sync(self) -> None:
        """Wait until what was written is on the disk; raises FileIOError where the disk failed."""
        if self._fd is None or self._synced == self.size:
            return
        size = self.size
        try:
            _sync(self._fd)
            self._synced = size
        except OSError as error:
            raise FileIOError(
                f"{self.path}: the disk failed: {error.strerror or error}. Check the disk."
            ) from error

    def close(self) -> None:
        """Close the file; a second time it does nothing."""
        fd, self._fd = self._fd, None
        if fd is not None:
            os.close(fd)


def _write(fd: int, offset: int, data: bytes) -> tuple[int, OSError | None]:
    """How many bytes went in, and why not all of them."""
    done = 0
    try:
        os.lseek(fd, offset, os.SEEK_SET)
        while done < len(data):
            done += os.write(fd, data[done:])
    except OSError as error:
        return done, error
    return done, None
