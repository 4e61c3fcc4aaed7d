"""What lies in a gzip file or zip archive as a temporary file, bounded: for readers that need a file."""

from __future__ import annotations

import gzip
import lzma
import shutil
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path
from typing import IO

from ...errors import FileIOError, RecordingError
from ...outside.guard import opened
from ...outside.packed import unpacked
from ...outside.showing import plain

MOST_BYTES = 4 << 30
"""Bytes that are unpacked: a week at 100 Hz as text has 4 GB."""
MOST_RATIO, FREE_BYTES = 100, 64 << 20
"""Samples, as text or numbers, shrink to a tenth: what unpacks to so many times its size, and more than this, holds
none."""
_PIECE = 1 << 20
_BAD = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError, lzma.LZMAError)


class Spooled:
    """A temporary file, deleted when nothing refers to this object any longer."""

    def __init__(self, name: str) -> None:
        folder = tempfile.mkdtemp(prefix="sensortrack-")
        self.path = Path(folder) / (Path(name).name or "member")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)


def spool_gzip(path: Path) -> Spooled:
    """The content of a gzip file; raises RecordingError where it is damaged, or unpacks to more than a recording."""
    with unpacked(path, "a recording") as content:
        return _copied(content, path.name.removesuffix(".gz"), path)


@contextmanager
def zip_member(path: Path, name: str) -> Iterator[IO[bytes]]:
    """One file of a zip archive, open for reading.

    Raises RecordingError where the archive, or this file in it, is damaged or encrypted; also what comes of it
    while it is read.
    """
    with opened(path, "a recording") as raw:
        try:
            with zipfile.ZipFile(raw) as archive, archive.open(name) as member:
                yield member
        except _BAD as error:
            raise RecordingError(
                f"'{plain(name)}' in the archive can't be read ({error})",
                expected="a whole archive without a password",
                hint="Copy the file again, or unpack it.",
                path=path,
            ) from error


def spool_member(path: Path, name: str) -> Spooled:
    """One file of a zip archive; raises what `zip_member` raises, and RecordingError for one that unpacks too far."""
    with zip_member(path, name) as member:
        return _copied(member, name, path)


def check_unpacked(path: Path, most: int) -> None:
    """Raises ValueError for a zip archive whose files are larger than this, or than samples ever are, in bytes."""
    with opened(path, "a recording") as raw, zipfile.ZipFile(raw) as archive:
        size = sum(info.file_size for info in archive.infolist())
    if size > min(most, max(FREE_BYTES, MOST_RATIO * path.stat().st_size)):
        raise ValueError(f"it unpacks to {size >> 20} MiB")


def _copied(source: IO[bytes] | BufferedIOBase, name: str, path: Path) -> Spooled:
    packed = path.stat().st_size
    most = min(MOST_BYTES, max(FREE_BYTES, MOST_RATIO * packed))
    spooled = Spooled(name)
    size = 0
    try:
        with spooled.path.open("xb") as target:
            while piece := source.read(_PIECE):
                size += len(piece)
                if size > most:
                    raise RecordingError(
                        f"{packed} bytes that unpack to more than {most >> 20} MiB",
                        expected="a recording",
                        hint="Unpack it, and look at what is in it.",
                        path=path,
                    )
                target.write(piece)
    except OSError as error:
        if isinstance(error, gzip.BadGzipFile):
            raise
        raise FileIOError(
            f"{spooled.path}: writing failed: {error.strerror or error}. Free some space."
        ) from error
    return spooled
