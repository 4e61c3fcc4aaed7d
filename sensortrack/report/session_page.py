"""The report of a session as a page: one file, nothing loaded from elsewhere, fit for paper.

The pages are templates of jinja2 in `pages/`, which escapes whatever is put into them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..language import Language
from ..private_files import new_file
from . import words
from .timeline import drawing

PAGES = Path(__file__).with_name("pages")


def session_page(document: Mapping[str, Any], language: Language) -> str:
    """The page of a session's document.

    Parameters
    ----------
    document : mapping
        `sensortrack.session/1`.
    language : Language
        That the page is written in.

    Returns
    -------
    str
        HTML.
    """

    def said(table: str, keys: Sequence[str]) -> list[str]:
        return [language.say(f"{table}.{key}") for key in keys]

    def tenths(value: float | None) -> str:
        return "" if value is None else language.number(value, ".1f")

    page = _pages().get_template("session.html")
    return page.render(document=document, language=language, say=language.say, words=said, tenths=tenths)


@cache
def _pages() -> Environment:
    pages = Environment(
        loader=FileSystemLoader(PAGES),
        autoescape=True,  # text from outside is never markup
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    cells = (
        words.evidence_of,
        words.facts,
        words.headline,
        words.limit_of,
        words.limits,
        words.moment,
        words.pain_line,
        words.set_line,
        words.stop_lines,
        words.value_of,
        words.why_of,
    )
    pages.globals |= {cell.__name__: cell for cell in cells}
    pages.globals |= {"drawing": drawing, "file_name": _file_name, "not_done": _not_done}
    return pages


def _not_done(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each finding of the exercises that weren't done, with its exercise."""
    return [{"exercise": e, "finding": f} for e in document["not_done"] for f in e["findings"]]


def _file_name(path: str) -> str:
    return Path(path).name


def write_page(path: Path, page: str) -> None:
    """Write a page into a new file, readable by its owner only.

    Raises
    ------
    CannotCreateError
        The file exists, or can't be made.
    FileIOError
        The disk is full or failed.
    """
    with new_file(path) as file:
        file.write(page.encode("utf-8", "replace"))
