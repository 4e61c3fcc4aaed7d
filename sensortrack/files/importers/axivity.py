"""Axivity AX3 and AX6 (.cwa): sectors of 512 bytes, by openmovement's description of the format.

https://github.com/openmovementproject/openmovement, docs/ax3/ax3-technical.md (BSD-2-Clause)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import RecordingError
from ...outside.guard import opened
from ...records import Description, FloatArray, Recording
from ...units import STANDARD_GRAVITY_MS2
from ..opening import Options
from .look import Look
from .samples import Samples, recording_from

SECTOR, HEADER = 512, 1024
SECTORS = 4096
"""Read at a time: 2 MiB, about an hour at 100 Hz with three axes."""
_BLOCK = np.dtype(
    {
        "names": [
            "magic",
            "length",
            "fraction",
            "sequence",
            "stamp",
            "light",
            "rate",
            "layout",
            "offset",
            "count",
        ],
        "formats": ["S2", "<u2", "<u2", "<u4", "<u4", "<u2", "u1", "u1", "<i2", "<u2"],
        "offsets": [0, 2, 4, 10, 14, 18, 24, 25, 26, 28],
        "itemsize": SECTOR,
    }
)
_CRYSTAL = 0.1
"""A sector that seems to last so much longer or shorter than its samples was followed by a loss, or a clock set."""
_LAYOUTS = (0x30, 0x32, 0x62, 0x92)
"""Axes and bytes of a number: packed or not, with a gyroscope, with a magnetometer."""
Sectors = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class AxivityImporter:
    """Reads .cwa files: accelerometer, and gyroscope where the sensor (AX6) was set to have one."""

    id: str = "axivity_cwa"
    name: str = "Axivity AX3 and AX6 (.cwa)"
    source: str = "openmovement's description of the format: g, deg/s, local time in each sector"

    def fits(self, look: Look) -> bool:
        """Whether the file begins with the header of a .cwa."""
        return look.head.startswith(b"MD") and look.head[2:4] in (b"\xfc\x03", b"\xfc\x01")

    def open(self, look: Look, options: Options) -> Recording:
        """The recording in the sectors."""
        path = look.plain()
        first = next(_sectors(path), None)
        found = None if first is None else first.view(_BLOCK)[:, 0]
        if found is None:
            raise RecordingError(
                "a header and no data",
                expected="sectors of samples after it",
                hint="Check that the recording was downloaded whole.",
                path=look.path,
            )
        has_gyroscope = int(found["layout"][0]) >> 4 in (6, 9)
        device = {
            "vendor": "Axivity",
            "model": "AX6" if look.head[4] == 0x64 else "AX3",
            "serial": str(int.from_bytes(look.head[5:7], "little")),
        }
        return recording_from(
            look.path,
            self.id,
            lambda: _samples(path, has_gyroscope),
            options,
            Description(device=device, loss="detected"),
            has_gyroscope=has_gyroscope,
            timed=True,
            holds=look.spooled,
        )


def _sectors(path: Path) -> Iterator[Sectors]:
    """The whole data sectors whose checksum is right, many at a time."""
    with opened(path, "a recording") as file:
        file.seek(HEADER)
        while data := file.read(SECTORS * SECTOR):
            whole = len(data) // SECTOR
            raw = np.frombuffer(data, np.uint8, whole * SECTOR).reshape(whole, SECTOR)
            words = raw.view("<u2").sum(axis=1, dtype=np.uint32)
            good = (raw[:, 0] == ord("A")) & (raw[:, 1] == ord("X")) & (words & 0xFFFF == 0)
            good &= (_rates(raw.view(_BLOCK)[:, 0]) > 0.0) & np.isin(raw[:, 25], _LAYOUTS)
            if good.any():
                yield raw[good]


def _rates(blocks: NDArray[Any]) -> FloatArray:
    """Hz for each sector; 0 where it says none."""
    code = blocks["rate"].astype(np.int64)
    found: FloatArray = np.asarray(3200.0 / 2.0 ** (15 - (code & 0x0F)), np.float64)
    found[code == 0] = np.maximum(blocks["offset"][code == 0], 0)
    return found


def _samples(path: Path, has_gyroscope: bool) -> Iterator[Samples]:
    held: Sectors | None = None
    first_s = 0.0
    layout: int | None = None
    for sectors in _sectors(path):
        layouts = sectors.view(_BLOCK)[:, 0]["layout"]
        layout = int(layouts[0]) if layout is None else layout
        alike = sectors[layouts == layout]
        # The last sector waits for the next one, whose stamp tells how long it lasted.
        whole = alike if held is None else np.concatenate([held, alike])
        if not len(whole):
            continue
        begin_s = _begin_s(whole)
        if held is None:
            first_s = float(begin_s[0])
        if len(whole) > 1:
            yield _piece(whole[:-1], begin_s - first_s, has_gyroscope)
        held = whole[-1:]
    if held is not None:
        yield _piece(held, _begin_s(held) - first_s, has_gyroscope)


def _piece(sectors: Sectors, begin_s: FloatArray, has_gyroscope: bool) -> Samples:
    """The samples of some sectors; `begin_s` may hold the begin of the one after them."""
    blocks = sectors.view(_BLOCK)[:, 0]
    acc, gyr = _values(sectors, blocks)
    most = acc.shape[1]
    count = np.minimum(blocks["count"].astype(np.int64), most)
    step = 1.0 / _rates(blocks)
    lasted = np.diff(begin_s[: len(sectors) + 1]) / np.maximum(count[: len(begin_s) - 1], 1)
    near = np.abs(lasted / step[: len(lasted)] - 1.0) < _CRYSTAL
    step[: len(lasted)][near] = lasted[near]
    number = np.arange(most)
    real = number < count[:, None]
    time_s = begin_s[: len(sectors), None] + number * step[:, None]
    return Samples(acc[real], gyr[real] if has_gyroscope and gyr is not None else None, time_s[real])


def _begin_s(sectors: Sectors) -> FloatArray:
    """Time of each sector's first sample, in s of local time since 1970."""
    blocks = sectors.view(_BLOCK)[:, 0]
    stamp = blocks["stamp"].astype(np.int64)
    year, month, day = stamp >> 26 & 0x3F, stamp >> 22 & 0x0F, stamp >> 17 & 0x1F
    months = (year + 30) * 12 + np.clip(month, 1, 12) - 1
    days = months.astype("M8[M]").astype("M8[D]").astype(np.int64) + day - 1
    clock = days * 86_400 + (stamp >> 12 & 0x1F) * 3600 + (stamp >> 6 & 0x3F) * 60 + (stamp & 0x3F)
    rate = _rates(blocks)
    raw = blocks["fraction"].astype(np.int64)
    precise = raw & 0x8000 > 0
    fraction = np.where(precise, (raw & 0x7FFF) << 1, 0)
    # Files of firmware that knows fractions have an offset made for readers that don't: it is undone.
    offset = np.where(blocks["rate"] > 0, blocks["offset"].astype(np.int64), 0)
    offset = offset + np.where(precise, (fraction * rate.astype(np.int64)) >> 16, 0)
    begin: FloatArray = clock + fraction / 65_536.0 - offset / rate
    return begin


