"""WitMotion: the file that a sensor writes to its SD card, and the log of a host."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...errors import RecordingError
from ...records import Description, Recording
from ..opening import Options
from ..table_format import TableFormat, Triad
from .headers import find_header
from .look import Look
from .protocol import TableImporter

_RECORD, _MARK = 28, b"\x55\x61"
_LEAST = 4
"""Records in a row that begin as one does: four times two bytes aren't there by chance."""


@dataclass(frozen=True, slots=True)
class WitMotionSdImporter:
    """Reads the file off a sensor's SD card, through the firmware profile `witmotion_sd`."""

    id: str = "witmotion_sd"
    name: str = "WitMotion, file of the SD card (records 55 61)"
    source: str = "WitMotion's protocol: the ranges as they are by default, ±16 g and ±2000 deg/s"

    def fits(self, look: Look) -> bool:
        """Whether it begins with such records."""
        return len(look.head) >= _LEAST * _RECORD and all(
            look.head[k * _RECORD : k * _RECORD + 2] == _MARK for k in range(_LEAST)
        )

    def open(self, look: Look, options: Options) -> Recording:
        """The recording in the records."""
        from ...devices import decode_file, load_profile  # those who read tables need no decoders

        recording = replace(decode_file(look.plain(), load_profile("witmotion_sd")), path=look.path)
        return recording if options.frame is None else recording.described(frame=options.frame)


_ACC, _GYR = ("AccX", "AccY", "AccZ"), ("AsX", "AsY", "AsZ")


def _is_host_log(look: Look) -> bool:
    header = find_header(look.lines, ("timestamp", *_ACC, "AngX", "AngY", "AngZ"))
    return header is not None and header.delimiter == ","


def _host_log(look: Look) -> TableFormat:
    header = find_header(look.lines, ("timestamp", *_ACC))
    assert header is not None
    if header.first and len(header.first) != len(header.names):
        raise RecordingError(
            f"{len(header.names)} names over {len(header.first)} values",
            expected="a name for each value: which of them are the angular rate can't be told",
            hint="Correct the header, or describe the columns by number in an import profile.",
            path=look.path,
            line=header.line,
        )
    return TableFormat(
        HOST_LOG.id,
        HOST_LOG.name,
        HOST_LOG.source,
        acc=Triad(_ACC, 1.0),
        gyr=Triad(_GYR, 1.0) if header.has(*_GYR) else None,
        description=Description(device={"vendor": "WitMotion"}, loss="not_detectable"),
        header_line=header.line,
        time="timestamp",
    )


HOST_LOG = TableImporter(
    "witmotion_host",
    "WitMotion, log of a host in Python (timestamp, AccX … Q3)",
    "the logs themselves: s since 1970 at the host, m/s² (gravity is 9.8), deg/s; the axes of the sensor",
    _is_host_log,
    _host_log,
)
