"""Many recordings analysed: from sources to tables, resumable, the same to the byte whatever ran it."""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import SensortrackError
from ..files import calibration_of, open_recording, sha256_of
from ..json_text import to_json
from ..outside.remote import is_address, without_secrets
from ..records import Recording
from ..version import __version__
from .engine import run
from .one import TABLES, AnalysedRecording, Task, analyse_item, failed
from .remote_folder import RemoteFolder
from .settings import Settings, catalogue_at, key_of
from .sheets import Sheet, lines_in, sheet, sheet_of_texts
from .study_folder import MANIFEST, SCHEMA, Folder
from .study_items import Item, expand

if TYPE_CHECKING:
    import pandas as pd

FAILURES = ("file", "person", "exercise", "error", "message", "exit_code")
_LIBRARIES = ("numpy", "scipy", "pandas", "pyarrow")
Progress = Callable[[int, int, int], None]
"""Called with how many are done, how many there are, and how many of them failed."""


@dataclass(frozen=True, slots=True)
class Study:
    """What came of many recordings.

    Attributes
    ----------
    tables : dict of str to pandas.DataFrame
        summary, measures, attempts, phases, events, findings, corrections, excursions and markers of all of them
        (docs/columns.md), and participants: what the participants table said besides, by file.
    failures : pandas.DataFrame
        file, person, exercise, error, message and exit_code of each that couldn't be analysed.
    manifest : dict
        Versions, rules, settings, command, and hashes of all that went in and came out.
    """

    tables: dict[str, pd.DataFrame]
    failures: pd.DataFrame
    manifest: dict[str, Any]

    def __repr__(self) -> str:
        return f"Study({len(self.tables['summary'])} recordings, {len(self.failures)} failures)"


def read_many(sources: Iterable[str | Path], **how: Any) -> Iterator[Recording]:
    """Each recording of files, folders and globs, opened as a stream.

    Parameters
    ----------
    sources : iterable of str or pathlib.Path
    **how
        As `open_recording` takes it.

    Raises
    ------
    NoInputError
        Nothing is there.
    SensortrackError
        What `open_recording` raises for a file that can't be read; `analyse_many` goes on instead.
    """
    for item in expand(sources):
        yield open_recording(item.path, **how)


def analyse_many(
    sources: Iterable[str | Path] = (),
    exercise: str | None = None,
    *,
    participants: str | Path | None = None,
    by_markers: bool = False,
    out: str | Path | None = None,
    settings: Settings | None = None,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
    command: Sequence[str] = (),
) -> Study:
    """Analyse many recordings of one exercise each.

    One that can't be analysed is a row of `failures`, and ends nothing. With `out`, what is done is kept at once, and
    isn't done again when the same is asked for once more: neither a recording, nor a setting, rule or version may have
    changed.

    Parameters
    ----------
    sources : iterable of str or pathlib.Path
        Files, folders and globs, also by addresses (extra `remote`).
    exercise : str or None
        Id of the exercise, unless the participants table or the recording names another one.
    participants : str, pathlib.Path or None
        A table (.csv) that says which file is whose: see `expand`.
    by_markers : bool
        Whether a recording is cut into the stretches that are marked with an exercise's id.
    out : str, pathlib.Path or None
        A folder for the results, or its address (extra `remote`).
    settings : Settings or None
        Format, frame, calibration, catalogue and the like; its exercise is that which is named here.
    workers : int
        Processes. With more than one, a script must begin below `if __name__ == "__main__":`.
    executor : concurrent.futures.Executor or None
        Another one than our processes: Dask's, say.
    progress : callable or None
    command : sequence of str
        What the person typed, for the manifest; addresses in it lose what may be secret.

    Raises
    ------
    NoInputError, UsageError, DataError
        Nothing is there, or the participants table can't be used.
    CannotCreateError, FileIOError
        The folder can't be written to.
    """
    settings = Settings() if settings is None else settings
    if exercise is not None:
        settings = replace(settings, exercise=exercise)
    exercises = [e.id for e in catalogue_at(settings.catalogue).exercises] if by_markers else []
    items = expand(sources, None if participants is None else Path(participants), cut_for=exercises)
    folder = None if out is None else RemoteFolder(out) if is_address(out) else Folder(Path(out))
    state = _State(items, settings, folder, progress)
    work = partial(analyse_item, settings=settings)
    for outcome in run(work, state.todo(), workers=workers, executor=executor, count=len(items)):
        done = outcome.value if outcome.error is None and outcome.value is not None else None
        state.take(
            outcome.item.item, failed(outcome.error or RuntimeError("nothing came")) if done is None else done
        )
    return state.study(command)


