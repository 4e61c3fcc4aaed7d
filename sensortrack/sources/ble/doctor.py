"""Looks whether Bluetooth can be used here, and says what to do where it can't."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from ...errors import BluetoothError, BluetoothFault, SensorUnavailableError
from .faults import bluetooth_error, translating
from .radio import Radio
from .scan import scan


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes
    ----------
    outcome : {"ok", "problem", "not_checked"}
        "not_checked": an earlier problem stands in the way.
    todo : str
        What to do about a problem; empty otherwise.
    """

    name: str
    outcome: Literal["ok", "problem", "not_checked"]
    found: str
    todo: str = ""


# Each builds on the one before; a fault tells which is the first that doesn't hold.
_LINUX: tuple[tuple[str, str, frozenset[BluetoothFault]], ...] = (
    ("D-Bus", "the system bus can be reached", frozenset({"no_dbus"})),
    ("BlueZ", "the Bluetooth service is running", frozenset({"no_bluez", "old_bluez"})),
    ("permission", "this program may use Bluetooth", frozenset({"denied"})),
    ("adapter", "there is one for Bluetooth Low Energy", frozenset({"no_adapter", "no_central_role"})),
    ("power", "it is switched on", frozenset({"powered_off"})),
    ("scan", "sensors can be looked for", frozenset({"busy", "unknown"})),
)
_OTHERS = tuple(check for check in _LINUX if check[0] not in {"D-Bus", "BlueZ"})


async def doctor(radio: Radio | None = None, *, scan_s: float = 2.0) -> list[Check]:
    """Check everything that Bluetooth needs, in the order in which one thing builds on the other."""
    checks = [
        Check(
            "system", "ok", f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
        ),
        _bleak(),
    ]
    chain = _LINUX if sys.platform == "linux" else _OTHERS
    devices, error = 0, None
    try:
        with translating("looking for Bluetooth"):
            devices = len(await scan(scan_s, (), radio or Radio()))
    except SensorUnavailableError as found:
        # Whatever the system said: the list is shown, with it.
        error = found if isinstance(found, BluetoothError) else bluetooth_error("unknown", found.found)
    broken = len(chain)
    if error is not None:
        broken = next((k for k, c in enumerate(chain) if error.fault in c[2]), len(chain) - 1)
    for k, (name, fine, _) in enumerate(chain):
        if k < broken:
            checks.append(
                Check(
                    name,
                    "ok",
                    f"{fine}; {devices} device{'' if devices == 1 else 's'} seen" if name == "scan" else fine,
                )
            )
        elif k == broken and error is not None:
            detail = f" ({error.detail})" if error.detail else ""
            checks.append(Check(name, "problem", error.found + detail, error.hint))
        else:
            checks.append(Check(name, "not_checked", "an earlier problem stands in the way"))
    return checks


def _bleak() -> Check:
    try:
        installed = version("bleak")
    except PackageNotFoundError:
        return Check("bleak", "problem", "it isn't installed", "Install it: pip install 'bleak>=3.1,<4'.")
    major, minor = (int(part) for part in installed.split(".")[:2])
    if (3, 1) <= (major, minor) < (4, 0):
        return Check("bleak", "ok", f"version {installed}")
    todo = "Install the right one: pip install 'bleak>=3.1,<4'."
    return Check("bleak", "problem", f"version {installed}; expected 3.1 or a later 3", todo)
