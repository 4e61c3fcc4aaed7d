"""Libraries that only some formats need."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from ...errors import RecordingError


def extra(module: str, what: str, path: Path) -> Any:
    """The module; raises RecordingError, with the way to it, where it isn't installed."""
    try:
        return import_module(module)
    except ImportError as error:
        raise RecordingError(
            f"{what}, and '{module.partition('.')[0]}' isn't installed",
            expected="the library that reads it",
            hint="Install it: pip install 'sensortrack[formats]'.",
            path=path,
        ) from error
