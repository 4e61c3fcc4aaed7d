"""`RECORDING.annotations.toml` beside a recording: markers and corrections, who made them and when; raw data stay.

The file names the hash of the recording that it is of, and is refused for any other one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from ..errors import DataError, FileIOError, RecordingError
from ..json_text import to_json
from ..outside.document import Document, Kind, parse_document, read_document
from ..outside.reader import Table, Text, Wrong, read
from ..outside.remote import on_this_machine
from ..outside.showing import plain, shown
from ..private_files import clear_parts, write_whole
from ..records import Annotations, Correction, CorrectionKind, Marker, Recording
from .content import sha256_of

SCHEMA = "sensortrack.annotations/1"
SUFFIX = ".annotations.toml"
MOST_LETTERS = 200
"""Most characters of a label, name or reason: a longer one fits into no picture."""
_KIND = Kind(
    "annotations of a recording (a .annotations.toml file)",
    f'a TOML file with schema = "{SCHEMA}"',
    error=RecordingError,
    hint="Correct the file, or take it away to read the recording without it.",
)

Seconds = Annotated[float, Meta(description="seconds on the recording's own clock")]
Number = Annotated[int, Meta(ge=1, description="a whole number of 1 or more")]
Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", description="the SHA-256 of the recording, 64 digits")]


class _Marker(Table, frozen=True):
    id: Number
    start_s: Seconds
    label: Text
    by: Text
    at_utc: Text
    end_s: Seconds | None = None

    def __post_init__(self) -> None:
        _check_span(self.start_s, self.end_s)
        _check_texts(self, "label", "by")
        _check_time(self.at_utc)


class _Correction(Table, frozen=True):
    id: Number
    kind: CorrectionKind
    exercise: Text
    by: Text
    at_utc: Text
    why: Text
    at_s: Seconds | None = None
    start_s: Seconds | None = None
    end_s: Seconds | None = None

    def __post_init__(self) -> None:
        needed = {"added": ("start_s", "end_s"), "moved": ("at_s", "start_s", "end_s"), "rejected": ("at_s",)}
        for name in ("at_s", "start_s", "end_s"):
            value, wanted = getattr(self, name), name in needed[self.kind]
            if wanted and value is None:
                raise Wrong("the key is missing", "seconds on the recording's own clock", key=name)
            if not wanted and value is not None:
                raise Wrong(shown(value), f"no such key where the kind is {self.kind}", key=name)
        if self.start_s is not None:
            _check_span(self.start_s, self.end_s)
        _check_texts(self, "by", "why", "exercise")
        _check_time(self.at_utc)


class AnnotationsFile(Table, frozen=True):
    """The file: its own keys, and a table for each marker and correction."""

    schema: Literal["sensortrack.annotations/1"]
    recording: Hash
    marker: tuple[_Marker, ...] = ()
    correction: tuple[_Correction, ...] = ()

    def __post_init__(self) -> None:
        _check_numbers("marker", [row.id for row in self.marker])
        _check_numbers("correction", [row.id for row in self.correction])
        spans = [
            (c.exercise, c.start_s, c.end_s, k)
            for k, c in enumerate(self.correction)
            if c.start_s is not None and c.end_s is not None
        ]
        for (name, begin, end, _), (other, start_s, end_s, k) in pairwise(sorted(spans)):
            if name == other and start_s < end:
                found = f"a repetition from {start_s:g} to {end_s:g} s beside one from {begin:g} to {end:g} s"
                raise Wrong(found, "repetitions that don't overlap", key=f"correction[{k}].start_s")


def annotations_path(recording: Path) -> Path:
    """`RECORDING.annotations.toml` for the file or folder RECORDING."""
    return recording.with_name(recording.name + SUFFIX)


def annotations_of(recording: Path | str | None) -> Path | str | None:
    """Path or address of the annotations, as an error names it; a text is the address of a recording elsewhere."""
    if recording is None:
        return None
    return recording + SUFFIX if isinstance(recording, str) else annotations_path(recording)


def read_annotations(recording: str | Path) -> Annotations:
    """The markers and corrections of a recording; none where nothing stands beside it.

    Parameters
    ----------
    recording : str or pathlib.Path
        The recording's file or folder.

    Raises
    ------
    RecordingError
        The file isn't what it should be, or is another recording's.
    NoInputError, FileIOError
        One of the two can't be read.
    """
    recording = Path(recording)
    path = annotations_path(recording)
    if not os.path.lexists(path):
        return Annotations()
    document = read_document(path, _KIND)
    parsed = read(document, AnnotationsFile)
    try:
        found = sha256_of(recording)
    except OSError as error:
        raise FileIOError(
            f"{recording}: reading failed: {error.strerror or error}. Check its permissions."
        ) from error
    if parsed.recording != found:
        raise _foreign(document, recording, found)
    return Annotations(
        tuple(Marker(**msgspec.structs.asdict(row)) for row in parsed.marker),
        tuple(Correction(**msgspec.structs.asdict(row)) for row in parsed.correction),
    )


def annotated(recording: Recording) -> Recording:
    """The same recording with what stands beside its file; raises what `read_annotations` raises."""
    if recording.path is None:
        return recording
    found = read_annotations(recording.path)
    return replace(recording, annotations=found) if found else recording


def write_annotations(recording: str | Path, annotations: Annotations) -> Path:
    """Write the markers and corrections of a recording beside it, whole or not at all; the recording stays as it is.

    Returns
    -------
    pathlib.Path
        The file; where there are no annotations it is taken away.

    Raises
    ------
    DataError
        A marker or correction that the file can't hold: a label of several lines, an end before the start, repetitions
        that overlap, …
    CannotCreateError, FileIOError
        It can't be written.
    UsageError
        The recording is elsewhere.
    """
    recording = on_this_machine(recording, "what people say of a recording")
    path = annotations_path(recording)
    if not annotations:
        with suppress(FileNotFoundError):
            path.unlink()
        return path
    clear_parts(path.parent)
    write_whole(path, annotations_text(annotations, sha256_of(recording)).encode())
    return path


def annotations_text(annotations: Annotations, sha256: str) -> str:
    """The TOML of markers and corrections; raises DataError as `write_annotations`."""
    lines = [
        f'schema = "{SCHEMA}"',
        f'recording = "{sha256}"  # its SHA-256: the file is of this recording only',
    ]
    tables: tuple[tuple[str, Iterable[Any]], ...] = (
        ("marker", annotations.markers),
        ("correction", annotations.corrections),
    )
    for name, rows in tables:
        for row in rows:
            values = {key: getattr(row, key) for key in type(row).__dataclass_fields__}
            lines += ["", f"[[{name}]]"]
            lines += [f"{key} = {_value(value)}" for key, value in values.items() if value is not None]
    text = "\n".join(lines) + "\n"
    # What is written can be read: the one reader checks it.
    read(
        parse_document(text.encode("utf-8", "surrogatepass"), replace(_KIND, hint="Give another value.")),
        AnnotationsFile,
    )
    return text


def _value(value: str | float) -> str:
    # A text of JSON is one of TOML; only DEL, which no label may have, would need an escape of its own.
    return to_json(value) if isinstance(value, str) else repr(value)


def _check_numbers(name: str, numbers: list[int]) -> None:
    first = {number: k for k, number in reversed(list(enumerate(numbers)))}
    for k, number in enumerate(numbers):
        if first[number] != k:
            raise Wrong(shown(number), "a number that no other one has", key=f"{name}[{k}].id")


def _check_span(start_s: float, end_s: float | None) -> None:
    if end_s is not None and not end_s > start_s:
        raise Wrong(f"{end_s:g} s", f"a time after start_s, which is {start_s:g} s", key="end_s")


def _check_texts(row: msgspec.Struct, *names: str) -> None:
    for name in names:
        text = getattr(row, name)
        if plain(text) != text or len(text) > MOST_LETTERS:
            raise Wrong(
                shown(text), f"one line of at most {MOST_LETTERS} letters that can all be seen", key=name
            )


def _check_time(text: str) -> None:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        when = None
    if when is None or when.tzinfo is None:
        raise Wrong(shown(text), "a time as ISO 8601 with its zone: 2026-01-31T09:30:00Z", key="at_utc")


def _foreign(document: Document, recording: Path, found: str) -> DataError:
    return document.fail(
        "recording",
        f"the hash {document.values['recording'][:12]}… of another recording",
        f"that of {recording.name}, {found[:12]}…",
        "Put the file beside the recording that it was made for, or take it away: what was said of one recording means"
        " nothing in another.",
    )


def check_within(
    annotations: Annotations, start_s: float, end_s: float, path: Path | str | None, *, wholly: bool = False
) -> None:
    """Refuse what lies outside the samples `[start_s, end_s)`.

    A correction must lie within them, a marker must touch them, or lie within them, too, with `wholly`.

    Raises RecordingError for the first marker or correction that does.
    """
    spans = [("marker", m.id, m.start_s, m.end_s, wholly) for m in annotations.markers]
    spans += [("correction", c.id, *c.span, True) for c in annotations.corrections]
    for name, number, begin, end, within in spans:
        last = begin if end is None else end
        if begin < start_s or last > end_s if within else last < start_s or begin > end_s:
            where = f"at {begin:g} s" if end in (None, begin) else f"from {begin:g} to {end:g} s"
            raise RecordingError(
                f"{name} {number} {where}",
                expected=f"a time within the recording, which goes from {start_s:.2f} to {end_s:.2f} s",
                hint="Times are in seconds on the recording's own clock: correct it, or remove it.",
                path=annotations_of(path),
            )
