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
from .capture import Capture, CaptureHeader, CaptureWriter, header_line, message_line, read_capture
from .clock import Notice
from .decode import DecodeCounters, Decoder, Readings
from .encoder import Encoder, encode
from .library import list_profiles, load_profile, user_folder
from .messages import LinkLost, LinkUp, Message, Notification
from .pipeline import Pipeline, PipelineState
from .profile import (
    AccelRange,
    AnswerValue,
    Battery,
    BatteryPoll,
    CharacteristicName,
    Expect,
    GyroRange,
    HexTemplate,
    Keepalive,
    LinkRequirements,
    Match,
    Pairing,
    Patch,
    Profile,
    Rate,
    SensorSettings,
    Sequence,
    Status,
    Step,
    Stream,
    Subscribe,
    Unsubscribe,
    Variant,
    Vector,
    Wait,
    Write,
)
from .to_recording import decode_capture, decode_file, decode_messages, settings_of

__all__ = [
    "AccelRange",
    "AnswerValue",
    "Battery",
    "BatteryPoll",
    "Capture",
    "CaptureHeader",
    "CaptureWriter",
    "CharacteristicName",
    "DecodeCounters",
    "Decoder",
    "Encoder",
    "Expect",
    "GyroRange",
    "HexTemplate",
    "Keepalive",
    "LinkLost",
    "LinkRequirements",
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
