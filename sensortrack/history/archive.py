"""An export as one file."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from ..errors import CannotCreateError


def zip_folder(folder: Path, path: Path) -> None:
    """Pack a folder, with its name, into a new .zip, readable by its owner only.

    Raises
    ------
    CannotCreateError
        The file exists, or can't be made.
    """
    try:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise CannotCreateError(path, "the file exists, and nothing is overwritten") from None
    except OSError as error:
        raise CannotCreateError(path, error.strerror or str(error)) from error
    with os.fdopen(fd, "w+b") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(folder.rglob("*")):
            if part.is_file():
                archive.write(part, part.relative_to(folder.parent))
