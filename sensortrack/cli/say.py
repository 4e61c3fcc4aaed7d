"""Plain lines of text to stdout and stderr; `show` has what is laid out, and takes longer to import."""

from __future__ import annotations

import sys

from ..outside.showing import plain


def say(text: str) -> None:
    """Print text, perhaps from outside, to stdout; its lines stay."""
    print(plain(text, lines=True))


def tell(text: str) -> None:
    """Print text, perhaps from outside, to stderr; its lines stay."""
    print(plain(text, lines=True), file=sys.stderr)
