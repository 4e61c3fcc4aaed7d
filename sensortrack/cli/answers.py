"""Answers from a file instead of a keyboard, and a STOP at a chosen moment: for tries, tests and CI.

::

    schema = "sensortrack.answers/1"
    default = "good"             # what isn't named is answered so that the session goes on; else it is asked for

    [answers]
    "E3.bent_leg" = "no"
    pain_after = [1, 2]          # in turn; the last one for all that follow

    [stop]
    exercise = "E6"              # of these each is optional: where, in which state, how long in it
    state = "set"
    after_s = 12
    reason = "pain"
    pain = 6
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from ..errors import CatalogueError, UsageError
from ..outside.document import Kind, read_document
from ..outside.showing import shown
from ..protocol.model import Catalogue
from ..records import StopReason
from ..session import Ask
from ..session.events import State
from ..session.interview import good_answers
from ..session.runner import Command

SCHEMA = "sensortrack.answers/1"
GOOD = "good"
_KIND = Kind(
    f"a file of answers (.toml), or the word {GOOD}",
    f'answers in TOML, schema = "{SCHEMA}"',
    error=CatalogueError,
)
STATES: tuple[str, ...] = get_args(State)
REASONS: tuple[str, ...] = get_args(StopReason)


@dataclass(frozen=True, slots=True)
class StopAt:
    """When STOP is pressed, and what is said of it; None fits everywhere."""

    exercise: str | None = None
    state: str | None = None
    after_s: float = 0.0
    reason: StopReason | None = None
    pain: int | None = None

    def due(self, state: str, exercise: str | None, in_it_s: float) -> bool:
        """Whether that moment is now."""
        here = self.exercise in (None, exercise) and self.state in (None, state)
        return here and in_it_s >= self.after_s


@dataclass
class Script:
    """The answers by question; `default` for those that aren't named."""

    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    default: Mapping[str, str] = field(default_factory=dict)
    stop: StopAt | None = None
    source: str = GOOD
    _given: dict[str, int] = field(default_factory=dict)

    def answer(self, ask: Ask) -> Command:
        """The answer to a question.

        Raises
        ------
        UsageError
            The file has none.
        """
        named = self.answers.get(ask.question)
        if named is None:
            if ask.question not in self.default:
                raise UsageError(
                    f"{self.source}: no answer to '{ask.question}' ({ask.text}); "
                    f'add it to [answers], or default = "{GOOD}"'
                )
            return Command("answer", self.default[ask.question])
        k = self._given.get(ask.question, 0)
        self._given[ask.question] = k + 1
        if k > len(named) + 2:  # it isn't understood, again and again
            raise UsageError(f"{self.source}: '{named[-1]}' is no answer to '{ask.question}' ({ask.text})")
        return Command("answer", named[min(k, len(named) - 1)])


def load_script(text: str, catalogue: Catalogue) -> Script:
    """The script of that name: "good", or a file.

    Raises
    ------
    NoInputError
        No such file.
    CatalogueError
        It doesn't hold to the schema.
    """
    if text == GOOD:
        return Script(default=good_answers(catalogue))
    path = Path(text)
    return _read(read_document(path, _KIND).values, path, catalogue)


def _read(data: dict[str, Any], path: Path, catalogue: Catalogue) -> Script:
    def wrong(found: str, expected: str, key: str) -> CatalogueError:
        return CatalogueError(found, expected=expected, hint="Correct it.", path=path, key=key)

    known = good_answers(catalogue)
    unknown = [k for k in data if k not in ("schema", "default", "answers", "stop")]
    if unknown:
        raise wrong("an unknown key", "schema, default, answers or stop", unknown[0])
    if data.get("schema") != SCHEMA:
        raise wrong(f"found {data.get('schema')!r}", f"'{SCHEMA}'", "schema")
    if data.get("default") not in (None, GOOD):
        raise wrong(f"found {data['default']!r}", f"'{GOOD}', or nothing", "default")
    for name in ("answers", "stop"):
        if not isinstance(data.get(name, {}), dict):
            raise wrong(f"found {shown(data[name])}", f"a table, [{name}]", name)
    answers: dict[str, tuple[str, ...]] = {}
    for question, value in data.get("answers", {}).items():
        if question not in known:
            raise wrong("no such question", f"one of {', '.join(known)}", f"answers.{question}")
        values = value if isinstance(value, list) else [value]
        if not values or not all(isinstance(v, str | int) for v in values):
            raise wrong(f"found {value!r}", "yes, no or a number from 0 to 10", f"answers.{question}")
        words = {True: "yes", False: "no"}
        answers[question] = tuple(words.get(v, str(v)) if isinstance(v, bool) else str(v) for v in values)
    stop = None
    if "stop" in data:
        stop = _stop(data["stop"], wrong, catalogue)
    return Script(answers, known if data.get("default") == GOOD else {}, stop, str(path))


def _stop(table: dict[str, Any], wrong: Any, catalogue: Catalogue) -> StopAt:
    allowed: dict[str, tuple[str, ...]] = {
        "exercise": tuple(e.id for e in catalogue.exercises),
        "state": STATES,
        "reason": REASONS,
    }
    for key, value in table.items():
        if key in allowed:
            if value not in allowed[key]:
                raise wrong(f"found {value!r}", f"one of {', '.join(allowed[key])}", f"stop.{key}")
        elif key == "pain":
            if value not in range(11):
                raise wrong(f"found {value!r}", "a number from 0 to 10", "stop.pain")
        elif key != "after_s" or not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
            raise wrong(f"found {value!r}", "exercise, state, after_s (s), reason or pain", f"stop.{key}")
    return StopAt(**table)
