"""An emulated BlueZ on a private D-Bus daemon: bleak runs on it as it is.

What it does was compared with bluetoothd 5.66; what it can't show is the timing of the radio.
"""

from .bluez import BlueZ
from .daemon import ABSENT, DBusDaemon

__all__ = ["ABSENT", "BlueZ", "DBusDaemon"]
