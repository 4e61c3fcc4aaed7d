"""Sensors over Bluetooth: found, started, kept streaming, and stopped.

::

    profile = load_profile("witmotion_ble5")
    source = BleSource(profile, profile.settings(rate_hz=100))
    async with source:
        async for item in source:      # LinkEvent, Notification, LinkUp, LinkLost, Block
            ...
"""

from .decoding import SourceItem
from .doctor import Check, doctor
from .find_sensor import Wanted, find
from .link_events import LinkEvent, LinkState
from .policy import LinkPolicy
from .radio import Radio
from .scan import Sighting, scan
from .source import BleSource

__all__ = [
    "BleSource",
    "Check",
    "LinkEvent",
    "LinkPolicy",
    "LinkState",
    "Radio",
    "Sighting",
    "SourceItem",
    "Wanted",
    "doctor",
    "find",
    "scan",
]
