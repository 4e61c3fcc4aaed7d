"""What a typed line answers: whole words and the keys that are shown, in the session's language or in English.

An answer about a person's health is never guessed: any other line is asked again.
"""

from __future__ import annotations

from ..language import Language
from ..session.events import Ask
from ..session.interview import REASONS, YES_NO
from ..session.ports import Command

STOP_WORDS = frozenset({"stop", "stopp"})
LEAVE = "q"


class Replies:
    """Understands lines."""

    def __init__(self, language: Language) -> None:
        self._words: dict[str, str] = {}
        for value in YES_NO:
            word = language.say(f"ask.{value}").casefold()
            self._words |= dict.fromkeys((value, value[0], word, word[0]), value)
        self._reasons: dict[str, str] = {}
        for reason in REASONS:
            word = language.say(f"terminal.reason_{reason}").casefold()
            key = language.say(f"terminal.reason_key_{reason}").casefold()
            self._reasons |= dict.fromkeys((reason, word, key), reason)

    def understood(self, typed: str, ask: Ask) -> Command:
        """The command that a line is; an answer that isn't understood is the session's to refuse."""
        text = " ".join(typed.casefold().split())
        if text in STOP_WORDS:
            return Command("stop", by="key")
        if text == LEAVE:
            return Command("leave")
        match ask.kind:
            case "yes_no":
                return Command("answer", self._words.get(text, f"? {text}"))
            case "reason":
                return Command("answer", self._reasons.get(text, f"? {text}" if text else ""))
        return Command("answer", text)
