"""Emulated sensors: described once, then put behind any transport."""

from .air import Air
from .backend import emulated_radio
from .gatt import AttError, Characteristic, Place, Service, places
from .sensor import EmulatedSensor, Link, Stage

__all__ = [
    "Air",
    "AttError",
    "Characteristic",
    "EmulatedSensor",
    "Link",
    "Place",
    "Service",
    "Stage",
    "emulated_radio",
    "places",
]
