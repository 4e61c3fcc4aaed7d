"""Movesense: the JSON of its apps, and SBEM, the sensor's own log.

SBEM by Movesense's sbem2json (BSD-2-Clause): chunks of an id, a length and a payload; chunks of the id 0 describe
the others.
"""

from __future__ import annotations

import codecs
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from ...errors import RecordingError
from ...outside.guard import opened, read_bytes
from ...records import Description, FloatArray, Recording
from ..opening import Options
from ..table import IntArray
from .look import Look
from .samples import Samples, recording_of_arrays

DEVICE = {"vendor": "Movesense"}
_MOST_JSON = 1 << 30
_MEASURES = ("IMU9", "IMU6", "IMU6m", "Acc")


class _Vector(msgspec.Struct, gc=False):
    x: float
    y: float
    z: float


class _Packet(msgspec.Struct):
    timestamp: float = msgspec.field(name="Timestamp")
    acc: list[_Vector] = msgspec.field(name="ArrayAcc", default_factory=list)
    gyr: list[_Vector] = msgspec.field(name="ArrayGyro", default_factory=list)


class _Log(msgspec.Struct):
    measured: dict[str, msgspec.Raw] = msgspec.field(name="Meas")


_LOG, _PACKETS = msgspec.json.Decoder(_Log), msgspec.json.Decoder(list[_Packet])


@dataclass(frozen=True, slots=True)
class MovesenseImporter:
    """Reads the JSON logs of Movesense's apps."""

    id: str = "movesense_json"
    name: str = "Movesense log (JSON)"
    source: str = (
        "Movesense's API: m/s², deg/s, the time in ms of each packet's first sample; the axes of the sensor"
    )

    def fits(self, look: Look) -> bool:
        """Whether the text begins as such a log does."""
        begin = look.head[:1000].removeprefix(codecs.BOM_UTF8)
        return re.match(rb'\s*\{\s*"Meas"\s*:\s*\{', begin) is not None

    def open(self, look: Look, options: Options) -> Recording:
        """The recording in the packets."""
        packets = _packets(look)
        has_gyroscope = any(packet.gyr for packet in packets)
        if not any(packet.acc for packet in packets):
            raise _without(look.path)
        stamps = np.array([p.timestamp for p in packets])
        acc = [_array(p.acc) for p in packets]
        gyr = [_array(p.gyr) for p in packets] if has_gyroscope else None
        return _recording(look, self.id, stamps, acc, gyr, options)


def _packets(look: Look) -> list[_Packet]:
    path = look.plain()
    try:
        data = read_bytes(path, "a recording", _MOST_JSON)
        log = _LOG.decode(data.removeprefix(codecs.BOM_UTF8))
        for name in _MEASURES:
            if name in log.measured:
                return _PACKETS.decode(log.measured[name])
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise RecordingError(
            f"JSON that isn't a Movesense log ({error})",
            expected='{"Meas": {"IMU9": [{"Timestamp", "ArrayAcc", "ArrayGyro"}, …]}}',
            hint="Save the log again.",
            path=look.path,
        ) from None
    raise _without(look.path)


def _array(vectors: list[_Vector]) -> FloatArray:
    return np.array([(v.x, v.y, v.z) for v in vectors], np.float64).reshape(-1, 3)


def _without(path: Path) -> RecordingError:
    return RecordingError(
        "no packet with acceleration",
        expected=f"measurements of {', '.join(_MEASURES)}",
        hint="Record with the subscription /Meas/IMU6 or /Meas/IMU9.",
        path=path,
    )


def _recording(
    look: Look,
    id: str,
    stamps_ms: FloatArray,
    acc: list[FloatArray],
    gyr: list[FloatArray] | None,
    options: Options,
) -> Recording:
    """The recording of packets: each stamp is that of its first sample, and the others follow evenly."""
    if gyr is not None and any(len(a) != len(g) for a, g in zip(acc, gyr, strict=True)):
        raise RecordingError(
            "a packet with more samples of one sensor than of the other",
            expected="as many of the accelerometer as of the gyroscope",
            hint="Record with one subscription for both (/Meas/IMU6).",
            path=look.path,
        )
    sizes = np.array([len(a) for a in acc], np.int64)
    used = np.flatnonzero(sizes)
    without = len(sizes) - len(used)
    messages = []
    if without:
        first_ms = stamps_ms[np.argmin(sizes)]
        messages.append(
            f"{without} of {len(sizes)} packets held no sample (the first at {first_ms:g} ms): gaps"
        )
    begin_s = stamps_ms[used] * 1e-3
    counts = sizes[used]
    time_s = _spread(begin_s, counts)
    samples = Samples(
        np.concatenate([acc[k] for k in used]),
        None if gyr is None else np.concatenate([gyr[k] for k in used]),
        time_s,
    )
    description = Description(device=DEVICE, loss="detected")
    return recording_of_arrays(look.path, id, samples, options, description, messages)


