"""What a profile's sensor answers to what is written to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...devices import Expect, HexTemplate, Profile, SensorSettings, Write

_NAME = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class RecognisedWrite:
    """A write of the profile that was recognised; `starts` is None where it neither starts nor stops."""

    step: Write
    starts: bool | None
    is_battery: bool = False


class Commands:
    """Recognises the writes of a profile, whatever rate or range they carry."""

    def __init__(self, profile: Profile, settings: SensorSettings) -> None:
        self._profile = profile
        self._known = _all_captured(profile) | profile.variables(settings)
        self.recognisable = list(self._all())

    @property
    def captured(self) -> Mapping[str, bytes]:
        """What the sensor's answers tell, by the names that the profile captures them under."""
        return {name: self._known[name] for name in self._profile.captures if name in self._known}

    def recognise(self, alias: str, data: bytes) -> list[RecognisedWrite]:
        """What was meant by bytes that were written to a characteristic; the same bytes may stand twice."""
        return [c for c in self.recognisable if c.step.char == alias and self._is(c.step.data, data)]

    @property
    def battery_reply(self) -> str:
        """Alias of the characteristic that tells the charge when it is asked for."""
        battery = self._profile.battery
        assert battery is not None
        assert battery.poll is not None, "the profile asks for the charge"
        return battery.poll.reply

    def answer(self, expect: Expect) -> bytes:
        """The notification that a write waits for."""
        answer = bytearray(b"" if expect.prefix is None else expect.prefix.fill(self._known))
        if expect.contains is not None:
            answer += expect.contains.fill(self._known)
        for name, value in expect.captures.items():
            piece = self._known.get(name, b"\x01").ljust(value.type.size, b"\0")[: value.type.size]
            if isinstance(value.place, int):
                _put(answer, value.place, piece)
            else:
                _put(answer, value.place.start, bytes([value.place.id, 1]) + piece)
        return bytes(answer) or b"\0"

    def battery(self, percent: float) -> bytes:
        """What tells the charge: the value of a characteristic, or the answer to a question."""
        battery = self._profile.battery
        assert battery is not None, "the profile tells of a battery"
        value = percent
        if battery.value.unit == "V":
            value = next((volts for volts, left in battery.ladder if left <= percent), 0.0)
        answer = bytearray(b"" if battery.poll is None else battery.poll.match)
        place = battery.value.place
        assert isinstance(place, int), "a charge stands at an offset"
        _put(answer, place, battery.value.type.pack(value / battery.value.scale))
        for stream in self._profile.streams:
            for skip in stream.skip:
                if answer.startswith(skip.start):
                    answer += bytes(skip.frame_len - len(answer))
        return bytes(answer)

    def _all(self) -> Iterator[RecognisedWrite]:
        sequence, battery = self._profile.sequence, self._profile.battery
        for step in sequence.setup:
            if isinstance(step, Write):
                yield RecognisedWrite(step, None)
        starting = [step for step in sequence.start if isinstance(step, Write)]
        for step in starting:
            yield RecognisedWrite(step, True if step is starting[-1] else None)
        for step in sequence.stop:
            if isinstance(step, Write):
                yield RecognisedWrite(step, False)
        if battery is not None and battery.poll is not None:
            yield RecognisedWrite(battery.poll, None, is_battery=True)

    def _is(self, template: HexTemplate, data: bytes) -> bool:
        pattern, at = b"", 0
        for name in _NAME.finditer(template):
            pattern += re.escape(bytes.fromhex(template[at : name.start()]))
            known = self._known.get(name[1])
            pattern += b".+" if known is None else b".{%d}" % len(known)
            at = name.end()
        pattern += re.escape(bytes.fromhex(template[at:]))
        return re.fullmatch(pattern, data, re.DOTALL) is not None


def _all_captured(profile: Profile) -> dict[str, bytes]:
    """Values for what answers tell: those of the profile's own vectors, where it has some."""
    return {name: value for vector in profile.vectors for name, value in vector.captured.items()}


def _put(answer: bytearray, at: int, piece: bytes) -> None:
    answer += bytes(max(0, at + len(piece) - len(answer)))
    answer[at : at + len(piece)] = piece
