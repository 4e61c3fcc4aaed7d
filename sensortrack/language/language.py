"""A language: the coach's lines by key, and the catalogue's texts by id.

English is whole: every other file has each of its keys, which is tested. The catalogue's own texts are
English; another language's file has them again, by id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from ..errors import UsageError
from ..outside.document import Kind, read_document
from ..protocol.model import BreathCues, Exercise, Rule, Screening
from ..protocol.plan import LADDER, Dose
from ..protocol.screening import Advice

_KIND = Kind("a language (a .toml file)", "a language in TOML")
FOLDER = Path(__file__).parent
LINES = ("safety", "session", "coach", "ask", "terminal", "report", "duration")
"""The tables of lines; what else a file holds are the catalogue's texts."""
DUE = {
    "it was never": "due_never",
    "the last session was stopped": "due_after_stop",
    "the questions have changed": "due_changed",
    "the last answers stopped": "due_blocked",
    "the answers are": "due_old",
}
"""How each reason for asking the screening begins, and the line that says it."""


@dataclass(frozen=True, slots=True)
class Language:
    """Lines by key ("safety.return_now"), and what a translation says of the catalogue's entries."""

    code: str
    name: str
    lines: Mapping[str, str]
    catalogue: Mapping[str, Any]

    def say(self, key: str, **values: object) -> str:
        """The line of that key with its places filled in.

        Raises
        ------
        KeyError
            No such line, or a place without its value: a fault of the program.
        """
        return self.lines[key].format(**values)

    def places(self, key: str) -> frozenset[str]:
        """Names of the places of a line that are to be filled in."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.lines[key]) if name)

    def exercise_name(self, exercise: Exercise) -> str:
        """Its name."""
        return str(self._entry("exercises", exercise.id, "name", exercise.name))

    def position(self, exercise: Exercise) -> str:
        """Its start pose in words."""
        return str(self._entry("exercises", exercise.id, "position", exercise.position))

    def steps(self, exercise: Exercise) -> tuple[str, ...]:
        """What is done, step by step."""
        return tuple(self._entry("exercises", exercise.id, "steps", list(exercise.steps)))

    def cues(self, exercise: Exercise) -> BreathCues | None:
        """What is said in the order of the breath, or None where the catalogue has no cues for it."""
        if exercise.cues is None:
            return None
        c = exercise.cues
        return BreathCues(
            **self._entry("exercises", exercise.id, "cues", {"out": c.out, "hold": c.hold, "back": c.back})
        )

    def question(self, asked: Rule | Screening) -> str:
        """The question of an asked rule, or of a screening condition."""
        if isinstance(asked, Screening):
            return str(self.catalogue.get("screening", {}).get(asked.id, asked.question))
        return str(self._entry("rules", asked.id, "question", asked.question or ""))

    def cue(self, rule: Rule) -> str | None:
        """The cue of a rule, or None where it has none."""
        return None if rule.cue is None else str(self._entry("rules", rule.id, "cue", rule.cue))

    def advice(self, advice: Advice) -> str:
        """What an answer of the screening means."""
        return str(self.catalogue.get("advice", {}).get(advice.key, advice.text))

    def dose(self, dose: Dose, *, each_side: bool) -> tuple[str, ...]:
        """What is to be done, in words."""
        words = []
        if dose.series > 1 and dose.repetitions is not None:
            words.append(self.say("session.dose_series", series=dose.series, n=dose.repetitions))
        elif dose.repetitions is not None and dose.duration_s is None:
            key = "session.dose_each_side" if each_side else "session.dose_repetitions"
            words.append(self.say(key, n=dose.repetitions))
        if dose.duration_s is not None:
            words.append(self.say("session.dose_time", duration=self.duration(dose.duration_s)))
        if dose.weight_kg:
            words.append(self.say("session.dose_weight", weight=f"{dose.weight_kg:g}"))
        return tuple(words)

    def due(self, why: str) -> str:
        """Why the screening is asked, as `screening_due` told it."""
        return next(
            (self.lines[f"terminal.{key}"] for start, key in DUE.items() if why.startswith(start)), why
        )

    def plan_source(self, source: str) -> str:
        """Where a plan comes from: the ladder, or the name of a file."""
        return self.say("terminal.ladder") if source == LADDER else source

    def duration(self, seconds: float) -> str:
        """A duration in whole minutes, or in seconds."""
        if seconds >= 60.0 and seconds % 60.0 == 0.0:
            return self.say("duration.minutes", n=int(seconds // 60.0))
        return self.say("duration.seconds", n=round(seconds))

    def _entry(self, table: str, id: str, field: str, default: Any) -> Any:
        return self.catalogue.get(table, {}).get(id, {}).get(field, default)


@cache
def load_language(code: str) -> Language:
    """The language of that code ("en").

    Raises
    ------
    UsageError
        There is none; the message lists those that there are.
    """
    path = FOLDER / f"{code}.toml"
    if not path.is_file():
        raise UsageError(f"no language '{code}'; there are {', '.join(languages())}. Choose one of these.")
    data = read_document(path, _KIND).values
    lines = {f"{table}.{key}": text for table in LINES for key, text in data.pop(table).items()}
    return Language(data.pop("language"), data.pop("name"), lines, data)


def languages() -> tuple[str, ...]:
    """Codes of the languages that there are, English first."""
    codes = sorted(p.stem for p in FOLDER.glob("*.toml"))
    return ("en", *(c for c in codes if c != "en"))
