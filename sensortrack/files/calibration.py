"""`NAME.calibration.json`: how the sensor sat on the body, for the recordings that share the mounting."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from ..errors import DataError
from ..json_text import to_json
from ..motion.wearing.mounting import KEY, mounting_in
from ..outside.document import Kind, read_document
from ..outside.reader import read
from .writing import create

SCHEMA = "sensortrack.calibration/1"
_KIND = Kind(
    "a calibration (a .json file)",
    f'a JSON object with "schema": "{SCHEMA}"',
    "json",
    hint="Make it anew: `sensortrack calibrate`.",
)


class Calibration(msgspec.Struct, frozen=True):
    """What kind of file it declares itself to be. Its content is checked where it is used to turn a recording."""

    schema: Literal["sensortrack.calibration/1"]


def read_calibration(path: Path) -> dict[str, Any]:
    """Read from a file what a recording's `Description.calibration` should be.

    Raises NoInputError where there is no such file, DataError where it isn't JSON or has another schema,
    FileIOError where it can't be read.
    """
    document = read_document(path, _KIND)
    read(document, Calibration)
    return {key: value for key, value in document.values.items() if key != "schema"}


def calibration_of(path: Path | None) -> dict[str, Any]:
    """What the named calibration says about a recording; empty if none was named.

    Returns
    -------
    dict
        For `Recording.described`.

    Raises
    ------
    DataError, NoInputError, FileIOError
        As `read_calibration`, or the file gives no mounting.
    """
    if path is None:
        return {}
    calibration = read_calibration(path)
    if mounting_in(calibration, path) is None:
        raise DataError(
            f"no '{KEY}'",
            expected="a calibration of the mounting",
            hint="Make it anew: `sensortrack calibrate`.",
            path=path,
        )
    return {"calibration": calibration, "frame": "sensor"}


def write_calibration(path: Path, calibration: Mapping[str, Any]) -> None:
    """Write a calibration, never over another file.

    Raises CannotCreateError where the file exists or can't be made, FileIOError where writing failed on the way.
    """
    with create(path) as file:
        file.write(to_json({"schema": SCHEMA, **calibration}, indent=2) + "\n")
