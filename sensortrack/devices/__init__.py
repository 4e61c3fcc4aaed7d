"""Sensors as data: firmware profiles, the bytes that they explain, and the time of each sample.

::

    profile = load_profile("witmotion_ble5")
    pipeline = Pipeline(profile, profile.settings(rate_hz=100))
    blocks = pipeline.feed(Notification(t_s, characteristic, data))     # live, one at a time
    recording = decode_capture(read_capture(path), profile)             # the same code, from a file

The `Decoder` (bytes to readings) and the clocks (readings to times) stand behind the `Pipeline`; the `Encoder` goes
the other way, for an emulated sensor.
"""

from .by_content import profile_of_file
from .capture import CaptureHeader, read_capture
from .decode import DecodeCounters, Decoder, Readings
from .encoder import Encoder, encode
from .library import list_profiles, load_profile, user_folder
from .messages import LinkLost, LinkUp, Message, Notification
from .pipeline import Pipeline
from .profile import (
    CharacteristicName,
    Expect,
    HexTemplate,
    Patch,
    Profile,
    SensorSettings,
    Step,
    Subscribe,
    Unsubscribe,
    Vector,
    Wait,
    Write,
)
from .to_recording import decode_capture, decode_file, decode_messages

__all__ = [
    "CaptureHeader",
    "CharacteristicName",
    "DecodeCounters",
    "Decoder",
    "Encoder",
    "Expect",
    "HexTemplate",
    "LinkLost",
    "LinkUp",
    "Message",
    "Notification",
    "Patch",
    "Pipeline",
    "Profile",
    "Readings",
    "SensorSettings",
    "Step",
    "Subscribe",
    "Unsubscribe",
    "Vector",
    "Wait",
    "Write",
    "decode_capture",
    "decode_file",
    "decode_messages",
    "encode",
    "list_profiles",
    "load_profile",
    "profile_of_file",
    "read_capture",
    "user_folder",
]
