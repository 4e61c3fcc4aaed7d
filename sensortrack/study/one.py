"""One recording of a study, analysed: what a worker does, and what it gives back."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, NamedTuple

from ..analysis import analyse
from ..analysis.analyse import exercise_of
from ..analysis.columns import COLUMNS, OF_SAMPLES, Table
from ..analysis.frames import groups_of
from ..analysis.result import Result
from ..errors import SensortrackError
from ..files import calibration_of, open_recording
from ..json_text import quick_json
from ..outside.remote import is_address
from ..outside.showing import escaped_bytes, plain
from .csv_lines import grouped_lines
from .settings import Settings, catalogue_at
from .study_items import Item

TABLES = tuple(table for table in COLUMNS if table not in OF_SAMPLES)


class AnalysedRecording(NamedTuple):
    """What became of a recording: the CSV lines of its tables as JSON, and its document in UTF-8, or the error.

    `read` is the file that was read where it is another one (the accelerometer's, of a pair).
    """

    rows: str | None
    document: bytes | None
    read: str | None
    error: tuple[str, str, int] | None = None


class Task(NamedTuple):
    """A recording that is to be analysed, and its file's hash where it is one file: it isn't read once more for it."""

    item: Item
    sha256: str | None


def analyse_item(task: Task, settings: Settings) -> AnalysedRecording:
    """Analyse one recording; whatever is wrong with it is returned, never raised."""
    item = task.item
    try:
        catalogue = catalogue_at(settings.catalogue)
        frame: Any = item.frame or settings.frame
        recording = open_recording(
            item.path, format=item.format or settings.format, frame=frame, part=item.part
        )
        worn = calibration_of(item.calibration or settings.calibration)
        person = recording.description.person if item.person is None else item.person
        recording = recording.described(person=person, **worn)
        if item.start_s is not None or item.end_s is not None:
            end_s = math.inf if item.end_s is None else item.end_s
            recording = recording.between(-math.inf if item.start_s is None else item.start_s, end_s)
        entry = exercise_of(recording, item.exercise or settings.exercise, catalogue)
        same = recording.path is None or is_address(item.path) or recording.path == item.path
        read = None if same else str(recording.path)
        recording = replace(recording, sha256=task.sha256 if same else None)
        result = analyse(recording, entry.id, catalogue=catalogue, breathing=settings.breathing)
        lines = {table: _lines(result, table, item.file) for table in TABLES}
        document = escaped_bytes(quick_json(result.to_dict(), indent=2)) + b"\n"
        return AnalysedRecording(quick_json(lines).decode("utf-8", "surrogatepass"), document, read)
    except SensortrackError as error:
        return failed(error)


def _lines(result: Result, table: Table, file: str) -> str:
    """The lines of a table's CSV file, under the name that the recording has in the study."""
    groups = [((file, *head[1:]), tails) for head, tails in groups_of(result, table)]
    return grouped_lines(groups, [column.dtype for column in COLUMNS[table]])


def failed(error: BaseException) -> AnalysedRecording:
    """What is kept of an error: its kind, its message and its exit code."""
    code = error.exit_code if isinstance(error, SensortrackError) else 70
    return AnalysedRecording(None, None, None, (type(error).__name__, plain(str(error), lines=True), code))
