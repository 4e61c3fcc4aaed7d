"""Files of a person: new ones only, readable by their owner only, never through a link."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .errors import CannotCreateError, FileIOError, SensortrackError

FILE_MODE, FOLDER_MODE = 0o600, 0o700
_NO_ROOM = {errno.ENOSPC, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A new file to write to; where that fails on the way, nothing of it stays.

    Raises
    ------
    CannotCreateError
        There is something of that name (a link to nowhere, too), or it can't be made.
    FileIOError
        The disk is full or failed.
    """
    try:
        # With O_EXCL a link is never followed, not even one that leads nowhere.
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), FILE_MODE)
    except FileExistsError:
        raise CannotCreateError(path, "the file exists, and nothing is overwritten") from None
    except OSError as error:
        raise not_made(path, error) from error
    try:
        with os.fdopen(fd, "w+b") as file:
            yield file
    except BaseException as error:
        with contextlib.suppress(OSError):
            path.unlink()
        if isinstance(error, OSError):
            raise not_made(path, error) from error
        raise


def write_whole(path: Path, data: bytes) -> None:
    """Write a file in place of one of that name, if there is one: whole or not at all.

    Raises
    ------
    CannotCreateError
        It can't be made.
    FileIOError
        The disk is full or failed.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.unlink(missing_ok=True)  # a killed program may have left one
        fd = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), FILE_MODE)
        with os.fdopen(fd, "wb") as file:
            file.write(data)
        part.replace(path)
    except OSError as error:
        raise not_made(path, error) from error
    finally:  # also where the person interrupts
        with contextlib.suppress(OSError):
            part.unlink()


def new_folder(path: Path) -> Path:
    """A new folder for its owner only.

    Raises
    ------
    CannotCreateError
        There is something of that name, or it can't be made.
    FileIOError
        The disk is full or failed.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
        path.mkdir(mode=FOLDER_MODE)
    except FileExistsError:
        raise CannotCreateError(path, "the folder exists, and nothing is overwritten") from None
    except OSError as error:
        raise not_made(path, error) from error
    return path


def not_made(path: Path, error: OSError) -> SensortrackError:
    """What an OSError says: a full or failing disk (74) is something else than a name that can't be had (73)."""
    what = error.strerror or str(error)
    if error.errno in _NO_ROOM:
        return FileIOError(f"{path}: writing failed: {what}. Make room on the disk, or check it.")
    return CannotCreateError(path, what)
