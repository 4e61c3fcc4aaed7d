"""How a person's sensor sits on the body, kept for the next session: one calibration for each sensor and place."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..errors import SensortrackError
from ..files import read_calibration, write_calibration
from ..history.data_folder import private_folder
from ..motion.wearing.mounting import mounting_in

FOLDER = "mountings"


def kept_mounting(home: Path, person: str, sensor: str, placement: str | None) -> Mapping[str, Any] | None:
    """The calibration that was kept last; None where there is none, or what is there can't be used.

    Parameters
    ----------
    home : pathlib.Path
        The folder of the history.
    sensor : str
        What the sensor is known by: its profile and its address.
    """
    for path in _files(home, person, sensor, placement):
        with suppress(SensortrackError):
            calibration = read_calibration(path)
            if calibration.get("person") == person and mounting_in(calibration, path) is not None:
                return {key: value for key, value in calibration.items() if key != "person"}
    return None


def keep_mounting(
    home: Path, person: str, sensor: str, placement: str | None, calibration: Mapping[str, Any] | None
) -> None:
    """Keep a calibration instead of the earlier one; None keeps none.

    It names its person, so that it is exported and deleted with all else that is theirs.

    Raises CannotCreateError or FileIOError where it can't be written.
    """
    earlier = list(_files(home, person, sensor, placement))
    if calibration is not None:
        path = (
            private_folder(home / FOLDER) / f"{_key(person, sensor, placement)}-{secrets.token_hex(3)}.json"
        )
        write_calibration(path, {**calibration, "person": person})
    for path in earlier:
        path.unlink(missing_ok=True)


def _files(home: Path, person: str, sensor: str, placement: str | None) -> Iterator[Path]:
    yield from sorted((home / FOLDER).glob(f"{_key(person, sensor, placement)}-*.json"))


def _key(person: str, sensor: str, placement: str | None) -> str:
    return hashlib.sha256("\n".join((person, sensor, placement or "")).encode()).hexdigest()[:12]
