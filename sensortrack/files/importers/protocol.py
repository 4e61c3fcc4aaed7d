"""What an importer is: a reader of one format, behind one small protocol."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from ...errors import RecordingError
from ...records import Recording
from ..opening import Options, open_table
from ..table_format import TableFormat
from .look import Look


class Importer(Protocol):
    """A reader of one format.

    A package adds its own by an entry point of the group `sensortrack.importers` that names such an object. What
    every importer must do is tested in `tests/files/importers/contract.py`, which a package's own test can inherit.

    Attributes
    ----------
    id, name, source : str
        What `--format` takes, what people call the format, and where the knowledge of it is from.
    """

    @property
    def id(self) -> str:
        """What `--format` takes."""

    @property
    def name(self) -> str:
        """What people call the format."""

    @property
    def source(self) -> str:
        """Where the knowledge of it is from."""

    def fits(self, look: Look) -> bool:
        """Whether the file is of this format, recognised by its content; never raises for a file of another one."""

    def open(self, look: Look, options: Options) -> Recording:
        """The recording, in m/s², deg/s and s; raises RecordingError where the file isn't as the format says."""


@dataclass(frozen=True, slots=True)
class TableImporter:
    """An importer of text tables: `table_format` gives the format of a file that begins so, None for another one.

    It may raise RecordingError for a file of the format that can't be used.
    """

    id: str
    name: str
    source: str
    table_format: Callable[[Look], TableFormat | None]

    def fits(self, look: Look) -> bool:
        """Whether the file's first lines are such."""
        try:
            return bool(look.lines) and self.table_format(look) is not None
        except RecordingError:
            return True  # opening it says what it lacks

    def open(self, look: Look, options: Options) -> Recording:
        """The recording in the table."""
        form = self.table_format(look)
        assert form is not None
        return open_table(look.path, form, look.lines, options)