class _State:
    """What is known of a study while it runs."""

    def __init__(
        self, items: list[Item], settings: Settings, folder: Folder | None, progress: Progress | None
    ) -> None:
        self._items, self._settings, self._folder, self._progress = items, settings, folder, progress
        self._keys: dict[int, tuple[str, str | None]] = {}
        self._places: dict[int, int] = {id(item): k for k, item in enumerate(items)}
        self._done: dict[int, AnalysedRecording] = {}
        self._failed = 0

    def todo(self) -> Iterator[Task]:
        """The items that aren't done yet; what was done before is taken as it was kept."""
        catalogue_at(self._settings.catalogue)  # what is wrong with them is raised before anything begins
        calibration_of(self._settings.calibration)
        for place, item in enumerate(self._items):
            key = sha256 = None  # of what can't be read nothing is kept
            try:
                content = sha256_of(item.path)
                key = key_of(item, content, self._settings)
                sha256 = content if isinstance(item.path, Path) and item.path.is_file() else None
            except (OSError, SensortrackError) as error:
                content = f"unreadable: {error.strerror if isinstance(error, OSError) else error}"
            self._keys[place] = content, key
            rows = None if self._folder is None or key is None else self._folder.rows(key)
            if rows is None:
                yield Task(item, sha256)
            else:
                self._note(place, AnalysedRecording(rows, None, None))

    def take(self, item: Item, done: AnalysedRecording) -> None:
        """Keep what came of an item."""
        place = self._places[id(item)]
        _, key = self._keys[place]
        if self._folder is not None and done.error is None and key is not None:
            self._folder.keep(key, item.file, done)
            done = AnalysedRecording(done.rows, None, done.read)
        self._note(place, done)

    def _note(self, place: int, done: AnalysedRecording) -> None:
        self._done[place] = done
        self._failed += done.error is not None
        if self._progress is not None:
            self._progress(len(self._done), len(self._items), self._failed)

    def study(self, command: Sequence[str]) -> Study:
        """The tables, failures and manifest, the same whatever the order in which the items were done."""
        lines: dict[str, list[str]] = {table: [] for table in TABLES}
        failures: list[dict[str, Any]] = []
        entries: list[dict[str, Any]] = []
        paths = {_place(item.path) for item in self._items}
        for place, item in enumerate(self._items):
            done = self._done[place]
            content, key = self._keys[place]
            entry = {"file": item.file, "sha256": content, "key": key}
            if done.error is not None:
                kind, message, code = done.error
                which = {
                    "file": item.file,
                    "person": item.person,
                    "exercise": item.exercise or self._settings.exercise,
                }
                failures.append(which | {"error": kind, "message": message, "exit_code": str(code)})
                entries.append(entry | {"status": "failed"})
            elif done.read is not None and _place(done.read) in paths - {_place(item.path)}:
                entries.append(entry | {"status": "part", "of": done.read})
            else:
                assert done.rows is not None
                for table, more in lines_in(done.rows).items():
                    lines[table].append(more)
                entries.append(entry | {"status": "analysed"})
        sheets: dict[str, Sheet] = {table: sheet(table, lines[table]) for table in TABLES}
        names = list(dict.fromkeys(name for item in self._items for name in item.about))
        if names:
            about = [{"file": item.file, **item.about} for item in self._items]
            sheets["participants"] = sheet_of_texts(about, ["file", *names])
        tables = {name: one.frame for name, one in sheets.items()}
        sheets["failures"] = sheet_of_texts(failures, FAILURES)
        hashes = {
            name: {"rows": len(one.frame), "sha256": hashlib.sha256(one.csv.encode()).hexdigest()}
            for name, one in sheets.items()
        }
        manifest = self._manifest(command) | {"recordings": entries, "tables": hashes}
        if self._folder is not None:
            self._folder.write_tables(sheets)
            self._folder.write(MANIFEST, to_json(manifest, indent=2) + "\n")
        return Study(tables, sheets["failures"].frame, manifest)

    def _manifest(self, command: Sequence[str]) -> dict[str, Any]:
        settings = self._settings
        return {
            "schema": SCHEMA,
            "software": {
                "sensortrack": __version__,
                "python": platform.python_version(),
                **{name: _version(name) for name in _LIBRARIES},
            },
            "rules_version": catalogue_at(settings.catalogue).rules_version,
            "catalogue_sha256": None if settings.catalogue is None else sha256_of(settings.catalogue),
            "settings": settings.to_dict(),
            "command": [without_secrets(word) if is_address(word) else word for word in command]
            or [Path(sys.argv[0]).name],
        }


def _place(path: Path | str) -> Path | str:
    return path if is_address(path) else Path(path).resolve()


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None
