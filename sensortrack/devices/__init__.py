"""Sensors as data: firmware profiles, the bytes that they explain, and the time of each sample.

::

    profile = load_profile("witmotion_ble5")
    pipeline = Pipeline(profile, profile.settings(rate_hz=100))
    blocks = pipeline.feed(Notification(t_s, characteristic, data))     # live, one at a time
    recording = decode_capture(read_capture(path), profile)             # the same code, from a file

The `Decoder` (bytes to readings) and the clocks (readings to times) stand behind the `Pipeline`; the `Encoder` goes
the other way, for an emulated sensor.
"""

from .capture import Capture, CaptureHeader, CaptureWriter, read_capture
from .decode import decode_capture, decode_file
from .decoder import Decoded, Decoder, Readings
from .encoder import Encoder, encode
from .library import list_profiles, load_profile, user_folder
from .pipeline import LinkLost, LinkUp, Notice, Notification, Pipeline, PipelineState
from .profile import (
    Battery,
    BatteryPoll,
    Characteristic,
    Keepalive,
    Link,
    Match,
    Pairing,
    Profile,
    Status,
    Variant,
    Vector,
)
from .settings import AccelRange, GyroRange, Rate, Settings
from .steps import Expect, HexTemplate, Patch, Sequence, Step, Subscribe, Unsubscribe, Wait, Write
from .stream import Stream

__all__ = [
    "AccelRange",
    "Battery",
    "BatteryPoll",
    "Capture",
    "CaptureHeader",
    "CaptureWriter",
    "Characteristic",
    "Decoded",
    "Decoder",
    "Encoder",
    "Expect",
    "GyroRange",
    "HexTemplate",
    "Keepalive",
    "Link",
    "LinkLost",
    "LinkUp",
    "Match",
    "Notice",
    "Notification",
    "Pairing",
    "Patch",
    "Pipeline",
    "PipelineState",
    "Profile",
    "Rate",
    "Readings",
    "Sequence",
    "Settings",
    "Status",
    "Step",
    "Stream",
    "Subscribe",
    "Unsubscribe",
    "Variant",
    "Vector",
    "Wait",
    "Write",
    "decode_capture",
    "decode_file",
    "encode",
    "list_profiles",
    "load_profile",
    "read_capture",
    "user_folder",
]
