"""Where a person's data live on this machine, and how the files there are named."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from platformdirs import user_data_path

from ..errors import CannotCreateError
from ..private_files import FILE_MODE, FOLDER_MODE, not_made

VARIABLE = "SENSORTRACK_HOME"
FILE = "history.sqlite"
RECORDINGS = "recordings"


def data_home() -> Path:
    """The folder of the history and of the sessions' recordings; `SENSORTRACK_HOME` names another one."""
    if named := os.environ.get(VARIABLE):
        return Path(named).expanduser()
    return user_data_path("sensortrack", appauthor=False)


def private_folder(path: Path) -> Path:
    """The folder, made where it isn't there, for its owner only.

    Raises CannotCreateError where it can't be made or something else has that name, FileIOError where the disk is
    full or failed.
    """
    try:
        path.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    except FileExistsError:
        raise CannotCreateError(path, "a file of that name is there, and a folder was expected") from None
    except OSError as error:
        raise not_made(path, error) from error
    return path


def tighten(path: Path) -> bool:
    """Take a file or folder from everybody but its owner; whether nobody else can read or write it now."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            path.chmod(FOLDER_MODE if path.is_dir() else mode & FILE_MODE)
        return os.name == "nt" or not stat.S_IMODE(path.stat().st_mode) & 0o077
    except OSError:
        return False


def within_folder(folder: Path, path: str) -> str:
    """A file's path as the history keeps it: from the history's folder on where it lies in there, else whole.

    A file of a session that isn't where an older history says, or is in this folder as well, was moved or copied
    with the folder.

    Parameters
    ----------
    folder : pathlib.Path
        Of the history, resolved.
    """
    whole = Path(path)
    if whole.is_relative_to(folder):
        return whole.relative_to(folder).as_posix()
    here = Path(RECORDINGS) / whole.name
    moved = whole.is_absolute() and whole.parent.name == RECORDINGS
    if moved and (os.path.lexists(folder / here) or not os.path.lexists(whole)):
        return here.as_posix()
    return path