def _spread(begin_s: FloatArray, counts: IntArray) -> FloatArray:
    """Times of all samples: the stamps, whole milliseconds that jitter, lie on one clock but for real losses."""
    if len(begin_s) < 2:
        return np.repeat(begin_s, counts) + np.arange(int(counts.sum())) * 1e-2
    per = np.diff(begin_s) / counts[:-1]
    interval = float(np.median(per))
    follows = np.abs(per / interval - 1.0) < 0.5 if interval > 0.0 else np.zeros(len(per), bool)
    step = np.append(np.where(follows, per, interval), interval)
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    times: FloatArray = np.repeat(begin_s, counts) + within * np.repeat(step, counts)
    return times


@dataclass(frozen=True, slots=True)
class SbemImporter:
    """Reads SBEM, the log in a sensor's memory."""

    id: str = "movesense_sbem"
    name: str = "Movesense log (SBEM)"
    source: str = "Movesense's sbem2json: m/s², deg/s, the time in ms of each packet's first sample"

    def fits(self, look: Look) -> bool:
        """Whether it begins with the mark of SBEM."""
        return look.head.startswith(b"SBEM")

    def open(self, look: Look, options: Options) -> Recording:
        """The recording in the chunks."""
        stamps: list[float] = []
        acc: list[FloatArray] = []
        gyr: list[FloatArray] = []
        for stamp, force, turn in _sbem_packets(look.plain()):
            stamps.append(stamp)
            acc.append(force)
            gyr.append(turn)
        if not any(map(len, acc)):
            raise _without(look.path)
        turns = gyr if any(map(len, gyr)) else None
        return _recording(look, self.id, np.array(stamps), acc, turns, options)


_TYPES = {
    "uint8": "B", "int8": "b", "uint16": "H", "int16": "h", "uint32": "I", "int32": "i", "uint64": "Q", "int64": "q",
    "float32": "f", "float": "f", "float64": "d", "double": "d", "bool": "B",
}  # fmt: skip


@dataclass(slots=True)
class _Format:
    """A chunk's format: for each value in it which one it is, and the struct of them all."""

    names: list[str]
    packing: struct.Struct


def _sbem_packets(path: Path) -> Iterator[tuple[float, FloatArray, FloatArray]]:
    paths: dict[int, tuple[str, str]] = {}
    groups: dict[int, list[int]] = {}
    formats: dict[int, _Format | None] = {}
    for number, payload in _chunks(path):
        if number == 0:
            _describe(payload, paths, groups)
            formats.clear()
            continue
        if number not in formats:
            formats[number] = _format(number, paths, groups)
        found = formats[number]
        if found is None or len(payload) < found.packing.size:
            continue
        values = found.packing.unpack_from(payload)
        stamp = next((v for n, v in zip(found.names, values, strict=True) if n.endswith("Timestamp")), None)
        acc = [v for n, v in zip(found.names, values, strict=True) if ".ArrayAcc" in n]
        gyr = [v for n, v in zip(found.names, values, strict=True) if ".ArrayGyro" in n]
        if stamp is not None and acc and len(acc) % 3 == 0 and len(gyr) % 3 == 0:
            yield (
                float(stamp),
                np.array(acc, np.float64).reshape(-1, 3),
                np.array(gyr, np.float64).reshape(-1, 3),
            )


def _chunks(path: Path) -> Iterator[tuple[int, bytes]]:
    """Id and payload of each whole chunk."""
    with opened(path, "a recording") as file:
        file.read(8)
        while True:
            number = _varied(file.read(1), file.read, 2)
            size = _varied(file.read(1), file.read, 4) if number is not None else None
            if number is None or size is None or size > 1 << 20:
                return
            payload = file.read(size)
            if len(payload) < size:
                return  # cut short: the last chunk is left out
            yield number, payload


def _varied(first: bytes, read: Any, more: int) -> int | None:
    if not first:
        return None
    if first[0] != 0xFF:
        return first[0]
    rest = read(more)
    return int.from_bytes(rest, "little") if len(rest) == more else None


def _describe(payload: bytes, paths: dict[int, tuple[str, str]], groups: dict[int, list[int]]) -> None:
    if len(payload) < 2:
        return
    number = int.from_bytes(payload[:2], "little")
    text = payload[2:].split(b"\0")[0].decode("utf-8", "replace")
    fields = dict(re.findall(r"<(PTH|FRM|GRP)>([^\n<]*)", text))
    if "GRP" in fields:
        groups[number] = [
            int(k) for k in fields["GRP"].split(",") if re.fullmatch(r"\d{1,5}", k.strip(), re.ASCII)
        ]
    elif "PTH" in fields:
        paths[number] = fields["PTH"], fields.get("FRM", "")


def _format(number: int, paths: dict[int, tuple[str, str]], groups: dict[int, list[int]]) -> _Format | None:
    """How a chunk of this id is packed; None where it holds no sample."""
    names: list[str] = []
    packing = "<"
    todo = [number]
    for _ in range(10_000):  # a group within itself has no end
        if not todo:
            break
        one = todo.pop(0)
        if one in groups:
            todo = groups[one] + todo
        elif one in paths:
            name, kind = paths[one]
            if kind.strip() in _TYPES:
                names.append(name.replace("+", "."))
                packing += _TYPES[kind.strip()]
            elif kind.strip():
                return None  # a value whose length isn't known, a text say
        else:
            return None
    if todo or not any(".ArrayAcc" in n for n in names):
        return None
    return _Format(names, struct.Struct(packing))
