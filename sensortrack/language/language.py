"""A language: the coach's lines by key, and the catalogue's texts by id.

English is complete, and a test makes sure that every other file has each of its keys. The catalogue's own texts are
English; another language's file has their translations, by their ids in our catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter

from ..errors import UsageError
from ..outside.document import Kind, read_document
from ..outside.reader import read
from ..protocol.catalogue import load_catalogue
from ..protocol.catalogue_model import Catalogue, Screening
from ..protocol.due import Due
from ..protocol.exercise import BreathCues, Equipment, Exercise
from ..protocol.plan import LADDER, Dose
from ..protocol.rule import Rule
from ..protocol.screening import UNANSWERED, Advice, ScreeningQuestion
from ..records import Reason
from .language_file import ExerciseTexts, LanguageFile
from .line_formatter import LineFormatter

_KIND = Kind("a language (a .toml file)", "a language in TOML")
FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Language:
    """Lines by key ("safety.return_now"), and translations of our catalogue's texts by the English text."""

    code: str
    name: str
    lines: Mapping[str, str]
    texts: Mapping[str, str]
    decimal: str = "."
    _words: LineFormatter = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_words", LineFormatter(self.lines, self.decimal, self.reason))

    def say(self, key: str, **values: object) -> str:
        """The line with that key, its places filled in.

        Raises KeyError where there is no such line, or a place has no value: a fault of the program.
        """
        return self._words.vformat(self.lines[key], (), values)

    def places(self, key: str) -> frozenset[str]:
        """The names of the places to be filled in within a line."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.lines[key]) if name)

    def of(self, text: str) -> str:
        """A text of the catalogue in this language; unchanged if it isn't translated, as in a user's own catalogue.

        Texts are looked up by their wording, not by id: another catalogue may use our ids to ask something
        else, and a question must never be asked in the words of another one.
        """
        return self.texts.get(text, text)

    def reason(self, reason: Reason) -> str:
        """A reason in words, with a rule's question or cue as it is translated."""
        values = reason.values
        for text in values.keys() & {"question", "cue"}:
            values[text] = self.of(values[text])
        return self._words.vformat(self.lines[f"reason.{reason.code}"], (), values)

    def number(self, value: float, spec: str) -> str:
        """A number as the language writes it; `spec` as for `format`."""
        return self._words.number(value, spec)

    def exercise_name(self, exercise: Exercise) -> str:
        """The exercise's name."""
        return self.of(exercise.name)

    def position(self, exercise: Exercise) -> str:
        """The exercise's start pose in words."""
        return self.of(exercise.position)

    def steps(self, exercise: Exercise) -> tuple[str, ...]:
        """What the person does, step by step."""
        return tuple(map(self.of, exercise.steps))

    def cues(self, exercise: Exercise) -> BreathCues:
        """The cues in the order of the breath: the exercise's own, or general ones if it has none."""
        if (c := exercise.cues) is not None:
            return BreathCues(self.of(c.out), self.of(c.hold), self.of(c.back))
        out = self.say("coach.out_side", side="{side}") if exercise.two_sided else self.say("coach.out")
        return BreathCues(out, self.say("coach.hold"), self.say("coach.back"))

    def question(self, asked: Rule | Screening | Equipment) -> str:
        """The question of an asked rule or a screening condition, or whether a piece of equipment is there."""
        return self.of(asked.question or "")

    def screening_question(self, asked: ScreeningQuestion) -> str:
        """A question of the screening; the one about the doctor's word names the conditions that it is about."""
        if asked.asks is not None:
            return self.question(asked.asks)
        return self.say(
            "safety.needs_doctor", conditions=", ".join(self.of(c.condition) for c in asked.about)
        )

    def rule(self, rule: Rule) -> str:
        """What a rule says."""
        return self.of(rule.says)

    def unseen(self, exercise: Exercise) -> str | None:
        """What one sensor can't see of an exercise, or None."""
        return None if exercise.unseen is None else self.of(exercise.unseen)

    def cue(self, rule: Rule) -> str | None:
        """The cue of a rule, or None if it has none."""
        return None if rule.cue is None else self.of(rule.cue)

    def advice(self, advice: Advice) -> str:
        """What an answer of the screening means."""
        return self.of(advice.text)

    def dose(self, dose: Dose, *, each_side: bool) -> tuple[str, ...]:
        """Everything that a dose asks for, in words: nothing in a plan is done without being read back first."""
        words = []
        n, duration = dose.repetitions, "" if dose.duration_s is None else self.duration(dose.duration_s)
        if n is not None and not duration:
            key = "series" if dose.series > 1 else "repetition" if n == 1 else "repetitions"
            side = "_each_side" if each_side else ""
            words.append(self.say(f"session.dose_{key}{side}", series=dose.series, n=n))
        if duration:
            key = "session.dose_series_time" if dose.series > 1 else "session.dose_time"
            words.append(self.say(key, series=dose.series, duration=duration))
        if n is not None and duration:
            words.append(self.say("session.dose_bends", n=n))
        if dose.hold_s is not None:
            words.append(self.say("session.dose_hold", duration=self.duration(dose.hold_s)))
        if dose.series > 1:
            words.append(self.say("session.dose_rest", duration=self.duration(dose.rest_s)))
        if dose.weight_kg:
            words.append(self.say("session.dose_weight", weight=self.number(dose.weight_kg, ".10g")))
        return tuple(words)

    def due(self, why: Due) -> str:
        """Why the screening is asked."""
        return self.say(f"terminal.due_{why}")

    def plan_source(self, source: str, by: str | None = None) -> str:
        """Where a plan comes from: the ladder, or the name of a clinician's file and of its author."""
        if source == LADDER:
            return self.say("terminal.ladder")
        return source if by is None else self.say("report.plan_by", source=source, by=by)

    def wrong_pose(self, reason: Reason) -> str:
        """Why a still pose isn't the start pose, in words for the person, without angles."""
        return self._words.vformat(self.lines[f"session.wrong_pose_{reason.code}"], (), reason.values)

    def duration(self, seconds: float) -> str:
        """A duration in minutes and seconds; up to two minutes in seconds only, unless it is whole minutes."""
        minutes, rest = divmod(round(seconds, 2), 60.0)
        if minutes < 2.0 and rest:
            minutes, rest = 0.0, round(seconds, 2)
        parts = [(minutes, "minute")] if minutes else []
        parts += [(round(rest, 2), "second")] if rest or not minutes else []
        return " ".join(
            self.say(f"duration.{unit}{'' if n == 1.0 else 's'}", n=self.number(n, ".10g"))
            for n, unit in parts
        )


