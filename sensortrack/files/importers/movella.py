"""Movella (Xsens): what the DOT writes on board and in its app, and what MT Manager exports for MTw and MTi."""

from __future__ import annotations

import re

from ...errors import RecordingError
from ...records import Description
from ...units import ANGULAR_RATE
from ..table_format import TableFormat, Triad
from .headers import Header, find_header, preamble
from .look import Look
from .protocol import TableImporter

ACC, GYR = ("Acc_X", "Acc_Y", "Acc_Z"), ("Gyr_X", "Gyr_Y", "Gyr_Z")
_RATE = re.compile(r"(\d+(?:[.,]\d+)?) ?Hz", re.ASCII)


def _dot(look: Look) -> TableFormat | None:
    header = find_header(look.lines, ("PacketCounter", "SampleTimeFine"))
    if header is None or any(line.startswith("//") for line in look.lines[: header.line - 1]):
        return None  # MT Manager's comments begin so
    _need_acceleration(header, look)
    return TableFormat(
        DOT.id,
        acc=Triad(ACC, 1.0),
        gyr=Triad(GYR, 1.0) if header.has(*GYR) else None,
        description=Description(
            rate_hz=_rate(preamble(look.lines, header.line - 1).get("OutputRate", "")),
            device={"vendor": "Movella", "model": "DOT"},
            loss="detected",
        ),
        header_line=header.line,
        time="SampleTimeFine",
        time_factor=1e-6,
        delimiter=header.delimiter,
        decimal=header.decimal,
        stray_words=frozenset(),
    )


DOT = TableImporter(
    "movella_dot",
    "Movella (Xsens) DOT, recording or app",
    "Xsens DOT user manual: SampleTimeFine in µs, m/s², deg/s; the axes of the sensor",
    _dot,
)


def _mtw(look: Look) -> TableFormat | None:
    header = find_header(look.lines, ("PacketCounter",))
    above = [] if header is None else look.lines[: header.line - 1]
    if header is None or not any(line.startswith("//") for line in above):
        return None
    if not any("Update Rate" in line for line in above):
        return None
    _need_acceleration(header, look)
    rate = _rate(preamble(look.lines, header.line - 1).get("Update Rate", ""))
    if rate is None:
        raise RecordingError(
            "no update rate above the header",
            expected='a line such as "// Update Rate: 100.0Hz"',
            hint="Export the file again with its header.",
            path=look.path,
        )
    return TableFormat(
        MTW.id,
        acc=Triad(ACC, 1.0),
        gyr=Triad(GYR, ANGULAR_RATE["rad/s"]) if header.has(*GYR) else None,
        description=Description(rate_hz=rate, device={"vendor": "Xsens"}, loss="detected"),
        header_line=header.line,
        time="PacketCounter",
        time_factor=None,
        delimiter=header.delimiter,
        decimal=header.decimal,
        missing=frozenset({""}),
        stray_words=frozenset(),
    )


MTW = TableImporter(
    "xsens_mt",
    "Xsens MTw or MTi, text exported by MT Manager",
    "MT Manager's manual: the update rate in the header, m/s², rad/s; the axes of the sensor",
    _mtw,
)


def _rate(text: str) -> float | None:
    found = _RATE.match(text)
    return float(found[1].replace(",", ".")) or None if found else None


def _need_acceleration(header: Header, look: Look) -> None:
    if header.has(*ACC):
        return
    free = header.has("FreeAcc_X", "FreeAcc_Y", "FreeAcc_Z")
    raise RecordingError(
        "free acceleration only: gravity was taken away" if free else "no acceleration in it",
        expected="the columns Acc_X, Acc_Y and Acc_Z",
        hint="Record a mode with inertial data (calibrated acceleration and angular rate).",
        path=look.path,
        line=header.line,
    )
