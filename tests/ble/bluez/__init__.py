"""An emulated BlueZ on a private D-Bus daemon: bleak runs on it as it is.

What it does was compared with bluetoothd 5.66; what it can't show is the timing of the radio. It imports
dbus-fast, which bleak brings along on Linux only: import `bluez` where it is used, `daemon` anywhere.
"""
