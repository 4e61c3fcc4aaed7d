"""Every text that a clip is made of: the lines without places as they are, the others whole or in pieces.

A line with places is taken sentence by sentence. Where a sentence has few forms each is a clip of its own, which
sounds best; besides, each of its pieces is one: the words between the places, and every value with the punctuation that
follows it. So a value that is rare is spoken too, put together from its pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from string import Formatter
from typing import get_args

from sensortrack.language import Language
from sensortrack.protocol.catalogue_model import Catalogue
from sensortrack.protocol.due import Due
from sensortrack.protocol.screening import UNANSWERED

SPOKEN = ("safety.", "session.", "coach.", "ask.")
"""Tables of the lines that are said."""
UNSPOKEN = ("session.beyond",)
"""Lines of these tables that are only shown: a clinician's own words."""
NUMBERS = range(121)
"""Spoken in pieces: counts up to 50 on each of two sides, seconds up to two minutes, a pain score."""
COUNTED = range(21)
"""Spoken within their sentence: the ladder never asks for more than 15 repetitions; more are spoken in pieces."""
HELD_S = range(1, 16)
"""Seconds of a hold: a plan's last at most 15 s."""
SIDES = ("left", "right", "other")
DURATIONS_S = (*range(1, 16), *range(20, 121, 5), *range(180, 1201, 60))
"""Those of the usual plans; the others are put together from a number and its unit."""
WEIGHTS_KG = (0.5, 1.0, 1.25, 1.5)
MOST_FORMS = len(COUNTED) * len(SIDES)
"""A sentence with more forms than this is spoken in pieces only."""
IN_PIECES = frozenset({"duration", "conditions", "other", "question"})
"""Places whose values are long enough to be spoken on their own."""
CLOSED = frozenset({"side", "name", "position", "expected", "found", "safety", "why", "answer"})
"""Places whose values are all known: a sentence that has only these needs no pieces."""
SENTENCE = re.compile(r"(?<=[.!?]) ")

Values = Mapping[str, list[str]]


def clip_texts(language: Language, catalogue: Catalogue) -> list[str]:
    """Every text that is to have a clip, each once, in the order of the language's file."""
    return list(dict.fromkeys(t for t in _texts(language, catalogue) if t))


def _texts(language: Language, catalogue: Catalogue) -> Iterator[str]:
    places = _places(language, catalogue)
    for key, template in language.lines.items():
        if key.startswith(SPOKEN) and key not in UNSPOKEN:
            own = {"n": [str(n) for n in HELD_S]} if key.startswith("coach.hold_") else {}
            own |= {"expected": []} if key == "ask.not_understood" else {}  # a line of its own follows
            yield from _forms(template, {**places, **own})
    for text in _catalogue_texts(language, catalogue):
        yield from _forms(text, places)
    yield from _numbers(language)


def _places(language: Language, catalogue: Catalogue) -> Values:
    """What may stand in the places of the lines."""
    say, counted = language.say, [str(n) for n in COUNTED]
    postures = [text for key, text in language.lines.items() if key.startswith("reason.posture_")]
    return {
        "n": counted,
        "planned": counted,
        "series": [str(n) for n in range(1, 6)],
        "side": [say(f"coach.side_{side}") for side in SIDES],
        "duration": [language.duration(s) for s in DURATIONS_S],
        "weight": [language.number(kg, ".10g") for kg in WEIGHTS_KG],
        "name": [language.exercise_name(e) for e in catalogue.exercises],
        "position": [language.position(e) for e in catalogue.exercises],
        "conditions": [language.of(c.condition) for c in catalogue.screening],
        "expected": postures,
        "found": postures,
        "other": postures,
        "safety": [say("safety.stop_always")],
        "answer": [say("ask.yes"), say("ask.no")],
        "question": [],  # a text of its own
        "why": [language.due(why) for why in get_args(Due)],
    }


def _catalogue_texts(language: Language, catalogue: Catalogue) -> Iterator[str]:
    """The catalogue's own texts that are said; the side of a cue stands in a place."""
    for rule in (*catalogue.rules, *(r for e in catalogue.exercises for r in e.rules)):
        yield from (language.of(text) for text in (rule.cue, rule.question) if text is not None)
        if rule.method == "asked":  # the advice where its answer blocks the session
            yield language.of(rule.says)
    for exercise in catalogue.exercises:
        cues = language.cues(exercise)
        yield from (*language.steps(exercise), cues.out, cues.hold, cues.back)
    yield from (language.question(condition) for condition in catalogue.screening)
    yield from (language.question(thing) for thing in catalogue.equipment)
    yield from (language.of(c.advice) for c in catalogue.screening)
    yield language.of(UNANSWERED)


def _numbers(language: Language) -> Iterator[str]:
    """Numbers and units: what any count and any duration is put together from."""
    yield from (f"{n}{mark}" for mark in ("", ".") for n in NUMBERS)
    yield language.say("duration.point")
    for unit in ("second", "seconds", "minute", "minutes"):
        words = language.say(f"duration.{unit}", n="").strip()
        yield from (words, f"{words}.")


def _forms(template: str, places: Values) -> Iterator[str]:
    """A line without places; of another one each sentence, whole where it has few forms, and in its pieces."""
    if not _names(template):
        yield template
        return
    for sentence in SENTENCE.split(template):
        values = {name: places[name] for name in _names(sentence)}
        few = _size(values) <= MOST_FORMS and not values.keys() & IN_PIECES
        if few:
            yield from _filled_in_every_way(sentence, values)
        if not (few and values.keys() <= CLOSED):
            yield from _pieces(sentence, values)


def _pieces(sentence: str, values: Values) -> Iterator[str]:
    """The values of its open places, each with its punctuation, and what stands between these."""
    words: list[str] = []
    for word in sentence.split(" "):
        if (names := _names(word)) and not CLOSED.issuperset(names):
            yield from _filled_in_every_way(" ".join(words), values)
            yield from _filled_in_every_way(word, values)
            if "conditions" in names:  # a list: each but the last is followed by a comma
                yield from (f"{value}," for value in values["conditions"])
            words = []
        else:
            words.append(word)
    yield from _filled_in_every_way(" ".join(words), values)


def _filled_in_every_way(template: str, values: Values) -> Iterator[str]:
    names = _names(template)
    for form in product(*(values[name] for name in names)):
        yield _filled(template, dict(zip(names, form, strict=True)))


def _names(template: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(template) if name]


def _filled(template: str, values: Mapping[str, str]) -> str:
    parts = Formatter().parse(template)
    return "".join(text + (values[name] if name else "") for text, name, _, _ in parts)


def _size(values: Values) -> int:
    size = 1
    for several in values.values():
        size *= len(several)
    return size
