"""Emulated sensors: described once, then put behind any transport.

::

    sensor = ProfileSensor(profile, settings, Samples(simulate(...).blocks))
    source = BleSource(profile, settings, radio=emulated_radio(Air([sensor])))
"""

from .air import Air
from .backend import emulated_radio
from .gatt import AttError, Characteristic, Place, Service, places
from .over_the_air import over_the_air
from .profile_sensor import Manner, ProfileSensor
from .samples import Samples, slow_turn
from .sensor import EmulatedSensor, Link, Stage

__all__ = [
    "Air",
    "AttError",
    "Characteristic",
    "EmulatedSensor",
    "Link",
    "Manner",
    "Place",
    "ProfileSensor",
    "Samples",
    "Service",
    "Stage",
    "emulated_radio",
    "over_the_air",
    "places",
    "slow_turn",
]
