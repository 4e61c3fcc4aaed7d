"""Folders of data that come with the program: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

from .errors import FileIOError

_PACKAGE = Path(__file__).resolve().parent


def data_folder(name: str) -> Path:
    """The folder of that name ("firmware_profiles", "recordings").

    Raises FileIOError where it is in neither place; the message names both.
    """
    installed, checkout = _PACKAGE / "_data" / name, _PACKAGE.parent / name
    for folder in (installed, checkout):
        if folder.is_dir():
            return folder
    raise FileIOError(
        f"the program's own folder '{name}' is missing; expected it at {installed} (installed) or {checkout} "
        "(a checkout). Install sensortrack again."
    )
