"""Reading a recording, ours or a foreign one: as a stream, or whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ..errors import DataError
from ..outside.remote import is_address, without_secrets
from ..records import Block, Frame, Recording
from ..records.sample_checks import Checked, Sound
from .annotations import annotated
from .fetching import fetch
from .importers.look import look_at
from .importers.native import begins_a_capture
from .importers.spool import Spooled
from .opening import Options
from .recognise import importer_for, inside
from .text import CHUNK_BYTES


def open_recording(
    path: str | Path,
    *,
    format: str | None = None,
    frame: Frame | None = None,
    part: str | None = None,
    chunk_bytes: int = CHUNK_BYTES,
) -> Recording:
    """Open a recording whose blocks are read from the file as they are gone through, in bounded memory.

    Parameters
    ----------
    path : str or pathlib.Path
        A CSV file of ours (with its JSON beside it, if there is one), a file of a known format (`list_formats`), or a
        capture (NAME.capture.jsonl), by their content; plain, gzip or in a zip archive. Some apps write folders.
        A text may be the address of a file elsewhere ("s3://bucket/a.csv"; extra `remote`), which is copied first.
    format : str or None
        Id of a format (`list_formats`) or path of an import profile (.toml); None to tell it by the content.
    frame : "sensor", "body" or None
        Says what the axes are, whatever the file says.
    part : str or None
        Which one, where a file or archive holds several: a file in an archive, a sheet, a trial, a place.
    chunk_bytes : int
        How much of a text is read at a time. The samples don't depend on it.

    Returns
    -------
    Recording
        `rate_hz` is in Hz, 0.0 for a single sample without a declared rate. What lies beyond the first
        samples is checked, and may raise RecordingError or FileIOError, while the blocks are gone through.

    Raises
    ------
    NoInputError
        No such file, or not a file.
    FileIOError
        It can't be read.
    RecordingError
        It isn't a recording, or its JSON isn't what it should be.
    ProfileError, UsageError
        The format isn't one, or an address can't be reached with what is installed.
    """
    options = Options(frame, part, chunk_bytes)
    if not is_address(path):
        return _opened(Path(path), options, format)
    address, copy = without_secrets(path), fetch(path)
    with _retold(address, [copy]):
        recording = _opened(copy.path, options, format)
    return replace(recording, path=address, blocks=_Held(recording.blocks, address, [copy]))


def _opened(path: Path, options: Options, format: str | None) -> Recording:
    look, part = inside(look_at(path), options.part)
    with _retold(path, look.spooled):
        recording = importer_for(look, format).open(look, replace(options, part=part))
    if look.path != path:
        recording = replace(recording, path=path, blocks=_Held(recording.blocks, path, look.spooled))
    return annotated(recording)


@contextmanager
def _retold(path: Path | str, copies: Sequence[Spooled]) -> Iterator[None]:
    """Errors name the file that the person gave: a temporary copy of it means nothing to anybody."""
    try:
        yield
    except DataError as error:
        if error.path is None or Path(error.path).parent not in [copy.path.parent for copy in copies]:
            raise
        raise type(error)(
            error.found,
            expected=error.expected,
            hint=error.hint,
            path=path,
            line=error.line,
            key=error.key,
        ) from error


class _Held:
    """Blocks of temporary files, which live as long as they do."""

    def __init__(self, blocks: Iterable[Block], path: Path | str, copies: Sequence[Spooled]) -> None:
        self._blocks, self._path, self._copies = blocks, path, copies

    def __iter__(self) -> Iterator[Block]:
        with _retold(self._path, self._copies):
            yield from self._blocks


def read(
    path: str | Path, *, format: str | None = None, frame: Frame | None = None, part: str | None = None
) -> Recording:
    """Read a recording whole; the same as `open_recording`, with all errors raised here."""
    recording = open_recording(path, format=format, frame=frame, part=part)
    blocks = recording.blocks
    if isinstance(blocks, Checked):
        return replace(recording, blocks=Sound.of(blocks))
    return replace(recording, blocks=tuple(blocks))


def is_capture(path: Path) -> bool:
    """Whether a file begins as a capture does, plain or gzip; raises what `open_recording` raises of its opening."""
    return begins_a_capture(look_at(path).head)
