"""The emulated sensors as a radio that bleak can use on any system, without Bluetooth, root or D-Bus."""

from __future__ import annotations

from ..ble.radio import Radio
from .air import Air
from .in_process_client import EmulatedClient
from .scanner import EmulatedAdapter, EmulatedScanner


def emulated_radio(air: Air) -> Radio:
    """A radio that reaches the sensors in `air`, and no others."""
    bound = {"air": air}  # bleak takes classes, so that the air goes into them
    return Radio(
        scanner=type("EmulatedScanner", (EmulatedScanner,), bound),
        client=type("EmulatedClient", (EmulatedClient,), bound),
        system=type("EmulatedAdapter", (EmulatedAdapter,), bound),
    )
