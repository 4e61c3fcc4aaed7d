"""The templates of all pages, and how they are rendered."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

PAGES = Path(__file__).with_name("pages")


def templates() -> Environment:
    """An environment of the pages' templates, without filters of its own."""
    return Environment(
        loader=FileSystemLoader(PAGES),
        autoescape=True,  # text from outside is never markup
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
