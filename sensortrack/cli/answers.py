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
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from ..errors import CatalogueError, UsageError
from ..outside.document import Kind, read_document
from ..outside.reader import Amount, Table, read
from ..outside.showing import shown
from ..protocol.catalogue_model import Catalogue
from ..records import StopReason
from ..session.events import Ask, State
from ..session.interview import good_answers
from ..session.ports import Command

SCHEMA = "sensortrack.answers/1"
GOOD = "good"
_KIND = Kind(
    f"a file of answers (.toml), or the word {GOOD}",
    f'answers in TOML, schema = "{SCHEMA}"',
    error=CatalogueError,
)


Reply = Annotated[
    bool | str | Annotated[int, Meta(ge=0, le=10)], Meta(description="yes, no or a number from 0 to 10")
]


class StopAt(Table, frozen=True):
    """When STOP is pressed, and what is said of it; None fits everywhere."""

    exercise: str | None = None
    state: State | None = None
    after_s: Amount = 0.0
    reason: StopReason | None = None
    pain: Annotated[int, Meta(ge=0, le=10)] | None = None

    def due(self, state: str, exercise: str | None, in_it_s: float) -> bool:
        """Whether that moment is now."""
        here = self.exercise in (None, exercise) and self.state in (None, state)
        return here and in_it_s >= self.after_s


class Answers(Table, frozen=True):
    """A file of answers."""

    schema: Literal["sensortrack.answers/1"]
    default: Literal["good"] | None = None
    answers: dict[str, Reply | Annotated[tuple[Reply, ...], Meta(min_length=1)]] = msgspec.field(
        default_factory=dict
    )
    stop: StopAt | None = None


@dataclass
class AnswerScript:
    """The answers by question; `default` for those that aren't named."""

    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    default: Mapping[str, str] = field(default_factory=dict)
    stop: StopAt | None = None
    source: str = GOOD
    _given: dict[str, int] = field(default_factory=dict)

    def answer(self, ask: Ask) -> Command:
        """The answer to a question; raises UsageError where the file has none."""
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


def load_script(text: str, catalogue: Catalogue) -> AnswerScript:
    """The script of that name: "good", or a file.

    Raises NoInputError where there is no such file, CatalogueError where it doesn't hold to the schema.
    """
    if text == GOOD:
        return AnswerScript(default=good_answers(catalogue))
    document = read_document(Path(text), _KIND)
    given, known = read(document, Answers), good_answers(catalogue)
    for question in given.answers:
        if question not in known:
            raise document.fail(("answers", question), "no such question", f"one of {', '.join(known)}")
    exercises = [e.id for e in catalogue.exercises]
    if given.stop is not None and given.stop.exercise not in (None, *exercises):
        raise document.fail("stop.exercise", shown(given.stop.exercise), f"one of {', '.join(exercises)}")
    answers = {question: _words(value) for question, value in given.answers.items()}
    return AnswerScript(answers, known if given.default == GOOD else {}, given.stop, text)


def _words(value: bool | str | int | tuple[bool | str | int, ...]) -> tuple[str, ...]:
    values = value if isinstance(value, tuple) else (value,)
    return tuple({True: "yes", False: "no"}[v] if isinstance(v, bool) else str(v) for v in values)
