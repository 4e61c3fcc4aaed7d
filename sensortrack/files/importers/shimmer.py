"""Shimmer: what Consensys exports, two header rows with the units in the second; and the raw log of the SD card."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...errors import RecordingError
from ...records import Description, Recording
from ...units import ACCELERATION, ANGULAR_RATE, TIME
from ..opening import Options
from ..table_format import TableFormat, Triad
from ..units_row import plain_unit
from .headers import Header, headers_in
from .look import Look
from .protocol import TableImporter

_STAMP = re.compile(r"(?:(?P<device>.*)_)?Timestamp(_Unix|_Sync|_FormattedUnix|_SyncUnix)?_(CAL|RAW)$")
_ACCELEROMETERS = (
    "Accel_LN",
    "Low_Noise_Accelerometer",
    "Accel_WR",
    "Wide_Range_Accelerometer",
    "Accelerometer",
)
"""Names of the accelerometers: the one of low noise is taken where both were on."""
_GYROSCOPES = ("Gyro", "Gyroscope", "Gyr")


def _consensys(look: Look) -> TableFormat | None:
    headers = headers_in(look.lines, 3)
    header = next((h for h in headers if any(_STAMP.fullmatch(name) for name in h.names)), None)
    if header is None:
        return None
    names = header.names
    stamp = next(name for name in names if _STAMP.fullmatch(name))
    units = dict(zip(names, map(plain_unit, header.first), strict=False))
    calibrated = [_triad(names, sensor, "CAL") for sensor in _ACCELEROMETERS]
    acc = next((axes for axes in calibrated if axes is not None), None)
    if acc is None:
        raw = any(_triad(names, sensor, kind) for sensor in _ACCELEROMETERS for kind in ("UNCAL", "RAW"))
        raise RecordingError(
            "raw counts of the accelerometer (UNCAL)" if raw else "no accelerometer in it",
            expected="calibrated columns such as 'Accel_LN_X_CAL'",
            hint="Export the calibrated data in Consensys."
            if raw
            else "Record with an accelerometer switched on.",
            path=look.path,
            line=header.line,
        )
    gyr = next((axes for sensor in _GYROSCOPES if (axes := _triad(names, sensor, "CAL")) is not None), None)
    has_units = any(unit in TIME for unit in units.values())
    return TableFormat(
        CONSENSYS.id,
        acc=Triad(acc, ACCELERATION[units.get(acc[0], "") if units.get(acc[0]) in ACCELERATION else "m/s2"]),
        gyr=None
        if gyr is None
        else Triad(
            gyr, ANGULAR_RATE[units.get(gyr[0], "") if units.get(gyr[0]) in ANGULAR_RATE else "deg/s"]
        ),
        description=Description(device={"vendor": "Shimmer"}, loss="detected"),
        header_line=header.line,
        first_row=header.line + 2 if has_units else None,
        time=stamp,
        time_factor=TIME[units.get(stamp, "") if units.get(stamp) in TIME else "ms"],
        delimiter=header.delimiter,
        decimal="," if header.delimiter != "," and _has_comma(look, header) else ".",
        stray_words=frozenset(),
    )


def _triad(names: tuple[str, ...], sensor: str, kind: str) -> tuple[str, str, str] | None:
    found = []
    for axis in "XYZ":
        pattern = re.compile(rf"(?:.*_)?{sensor}_{axis}_{kind}$")
        one = [name for name in names if pattern.fullmatch(name)]
        if len(one) != 1:
            return None
        found.append(one[0])
    return found[0], found[1], found[2]


def _has_comma(look: Look, header: Header) -> bool:
    return any("," in line for line in look.lines[header.line + 1 : header.line + 3])


CONSENSYS = TableImporter(
    "shimmer_consensys",
    "Shimmer, CSV exported by Consensys",
    "Consensys: the unit of each column in the second header row; the low-noise accelerometer where both were on",
    _consensys,
)


@dataclass(frozen=True, slots=True)
class ShimmerRawImporter:
    """Knows the raw log of a Shimmer's SD card, and says that Consensys has to read it."""

    id: str = "shimmer_sdlog"
    name: str = "Shimmer, raw log of the SD card (refused: export it by Consensys)"
    source: str = "Shimmer's SDLog: a header of 256 bytes with the MAC address, calibrations and times"

    def fits(self, look: Look) -> bool:
        """Whether the first bytes are such a header: rate, device version, and 0xFF up to its end."""
        head = look.head
        return (
            len(head) >= 512
            and head[30:32] in (b"\x00\x03", b"\x00\x0a")
            and head[34:36] in (b"\x00\x03", b"\x00\x0b", b"\x00\x01")
            and head[225:251] == b"\xff" * 26
        )

    def open(self, look: Look, options: Options) -> Recording:
        """Raises RecordingError: its numbers need the calibration that Consensys applies."""
        raise RecordingError(
            "the raw log of a Shimmer's SD card",
            expected="calibrated values",
            hint="Import it in Consensys, and export it as CSV with calibrated data.",
            path=look.path,
        )
