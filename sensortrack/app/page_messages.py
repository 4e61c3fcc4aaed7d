"""What a page may say over its socket: small JSON objects, each checked against one of these."""

from __future__ import annotations

from typing import Literal

import msgspec

from ..errors import DataError
from ..records import StopReason

VERSION = 1
"""Of the messages; a page of another version has to be loaded anew."""
MOST_CHARACTERS = 2048
"""No message of ours comes near it; a longer one is refused unread."""


class _Message(msgspec.Struct, tag_field="t", frozen=True, forbid_unknown_fields=True):
    """Has a field `t` that names its kind."""


class Hello(_Message, tag="hello", frozen=True):
    """The first message: which page this is. `tab` outlives a reload, `page` doesn't; `take` takes over."""

    v: int
    page: str = ""
    tab: str = ""
    take: bool = False


class Next(_Message, tag="next", frozen=True):
    """The page has drawn, and can take one more frame."""


class Alive(_Message, tag="alive", frozen=True):
    """The answer to a ping: the page isn't asleep."""


class StopPressed(_Message, tag="stop", frozen=True):
    """STOP. `id` is that of the press: sent again, it is the same one."""

    id: str
    by: Literal["button", "space", "escape", "media key", "page"]
    reason: StopReason | None = None


class WantedMessage(_Message, tag="want", frozen=True):
    """What the person wants; `why` says why the page itself asks for a pause."""

    what: Literal["ready", "pause", "go_on", "skip", "mounting", "leave"]
    why: Literal["", "asleep", "hidden"] = ""


class Reply(_Message, tag="answer", frozen=True):
    """The answer to a question that is open."""

    question: str
    value: str


class SpokenHere(_Message, tag="spoken", frozen=True):
    """What became of a line."""

    id: int
    fate: Literal["started", "finished", "cut_off", "failed"]
    why: str = ""


class Bye(_Message, tag="bye", frozen=True):
    """The page is being closed or loaded anew."""


Message = Hello | Next | Alive | StopPressed | WantedMessage | Reply | SpokenHere | Bye
_DECODER = msgspec.json.Decoder(Message)


def read_message(text: str) -> Message:
    """The message in a text.

    Raises DataError where it is too long, no JSON, of an unknown kind, or has other fields than it should.
    """
    if len(text) > MOST_CHARACTERS:
        raise DataError(
            f"a message of {len(text)} characters",
            expected=f"at most {MOST_CHARACTERS}",
            hint="Send less.",
        )
    try:
        message: Message = _DECODER.decode(text)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise DataError(str(error), expected="a message of the page", hint="Load the page anew.") from error
    return message
