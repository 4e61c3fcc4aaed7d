"""Files of a person: new ones only, readable by their owner only, never through a link."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .errors import CannotCreateError, FileIOError, SensortrackError

FILE_MODE, FOLDER_MODE = 0o600, 0o700
PART_LIVES_S = 60.0
"""Age beyond which a half-written file is nobody's any more, s: the largest takes a few, on a slow disk."""
_PART = re.compile(r"\..+\.(?:json|csv|toml|parquet)\.[0-9a-z_]{1,10}\.part")
_NO_ROOM = {errno.ENOSPC, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}


def create(path: Path) -> int:
    """The descriptor of a new file, to read and write; raises what `new_file` raises."""
    try:
        # With O_EXCL a link is never followed, not even one that leads nowhere.
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), FILE_MODE)
    except FileExistsError:
        raise CannotCreateError(path, "the file exists, and nothing is overwritten") from None
    except OSError as error:
        raise not_made(path, error) from error


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A new file to write to; where that fails on the way, nothing of it stays.

    Raises CannotCreateError where there is something of that name (a link to nowhere, too) or it can't be made,
    FileIOError where the disk is full or failed.
    """
    fd = create(path)
    try:
        with os.fdopen(fd, "w+b") as file:
            yield file
    except BaseException as error:
        with contextlib.suppress(OSError):
            path.unlink()
        if isinstance(error, OSError):
            raise not_made(path, error) from error
        raise


def new_whole(path: Path, data: bytes) -> None:
    """A new file, never over one of that name; a killed program leaves it whole or not at all where `write_whole` does.

    Raises what `new_file` raises.
    """
    try:
        if _written_nameless((path,), data, on_disk=False) is not None:
            return
    except OSError as error:
        raise not_made(path, error) from error
    with new_file(path) as file:
        file.write(data)


def write_whole(path: Path, data: bytes, *, on_disk: bool = False) -> None:
    """Write a file in place of one of that name, if there is one: whole or not at all.

    A killed program leaves nothing else in the folder where the system can write bytes that have no name yet (Linux,
    most file systems), but between two of its calls; what it leaves there, and elsewhere, `clear_parts` takes away.

    Parameters
    ----------
    on_disk : bool
        Wait until it is on the disk, with its name.

    Raises
    ------
    CannotCreateError
        It can't be made.
    FileIOError
        The disk is full or failed.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        # A name can't be given in place of another one in one call.
        name = _written_nameless((path, part), data, on_disk=on_disk)
        if name is None:
            name = part
            fd = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), FILE_MODE)
            with os.fdopen(fd, "wb") as file:
                _fill(file, data, on_disk)
        if name is part:
            part.replace(path)
    except OSError as error:
        raise not_made(path, error) from error
    finally:  # also where the person interrupts
        with contextlib.suppress(OSError):
            part.unlink()
    if on_disk:
        sync_folder(path.parent)


def clear_parts(folder: Path) -> None:
    """Take away what `write_whole` of a killed program left in a folder, now or in an older version."""
    try:
        parts = [path for path in folder.iterdir() if _PART.fullmatch(path.name)]
    except OSError:
        return
    for part in parts:
        with contextlib.suppress(OSError):
            # By either sign: a clock may have been set.
            if abs(time.time() - part.lstat().st_mtime) > PART_LIVES_S:
                part.unlink()


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


def _written_nameless(names: tuple[Path, ...], data: bytes, *, on_disk: bool) -> Path | None:
    """Write bytes that get the first free of these names once all are there; None where that can't be."""
    flag = getattr(os, "O_TMPFILE", None)
    if flag is None:
        return None
    try:
        fd = os.open(names[0].parent, os.O_WRONLY | flag, FILE_MODE)
    except OSError:  # not on this file system; or what keeps others from being made, and is reported then
        return None
    with os.fdopen(fd, "wb") as file:
        _fill(file, data, on_disk)
        for name in names:
            try:
                os.link(f"/proc/self/fd/{fd}", name, src_dir_fd=fd, follow_symlinks=True)
            except FileExistsError:
                continue
            except OSError:  # no /proc, say
                return None
            return name
    return None


def _fill(file: IO[bytes], data: bytes, on_disk: bool) -> None:
    file.write(data)
    file.flush()
    if on_disk:
        os.fsync(file.fileno())


def new_folder(path: Path) -> Path:
    """A new folder for its owner only; raises what `new_file` raises."""
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
