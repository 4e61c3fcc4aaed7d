"""The papers that a paper cites which rests on our numbers, as sentences and as BibTeX."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("references.toml")


@dataclass(frozen=True, slots=True)
class Reference:
    """An article: authors as BibTeX has them, with "and" between them."""

    key: str
    author: str
    title: str
    journal: str
    volume: int
    pages: str
    year: int
    doi: str

    @property
    def said(self) -> str:
        """As a list of references has it."""
        *others, last = self.author.split(" and ")
        authors = f"{', '.join(others)} & {last}" if others else last
        return f"{authors} ({self.year}). {self.title}. {self.journal} {self.volume}, {self.pages.replace('-', '–')}."

    @property
    def bibtex(self) -> str:
        """As an entry of BibTeX."""
        lines = [
            f"  author = {{{self.author}}}",
            f"  title = {{{{{self.title}}}}}",
            f"  journal = {{{self.journal}}}",
            f"  volume = {{{self.volume}}}",
            f"  pages = {{{self.pages.replace('-', '--')}}}",
            f"  year = {{{self.year}}}",
            f"  doi = {{{self.doi}}}",
        ]
        return f"@article{{{self.key},\n" + ",\n".join(lines) + "\n}"


@cache
def references() -> tuple[Reference, ...]:
    """All of them, in the order of the file."""
    return tuple(Reference(key, **values) for key, values in tomllib.loads(FILE.read_text("utf-8")).items())


def software_bibtex(version: str) -> str:
    """The program itself, in this version."""
    title = "sensortrack: repetitions, holds and smoothness of back exercises from one lumbar IMU"
    return f"@software{{sensortrack,\n  title = {{{{{title}}}}},\n  version = {{{version}}}\n}}"
