"""Libraries that read formats: had where they are needed, and what they raise of a damaged file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from ...errors import RecordingError, SensortrackError


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


@contextmanager
def reading(what: str, path: Path) -> Iterator[None]:
    """While a library reads a file: whatever it raises of a damaged one is a RecordingError.

    Such libraries raise anything that comes up on their way, so no list of errors is whole.
    """
    try:
        yield
    except SensortrackError:
        raise
    except Exception as error:
        raise RecordingError(
            f"{what} that can't be read ({str(error)[:200]})",
            expected="a whole file",
            hint="Copy or save the file again.",
            path=path,
        ) from error
