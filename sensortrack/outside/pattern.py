"""Regular expressions from files, matched in linear time: no pattern and no text can make them hang."""

from __future__ import annotations

from typing import ClassVar

import re2

MOST_CHARACTERS = 4096
"""How much of a text a pattern is looked for in: headers and names are shorter, and the rest is no line of text."""
MOST_PATTERN = 1000
"""Characters of a pattern; with 1 MiB of program at most this bounds the time of a search to milliseconds."""
_OPTIONS = re2.Options()
_OPTIONS.log_errors = False  # the error is raised, and isn't printed besides
_OPTIONS.max_mem = 1 << 20


class BadPatternError(ValueError):
    """Not a regular expression of RE2, whose syntax has no look-around and no back-references."""


class Pattern:
    """A compiled regular expression; raises BadPatternError where it isn't one."""

    expected: ClassVar[str] = "a regular expression of RE2"

    @classmethod
    def from_document(cls, value: object) -> Pattern:
        """The pattern that a document has."""
        if not isinstance(value, str) or not value.strip():
            raise BadPatternError("no text")
        return cls(value)

    def __init__(self, text: str) -> None:
        self.text = text
        if len(text) > MOST_PATTERN:
            raise BadPatternError(f"more than {MOST_PATTERN} characters")
        try:
            self._compiled = re2.compile(text, _OPTIONS)
        except (re2.error, UnicodeError) as error:
            reason = error.args[0] if error.args else error
            raise BadPatternError(reason.decode() if isinstance(reason, bytes) else str(reason)) from None

    def found_in(self, text: str) -> bool:
        """Whether the text holds a match."""
        # A surrogate (a name that wasn't UTF-8) matches nothing but what stands for any character.
        shown = text[:MOST_CHARACTERS].encode("utf-8", "replace").decode()
        return self._compiled.search(shown) is not None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pattern) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)