@cache
def load_language(code: str) -> Language:
    """The language with that code ("en").

    Raises UsageError where there is no such language; the message lists those that exist.
    """
    path = FOLDER / f"{code}.toml"
    if not path.is_file():
        raise UsageError(f"no language '{code}'; there are {', '.join(languages())}. Choose one of these.")
    parsed = read(read_document(path, _KIND), LanguageFile)
    return Language(
        parsed.language, parsed.name, parsed.lines, _texts(load_catalogue(), parsed), parsed.decimal
    )


@lru_cache(maxsize=1024)
def in_english(reason: Reason) -> str:
    """A reason in English words, as documents and tables have them."""
    return load_language("en").reason(reason)


def _texts(catalogue: Catalogue, parsed: LanguageFile) -> dict[str, str]:
    """Each English text of our catalogue with its translation; a language's file lists translations by id."""
    found: dict[str, str] = {}

    def take(entry: object, own: object, *names: str) -> None:
        for name in names:
            if (text := getattr(own, name, None)) is not None:
                found[getattr(entry, name)] = text

    take(catalogue, parsed.source, "source")
    for exercise in catalogue.exercises:
        own = parsed.exercises.get(exercise.id, ExerciseTexts())
        take(exercise, own, "name", "position", "unseen")
        found |= zip(exercise.steps, own.steps, strict=False)
        take(exercise.cues, own.cues, "out", "hold", "back")
    for rule in (*catalogue.rules, *(r for e in catalogue.exercises for r in e.rules)):
        take(rule, parsed.rules.get(rule.id), "says", "question", "cue")
    for condition in catalogue.screening:
        take(condition, parsed.screening.get(condition.id), "condition", "question")
        found |= {condition.advice: parsed.advice[condition.kind]} if condition.kind in parsed.advice else {}
    for thing in catalogue.equipment:
        take(thing, parsed.equipment.get(thing.id), "says", "question")
    return found | ({UNANSWERED: parsed.advice["unanswered"]} if "unanswered" in parsed.advice else {})


def languages() -> tuple[str, ...]:
    """Codes of the available languages, English first."""
    codes = sorted(p.stem for p in FOLDER.glob("*.toml"))
    return ("en", *(c for c in codes if c != "en"))
