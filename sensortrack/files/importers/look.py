"""A first look at a file, archive or folder: what an importer recognises it by."""

from __future__ import annotations

import codecs
import gzip
import os
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from unicodedata import normalize

from ...outside.guard import opened
from ...outside.packed import unpacked
from ..text import HEAD_BYTES, HEAD_LINES
from .spool import Spooled, spool_gzip

ZIP_MAGIC = b"PK\x03\x04"
MOST_MEMBERS = 10_000
"""Files in an archive or folder that are looked at; a session of a phone's app has 20."""


@dataclass(frozen=True, eq=False)
class Look:
    """The first bytes of a file, and the names in an archive or folder.

    Attributes
    ----------
    head : bytes
        Up to 256 KiB, unpacked where the file is gzip; empty for a folder.
    packed : bool
        Whether the file is gzip.
    """

    path: Path
    head: bytes
    packed: bool = False
    spooled: list[Spooled] = field(default_factory=list)

    @cached_property
    def lines(self) -> list[str]:
        """The first lines (1,100), without their ends; none where they aren't text in UTF-8."""
        if b"\0" in self.head:
            return []
        try:
            text = codecs.getincrementaldecoder("utf-8-sig")().decode(self.head)
        except UnicodeDecodeError:
            return []
        if not text or text.isspace():
            return []
        # An accent may stand apart from its letter, in a profile or in the file.
        lines = normalize("NFC", text).split("\n", HEAD_LINES)[:HEAD_LINES]
        return [line.rstrip("\r") for line in lines] if "\r" in text else lines

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The files in a zip archive or folder, by their names in it."""
        if is_folder(self.path):
            found = sorted(p.name for p in self.path.iterdir() if p.is_file())
            return tuple(found[:MOST_MEMBERS])
        if not self.head.startswith(ZIP_MAGIC) or self.packed:
            return ()
        try:
            with opened(self.path, "a recording") as raw, zipfile.ZipFile(raw) as archive:
                infos = archive.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError):
            return ()
        return tuple(i.filename for i in infos[:MOST_MEMBERS] if not i.is_dir() and _is_content(i.filename))

    def plain(self) -> Path:
        """A file with the unpacked bytes: the file itself, or a temporary copy of what is in it."""
        if not self.packed:
            return self.path
        if not self.spooled:
            self.spooled.append(spool_gzip(self.path))
        return self.spooled[0].path


def look_at(path: Path) -> Look:
    """A first look at a file or folder.

    Raises NoInputError where there is no such file, FileIOError where it can't be read, RecordingError for a
    damaged gzip file.
    """
    if is_folder(path):
        return Look(path, b"")
    with unpacked(path, "a recording (a .csv file)") as file:
        return Look(path, file.read(HEAD_BYTES), packed=isinstance(file, gzip.GzipFile))


def is_folder(path: Path) -> bool:
    """Whether this is a folder; a name that no file can have is none."""
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises for such a name


def _is_content(name: str) -> bool:
    parts = name.split("/")
    return not any(part.startswith((".", "__MACOSX")) for part in parts)
