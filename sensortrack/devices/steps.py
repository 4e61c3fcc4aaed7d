"""What is done to set a sensor up, start it and stop it: steps in order, as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from .numbers import NumberType

_NAME = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class HexTemplate:
    """Bytes in hexadecimal, some of them named: `FF AA 03 {rate} 00`."""

    text: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names that have to be known before there are bytes."""
        return tuple(_NAME.findall(self.text))

    def fill(self, variables: Mapping[str, bytes]) -> bytes:
        """The bytes, with each name replaced.

        Raises
        ------
        KeyError
            A name that `variables` hasn't got.
        ValueError
            What stands beside the names isn't hexadecimal.
        """
        return bytes.fromhex(_NAME.sub(lambda name: variables[name[1]].hex(" ") + " ", self.text))


@dataclass(frozen=True, slots=True)
class TlvPlace:
    """Where, in a list of (id, count, values), the values of one id stand.

    Attributes
    ----------
    id : int
    start : int
        Offset of the list in the answer, in bytes.
    sizes : tuple of int
        Bytes of one value, for each id from 0 on.
    """

    id: int
    start: int
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


@dataclass(frozen=True, slots=True)
class AnswerValue:
    """A number of an answer that is kept under a name, for later steps, matches and scales.

    Attributes
    ----------
    place : int or TlvPlace
        Where it stands in the answer.
    type : NumberType
    """

    place: int | TlvPlace
    type: NumberType

    def read(self, answer: bytes) -> bytes | None:
        """Its bytes, or None where the answer is too short for it."""
        at = self.place if isinstance(self.place, int) else self.place.find(answer)
        piece = b"" if at is None else answer[at : at + self.type.size]
        return piece if len(piece) == self.type.size else None


@dataclass(frozen=True, slots=True)
class Expect:
    """The answer that a write waits for; the waiter is opened before the write, as answers may come first.

    Attributes
    ----------
    source : str
        Alias of the characteristic that answers.
    prefix, contains : HexTemplate or None
        How an answer is known; with neither, the next notification is it.
    timeout_s : float
    optional : bool
        Whether the set-up goes on where no answer comes.
    captures : mapping of str to AnswerValue
    """

    source: str
    prefix: HexTemplate | None = None
    contains: HexTemplate | None = None
    timeout_s: float = 2.0
    optional: bool = False
    captures: Mapping[str, AnswerValue] = field(default_factory=dict)

    def accepts(self, answer: bytes, variables: Mapping[str, bytes]) -> bool:
        """Whether this notification is the answer."""
        if self.prefix is not None and not answer.startswith(self.prefix.fill(variables)):
            return False
        return self.contains is None or self.contains.fill(variables) in answer


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Switch notifications (or indications) of a characteristic on."""

    char: str


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Switch notifications of a characteristic off."""

    char: str


@dataclass(frozen=True, slots=True)
class Write:
    """Write bytes.

    Attributes
    ----------
    char : str
        Alias of the characteristic.
    data : HexTemplate
    response : bool or None
        With or without response; None takes what the characteristic offers.
    chunk : int or None
        Longest piece in bytes, for sensors that want long commands in several writes.
    wait_s : float
        Pause afterwards.
    expect : Expect or None
    """

    char: str
    data: HexTemplate
    response: bool | None
    chunk: int | None = None
    wait_s: float = 0.0
    expect: Expect | None = None


@dataclass(frozen=True, slots=True)
class Patch:
    """Read a characteristic, overwrite the bytes at some offsets, and write it back."""

    char: str
    changes: tuple[tuple[int, HexTemplate], ...]
    response: bool | None


@dataclass(frozen=True, slots=True)
class Wait:
    """Do nothing for a while."""

    wait_s: float


Step: TypeAlias = Subscribe | Unsubscribe | Write | Patch | Wait


@dataclass(frozen=True, slots=True)
class Sequence:
    """Set up (which ends what an earlier link left running), start, stop."""

    setup: tuple[Step, ...] = ()
    start: tuple[Step, ...] = ()
    stop: tuple[Step, ...] = ()
