"""The folder of a study: a result for each recording as soon as it is done, then the tables and the manifest.

::

    OUT/manifest.json                   versions, rules, settings, command, hashes of all that went in and came out
    OUT/summary.csv  .parquet  …        the tables, for all recordings together (docs/columns.md)
    OUT/participants.csv                what the participants table said besides, by file
    OUT/failures.csv                    what couldn't be analysed, and why
    OUT/recordings/NAME-KEY.json        the document of each (docs/result.md)
    OUT/.rows/KEY.json                  the lines of each, of which the tables are made; what is here isn't done again
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import CannotCreateError, FileIOError
from ..private_files import FOLDER_MODE, clear_parts, not_made, write_whole
from .one import AnalysedRecording
from .sheets import Sheet, lines_in

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"
SCHEMA = "sensortrack.study/1"
ROWS, DOCUMENTS = ".rows", "recordings"


class Folder:
    """A study's folder; a new one, or one that such a study began.

    Raises CannotCreateError for a folder with other things in it, or one that can't be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
            others = [p.name for p in path.iterdir() if not p.name.startswith(".")]
            if others and not (path / ROWS).is_dir():
                raise not_ours(path, others)
            for name in (ROWS, DOCUMENTS):
                (path / name).mkdir(exist_ok=True, mode=FOLDER_MODE)
            for folder in (path, path / ROWS, path / DOCUMENTS):
                clear_parts(folder)
        except OSError as error:
            raise not_made(path, error) from error

    def rows(self, key: str) -> str | None:
        """The lines of a result that was kept under this key; None where there are none, or they aren't whole."""
        data = self.read(f"{ROWS}/{key}.json")
        try:
            text = None if data is None else data.decode("utf-8")
            return text if text is not None and lines_in(text) else None
        except ValueError:
            return None

    def keep(self, key: str, name: str, done: AnalysedRecording) -> None:
        """Keep a result: its document first, so that rows are there only where all is."""
        assert done.rows is not None
        assert done.document is not None
        stem = re.sub(r"[^\w.\-]+", "_", Path(name).name)[:60]
        self.write(f"{DOCUMENTS}/{stem}-{key[:12]}.json", done.document)
        self.write(f"{ROWS}/{key}.json", done.rows)

    def read(self, name: str) -> bytes | None:
        """A file of the folder; None where there is none that can be read."""
        try:
            return (self.path / name).read_bytes()
        except OSError:
            return None

    def write(self, name: str, text: str | bytes) -> None:
        """A file of the folder, written whole or not at all.

        Raises FileIOError or CannotCreateError where the disk is full or failed, or the file can't be made.
        """
        write_whole(self.path / name, bytes_of(text))

    def write_tables(self, sheets: Mapping[str, Sheet]) -> None:
        """Each table as CSV, and as Parquet where pyarrow is installed."""
        for name, sheet in sheets.items():
            self.write(f"{name}.csv", sheet.csv)
            if sheet.parquet is not None:
                self.write(f"{name}.parquet", sheet.parquet)


def bytes_of(text: str | bytes) -> bytes:
    """What is written of a text: the bytes of a name that are no UTF-8 as they were."""
    return text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text


def not_ours(path: Path | str, others: Iterable[str]) -> CannotCreateError:
    """The error for a folder in which no study was begun."""
    return CannotCreateError(path, f"the folder holds other things ({', '.join(sorted(others)[:3])})")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a study's folder.

    Raises NoInputError where the folder, or its manifest, isn't there; DataError where it isn't a study's.
    """
    from ..outside.document import Kind, read_document

    kind = Kind(
        "a study's manifest", f'"schema": "{SCHEMA}"', syntax="json", most_bytes=1 << 30, hint="Run it anew."
    )
    document = read_document(folder / MANIFEST, kind)
    if document.values.get("schema") != SCHEMA:
        raise document.fail("schema", repr(document.values.get("schema")), f'"{SCHEMA}"')
    return document.values


def read_csv(path: Path) -> pd.DataFrame:
    """A table of a study's folder, all cells as texts; raises FileIOError where it can't be read."""
    import pandas as pd

    try:
        return pd.read_csv(path, dtype="string", keep_default_na=False)
    except (OSError, ValueError) as error:
        raise FileIOError(f"{path}: reading failed: {error}. Run the study anew.") from error
