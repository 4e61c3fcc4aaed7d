"""How the places of a line are filled in: numbers as the language writes them, words, reasons within reasons.

What stands after the colon of a place says how:

    {length_s:.1f}                     a number, as Python formats it, with the language's decimal mark
    {n:|repetition|repetitions}        a number with its noun, for one and for any other number
    {found:reason.posture_}            a word: the line of the key that begins so and ends with the value
    {kinds:; } or {unseen: and }       several, with this between them
    {later: (…)}                       several, with ", " between them, in place of the …; nothing where there are none
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from string import Formatter
from typing import Any

from ..records import Reason


class LineFormatter(Formatter):
    """Fills in the places of a line.

    Parameters
    ----------
    lines : mapping of str to str
        By key, for the words.
    decimal : str
        The decimal mark.
    said : callable
        Says a reason.
    """

    def __init__(self, lines: Mapping[str, str], decimal: str, said: Callable[[Reason], str]) -> None:
        self._lines, self._decimal, self._said = lines, decimal, said

    def format_field(self, value: Any, format_spec: str) -> str:
        """One place, filled in."""
        if isinstance(value, Reason):
            return self._said(value)
        if isinstance(value, tuple):
            return self._several(tuple(map(self._one, value)), format_spec)
        if isinstance(value, str):
            return self._lines.get(f"{format_spec}{value}", value) if format_spec else value
        if format_spec.startswith("|"):
            _, one, other = format_spec.split("|")
            return f"{self.number(value, 'g')} {one if value == 1 else other}"
        return (
            self.number(value, format_spec) if isinstance(value, int | float) else format(value, format_spec)
        )

    def number(self, value: float, spec: str) -> str:
        """A number, with the language's decimal mark."""
        return format(value, spec).replace(".", self._decimal)

    def _one(self, value: Any) -> str:
        return (
            self._said(value)
            if isinstance(value, Reason)
            else self._lines["reason.quoted"].format(text=value)
        )

    @staticmethod
    def _several(parts: tuple[str, ...], spec: str) -> str:
        before, dots, after = spec.partition("…")
        if not dots:
            return spec.join(parts)
        return f"{before}{', '.join(parts)}{after}" if parts else ""
