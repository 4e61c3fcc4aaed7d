"""Emulated sensors: described once, then put behind any transport.

::

    sensor = ProfileSensor(profile, settings, SampleSource(simulate(...).blocks))
    source = BleSource(profile, settings, radio=emulated_radio(Air([sensor])))
"""

from .air import Air
from .backend import emulated_radio
from .emulated_sensor import EmulatedSensor, Stage
from .gatt import AttError, Place, Service, places
from .over_the_air import over_the_air
from .profile_sensor import ProfileSensor, SendingManner
from .sample_source import SampleSource

__all__ = [
    "Air",
    "AttError",
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
]