def _values(sectors: Sectors, blocks: NDArray[Any]) -> tuple[FloatArray, FloatArray | None]:
    """(s, n, 3) m/s² and deg/s of each sector."""
    layout = int(blocks["layout"][0])
    axes, width = layout >> 4, layout & 0x0F
    scale = blocks["light"].astype(np.int64)
    g = STANDARD_GRAVITY_MS2 / 2.0 ** (8 + (scale >> 13 & 0x07))
    if width == 0:
        packed = np.ascontiguousarray(sectors[:, 30:510]).view("<u4").astype(np.int64)
        tens = np.stack([packed, packed >> 10, packed >> 20], axis=2) & 0x3FF
        signed = np.where(tens >= 512, tens - 1024, tens) << (packed >> 30)[:, :, None]
        return signed * g[:, None, None], None
    values = np.ascontiguousarray(sectors[:, 30:510]).view("<i2")
    samples = values[:, : 240 // axes * axes].reshape(len(sectors), -1, axes).astype(np.float64)
    if axes == 3:
        return samples * g[:, None, None], None
    range_dps = 8000.0 / 2.0 ** (scale >> 10 & 0x07)
    return samples[..., 3:6] * g[:, None, None], samples[..., :3] * (range_dps / 32_768.0)[:, None, None]
