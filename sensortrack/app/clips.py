"""Speech as clips: a line of the session as the recorded texts that make it up, in order.

The clips are made from the language files (`scripts/make_clips.py`). A line is either one clip or several
that are played end to end, each with the pause that its last mark asks for.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..language import load_language

FOLDER = Path(__file__).parent / "static" / "clips"
DECIMAL = re.compile(r"(\d+)[.,](\d+)(\W*)")


@dataclass(frozen=True, slots=True)
class Clip:
    """A recorded text: its file in `FOLDER`, and its duration in s, including the pause at its end."""

    text: str
    file: str
    duration_s: float


@dataclass(frozen=True, slots=True)
class Clips:
    """The clips of a language by their text; `point` is the word for its decimal mark."""

    by_text: Mapping[str, Clip]
    point: str

    def say_parts(self, line: str) -> list[str]:
        """The recorded texts that make up a line, as few as possible; empty if a part of the line isn't recorded.

        Half a line is never said: without the other half it may mean something else.
        """
        words = [w for word in line.split() for w in self._spelt(word)]
        # best[i]: how many texts, at least, make up the first i words, and the word at which the last text begins.
        best: list[tuple[int, int] | None] = [(0, 0)] + [None] * len(words)
        for stop in range(1, len(words) + 1):
            ways = [
                (before[0] + 1, start)
                for start in range(stop)
                if (before := best[start]) is not None and " ".join(words[start:stop]) in self.by_text
            ]
            best[stop] = min(ways, default=None)
        parts: list[str] = []
        stop = len(words)
        while stop and (way := best[stop]) is not None:
            parts.append(" ".join(words[way[1] : stop]))
            stop = way[1]
        return [] if stop else parts[::-1]

    def clips(self, line: str) -> list[Clip]:
        """The clips to play, one after the other; empty if a part of the line isn't recorded."""
        return [self.by_text[text] for text in self.say_parts(line)]

    def duration_s(self, line: str) -> float | None:
        """How long a line takes, in s; None where it can't be said with clips."""
        return sum(c.duration_s for c in self.clips(line)) or None

    def _spelt(self, word: str) -> list[str]:
        """A word as a list of one, or a number with decimals as it is read out, digit by digit after the mark."""
        decimal = DECIMAL.fullmatch(word)
        if decimal is None or word in self.by_text:
            return [word]
        whole, figures, mark = decimal.groups()
        return [whole, self.point, *figures[:-1], f"{figures[-1]}{mark}"]


@cache
def load_clips(code: str) -> Clips:
    """The clips of the language with that code ("en"); empty for a language without clips."""
    path = FOLDER / f"index.{code}.json"
    index = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    by_text = {text: Clip(text, entry["file"], entry["duration_s"]) for text, entry in index.items()}
    return Clips(by_text, load_language(code).say("duration.point"))


def clip_id(text: str, code: str, settings: str) -> str:
    """The id of a clip: a hash of everything that its sound depends on."""
    return hashlib.sha256(f"{code}\n{settings}\n{text}".encode()).hexdigest()[:16]
