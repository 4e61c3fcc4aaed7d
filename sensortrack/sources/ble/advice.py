"""What a person can do where Bluetooth isn't to be had, on each system."""

from __future__ import annotations

import sys

from ...errors import BluetoothFault

_LINUX: dict[BluetoothFault, str] = {
    "no_adapter": "Plug in a Bluetooth adapter; 'lsusb' and 'rfkill list' show whether the system sees it.",
    "no_central_role": "This adapter knows no Bluetooth Low Energy: use one of version 4.0 or later.",
    "powered_off": "Switch Bluetooth on: 'rfkill unblock bluetooth', then 'bluetoothctl power on'.",
    "no_bluez": "Install and start BlueZ: 'sudo apt install bluez', 'sudo systemctl enable --now bluetooth'.",
    "old_bluez": "Update BlueZ to 5.55 or later ('bluetoothctl --version' tells which one there is).",
    "no_dbus": "Start the system bus: 'sudo systemctl start dbus'. In a container, hand in"
    " /run/dbus/system_bus_socket.",
    "denied": "Add yourself to the group: 'sudo usermod -aG bluetooth $USER', then log out and in again."
    " Snap and Flatpak programs need the permission 'bluez' too.",
    "busy": "End other programs that scan ('bluetoothctl scan off'); where that doesn't help,"
    " 'sudo systemctl restart bluetooth'.",
    "unknown": "'sudo systemctl restart bluetooth' often helps; 'sensortrack doctor' looks further.",
}

_MACOS: dict[BluetoothFault, str] = {
    "no_adapter": "This Mac has no Bluetooth that macOS can use: see System Information > Bluetooth.",
    "powered_off": "Switch Bluetooth on in the Control Centre or in System Settings > Bluetooth.",
    "denied": "Allow it in System Settings > Privacy & Security > Bluetooth for the terminal or the program"
    " that runs sensortrack, then start that anew.",
    "unknown": "Switch Bluetooth off and on in the Control Centre, then try again.",
}

_WINDOWS: dict[BluetoothFault, str] = {
    "no_adapter": "Plug in a Bluetooth adapter; the Device Manager shows whether Windows sees it.",
    "no_central_role": "This adapter knows no Bluetooth Low Energy: use one of version 4.0 or later.",
    "powered_off": "Switch Bluetooth on in Settings > Bluetooth & devices, and flight mode off.",
    "denied": "Allow it in Settings > Privacy & security > Radios.",
    "unknown": "Switch Bluetooth off and on in Settings > Bluetooth & devices, then try again.",
}


def advice(fault: BluetoothFault, platform: str = sys.platform) -> str:
    """What to do about a fault of the radio on a system (`sys.platform`)."""
    texts = {"darwin": _MACOS, "win32": _WINDOWS}.get(platform, _LINUX)
    return texts.get(fault) or texts["unknown"]


NEAR = "Switch the sensor on, charge it, bring it within two metres, and end other programs and phones"
NEAR_TO_IT = f"{NEAR} that are connected to it."
