"""A firmware profile as data: how a sensor is found, set up, started and decoded; types only, nothing is done here."""

from .firmware_profile import Profile
from .sensor_settings import SensorSettings
from .steps import Expect, Patch, Step, Subscribe, Unsubscribe, Wait, Write
from .values import CharacteristicName, HexTemplate
from .vector import Vector

__all__ = [
    "CharacteristicName",
    "Expect",
    "HexTemplate",
    "Patch",
    "Profile",
    "SensorSettings",
    "Step",
    "Subscribe",
    "Unsubscribe",
    "Vector",
    "Wait",
    "Write",
]
