"""What bleak raises, put in our words.

bleak has one exception for some faults, the builtin TimeoutError for others, and plain OSErrors if D-Bus is missing.
Measurements showed which situation raises which (see docs/bluetooth.md).
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakCharacteristicNotFoundError,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)

from ...errors import (
    BluetoothError,
    BluetoothFault,
    LinkLostError,
    SensorNotFoundError,
    SensorRefusedError,
    SensorUnavailableError,
    WrongSensorError,
)
from .advice import NEAR_TO_IT, advice

_REASONS: dict[BleakBluetoothNotAvailableReason, BluetoothFault] = {
    BleakBluetoothNotAvailableReason.NO_BLUETOOTH: "no_adapter",
    BleakBluetoothNotAvailableReason.NO_BLE_CENTRAL_ROLE: "no_central_role",
    BleakBluetoothNotAvailableReason.POWERED_OFF: "powered_off",
    BleakBluetoothNotAvailableReason.DENIED_BY_USER: "denied",
    BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM: "denied",
    BleakBluetoothNotAvailableReason.DENIED_BY_UNKNOWN: "denied",
}

_DBUS: dict[str, BluetoothFault] = {
    "org.freedesktop.DBus.Error.ServiceUnknown": "no_bluez",
    "org.freedesktop.DBus.Error.NameHasNoOwner": "no_bluez",
    "org.freedesktop.DBus.Error.Spawn.ServiceNotFound": "no_bluez",
    "org.freedesktop.DBus.Error.Spawn.ChildExited": "no_bluez",  # D-Bus tried to start it, and it ended at once
    "org.freedesktop.DBus.Error.Spawn.Failed": "no_bluez",
    "org.freedesktop.systemd1.NoSuchUnit": "no_bluez",
    "org.freedesktop.systemd1.UnitMasked": "no_bluez",
    "org.freedesktop.DBus.Error.Disconnected": "no_dbus",
    "org.freedesktop.DBus.Error.AccessDenied": "denied",
    "org.bluez.Error.NotReady": "powered_off",
    "org.bluez.Error.InProgress": "busy",
}

_FOUND: dict[BluetoothFault, str] = {
    "no_adapter": "this computer has no Bluetooth adapter",
    "no_central_role": "the Bluetooth adapter can't connect to Low Energy sensors",
    "powered_off": "Bluetooth is switched off",
    "no_bluez": "the Bluetooth service (BlueZ) isn't running",
    "old_bluez": "the Bluetooth service (BlueZ) is too old",
    "no_dbus": "the system bus (D-Bus) can't be reached",
    "denied": "the system doesn't allow this program to use Bluetooth",
    "busy": "the Bluetooth adapter is busy with another scan",
    "unknown": "Bluetooth isn't available",
}


def bluetooth_error(fault: BluetoothFault, detail: str = "") -> BluetoothError:
    """The error for a fault of the radio, with advice for this system."""
    named = detail.startswith("adapter '")
    found = f"the Bluetooth {detail}" if named else _FOUND[fault]
    return BluetoothError(found, fault=fault, hint=advice(fault), detail=detail)


@contextmanager
def translating(doing: str, sensor: str | None = None) -> Iterator[None]:
    """Translate what bleak raises within; `doing` reads "connecting to the sensor".

    Raises SensorUnavailableError, or one of its kinds, for every fault.
    """
    try:
        yield
    except (SensorUnavailableError, asyncio.CancelledError):
        raise
    except (BleakError, OSError, EOFError) as error:  # TimeoutError is an OSError
        raise translated(error, doing, sensor) from error
    except Exception as error:
        if not type(error).__module__.startswith("dbus_fast"):
            raise
        raise translated(error, doing, sensor) from error


def translated(error: Exception, doing: str, sensor: str | None = None) -> SensorUnavailableError:
    """Our error for one of bleak's (or of what is below it)."""
    who = sensor or "the sensor"
    detail = _detail(error)
    fault = radio_fault(error)
    if fault is not None:
        return bluetooth_error(fault, detail)
    if isinstance(error, BleakDeviceNotFoundError) or detail.startswith("device 'dev_"):
        return SensorNotFoundError(f"{who} is not to be found any more", hint=NEAR_TO_IT)
    if isinstance(error, BleakCharacteristicNotFoundError):
        return WrongSensorError(
            f"{who} has no characteristic {error.char_specifier}",
            hint="It is another device, or its firmware is another one than the profile's.",
        )
    if isinstance(error, BleakGATTProtocolError):
        return SensorRefusedError(
            f"{who} refused {doing} ({detail})",
            hint="Switch it off and on; where that doesn't help, check the profile against its firmware.",
        )
    if isinstance(error, BleakDBusError) and error.dbus_error == "org.bluez.Error.NotPermitted":
        return SensorRefusedError(
            f"{who} refused {doing}: it wants to be paired",
            hint="Pair it in the system's Bluetooth settings ('bluetoothctl pair ADDRESS'), then try again.",
        )
    if isinstance(error, BleakDBusError) and error.dbus_error == "org.bluez.Error.NotSupported":
        return SensorRefusedError(
            f"{who} refused {doing}: it can't do that", hint="Check the profile against its firmware."
        )
    if sensor is None and isinstance(error, BleakDBusError | TimeoutError):
        return bluetooth_error(
            "unknown", f"{doing}: {detail}"
        )  # a command that the adapter didn't answer, say
    if isinstance(error, TimeoutError):
        return LinkLostError(f"{who} doesn't answer ({doing})", hint=NEAR_TO_IT)
    return LinkLostError(f"the link to {who} broke ({doing}: {detail})", hint=NEAR_TO_IT)


def radio_fault(error: Exception) -> BluetoothFault | None:
    """What is wrong with the radio or the system below it; None if the sensor or the link is at fault."""
    if isinstance(error, BleakBluetoothNotAvailableError):
        return _REASONS.get(error.reason, "unknown")
    if isinstance(error, BleakDBusError):
        return _DBUS.get(error.dbus_error)
    if isinstance(error, BleakError):
        text = str(error)
        if text.startswith("adapter '"):
            return "no_adapter"
        return "old_bluez" if "requires BlueZ" in text else None
    if type(error).__name__ == "AuthError":
        return "denied"
    if isinstance(error, PermissionError):
        return "denied"
    if sys.platform == "linux" and isinstance(error, FileNotFoundError | ConnectionRefusedError):
        return "no_dbus"
    return None


def _detail(error: Exception) -> str:
    """bleak's own words, without its tuples and class names."""
    if isinstance(error, BleakDBusError):
        return error.dbus_error_details or error.dbus_error
    if isinstance(error, BleakGATTProtocolError):
        return str(error.args[1])
    if isinstance(error, BleakBluetoothNotAvailableError):
        return str(error.args[0])
    return str(error) or type(error).__name__
