"""`NAME.calibration.json`: how the sensor sat on the body, for the recordings that share the mounting."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import DataError, FileIOError, NoInputError
from .writing import create

SCHEMA = "sensortrack.calibration/1"
_EXPECTED = f'a JSON object with "schema": "{SCHEMA}"'
_HINT = "Make it anew: `sensortrack calibrate`."


def read_calibration(path: Path) -> dict[str, Any]:
    """What a recording's `Description.calibration` is to be, from a file.

    Raises
    ------
    NoInputError
        No such file.
    DataError
        Not JSON, or another schema.
    FileIOError
        The file is there and can't be read.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise NoInputError(path, "no such file", expected="a calibration (a .json file)") from None
    except UnicodeDecodeError as error:
        raise DataError("bytes that are not UTF-8", expected=_EXPECTED, hint=_HINT, path=path) from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"broken JSON ({error})", expected=_EXPECTED, hint=_HINT, path=path) from error
    except OSError as error:
        raise FileIOError(
            f"{path}: reading failed: {error.strerror or error}. Check its permissions."
        ) from error
    found = values.pop("schema", None) if isinstance(values, dict) else None
    if found != SCHEMA:
        told = "no object" if not isinstance(values, dict) else f"schema {found!r}"
        raise DataError(told, expected=_EXPECTED, hint=_HINT, path=path)
    return dict(values)


def write_calibration(path: Path, calibration: Mapping[str, Any]) -> None:
    """Write a calibration, never over another file.

    Raises
    ------
    CannotCreateError
        The file exists, or can't be made.
    FileIOError
        Writing failed on the way.
    """
    with create(path) as file:
        file.write(json.dumps({"schema": SCHEMA, **calibration}, indent=2, ensure_ascii=False) + "\n")
