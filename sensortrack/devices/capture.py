"""Captures: the raw notifications as they came, one JSON object a line (`NAME.capture.jsonl`), plain or gzip.

The first line is the header. Then `{"t": 1.234567, "char": "…", "hex": "…"}` for a notification, and
`{"t": 1.3, "event": "link_lost"}` or `{"t": 4.2, "event": "link_up", "captured": {"name": "hex"}}` for the link.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import RecordingError
from ..json_text import to_json
from ..outside.guard import Refused, json_value
from ..outside.packed import unpacked
from ..outside.reader import Wrong, part
from .messages import LinkLost, LinkUp, Message, Notification, to_the_microsecond

SCHEMA = "sensortrack.capture/1"
SUFFIX = ".capture.jsonl"
LONGEST_LINE = 64 << 10
"""Bytes of a line; a notification's takes 1,100 at most, a header's a few hundred."""


@dataclass(frozen=True, slots=True)
class CaptureHeader:
    """What is known of a capture.

    Attributes
    ----------
    profile : str or None
        Id of the firmware profile that it was made with.
    profile_sha256 : str or None
        Hash of that profile's file.
    device : mapping, str or None
        Name, address and the like.
    start_utc : str or None
        When t = 0 was.
    settings : mapping or None
        Rate, ranges and captured values (`Settings.to_json`).
    """

    profile: str | None = None
    profile_sha256: str | None = None
    device: Mapping[str, Any] | str | None = None
    start_utc: str | None = None
    settings: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Capture:
    """A capture's header, and its messages, read anew each time they are gone through.

    `messages` tells what was noticed while reading (a last line cut short, say).
    """

    path: Path
    header: CaptureHeader
    messages: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Message]:
        """Each message in order.

        Raises RecordingError at the line that isn't as it should be; all before it came out.
        """
        earlier = -math.inf
        for number, line, whole in _lines(self.path):
            if number == 1 or not line.strip():
                continue
            try:
                message = _message(line)
            except ValueError as error:
                if not whole:
                    text = f"{self.path.name}: the last line is cut short and was left out"
                    if text not in self.messages:
                        self.messages.append(text)
                    return
                raise _broken(self.path, number, str(error), _EXPECTED) from error
            if message.t_s < earlier:
                raise _broken(
                    self.path,
                    number,
                    f"the time {message.t_s:g} s comes after {earlier:g} s",
                    "times that don't go back",
                )
            earlier = message.t_s
            yield message


def read_capture(path: Path) -> Capture:
    """A capture in our form.

    Raises NoInputError where there is no such file, RecordingError where the first line is no header of ours.
    """
    for _, line, _ in _lines(path):
        return Capture(path, _header(path, line))
    raise _broken(path, 1, "an empty file", f'a header with "schema": "{SCHEMA}"')


def header_line(header: CaptureHeader) -> str:
    """The header as a line, with its end."""
    values = {
        "schema": SCHEMA,
        "profile": header.profile,
        "profile_sha256": header.profile_sha256,
        "device": dict(header.device) if isinstance(header.device, Mapping) else header.device,
        "start_utc": header.start_utc,
        "settings": None if header.settings is None else dict(header.settings),
    }
    return _line({key: value for key, value in values.items() if value is not None})


def message_line(message: Message) -> str:
    """A message as a line, with its end; times to the microsecond."""
    if isinstance(message, Notification):  # by hand: a hundred of these are written a second
        t_s, char, data = message
        return f'{{"t": {to_the_microsecond(t_s):.6f}, "char": {_quoted(char)}, "hex": "{data.hex()}"}}\n'
    if isinstance(message, LinkLost):
        return _line({"t": round(message.t_s, 6), "event": "link_lost"})
    captured = {name: data.hex() for name, data in message.captured.items()}
    return _line({"t": round(message.t_s, 6), "event": "link_up", "captured": captured})


_EXPECTED = '{"t": seconds, "char": UUID, "hex": "…"} or {"t": seconds, "event": "link_lost" or "link_up"}'


@lru_cache(64)
def _quoted(text: str) -> str:
    return to_json(text)


def _line(values: Mapping[str, Any]) -> str:
    return to_json(values) + "\n"


def _lines(path: Path) -> Iterator[tuple[int, str, bool]]:
    """Number, text and whether it has an end, of each line."""
    with unpacked(path, f"a capture ({SUFFIX})") as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                raise _broken(path, number, f"a line of more than {LONGEST_LINE} bytes", _EXPECTED)
            yield number, line.decode("utf-8", errors="replace"), line.endswith(b"\n")


def _header(path: Path, line: str) -> CaptureHeader:
    expected = f'a header such as {{"schema": "{SCHEMA}", "profile": "witmotion_ble5"}}'
    try:
        values = json_value(line.removeprefix("\ufeff"))
    except Refused as error:
        raise _broken(path, 1, error.found, expected) from error
    if not isinstance(values, dict) or values.get("schema") != SCHEMA:
        raise _broken(path, 1, "no header of a capture", expected)
    if values.get("settings") is None and "nominal_rate_hz" in values:
        values["settings"] = {"rate_hz": values["nominal_rate_hz"]}
    try:
        return part(values, CaptureHeader)
    except Wrong as wrong:
        raise _broken(path, 1, f"{wrong.found} for {'.'.join(map(str, wrong.steps))}", expected) from None


def _message(line: str) -> Message:
    values = json_value(line)
    if not isinstance(values, dict):
        raise ValueError("no object")
    t_s = values.get("t")
    if isinstance(t_s, bool) or not isinstance(t_s, int | float) or not math.isfinite(t_s):
        raise ValueError('"t" is no time')
    match values.get("event"):
        case "link_lost":
            return LinkLost(float(t_s))
        case "link_up":
            captured = values.get("captured") or {}
            if not isinstance(captured, dict):
                raise ValueError('"captured" is no object')
            return LinkUp(float(t_s), {str(k): bytes.fromhex(str(v)) for k, v in captured.items()})
        case None:
            char, text = values.get("char"), values.get("hex")
            if not isinstance(char, str) or not isinstance(text, str):
                raise ValueError('"char" or "hex" is missing')
            return Notification(float(t_s), char, bytes.fromhex(text))
        case _:
            raise ValueError('an unknown "event"')


def _broken(path: Path, line: int, found: str, expected: str) -> RecordingError:
    return RecordingError(
        found, expected=expected, hint="Cut the file before this line to read the rest.", path=path, line=line
    )
