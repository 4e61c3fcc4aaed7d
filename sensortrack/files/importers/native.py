"""Our own files: a recording (`NAME.csv` with `NAME.json` beside it), and a capture."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from ...errors import RecordingError
from ...records import Recording
from ..native_format import ID, own_format
from ..opening import Options, open_table
from ..sidecar import read_sidecar, sidecar_path
from .look import Look

NAME, SOURCE = "sensortrack recording", "the project's own format"


@dataclass(frozen=True, slots=True)
class OwnImporter:
    """Reads our recordings."""

    id: str = ID
    name: str = NAME
    source: str = SOURCE

    def fits(self, look: Look) -> bool:
        """Whether the header is ours."""
        return bool(look.lines) and own_format(look.lines) is not None

    def open(self, look: Look, options: Options) -> Recording:
        """The recording, with what its JSON says of it."""
        table_format = own_format(look.lines)
        assert table_format is not None
        messages: list[str] = []
        beside = sidecar_path(look.path)
        description = read_sidecar(beside, messages)
        if table_format.time is None and description.rate_hz is None:
            raise RecordingError(
                "neither a time nor a sampling rate",
                expected=f"a column 'time_s', or \"rate_hz\" in {beside.name}",
                hint="Add one of them.",
                path=look.path,
            )
        return open_table(
            look.path, table_format, look.lines, options, description=description, messages=messages
        )


def begins_a_capture(head: bytes) -> bool:
    """Whether these are the first bytes of a capture."""
    line = head.removeprefix(codecs.BOM_UTF8).lstrip().split(b"\n", 1)[0]
    return line.startswith(b"{") and b'"sensortrack.capture/' in line


@dataclass(frozen=True, slots=True)
class CaptureImporter:
    """Reads our captures, through the decoder of the firmware profile that each names."""

    id: str = "sensortrack_capture"
    name: str = "sensortrack capture (.capture.jsonl)"
    source: str = SOURCE

    def fits(self, look: Look) -> bool:
        """Whether the first line is a capture's header."""
        return begins_a_capture(look.head)

    def open(self, look: Look, options: Options) -> Recording:
        """The recording that was captured."""
        from ...devices import decode_capture, read_capture  # reading a table needs no decoder

        recording = decode_capture(read_capture(look.path))
        return recording if options.frame is None else recording.described(frame=options.frame)
