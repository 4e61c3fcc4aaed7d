"""A file that only grows, by whole pieces: what was written stays whole, whatever happens next."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from ..errors import CannotCreateError, FileIOError


class AppendFile:
    """A new file of ours, readable by its owner only, that is appended to.

    Each piece goes to the system at once, so that a killed program loses nothing of it; `sync` brings
    it onto the disk. A piece that doesn't fit is taken back whole, and from then on nothing is written.
    It isn't safe to append from two threads; `sync` may be called from any.

    Raises
    ------
    CannotCreateError
        The file exists, or its folder can't be written to.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._failed: FileIOError | None = None
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        try:
            self._fd: int | None = os.open(path, flags, 0o600)
        except FileExistsError:
            raise CannotCreateError(path, "the file exists, and nothing is overwritten") from None
        except OSError as error:
            raise CannotCreateError(path, error.strerror or str(error)) from error

    def append(self, data: bytes) -> None:
        """Write a piece at the end.

        Raises
        ------
        FileIOError
            It couldn't be written (the disk is full, say); the pieces before it are whole.
        """
        self.replace_end(b"", data)

    def replace_end(self, old: bytes, new: bytes) -> None:
        """Write `new` in the place of `old`, with which the file ends; `old` stays where that fails.

        Raises
        ------
        FileIOError
            As `append`.
        """
        if self._failed is not None:
            raise self._failed
        assert self._fd is not None, "the file is open"
        start = self.size - len(old)
        try:
            _write(self._fd, start, new)
        except OSError as error:
            with contextlib.suppress(OSError):
                _write(self._fd, start, old)
                os.ftruncate(self._fd, self.size)
            self._failed = FileIOError(
                f"{self.path}: writing failed: {error.strerror or error}. What was written until now is kept."
                " Make room on the disk, then start a new recording."
            )
            raise self._failed from error
        self.size = start + len(new)

    def sync(self) -> None:
        """Wait until what was written is on the disk.

        Raises
        ------
        FileIOError
            The disk failed.
        """
        fd = self._fd
        if fd is None:
            return
        try:
            os.fsync(fd)
        except OSError as error:
            raise FileIOError(
                f"{self.path}: the disk failed: {error.strerror or error}. Check the disk."
            ) from error

    def close(self) -> None:
        """Close the file; a second time it does nothing."""
        fd, self._fd = self._fd, None
        if fd is not None:
            os.close(fd)


def _write(fd: int, offset: int, data: bytes) -> None:
    os.lseek(fd, offset, os.SEEK_SET)
    done = 0
    while done < len(data):
        done += os.write(fd, data[done:])
