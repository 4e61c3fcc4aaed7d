"""BIDS-Motion: `*_motion.tsv` without a header, its columns named by `*_channels.tsv`, its rate by `*_motion.json`.

The brain imaging data structure's specification, motion recordings (BEP029).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import RecordingError
from ...outside.document import Kind, read_document
from ...records import Description, Recording
from ...units import ACCELERATION, ANGULAR_RATE, TIME
from ..opening import Options, open_table
from ..table_format import TableFormat, Triad
from ..text import head_lines
from ..units_row import plain_unit
from .look import Look

_NAME = re.compile(r"(?P<stem>.+)_motion\.tsv(\.gz)?")
KIND = Kind(
    "a BIDS sidecar (a .json file)",
    "a JSON object with SamplingFrequency",
    syntax="json",
    error=RecordingError,
)


@dataclass(frozen=True, slots=True)
class BidsImporter:
    """Reads a BIDS motion recording: the point with an accelerometer, or the one that `part` names."""

    id: str = "bids_motion"
    name: str = "BIDS-Motion (*_motion.tsv with *_channels.tsv)"
    source: str = "the BIDS specification: columns, components and units as channels.tsv says"

    def fits(self, look: Look) -> bool:
        """Whether the channels of the table stand beside it."""
        files = beside(look.path.name)
        return bool(files) and look.path.with_name(files[0]).is_file()

    def open(self, look: Look, options: Options) -> Recording:
        """The recording of one tracked point."""
        channels, sidecar = (look.path.with_name(name) for name in beside(look.path.name))
        columns = _channels(channels)
        document = read_document(sidecar, KIND)
        rate = document.values.get("SamplingFrequency")
        if not isinstance(rate, int | float) or isinstance(rate, bool) or not 0.0 < rate < 1e6:
            raise document.fail("SamplingFrequency", repr(rate), "a rate in Hz above zero")
        points = sorted({row["tracked_point"] for row in columns if row["type"] == "ACCEL"})
        if options.part is None and len(points) != 1:
            raise RecordingError(
                f"{len(points)} tracked points with an accelerometer",
                expected=f"one, named with --part: {', '.join(points)}",
                hint="Name the point.",
                path=look.path,
            )
        point = options.part or points[0]
        acc = _triad(columns, point, ("ACCEL",), ACCELERATION, look.path)
        gyr = _triad(columns, point, ("GYRO", "ANGVEL", "VEL"), ANGULAR_RATE, look.path)
        if acc is None:
            raise RecordingError(
                f"no acceleration of '{point}'",
                expected=f"one of {', '.join(points)}",
                hint="Name the point with --part.",
                path=look.path,
            )
        latency = [n for n, row in enumerate(columns, 1) if row["type"] == "LATENCY"]
        unit = plain_unit(columns[latency[0] - 1]["units"]) if latency else "s"
        device = {k: document.values[v] for k, v in (("vendor", "Manufacturer"), ("model", "ManufacturersModelName"))
                  if isinstance(document.values.get(v), str)}  # fmt: skip
        form = TableFormat(
            self.id,
            acc=acc,
            gyr=gyr,
            description=Description(rate_hz=float(rate), placement=point, device=device or None),
            first_row=1,
            time=latency[0] if latency else None,
            time_factor=TIME.get(unit, 1.0),
            delimiter="\t",
            missing=frozenset({"n/a"}),
        )
        return open_table(look.path, form, look.lines, options)


def beside(name: str) -> tuple[str, ...]:
    """The names of the two files beside a `*_motion.tsv` that say what is in it; empty for any other file."""
    found = _NAME.fullmatch(name)
    return () if found is None else (f"{found['stem']}_channels.tsv", f"{found['stem']}_motion.json")


def _channels(path: Path) -> list[dict[str, str]]:
    lines = [line.split("\t") for line in head_lines(path) if line.strip()]
    wanted = {"component", "type", "tracked_point", "units"}
    if not wanted <= set(lines[0]) or any(len(cells) != len(lines[0]) for cells in lines):
        raise RecordingError(
            f"channels with the columns {lines[0]}",
            expected="name, component, type, tracked_point and units, in each row",
            hint="Write them as BIDS has it.",
            path=path,
        )
    return [dict(zip(lines[0], cells, strict=True)) for cells in lines[1:]]


def _triad(
    channels: list[dict[str, str]], point: str, types: tuple[str, ...], units: Any, path: Path
) -> Triad | None:
    """The columns of a sensor's x, y and z at a point; None if the point has no such sensor."""
    for kind in types:
        mine = {
            row["component"]: (n, plain_unit(row["units"]))
            for n, row in enumerate(channels, 1)
            if row["type"] == kind and row["tracked_point"] == point
        }
        if {"x", "y", "z"} <= mine.keys():
            stated = {unit for _, unit in mine.values()}
            if len(stated) != 1 or not stated <= units.keys():
                raise RecordingError(
                    f"the units {sorted(stated)} for {kind}",
                    expected=f"one of {', '.join(units)}",
                    hint="Correct channels.tsv.",
                    path=path,
                )
            return Triad((mine["x"][0], mine["y"][0], mine["z"][0]), units[stated.pop()])
    return None
