"""Messages of a sensor as blocks, through the pipeline that a live sensor's go through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..devices import Message, Pipeline, Profile, SensorSettings
from ..records import Block, Recording


class Received:
    """The blocks of messages, as each message brings them; can be gone through again and again.

    Parameters
    ----------
    messages : iterable of Message
        A capture, or what an emulated sensor sent.
    """

    def __init__(self, messages: Iterable[Message], profile: Profile, settings: SensorSettings) -> None:
        self._messages, self._profile, self._settings = messages, profile, settings

    def __iter__(self) -> Iterator[Block]:
        pipeline = Pipeline(self._profile, self._settings)
        for message in self._messages:
            yield from pipeline.feed(message)
        yield from pipeline.finish()


def as_received(
    recording: Recording, messages: Iterable[Message], profile: Profile, settings: SensorSettings
) -> Recording:
    """The recording with its samples as the messages bring them, one by one."""
    return replace(recording, blocks=Received(messages, profile, settings))
