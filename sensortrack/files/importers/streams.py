"""Two sensors in two files, each with its own clock ticks: one recording at the times of the slower one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...errors import RecordingError, SensortrackError
from ...records import Block, Description, FloatArray, Recording
from ..blocks import FileBlocks, TableFile
from ..layout import Layout
from ..notes import Notes
from ..opening import Options, pace_of
from ..table_format import Places, TableFormat, Triad
from ..text import head_lines
from .samples import SampleFile, Samples, recording_of_arrays

MOST_BESIDE = 500
"""The most files of a folder that are searched for the other sensor."""
ALIKE = 1.2
"""Two rates within this factor of each other are one rate, measured by two clocks."""


@dataclass(frozen=True, slots=True)
class ImportedStream:
    """A file with one sensor; its triad stands in the format's `acc`, even if it is a gyroscope."""

    path: Path
    format: TableFormat


def beside(path: Path) -> Iterator[tuple[Path, list[str]]]:
    """The other text files of a folder, with their first lines."""
    wanted = path.name.removesuffix(".gz").rpartition(".")[2]
    others = sorted(p for p in path.parent.iterdir() if p.name.removesuffix(".gz").endswith(f".{wanted}"))
    for other in others[:MOST_BESIDE]:
        if other.name != path.name and other.is_file():
            try:
                yield other, head_lines(other)
            except SensortrackError:
                continue


def fused(path: Path, acc: ImportedStream, gyr: ImportedStream, id: str, options: Options) -> Recording:
    """The recording of an accelerometer and a gyroscope in two files (see `fused_arrays`).

    Raises RecordingError where a file can't be read, or the two don't overlap.
    """
    messages: list[str] = []
    return _fuse(
        path,
        _read(acc, options, messages),
        _read(gyr, options, messages),
        id,
        options,
        Description(),
        messages,
    )


def fused_arrays(
    path: Path,
    acc: tuple[FloatArray, FloatArray],
    gyr: tuple[FloatArray, FloatArray] | None,
    id: str,
    options: Options,
    description: Description,
) -> Recording:
    """The recording of an accelerometer and a gyroscope with times (n,) of their own, in s, and values (n, 3).

    The samples are at the times of the slower sensor. The faster sensor's values are averaged over that interval, or
    interpolated if the two rates are the same. Where one of the two has a gap, so has the recording.

    Raises RecordingError where the two don't overlap.
    """
    messages: list[str] = []
    if gyr is None:
        samples = Samples(acc[1], time_s=acc[0])
        return recording_of_arrays(path, id, samples, options, description)
    return _fuse(
        path,
        _whole(*acc, messages, path),
        _whole(*gyr, messages, path),
        id,
        options,
        description,
        messages,
    )


def _fuse(
    path: Path,
    first: _StreamInMemory,
    second: _StreamInMemory,
    id: str,
    options: Options,
    description: Description,
    messages: list[str],
) -> Recording:
    slow, fast = (first, second) if first.rate_hz <= ALIKE * second.rate_hz else (second, first)
    times = slow.time_s
    held = _within(times, fast)
    if not held.any():
        raise RecordingError(
            "an accelerometer and a gyroscope that were never on at the same time",
            expected="two sensors of one recording",
            hint="Put the two files that belong together into a folder of their own.",
            path=path,
        )
    times, own = times[held], slow.values[held]
    if fast.rate_hz > ALIKE * slow.rate_hz:
        other = _averaged(times, 1.0 / slow.rate_hz, fast)
        how = "averaged over the interval of the other's"
    else:
        other = np.column_stack([np.interp(times, fast.time_s, column) for column in fast.values.T])
        how = "interpolated to the times of the other's"
    name = "gyroscope" if fast is second else "accelerometer"
    messages.append(
        f"two sensors with a clock each: the {name}'s {fast.rate_hz:.4g} Hz were {how} {slow.rate_hz:.4g} Hz"
    )
    pair = (own, other) if slow is first else (other, own)
    return recording_of_arrays(path, id, Samples(*pair, times), options, description, messages)


