"""Sensors as data: firmware profiles, the bytes that they explain, and the time of each sample.

::

    profile = load_profile("witmotion_ble5")
    pipeline = Pipeline(profile, profile.settings(rate_hz=100))
    blocks = pipeline.feed(Notification(t_s, characteristic, data))     # live, one at a time
    recording = decode_capture(read_capture(path), profile)             # the same code, from a file

The `Decoder` (bytes to readings) and the clocks (readings to times) stand behind the `Pipeline`; the `Encoder` goes
the other way, for an emulated sensor.
"""

from .battery import Battery, BatteryPoll, Keepalive
from .by_content import profile_of_file
from .capture import Capture, CaptureHeader, CaptureWriter, header_line, message_line, read_capture
from .decode import decode_capture, decode_file, decode_messages, settings_of
from .decoder import Decoder
from .encoder import Encoder, encode
from .library import list_profiles, load_profile, user_folder
from .match import Link, Match, Variant
from .messages import LinkLost, LinkUp, Message, Notification
from .notices import Notice
from .pipeline import Pipeline, PipelineState
from .profile import Pairing, Profile, Status
from .readings import Readings, Tally
from .settings import AccelRange, GyroRange, Rate, Settings
from .steps import (
    AnswerValue,
    Expect,
    Patch,
    Sequence,
    Step,
    Subscribe,
    Unsubscribe,
    Wait,
    Write,
)
from .stream import Stream
from .values import Characteristic, HexTemplate
from .vector import Vector

__all__ = [
    "AccelRange",
    "AnswerValue",
    "Battery",
    "BatteryPoll",
    "Capture",
    "CaptureHeader",
    "CaptureWriter",
    "Characteristic",
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
    "Message",
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
    "Tally",
    "Unsubscribe",
    "Variant",
    "Vector",
    "Wait",
    "Write",
    "decode_capture",
    "decode_file",
    "decode_messages",
    "encode",
    "header_line",
    "list_profiles",
    "load_profile",
    "message_line",
    "profile_of_file",
    "read_capture",
    "settings_of",
    "user_folder",
]
