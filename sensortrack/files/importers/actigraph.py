"""ActiGraph: GT3X archives, by the maker's description of the format, and the raw CSV that ActiLife exports.

https://github.com/actigraph/GT3X-File-Format (the older form: https://github.com/actigraph/NHANES-GT3X-File-Format)
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...errors import RecordingError
from ...records import Description, FloatArray, Recording
from ...units import STANDARD_GRAVITY_MS2
from ..opening import Options
from ..table_format import TableFormat, Triad
from .look import Look
from .protocol import TableImporter
from .samples import Samples, recording_from, twelve_bits
from .spool import zip_member

_RECORD = struct.Struct("<BBIH")
_SEPARATOR, _ACTIVITY, _ACTIVITY2 = 0x1E, 0x00, 0x1A
_RECORDS = 1800
"""Records, of one second each, that are taken at a time."""
_MOST_INFO = 1 << 16
_TWELVE_BITS_G = {"NEO": 341.0, "CLE": 341.0, "MRA": 341.0}
"""Counts per g of the older models by the first letters of their serial number; newer ones say it, or have 256."""


@dataclass(frozen=True, slots=True)
class Gt3xImporter:
    """Reads .gt3x archives: the accelerometer; seconds that weren't sampled (idle sleep) are gaps."""

    id: str = "actigraph_gt3x"
    name: str = "ActiGraph GT3X (.gt3x)"
    source: str = "ActiGraph's descriptions of the format: g, by the second, local time"

    def fits(self, look: Look) -> bool:
        """Whether the archive holds what a .gt3x does."""
        members = set(look.members)
        return "info.txt" in members and bool(members & {"log.bin", "activity.bin"})

    def open(self, look: Look, options: Options) -> Recording:
        """The recording in the archive."""
        path = look.path
        info = _info(path)
        rate_hz = _number(info, "Sample Rate", path)
        serial = info.get("Serial Number", "")
        scale = _TWELVE_BITS_G.get(serial[:3], 256.0)
        if "Acceleration Scale" in info:
            scale = _number(info, "Acceleration Scale", path)
        new = "log.bin" in look.members
        g = STANDARD_GRAVITY_MS2 / scale
        device = {"vendor": "ActiGraph", "model": info.get("Device Type", ""), "serial": serial}
        return recording_from(
            path,
            self.id,
            (lambda: _logged(path, rate_hz, g)) if new else (lambda: _activity(path, g)),
            options,
            Description(rate_hz=rate_hz, device=device, loss="detected" if new else None),
            has_gyroscope=False,
            timed=new,
        )


def _info(path: Path) -> dict[str, str]:
    with zip_member(path, "info.txt") as file:
        text = file.read(_MOST_INFO).decode("utf-8-sig", "replace")
    lines = (line.partition(":") for line in text.splitlines())
    return {key.strip(): value.strip() for key, _, value in lines}


def _number(info: dict[str, str], key: str, path: Path) -> float:
    text = info.get(key, "nothing").replace(",", ".")
    if not re.fullmatch(r"\d{1,5}(\.\d{1,9})?", text, re.ASCII) or float(text) <= 0.0:
        raise RecordingError(
            f"'{text[:40]}' for '{key}' in its info.txt",
            expected="a number above zero",
            hint="Download the recording again.",
            path=path,
        )
    return float(text)


def _logged(path: Path, rate_hz: float, g: float) -> Iterator[Samples]:
    """The samples of a log.bin: one record a second."""
    first: int | None = None
    held: list[tuple[int, FloatArray]] = []
    with zip_member(path, "log.bin") as log:
        while True:
            head = log.read(_RECORD.size)
            if len(head) < _RECORD.size:
                break
            separator, kind, stamp, size = _RECORD.unpack(head)
            payload = log.read(size)
            check = log.read(1)
            if (
                separator != _SEPARATOR
                or len(payload) < size
                or not check
                or not _sound(head, payload, check[0])
            ):
                break  # the battery ran out while this was written
            if kind not in (_ACTIVITY, _ACTIVITY2) or size < 6:
                continue
            values = _packed(payload) if kind == _ACTIVITY else _plain(payload)
            first = stamp if first is None else first
            held.append((stamp - first, values))
            if len(held) == _RECORDS:
                yield _seconds(held, rate_hz, g)
                held = []
    if held:
        yield _seconds(held, rate_hz, g)


def _sound(head: bytes, payload: bytes, check: int) -> bool:
    data = np.frombuffer(head + payload, np.uint8)
    return int(np.bitwise_xor.reduce(data)) ^ 0xFF == check


def _seconds(held: list[tuple[int, FloatArray]], rate_hz: float, g: float) -> Samples:
    times = np.concatenate([start + np.arange(len(values)) / rate_hz for start, values in held])
    return Samples(np.concatenate([values for _, values in held]) * g, time_s=times)


def _activity(path: Path, g: float) -> Iterator[Samples]:
    """The samples of the older activity.bin: twelve bits each, one after the other, without times."""
    with zip_member(path, "activity.bin") as file:
        while data := file.read(9 * 100_000):
            if len(data) >= 9:
                yield Samples(_packed(data) * g)


def _packed(data: bytes) -> FloatArray:
    """(n, 3) counts out of twelve bits each, in the order y, x, z."""
    counts = twelve_bits(data)
    return counts[: len(counts) // 3 * 3].reshape(-1, 3)[:, [1, 0, 2]].astype(np.float64)


def _plain(data: bytes) -> FloatArray:
    """(n, 3) counts of 16 bits each, x, y, z."""
    values: NDArray[np.int16] = np.frombuffer(data, "<i2", len(data) // 6 * 3)
    return values.reshape(-1, 3).astype(np.float64)


_FIRST_LINE = re.compile(r"-+ ?Data File Created By ActiGraph .* at (\d+) Hz", re.ASCII)
_HEADERS = (
    "Accelerometer X{0}Accelerometer Y{0}Accelerometer Z",
    "Timestamp{0}Accelerometer X{0}Accelerometer Y{0}Accelerometer Z",
)


def _actilife(look: Look) -> TableFormat | None:
    found = _FIRST_LINE.match(look.lines[0])
    if found is None:
        return None
    for number, line in enumerate(look.lines[:30], 1):
        for delimiter in ",;\t":
            if line.strip() in [header.format(delimiter) for header in _HEADERS]:
                return _raw(number, delimiter, float(found[1]), look)
    raise RecordingError(
        "an ActiLife file without raw acceleration",
        expected="the columns Accelerometer X, Y and Z",
        hint="Counts by epoch hold no movement: export the raw data in ActiLife.",
        path=look.path,
    )


def _raw(number: int, delimiter: str, rate_hz: float, look: Look) -> TableFormat:
    row = look.lines[number] if len(look.lines) > number else ""
    return TableFormat(
        ACTILIFE.id,
        acc=Triad(("Accelerometer X", "Accelerometer Y", "Accelerometer Z"), STANDARD_GRAVITY_MS2),
        gyr=None,
        description=Description(rate_hz=rate_hz, device={"vendor": "ActiGraph"}, loss="not_detectable"),
        header_line=number,
        delimiter=delimiter,
        decimal="," if delimiter != "," and "," in row else ".",
    )


ACTILIFE = TableImporter(
    "actigraph_csv",
    "ActiGraph raw CSV (ActiLife)",
    "its own header: g, the rate in the first line; the axes of the sensor",
    _actilife,
)
