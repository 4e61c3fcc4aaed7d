"""Messages that come in one notification or in two: the data, and a second part of it."""

from __future__ import annotations


class PartJoiner:
    """Puts the parts of a message together.

    Parameters
    ----------
    first, more : bytes
        The bytes with which the first part and the further parts begin.
    header_len : int
        Length of that beginning, which isn't part of the message.
    wanted : int
        Length of a whole message.
    """

    def __init__(self, first: bytes, more: bytes, header_len: int, wanted: int) -> None:
        self._first, self._more, self._header_len, self._wanted = first, more, header_len, wanted
        self._pending: bytes | None = None
        self._rejected = 0

    def take_rejected(self) -> int:
        """How many bytes belonged to no message since the last call."""
        rejected, self._rejected = self._rejected, 0
        return rejected

    @property
    def idle(self) -> bool:
        """Whether nothing is half received."""
        return self._pending is None

    def reset(self) -> None:
        """Forget what is half received."""
        self._pending = None

    def takes(self, data: bytes) -> bool:
        """Whether this notification is a part of such a message."""
        return data.startswith((self._first, self._more))

    def feed(self, data: bytes) -> bytes | None:
        """The whole message that this part completes."""
        body = data[self._header_len :]
        if data.startswith(self._first):
            self._drop()
        elif self._pending is None:  # its first part was lost
            self._rejected += len(data)
            return None
        else:
            body, self._pending = self._pending + body, None
        if len(body) == self._wanted:
            return body
        if len(body) < self._wanted:
            self._pending = body
        else:
            self._rejected += len(body)
        return None

    def finish(self) -> None:
        """No more parts will come: a half-received message stays incomplete."""
        self._drop()

    def _drop(self) -> None:
        if self._pending is not None:
            self._rejected += len(self._pending)
            self._pending = None
