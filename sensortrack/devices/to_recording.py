"""From a capture, or a file that a sensor wrote, to a recording: through the code of the live path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import RecordingError, UsageError
from ..outside.guard import Refused
from ..outside.packed import read_unpacked
from ..records import Block, Description, Gap, Recording
from ..records.joining import joined, runs
from ..records.rates import RATES_AGREE
from .capture import Capture
from .library import load_profile
from .messages import Message, Notification
from .pipeline import Pipeline, PipelineState
from .profile.firmware_profile import Profile
from .profile.sensor_settings import SensorSettings

_AT_ONCE = 512
_FILE_RATES_AGREE = 0.1
"""Share by which the rate of a file's own times may differ from the profile's and still be that one."""
_RATE_KNOWN_S = 10.0
"""After so long, in s, arrivals tell a rate to 1 %: they are late by up to 0.1 s."""
MOST_FILE_BYTES = 256 << 20
"""Of a file off a sensor's card: more than a day at 100 Hz, in frames of 22 bytes."""


def decode_capture(
    capture: Capture, profile: Profile | None = None, settings: SensorSettings | None = None
) -> Recording:
    """The recording that a capture holds.

    Parameters
    ----------
    profile : Profile or None
        None takes the one that the capture names.
    settings : SensorSettings or None
        None takes those that the capture names, and else the profile's own.

    Raises
    ------
    RecordingError
        A broken line; no sample in it.
    UsageError
        The capture names no profile, or none that is known.
    """
    header = capture.header
    if profile is None:
        if header.profile is None:
            raise UsageError(f"{capture.path}: the capture names no profile; say which one it is.")
        profile = load_profile(header.profile)
    messages = capture.messages
    if header.profile_sha256 not in (None, profile.sha256) and header.profile == profile.id:
        messages.append(f"{capture.path.name}: made with another version of the profile '{profile.id}'")
    pipeline = Pipeline(profile, settings or settings_of(header.settings, profile, capture.path))
    blocks = decode_messages(pipeline, capture)
    state = pipeline.state
    cut = [n.text for n in state.notices if n.kind == "cut"]
    if not blocks and cut:
        raise RecordingError(
            cut[0],
            expected="whole notifications",
            hint="What was cut off is lost: record anew.",
            path=capture.path,
        )
    if not blocks:
        raise RecordingError(
            f"no sample in {state.rejected_bytes + state.ignored_bytes} bytes",
            expected=f"notifications of '{profile.id}' ({', '.join(c.key for c in profile.gatt.values())})",
            hint="Name the profile of the sensor that made it.",
            path=capture.path,
        )
    device: dict[str, Any] = {}
    if header.device is not None:
        device |= dict(header.device) if isinstance(header.device, Mapping) else {"name": header.device}
    device |= profile.summary() | {"settings": pipeline.settings.to_json()}
    return _recording(capture.path, blocks, state, pipeline.settings, device, header.start_utc, messages)


def decode_messages(pipeline: Pipeline, messages: Iterable[Message]) -> list[Block]:
    """All samples of the messages, one block for each run without a gap.

    Notifications are taken many at once where that gives the very samples that one by one would.
    """
    blocks: list[Block] = []
    for several in _grouped(messages):
        first = several[0]
        if isinstance(first, Notification) and len(several) > 1:
            notifications = [m for m in several if isinstance(m, Notification)]
            found = pipeline.feed_many(
                first.char, [n.data for n in notifications], [n.t_s for n in notifications]
            )
            if found is not None:
                blocks += found
                continue
        for message in several:
            blocks += pipeline.feed(message)
    return [joined(run) for run in runs(blocks + pipeline.finish())]


def decode_file(path: Path, profile: Profile) -> Recording:
    """The recording in a file that a sensor wrote (an SD card's), by a profile whose transport is "file".

    Raises UsageError where the profile isn't one for files, NoInputError where there is no such file,
    RecordingError where no sample is in it.
    """
    if profile.transport != "file":
        raise UsageError(
            f"'{profile.id}' is a profile for a sensor; expected one for files (transport = \"file\")."
        )
    try:
        data = read_unpacked(path, "a sensor's file", MOST_FILE_BYTES)
    except Refused as error:
        raise RecordingError(
            error.found, expected=f"a file of '{profile.name}'", hint="Cut the file in two.", path=path
        ) from error
    settings = profile.settings()
    pipeline = Pipeline(profile, settings)
    blocks = pipeline.feed_file(next(iter(profile.gatt)), data)
    state = pipeline.state
    if not blocks and any(n.kind == "unset_clock" for n in state.notices):
        raise RecordingError(
            "no record with a time of its own: the logger's clock was never set, or stood still",
            expected="records whose times go on: they tell the rate",
            hint="Set the logger's clock and record anew; these records' rate can't be known.",
            path=path,
        )
    if not blocks:
        raise RecordingError(
            f"no sample in {len(data)} bytes",
            expected=f"a file of '{profile.name}'",
            hint="Check that the profile fits the file.",
            path=path,
        )
    silent = [replace(joined(run), host_time_s=None) for run in runs(blocks)]
    if (
        state.rate_hz is not None
        and abs(state.rate_hz - settings.rate_hz) > _FILE_RATES_AGREE * settings.rate_hz
    ):
        # The logger was set to another rate than the profile's, and its file names none.
        settings = replace(settings, rate_hz=round(state.rate_hz, 1))
    return _recording(path, silent, state, settings, profile.summary(), None, [])


