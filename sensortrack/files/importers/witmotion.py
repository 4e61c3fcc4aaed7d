"""The files that sensors write on their cards, and the log of a WitMotion's host."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ...errors import RecordingError
from ...records import Description, FloatArray, Recording
from ..blocks import TableFile
from ..opening import Options
from ..table_format import TableFormat, Triad
from .headers import find_header
from .look import Look
from .samples import Samples, recording_of_arrays


@dataclass(frozen=True, slots=True)
class SensorCardImporter:
    """Reads files off a sensor's card, through the firmware profiles for files."""

    id: str = "sensor_card"
    name: str = "file that a sensor wrote on its card (WitMotion: records 55 61)"
    source: str = "the firmware profiles for files; WitMotion's ranges by default, ±16 g and ±2000 deg/s"

    def fits(self, look: Look) -> bool:
        """Whether frames of such a profile follow one another."""
        if b"\0" not in look.head:
            return False
        from ...devices import profile_of_file  # reading a table needs no decoder

        try:
            return profile_of_file(look.head, look.path) is not None
        except RecordingError:
            return True  # of more than one profile: opening it says so

    def open(self, look: Look, options: Options) -> Recording:
        """The recording in the frames."""
        from ...devices import decode_file, profile_of_file

        profile = profile_of_file(look.head, look.path)
        assert profile is not None
        recording = decode_file(look.path, profile)
        return recording if options.frame is None else recording.described(frame=options.frame)


_ACC, _GYR = ("AccX", "AccY", "AccZ"), ("AsX", "AsY", "AsZ")


def _host_log(look: Look) -> TableFormat:
    header = find_header(look.lines, ("timestamp", *_ACC))
    assert header is not None
    if header.first and len(header.first) != len(header.names):
        raise RecordingError(
            f"{len(header.names)} names over {len(header.first)} values",
            expected="a name for each value: which of them are the angular rate can't be determined",
            hint="Correct the header, or describe the columns by number in an import profile.",
            path=look.path,
            line=header.line,
        )
    return TableFormat(
        "witmotion_host",
        acc=Triad(_ACC, 1.0),
        gyr=Triad(_GYR, 1.0) if header.has(*_GYR) else None,
        description=Description(device={"vendor": "WitMotion"}, loss="not_detectable"),
        header_line=header.line,
        time="timestamp",
        delimiter=header.delimiter,
        decimal=header.decimal,
    )


PAUSE_S, PAUSE_SAMPLES = 0.5, 10.0
"""Bursts come within a few tenths of a second: a step longer than this, and than so many intervals, is a pause."""


@dataclass(frozen=True, slots=True)
class HostLogImporter:
    """Reads logs whose stamps are those of the host, at which samples arrive in bursts: they are spread evenly."""

    id: str = "witmotion_host"
    name: str = "WitMotion, log of a host in Python (timestamp, AccX … Q3)"
    source: str = (
        "the logs themselves: s since 1970 at the host, m/s² (gravity is 9.8), deg/s; the sensor's axes"
    )

    def fits(self, look: Look) -> bool:
        """Whether the header is such a log's."""
        return find_header(look.lines, ("timestamp", *_ACC, "AngX", "AngY", "AngZ")) is not None

    def open(self, look: Look, options: Options) -> Recording:
        """The recording, its samples at the mean rate of each run without a pause."""
        form = _host_log(look)
        layout, places = form.layout(look.lines, look.path)
        messages: list[str] = []
        file = TableFile(look.path, form, layout, places, options.chunk_bytes, messages)
        tables = [table for table in file.tables() if len(table)]
        if not tables or places.time is None:
            raise RecordingError(
                "a header and no samples", expected="rows", hint="Record it again.", path=look.path
            )
        rows = np.concatenate([table.numbers for table in tables])
        time_s, rate_hz = _even(rows[:, places.time])
        acc = rows[:, list(places.acc)]
        gyr = None if places.gyr is None else rows[:, list(places.gyr)]
        messages.append(
            f"the stamps are the host's: samples that came in bursts were spread evenly at {rate_hz:.4g} Hz"
        )
        samples = Samples(acc, gyr, time_s)
        return recording_of_arrays(look.path, self.id, samples, options, form.description, messages)


def _even(stamps: FloatArray) -> tuple[FloatArray, float]:
    """Times (n,) from stamps at which samples arrived, and the rate in Hz."""
    steps = np.diff(stamps)
    if not len(steps) or stamps[-1] <= stamps[0]:
        return stamps, 0.0
    pause = max(PAUSE_S, PAUSE_SAMPLES * float(stamps[-1] - stamps[0]) / len(steps))
    begins = [0, *(np.flatnonzero((steps > pause) | (steps < -pause)) + 1).tolist(), len(stamps)]
    spans = [(a, b) for a, b in pairwise(begins) if b > a]
    # The slope of stamps over numbers, of all runs together: when a burst came hardly bears on it.
    numbers = [np.arange(b - a) - (b - a - 1) / 2.0 for a, b in spans]
    power = sum(float(k @ k) for k in numbers)
    both = sum(float(k @ stamps[a:b]) for k, (a, b) in zip(numbers, spans, strict=True))
    interval = both / power if power > 0.0 and both > 0.0 else float(stamps[-1] - stamps[0]) / len(steps)
    times: list[FloatArray] = []
    end = -np.inf
    for k, (a, b) in zip(numbers, spans, strict=True):
        time_s: FloatArray = np.asarray(float(np.mean(stamps[a:b])) + k * interval, np.float64)
        time_s = time_s + max(0.0, end + interval - float(time_s[0]))
        times.append(time_s)
        end = float(time_s[-1])
    return np.concatenate(times), 1.0 / interval


HOST_LOG = HostLogImporter()
