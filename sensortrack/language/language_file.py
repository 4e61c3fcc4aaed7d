"""A language's file: tables of lines, and the texts of our catalogue by their ids there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import msgspec
from msgspec import Meta

from ..outside.reader import Table, Text
from ..protocol.exercise import BreathCues

Lines = dict[str, Text]
_LINES = (  # tables of lines
    *(
        "safety",
        "session",
        "coach",
        "ask",
        "terminal",
        "report",
        "page",
        "physio",
        "app",
        "duration",
        "reason",
    ),
)


class ExerciseTexts(Table, frozen=True):
    """The texts of an exercise."""

    name: Text | None = None
    position: Text | None = None
    unseen: Text | None = None
    steps: tuple[Text, ...] = ()
    cues: BreathCues | None = None


class RuleTexts(Table, frozen=True):
    """The texts of a rule, or of a thing that exercises need."""

    says: Text | None = None
    question: Text | None = None
    cue: Text | None = None


class ConditionTexts(Table, frozen=True):
    """The texts of a condition that the screening asks for."""

    condition: Text
    question: Text


class SourceTexts(Table, frozen=True):
    """What the catalogue is made from."""

    source: Text


class LanguageFile(Table, frozen=True, kw_only=True):
    """A language, as its file has it."""

    language: Text
    name: Text
    decimal: Annotated[str, Meta(pattern=r"^[.,]$", description='"." or ","')]
    safety: Lines
    session: Lines
    coach: Lines
    ask: Lines
    terminal: Lines
    report: Lines
    page: Lines
    physio: Lines
    app: Lines
    duration: Lines
    reason: Lines
    source: SourceTexts | None = None
    exercises: dict[str, ExerciseTexts] = msgspec.field(default_factory=dict)
    rules: dict[str, RuleTexts] = msgspec.field(default_factory=dict)
    screening: dict[str, ConditionTexts] = msgspec.field(default_factory=dict)
    equipment: dict[str, RuleTexts] = msgspec.field(default_factory=dict)
    advice: Lines = msgspec.field(default_factory=dict)

    @property
    def lines(self) -> Mapping[str, str]:
        """Every line by table and key: "safety.return_now"."""
        return {f"{table}.{key}": text for table in _LINES for key, text in getattr(self, table).items()}