def settings_of(
    values: Mapping[str, Any] | None, profile: Profile, path: Path | None = None
) -> SensorSettings:
    """The settings that a capture's header names; what it doesn't is the profile's default.

    Raises RecordingError for a value of the wrong kind, or that the profile hasn't got.
    """
    values = values or {}
    captured = values.get("captured") or {}
    try:
        numbers = {
            k: float(values[k]) for k in ("rate_hz", "accel_g", "gyro_dps") if values.get(k) is not None
        }
        return profile.settings(
            numbers.get("rate_hz"),
            numbers.get("accel_g"),
            numbers.get("gyro_dps"),
            {str(name): bytes.fromhex(text) for name, text in captured.items()},
        )
    except (TypeError, ValueError, AttributeError, UsageError) as error:
        raise RecordingError(
            f"settings that can't be used ({error})",
            expected=f"rates and ranges of '{profile.id}'",
            hint="Correct the capture's first line, or say the settings.",
            path=path,
            line=1,
        ) from error


def _grouped(messages: Iterable[Message]) -> Iterator[list[Message]]:
    """Runs of notifications of one characteristic, up to a number; other messages alone."""
    group: list[Message] = []
    char: str | None = None
    for message in messages:
        own = message.char if isinstance(message, Notification) else None
        if group and (own is None or own != char or len(group) == _AT_ONCE):
            yield group
            group = []
        char = own
        group.append(message)
    if group:
        yield group


def _recording(
    path: Path,
    blocks: list[Block],
    state: PipelineState,
    settings: SensorSettings,
    device: Mapping[str, Any],
    start_utc: str | None,
    messages: list[str],
) -> Recording:
    messages = [*messages, *(f"at {n.t_s:.2f} s: {n.text}" for n in state.notices)]
    if state.rejected_bytes:
        messages.append(f"{state.rejected_bytes} bytes were no part of a sample and were left out")
    description = Description(
        frame="sensor",
        rate_hz=settings.rate_hz,
        device=device,
        start_utc=start_utc,
        gaps=state.gaps,
        loss=state.loss,
    )
    rate_hz = state.rate_hz if state.rate_hz is not None else settings.rate_hz
    known = blocks[-1].time_s[-1] - blocks[0].time_s[0] >= _RATE_KNOWN_S
    if state.loss == "detected" or not known or abs(rate_hz / settings.rate_hz - 1.0) <= RATES_AGREE:
        return Recording(description, rate_hz, blocks, path, messages)
    # No crystal is off by so much. Without a clock in the samples nothing tells which of them are missing.
    if rate_hz < settings.rate_hz:
        lost = 1.0 - (_arrived_hz(blocks, state.gaps) or rate_hz) / settings.rate_hz
        why = f"about {lost:.0%} of them were lost on the way, nothing tells where"
    else:
        why = "it was set to another rate, or they came more than once"
    found = f"samples came at {rate_hz:.4g} Hz from a sensor that was set to {settings.rate_hz:.4g} Hz: {why}"
    try:
        return Recording(description, rate_hz, blocks, path, [*messages, found])
    except RecordingError as error:  # their times contradict any one rate
        raise RecordingError(
            found,
            expected="samples at the sensor's rate",
            hint="Record anew with the sensor nearer to the receiver.",
            path=path,
        ) from error


def _arrived_hz(blocks: list[Block], gaps: tuple[Gap, ...]) -> float:
    """How many samples arrived in a second, without the gaps: their times follow losses late. 0.0 in a file."""
    first, last = blocks[0].host_time_s, blocks[-1].host_time_s
    if first is None or last is None:
        return 0.0
    missing_s = sum(gap.end_s - gap.start_s for gap in gaps)
    return sum(map(len, blocks)) / (float(last[-1] - first[0]) - missing_s)
