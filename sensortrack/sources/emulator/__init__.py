"""Emulated sensors: described once, then put behind any transport.

::

    sensor = ProfileSensor(profile, settings, SampleSource(simulate(...).blocks))
    source = BleSource(profile, settings, radio=emulated_radio(Air([sensor])))
"""

from .air import Air
from .backend import emulated_radio
from .emulated_sensor import ClientLink, EmulatedSensor, Stage
from .gatt import AttError, Characteristic, Place, Service, places
from .over_the_air import over_the_air
from .profile_sensor import ProfileSensor, SendingManner
from .sample_source import SampleSource, slow_turn

__all__ = [
    "Air",
    "AttError",
    "Characteristic",
    "ClientLink",
    "EmulatedSensor",
    "Place",
    "ProfileSensor",
    "SampleSource",
    "SendingManner",
    "Service",
    "Stage",
    "emulated_radio",
    "over_the_air",
    "places",
    "slow_turn",
]