@dataclass(frozen=True, slots=True, eq=False)
class _StreamInMemory:
    """A stream in memory: times, (n, 3) values, the start and end of each run without a gap, and the rate."""

    time_s: FloatArray
    values: FloatArray
    begin_s: FloatArray
    end_s: FloatArray
    rate_hz: float


def _read(stream: ImportedStream, options: Options, messages: list[str]) -> _StreamInMemory:
    lines = head_lines(stream.path)
    layout, places = stream.format.layout(lines, stream.path)
    noted: list[str] = []
    file = TableFile(stream.path, stream.format, layout, places, options.chunk_bytes, noted)
    whole = _of_file(file, noted)
    messages += [f"{stream.path.name}: {text}" for text in noted]
    return whole


def _whole(time_s: FloatArray, values: FloatArray, messages: list[str], path: Path) -> _StreamInMemory:
    form = TableFormat("pair", acc=Triad((1, 2, 3), 1.0), gyr=None, description=Description(), time=4)
    layout = Layout(("x", "y", "z", "time"), (0, 1, 2, 3))
    places = Places((0, 1, 2), None, 3, None)
    return _of_file(
        SampleFile(path, form, layout, places, 1, messages, lambda: [Samples(values, time_s=time_s)]),
        messages,
    )


def _of_file(file: TableFile, noted: list[str]) -> _StreamInMemory:
    head, pace = pace_of(file, file.format.description.rate_hz)
    blocks: list[Block] = list(FileBlocks(file, pace, (), head, Notes(noted)))
    begins = [b.time_s[0] for n, b in enumerate(blocks) if b.after_gap or n == 0]
    ends = [blocks[n - 1].time_s[-1] for n, b in enumerate(blocks) if b.after_gap and n]
    return _StreamInMemory(
        np.concatenate([b.time_s for b in blocks]),
        np.concatenate([b.acc for b in blocks]),
        np.array(begins),
        np.array([*ends, blocks[-1].time_s[-1]]),
        pace.rate_hz or 1.0,
    )


def _within(times: FloatArray, other: _StreamInMemory) -> NDArray[np.bool_]:
    """At which times the other sensor was on: within a run of its samples, or half an interval beside it."""
    slack = 0.5 / other.rate_hz
    run = np.searchsorted(other.begin_s - slack, times, side="right") - 1
    return (run >= 0) & (times <= other.end_s[np.maximum(run, 0)] + slack)


def _averaged(times: FloatArray, interval_s: float, fast: _StreamInMemory) -> FloatArray:
    """The mean of a faster sensor over the interval around each time: its trapezoidal integral from end to end."""
    step = np.diff(fast.time_s)[:, None]
    areas = np.cumsum(0.5 * step * (fast.values[1:] + fast.values[:-1]), axis=0)
    integral = np.vstack([np.zeros(3), areas])
    run = np.clip(np.searchsorted(fast.begin_s, times, side="right") - 1, 0, None)
    low = np.maximum(times - 0.5 * interval_s, fast.begin_s[run])
    high = np.minimum(times + 0.5 * interval_s, fast.end_s[run])
    high = np.maximum(high, low + 1e-9)

    def at(when: FloatArray) -> FloatArray:
        row = np.clip(np.searchsorted(fast.time_s, when, side="right") - 1, 0, len(fast.time_s) - 2)
        since = (when - fast.time_s[row])[:, None]
        slope = (fast.values[row + 1] - fast.values[row]) / (fast.time_s[row + 1] - fast.time_s[row])[:, None]
        found: FloatArray = integral[row] + since * fast.values[row] + 0.5 * since * since * slope
        return found

    mean: FloatArray = (at(high) - at(low)) / (high - low)[:, None]
    return mean
