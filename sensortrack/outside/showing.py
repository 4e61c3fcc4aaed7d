"""Text from outside, made fit to be shown: it is never markup, a formula or a command to a terminal."""

from __future__ import annotations

import re
import reprlib

LONGEST_VALUE = 60
"""Characters of a value in a message; the rest is cut off."""

# Controls (ESC and the C1 controls begin a terminal's commands), surrogates, and what turns the order of the text or
# can't be seen: with these a name can pose as another one.
_UNFIT_BEYOND_CONTROLS = (
    "\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f"
)
_UNFIT = re.compile(f"[\x00-\x1f{_UNFIT_BEYOND_CONTROLS}]")
_UNFIT_IN_JSON = re.compile(f"[\x00-\x08\x0b-\x1f{_UNFIT_BEYOND_CONTROLS}]")
"""Line feeds and tabs stand between the values only: within a text JSON has escaped them already."""
_ORDINARY = bytes([*b"\t\n", *range(0x20, 0x7F)])

# What a spreadsheet takes for a formula; an apostrophe before it is doubled, so that it can be taken away again.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
AS_TEXT = r"^'('*[=+\-@\t\r])"
"""How a cell begins that `cell` made of a formula, for RE2; its group is how the text began."""

_SHORT = reprlib.Repr()
_SHORT.maxdict = _SHORT.maxlist = 8
_SHORT.maxlevel = 3
_SHORT.maxstring = _SHORT.maxother = LONGEST_VALUE


def plain(text: str, *, lines: bool = False) -> str:
    """The text with every character that a terminal would obey or hide written as its escape, such as `\\x1b`.

    With `lines` its line feeds stay.
    """

    def escape(match: re.Match[str]) -> str:
        character = match[0]
        return character if lines and character == "\n" else ascii(character)[1:-1]

    return _UNFIT.sub(escape, text)


def escaped(text: str) -> str:
    """A JSON document in which the same characters are escaped the way JSON does it, so that nothing is lost."""
    return escaped_bytes(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")


def escaped_bytes(document: bytes) -> bytes:
    """The same of a JSON document in UTF-8."""
    # Nearly all of a long document is ordinary: a look at the rest takes a thirtieth of a search through it all.
    rest = document.translate(None, _ORDINARY).decode("utf-8", "surrogatepass")
    if not _UNFIT_IN_JSON.search(rest):
        return document

    def escape(match: re.Match[str]) -> str:
        units = match[0].encode("utf-16-be", "surrogatepass")
        return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))

    text = document.decode("utf-8", "surrogatepass")
    return _UNFIT_IN_JSON.sub(escape, text).encode("utf-8", "surrogatepass")


def cell(text: str) -> str:
    """A text for a cell of a CSV file that no spreadsheet takes for a formula; `from_cell` gives the text back."""
    return f"'{text}" if _FORMULA.match(text) else text


def from_cell(text: str) -> str:
    """The text that `cell` made a cell of."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def shown(value: object) -> str:
    """A value for a message: short, fit to be shown, and a text in quotes."""
    if isinstance(value, str):
        text = f'"{value[: LONGEST_VALUE + 1]}"'
    elif isinstance(value, dict | list | tuple):
        text = _SHORT.repr(value)
    elif isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 1000:
        text = f"a whole number of {value.bit_length()} bits"
    else:
        text = str(value)
    text = plain(text)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 3] + "…"
