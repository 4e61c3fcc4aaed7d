"""The errors that sensortrack raises: a tree of its own, each with the data to act on.

::

    SensortrackError                 exit code 1
     ├─ UsageError                   2    an option or a name that doesn't exist
     ├─ DataError                    65   a file or signal that can't be used
     │   ├─ RecordingError                a recording: what was expected, what was found, in which line
     │   ├─ ProfileError                  an import or firmware profile: which file, which key
     │   ├─ CatalogueError                a catalogue or a plan: which file, which key
     │   └─ HistoryError                  a history that isn't one, or a newer version's
     ├─ NoInputError                 66   no such file, or a directory
     ├─ SensorUnavailableError       69   no sensor to be had
     │   ├─ BluetoothError                the radio: no adapter, switched off, no BlueZ, not allowed
     │   ├─ SensorNotFoundError           no such sensor within reach, or several of that name
     │   ├─ WrongSensorError              another device than the profile describes
     │   ├─ SensorRefusedError            it refused a request, or gave another answer than expected
     │   └─ LinkLostError                 the link broke, or fell silent, and didn't come back
     ├─ ClusterError                 69   no cluster there, or none with this version of sensortrack
 ├─ CannotCreateError            73   a file that can't be made (it exists already, say)
     └─ FileIOError                  74   reading or writing failed on the way
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal, TypeVar

_Error = TypeVar("_Error", bound="SensortrackError")


class SensortrackError(Exception):
    """Anything that sensortrack can name; `exit_code` is what the command line ends with.

    Errors can be pickled and copied with all they carry, whatever their `__init__` asks for: one that a worker raises
    reaches the process that waits for it.
    """

    exit_code: ClassVar[int] = 1

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.args, dict(self.__dict__))


def _restored(kind: type[_Error], args: tuple[object, ...], carried: Mapping[str, Any]) -> _Error:
    """The error as it was; by default Python would call `kind(*args)`, which keyword-only arguments refuse."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(carried)
    return error


class UsageError(SensortrackError):
    """An option, exercise or name that doesn't exist; the message lists what does."""

    exit_code = 2


class DataError(SensortrackError):
    """Input that can't be used, said as: what was expected, what was found, where, what to do.

    Attributes
    ----------
    found, expected, hint : str
        What stands in the file, what should stand there, and what the person can do.
    path : pathlib.Path, str or None
        The file; a text is the address of one elsewhere.
    line : int or None
        Line of the file, counted from 1.
    key : str or None
        Key of a TOML or JSON file, dotted.
    """

    exit_code = 65

    def __init__(
        self,
        found: str,
        *,
        expected: str,
        hint: str,
        path: Path | str | None = None,
        line: int | None = None,
        key: str | None = None,
    ) -> None:
        self.found, self.expected, self.hint = found, expected, hint
        self.path, self.line, self.key = path, line, key
        where = "".join(
            (
                f"{path}" if path is not None else "",
                f", line {line}" if line is not None else "",
                f", key '{key}'" if key is not None else "",
            )
        )
        super().__init__(f"{where + ': ' if where else ''}{found}; expected {expected}. {hint}")


class RecordingError(DataError):
    """A recording or foreign table that can't be used."""


class ProfileError(DataError):
    """An import profile or firmware profile that doesn't hold to its schema."""


class CatalogueError(DataError):
    """A catalogue that doesn't hold to its schema."""


class HistoryError(DataError):
    """A history file that can't be used."""


class NoInputError(SensortrackError):
    """No such file, or something that isn't a file."""

    exit_code = 66

    def __init__(self, path: Path | str, found: str, *, expected: str = "a recording (a .csv file)") -> None:
        self.path, self.found, self.expected = path, found, expected
        super().__init__(f"{path}: {found}; expected {expected}. Check the path.")


class SensorUnavailableError(SensortrackError):
    """No sensor could be found or kept; `found` says what happened, `hint` what the person can do."""

    exit_code = 69

    def __init__(self, found: str, *, hint: str = "") -> None:
        self.found, self.hint = found, hint
        super().__init__(f"{found}. {hint}" if hint else found)


BluetoothFault = Literal[
    "no_adapter",
    "no_central_role",
    "powered_off",
    "no_bluez",
    "old_bluez",
    "no_dbus",
    "denied",
    "busy",
    "unknown",
]
"""What can be wrong with the computer's Bluetooth."""


class BluetoothError(SensorUnavailableError):
    """The computer's Bluetooth can't be used; `fault` says why, `detail` is what the system said."""

    def __init__(self, found: str, *, fault: BluetoothFault, hint: str, detail: str = "") -> None:
        self.fault, self.detail = fault, detail
        super().__init__(found, hint=hint)


class SensorNotFoundError(SensorUnavailableError):
    """No sensor, or more than one, is what was asked for; `sightings` lists those within reach."""

    def __init__(self, found: str, *, hint: str, sightings: tuple[str, ...] = ()) -> None:
        self.sightings = sightings
        super().__init__(found, hint=hint)


class WrongSensorError(SensorUnavailableError):
    """The device isn't what its name or profile says: a service or characteristic is missing."""


class SensorRefusedError(SensorUnavailableError):
    """The sensor refused a request, or its answer wasn't the one the profile expects."""


class LinkLostError(SensorUnavailableError):
    """The link couldn't be made, broke or fell silent."""


class ClusterError(SensortrackError):
    """A cluster that can't be reached, or whose machines haven't the same sensortrack."""

    exit_code = 69


class CannotCreateError(SensortrackError):
    """A file that can't be created; nothing is ever overwritten."""

    exit_code = 73

    def __init__(self, path: Path | str, found: str) -> None:
        self.path, self.found = path, found
        super().__init__(f"{path}: {found}; nothing was written. Choose another name or folder.")


class FileIOError(SensortrackError):
    """Reading or writing failed on the way (a full disk, a cable pulled)."""

    exit_code = 74
