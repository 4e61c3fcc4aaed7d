"""The hash of what a recording is made of."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ..outside.remote import pieces


def sha256_of(path: Path | str) -> str:
    """Hash of a file, or of a folder's files with their names; a text is the address of a file elsewhere.

    Raises OSError where it can't be read, SensortrackError where it is elsewhere and can't be fetched.
    """
    digest = hashlib.sha256()
    if isinstance(path, str):
        for piece in pieces(path, "a recording"):
            digest.update(piece)
        return digest.hexdigest()
    files = sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]
    for number, file in enumerate(files):
        if number or path.is_dir():
            digest.update(file.name.encode("utf-8", "surrogateescape"))
        with file.open("rb") as opened:
            hashlib.file_digest(opened, lambda: digest)
    return digest.hexdigest()
