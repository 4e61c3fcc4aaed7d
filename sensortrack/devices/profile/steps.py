"""What is done to set a sensor up, start it and stop it: steps in order, as data."""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta

from ...outside.reader import Amount, Positive, Table, Wrong, part
from .numbers import NumberType
from .values import Alias, HexTemplate

Offset = Annotated[int, Meta(ge=0, le=512)]
Response = Annotated[bool | Literal["auto"], Meta(description='true, false or "auto"')]


class TlvPlace(Table, frozen=True):
    """Where, in a list of (id, count, values), the values of one id stand.

    Attributes
    ----------
    start : int
        Offset of the list in the answer, in bytes.
    sizes : tuple of int
        Bytes of one value, for each id from 0 on.
    """

    id: Annotated[int, Meta(ge=0, le=255)]
    start: Offset
    sizes: tuple[int, ...]

    def find(self, data: bytes) -> int | None:
        """Offset of the first value, or None where the list hasn't got it."""
        at = self.start
        while at + 2 <= len(data):
            tag, count = data[at], data[at + 1]
            if tag >= len(self.sizes):
                return None
            if tag == self.id and count:
                return at + 2
            at += 2 + count * self.sizes[tag]
        return None


class AnswerValue(Table, frozen=True, kw_only=True):
    """A number of an answer that is kept under a name, for later steps, matches and scales.

    Attributes
    ----------
    offset, tlv : int or None, TlvPlace or None
        Where it stands in the answer: one of them.
    """

    offset: Offset | None = None
    tlv: TlvPlace | None = None
    type: NumberType

    def __post_init__(self) -> None:
        if (self.offset is None) == (self.tlv is None):
            raise Wrong("both or none of 'offset' and 'tlv'", "one of them", key="offset")

    @property
    def place(self) -> int | TlvPlace:
        """Where it stands in the answer."""
        if self.offset is not None:
            return self.offset
        assert self.tlv is not None
        return self.tlv

    def read(self, answer: bytes) -> bytes | None:
        """Its bytes, or None where the answer is too short for it."""
        at = self.offset if self.tlv is None else self.tlv.find(answer)
        piece = b"" if at is None else answer[at : at + self.type.size]
        return piece if len(piece) == self.type.size else None


class Expect(Table, frozen=True):
    """The answer that a write waits for; the waiter is opened before the write, as answers may come first.

    Attributes
    ----------
    source : str
        Alias of the characteristic that answers.
    prefix, contains : HexTemplate or None
        How an answer is known; with neither, the next notification is it.
    optional : bool
        Whether the set-up goes on where no answer comes.
    """

    source: Alias = msgspec.field(name="from")
    timeout_ms: Positive
    prefix: HexTemplate | None = None
    contains: HexTemplate | None = None
    optional: bool = False
    captures: dict[str, AnswerValue] = msgspec.field(name="capture", default_factory=dict)

    @property
    def timeout_s(self) -> float:
        """How long the answer is waited for."""
        return self.timeout_ms / 1000.0

    def accepts(self, answer: bytes, variables: Mapping[str, bytes]) -> bool:
        """Whether this notification is the answer."""
        if self.prefix is not None and not answer.startswith(self.prefix.fill(variables)):
            return False
        return self.contains is None or self.contains.fill(variables) in answer


class Subscribe(Table, frozen=True):
    """Switch notifications (or indications) of a characteristic on."""

    char: Alias = msgspec.field(name="subscribe")


class Unsubscribe(Table, frozen=True):
    """Switch notifications of a characteristic off."""

    char: Alias = msgspec.field(name="unsubscribe")


class Write(Table, frozen=True, kw_only=True):
    """Write bytes.

    Attributes
    ----------
    char : str
        Alias of the characteristic.
    how : bool or "auto"
        With or without response; "auto" takes what the characteristic offers.
    chunk : int or None
        Longest piece in bytes, for sensors that want long commands in several writes.
    wait_ms : float
        Pause afterwards.
    """

    char: Alias = msgspec.field(name="write")
    data: HexTemplate = msgspec.field(name="hex")
    how: Response = msgspec.field(name="response")
    chunk: Annotated[int, Meta(ge=1, le=512)] | None = None
    wait_ms: Amount = 0.0
    expect: Expect | None = None

    @property
    def response(self) -> bool | None:
        """With or without response; None takes what the characteristic offers."""
        return None if self.how == "auto" else self.how

    @property
    def wait_s(self) -> float:
        """Pause afterwards."""
        return self.wait_ms / 1000.0


class BytePatch(Table, frozen=True):
    """Bytes that are put at an offset."""

    offset: Offset
    data: HexTemplate = msgspec.field(name="hex")


class Patch(Table, frozen=True):
    """Read a characteristic, overwrite the bytes at some offsets, and write it back."""

    char: Alias = msgspec.field(name="patch")
    changes: tuple[BytePatch, ...] = msgspec.field(name="set")
    how: Response = msgspec.field(name="response")

    @property
    def response(self) -> bool | None:
        """With or without response; None takes what the characteristic offers."""
        return None if self.how == "auto" else self.how


class Wait(Table, frozen=True):
    """Do nothing for a while."""

    wait_ms: Positive

    @property
    def wait_s(self) -> float:
        """How long."""
        return self.wait_ms / 1000.0


class Step(ABC):  # noqa: B024 (the steps are registered with it)
    """One of these, recognised by its verb."""

    expected: ClassVar[str] = "a table with exactly one of subscribe, unsubscribe, write, patch, wait_ms"
    kinds: ClassVar[tuple[type, ...]] = (Subscribe, Unsubscribe, Write, Patch, Wait)

    @classmethod
    def from_document(cls, value: object) -> Step:
        """The step that a table tells; `wait_ms` is a verb of its own, or a pause after a write."""
        if not isinstance(value, dict):
            raise ValueError
        verbs: dict[str, Any] = {
            "subscribe": Subscribe,
            "unsubscribe": Unsubscribe,
            "write": Write,
            "patch": Patch,
        }
        named = [verb for verb in verbs if verb in value]
        if len(named) > 1 or not (named or "wait_ms" in value):
            expected = f"exactly one of {', '.join(verbs)}, wait_ms"
            raise Wrong(" and ".join(named) or "no verb", expected)
        step: Step = part(value, verbs[named[0]] if named else Wait)
        return step


for _kind in Step.kinds:
    Step.register(_kind)


class Sequence(Table, frozen=True):
    """Set up (which ends what an earlier link left running), start, stop."""

    setup: tuple[Step, ...] = ()
    start: tuple[Step, ...] = ()
    stop: tuple[Step, ...] = ()
