"""A firmware profile as data: how a sensor is found, set up, started and decoded; types only, nothing is done here."""

from .battery import Battery, BatteryPoll, Keepalive
from .firmware_profile import Pairing, Profile, Status
from .match import LinkRequirements, Match, Variant
from .sensor_settings import AccelRange, GyroRange, Rate, SensorSettings
from .steps import AnswerValue, Expect, Patch, Sequence, Step, Subscribe, Unsubscribe, Wait, Write
from .stream import Stream
from .values import CharacteristicName, HexTemplate
from .vector import Vector

__all__ = [
    "AccelRange",
    "AnswerValue",
    "Battery",
    "BatteryPoll",
    "CharacteristicName",
    "Expect",
    "GyroRange",
    "HexTemplate",
    "Keepalive",
    "LinkRequirements",
    "Match",
    "Pairing",
    "Patch",
    "Profile",
    "Rate",
    "SensorSettings",
    "Sequence",
    "Status",
    "Step",
    "Stream",
    "Subscribe",
    "Unsubscribe",
    "Variant",
    "Vector",
    "Wait",
    "Write",
]
