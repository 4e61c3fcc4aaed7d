"""Formats of public data sets that are no vendor's: SisFall, UMAFall, and tables with a row of body segments."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...errors import RecordingError
from ...outside.packed import unpacked
from ...records import Description, FloatArray, Recording
from ...units import ANGULAR_RATE, STANDARD_GRAVITY_MS2
from ..opening import Options, open_table
from ..table_format import Axis, TableFormat, Triad
from ..text import EXPECTED
from .look import Look
from .protocol import TableImporter
from .stamped import CUT_SHORT
from .streams import fused_arrays

_SISFALL = re.compile(r"\s*-?\d{1,6}(,\s*-?\d{1,6}){8}\s*;\s*", re.ASCII)


def _sisfall(look: Look) -> TableFormat | None:
    first = [line for line in look.lines[:20] if line.strip()]
    if len(first) < 4 or not all(_SISFALL.fullmatch(line) for line in first[:10]):
        return None
    return TableFormat(
        SISFALL.id,
        acc=Triad((1, 2, 3), 2.0 * 16.0 / 2.0**13 * STANDARD_GRAVITY_MS2),
        gyr=Triad((4, 5, 6), 2.0 * 2000.0 / 2.0**16),
        description=Description(rate_hz=200.0, placement="waist", loss="not_detectable"),
        time=None,
        blank_lines="ignored",
    )


SISFALL = TableImporter(
    "sisfall",
    "SisFall: nine whole numbers a line, 200 Hz",
    "SisFall's description: ADXL345 ±16 g of 13 bits, ITG3200 ±2000 deg/s of 16 bits; the MMA8451Q is left out",
    _sisfall,
)


_FREQUENCY = re.compile(r"Acquisition frequency: (\d+(?:\.\d+)?) Hz\s*", re.ASCII)
_IPOL = "PacketCounter\tAcc_X\tAcc_Y\tAcc_Z\tGyr_X\tGyr_Y\tGyr_Z"


def _ipol(look: Look) -> TableFormat | None:
    found = _FREQUENCY.fullmatch(look.lines[0])
    if found is None or not float(found[1]) or not any(line.startswith(_IPOL) for line in look.lines[1:2]):
        return None
    x, y, z = Axis(0, 1), Axis(1, -1), Axis(2, -1)
    return TableFormat(
        IPOL.id,
        acc=Triad(("Acc_X", "Acc_Y", "Acc_Z"), 1.0),
        gyr=Triad(("Gyr_X", "Gyr_Y", "Gyr_Z"), ANGULAR_RATE["rad/s"]),
        description=Description(frame="body", rate_hz=float(found[1]), placement="L5"),
        axes=(x, y, z),
        header_line=2,
        time="PacketCounter",
        time_factor=None,
        delimiter="\t",
    )


IPOL = TableImporter(
    "ipol",
    "IPOL gait data: a counter of packets at L5",
    "the file's first lines; axes from anatomy: x up; the sacrum tilts a sensor's outer side up, so z is backward",
    _ipol,
)


@dataclass(frozen=True, slots=True)
class SegmentsImporter:
    """Reads tables with three rows of header: body segment, sensor, axis; the pelvis, or the segment named by part."""

    id: str = "segments"
    name: str = "table of body segments, sensors and axes (three header rows)"
    source: str = "CMU-UPenn's files: s, m/s², rad/s; the axes of the sensor"

    def fits(self, look: Look) -> bool:
        """Whether the header has such rows."""
        if len(look.lines) < 4:
            return False
        second = set(look.lines[1].split(","))
        return {"Time", "Accelerometer"} <= second and {"X", "Y", "Z"} <= set(look.lines[2].split(","))

    def open(self, look: Look, options: Options) -> Recording:
        """The recording of one segment."""
        segments, sensors, axes = (line.split(",") for line in look.lines[:3])
        wanted = options.part or "Pelvis"
        named = sorted(set(segments) - {""})

        def column(sensor: str, axis: str) -> int:
            for number, header in enumerate(zip(segments, sensors, axes, strict=False), 1):
                if header == (wanted, sensor, axis):
                    return number
            raise RecordingError(
                f"no {sensor} {axis} of '{wanted}'",
                expected=f"one of {', '.join(named)}",
                hint="Name the segment with --part.",
                path=look.path,
                line=1,
            )

        has_gyroscope = "Gyroscope" in sensors
        form = TableFormat(
            self.id,
            acc=Triad(
                (column("Accelerometer", "X"), column("Accelerometer", "Y"), column("Accelerometer", "Z")),
                1.0,
            ),
            gyr=Triad(
                (column("Gyroscope", "X"), column("Gyroscope", "Y"), column("Gyroscope", "Z")),
                ANGULAR_RATE["rad/s"],
            )
            if has_gyroscope
            else None,
            description=Description(placement=wanted.lower()),
            first_row=4,
            time=column("Time", "S"),
        )
        return open_table(look.path, form, look.lines, options)


_SENSOR = re.compile(
    r"%\s*(?P<mac>[0-9a-fA-F:]{17})\s*;\s*(?P<id>\d+)\s*;\s*(?P<place>\w+)\s*;\s*(?P<model>.*)"
)
_MOST_BYTES, _LONGEST_LINE = 256 << 20, 4096


@dataclass(frozen=True, slots=True)
class UmaFallImporter:
    """Reads UMAFall: all sensors' rows in one table; the one at the waist, or the place named by part."""

    id: str = "umafall"
    name: str = "UMAFall: rows of all sensors, recognised by their id"
    source: str = "the table of sensors in its header: ms, g, deg/s, a SensorTag at the waist"

    def fits(self, look: Look) -> bool:
        """Whether the header holds the table of sensors and the row's description."""
        return (
            bool(look.lines)
            and look.lines[0].startswith("%")
            and any(line.replace(" ", "").startswith("%TimeStamp;SampleNo;") for line in look.lines[:80])
        )

    def open(self, look: Look, options: Options) -> Recording:
        """The recording of the sensor at one place."""
        sensors = [found for line in look.lines[:80] if (found := _SENSOR.match(line))]
        wanted = options.part or "WAIST"
        chosen = [one for one in sensors if one["place"].upper() == wanted.upper()]
        if len(chosen) != 1:
            raise RecordingError(
                f"{len(chosen)} sensors at '{wanted}'",
                expected=f"one of {', '.join(one['place'] for one in sensors)}",
                hint="Name the place with --part.",
                path=look.path,
            )
        rows, messages = _umafall_rows(look)
        mine = rows[rows[:, 6] == float(chosen[0]["id"])]
        acc, gyr = (mine[mine[:, 5] == kind] for kind in (0.0, 1.0))
        if len(acc) < 2:
            raise RecordingError(
                f"no acceleration of the sensor at '{wanted}'",
                expected="rows of the type 0 with its id",
                hint="Name another place with --part.",
                path=look.path,
            )
        recording = fused_arrays(
            look.path,
            (acc[:, 0] * 1e-3, acc[:, 2:5] * STANDARD_GRAVITY_MS2),
            (gyr[:, 0] * 1e-3, gyr[:, 2:5]) if len(gyr) > 1 else None,
            self.id,
            options,
            Description(placement=wanted.lower(), device={"model": chosen[0]["model"].strip()[:80]}),
        )
        recording.messages.extend(messages)
        return recording


