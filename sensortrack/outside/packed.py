"""A file from outside, unpacked on the way where it is gzip: its reader needn't know."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path

from ..errors import RecordingError
from .guard import Refused, opened

_GZIP_MAGIC = b"\x1f\x8b"
_PIECE = 1 << 20


@contextmanager
def unpacked(path: Path, expected: str) -> Iterator[BufferedIOBase]:
    """The file's bytes, decompressed where they are gzip.

    Raises what `opened` raises, and RecordingError where the compressed data are damaged, or end early.
    """
    with opened(path, expected) as raw:
        packed = raw.read(2) == _GZIP_MAGIC
        raw.seek(0)
        try:
            if packed:
                with gzip.open(raw) as file:
                    yield file
            else:
                yield raw
        except (gzip.BadGzipFile, zlib.error, EOFError) as error:
            raise RecordingError(
                f"the compressed data are damaged or end early ({error})",
                expected="a whole gzip file",
                hint="Copy the file again, or unpack what can be saved with 'gzip -dc'.",
                path=path,
            ) from error


def read_unpacked(path: Path, expected: str, most: int) -> bytes:
    """The bytes of a file that has at most so many once it is unpacked.

    Raises what `unpacked` raises, and Refused for a larger file.
    """
    data = bytearray()
    with unpacked(path, expected) as file:
        while piece := file.read(_PIECE):
            data += piece
            if len(data) > most:
                raise Refused(f"the file is larger than {most >> 20} MiB")
    return bytes(data)
