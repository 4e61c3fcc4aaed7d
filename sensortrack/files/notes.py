"""What was noticed while reading: each kind once, with its number and its first place."""

from __future__ import annotations


class Notes:
    """Counts what happens, and keeps one message for each kind up to date in a list.

    Parameters
    ----------
    messages : list of str
        Other messages in it are left as they are.
    """

    def __init__(self, messages: list[str]) -> None:
        self._messages = messages
        self._said: dict[str, str] = {}
        self._counts: dict[str, tuple[int, str]] = {}

    def begin(self) -> None:
        """The file is read anew: nothing was counted yet."""
        self._counts.clear()

    def add(self, kind: str, where: str, number: int = 1) -> None:
        """One more, or several; `kind` has a place for the number, "{}", and `where` is that of the first."""
        count, first = self._counts.get(kind, (0, where))
        self._counts[kind] = (count + number, first)
        text = f"{kind.format(count + number)} (first at {first})"
        old = self._said.get(kind)
        if old in self._messages:
            self._messages[self._messages.index(old)] = text
        else:
            self._messages.append(text)
        self._said[kind] = text