def _umafall_rows(look: Look) -> tuple[FloatArray, list[str]]:
    """The rows of all sensors (n, 7), and what was noticed: a last line that is cut short is left out."""
    rows: list[list[str]] = []
    short: tuple[int, int] | None = None
    for number, line in enumerate(_lines(look.path), 1):
        text = line.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace").strip()
        if not text or text.startswith("%"):
            continue
        if short is not None:
            raise _bad(look.path, short[0], f"{short[1]} cells")
        cells = text.rstrip(";").split(";")
        if len(cells) == 7:
            rows.append(cells)
        else:
            short = number, len(cells)
    try:
        found = np.array(rows, dtype=np.float64).reshape(-1, 7)
    except ValueError as error:
        raise _bad(look.path, None, str(error)) from None
    return found[np.isfinite(found).all(axis=1)], [] if short is None else [CUT_SHORT]


def _lines(path: Path) -> Iterator[bytes]:
    left = _MOST_BYTES
    with unpacked(path, EXPECTED) as file:
        while (line := file.readline(_LONGEST_LINE)) and left > 0:
            left -= len(line)
            yield line


def _bad(path: Path, line: int | None, found: str) -> RecordingError:
    return RecordingError(
        found,
        expected="seven numbers in each line",
        hint="Correct the line, or copy the file again.",
        path=path,
        line=line,
    )
