"""A study's folder on another file system, by its address (extra `remote`): the same files, each kept once done."""

from __future__ import annotations

from ..errors import NoInputError
from ..outside.remote import reached, without_secrets
from .study_folder import DOCUMENTS, ROWS, Folder, bytes_of, not_ours

_WHAT = "a folder for a study"


class RemoteFolder(Folder):
    """A study's folder on another file system.

    A file is written in one go. Object stores keep it whole or not at all; on others a cut connection may leave a
    part, and rows that aren't whole are made again.

    Raises UsageError where fsspec isn't installed or can't reach such an address, CannotCreateError for a folder
    with other things in it, FileIOError where it can't be reached or written to.
    """

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")
        with reached(self._address, _WHAT, "writing") as (system, path):
            there = (
                [one.rstrip("/").rpartition("/")[2] for one in system.find(path)]
                if system.exists(path)
                else []
            )
            others = [name for name in there if not name.startswith(".")]
            if others and not system.exists(f"{path}/{ROWS}"):
                raise not_ours(without_secrets(self._address), others)
            for name in (ROWS, DOCUMENTS):
                system.makedirs(f"{path}/{name}", exist_ok=True)

    def read(self, name: str) -> bytes | None:
        """A file of the folder; None where there is none.

        Raises FileIOError where it can't be determined whether there is one, or what it holds.
        """
        try:
            with reached(self._address, _WHAT) as (system, path):
                return bytes(system.cat_file(f"{path}/{name}"))
        except NoInputError:
            return None

    def write(self, name: str, text: str | bytes) -> None:
        """Write a file of the folder; raises FileIOError where that fails."""
        with reached(self._address, _WHAT, "writing") as (system, path):
            system.pipe_file(f"{path}/{name}", bytes_of(text))
