"""What a key or a typed line is: health data is never guessed, and STOP is neither missed nor made up."""

from __future__ import annotations

import os
import pty
import select
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensortrack.cli.keyboard import ESCAPE, Keyboard, SignalRequests
from sensortrack.cli.replies import Replies
from sensortrack.cli.session_terminal import STOP_KEYS, TerminalPerson
from sensortrack.language import load_language
from sensortrack.session.events import Ask
from sensortrack.session.interview import REPLIES
from sensortrack.session.ports import Command

if sys.platform == "win32":
    pytest.skip("terminals as on POSIX", allow_module_level=True)

REASON = Ask("stop_reason", "What was it?", "reason")
YES_NO = Ask("x", "Really?", "yes_no")
SCORE = Ask("pain_after", "Pain?", "score")


@pytest.mark.parametrize(
    ("language", "typed", "means"),
    [
        ("en", "pain", "pain"),
        ("en", "P", "pain"),
        ("en", "headache", "headache"),
        ("en", "something else", "other"),
        ("en", "", ""),
        ("en", "hurts", None),
        ("en", "none", None),
        ("en", "please", None),
        ("en", "no", None),
        ("en", "head", None),
        ("de", "Kopfschmerz", "headache"),
        ("de", "k", "headache"),
        ("de", "übelkeit", "nausea"),
        ("de", "keine", None),
    ],
)
def test_only_whole_words_and_the_shown_keys_are_answers(
    language: str, typed: str, means: str | None
) -> None:
    command = Replies(load_language(language)).understood(typed, REASON)
    assert command.what == "answer"
    assert (command.value if command.value in REPLIES["reason"] else None) == means


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("y", "yes"),
        ("Yes", "yes"),
        ("n", "no"),
        ("no", "no"),
        ("yes please", None),
        ("ye", None),
        ("nope", None),
        ("", None),
    ],
)
def test_yes_and_no_are_whole_words_too(typed: str, means: str | None) -> None:
    value = Replies(load_language("en")).understood(typed, YES_NO).value
    assert (value if value in REPLIES["yes_no"] else None) == means


@given(st.text(max_size=12), st.sampled_from([REASON, YES_NO, SCORE]))
def test_no_other_line_is_ever_an_answer(typed: str, ask: Ask) -> None:
    said = Replies(load_language("en")).understood(typed, ask)
    if said.what == "answer" and said.value in REPLIES[ask.kind]:
        words = {"y", "n", "p", "h", "w", "o", "something else", *REPLIES[ask.kind]}
        assert " ".join(typed.casefold().split()) in words


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Keyboard, int]]:
    """A keyboard at a terminal of its own, and where its keys are pressed."""
    master, slave = pty.openpty()
    with os.fdopen(slave, "r") as keys:
        monkeypatch.setattr(sys, "stdin", keys)
        with Keyboard() as keyboard:
            yield keyboard, master
    os.close(master)


def taken(keyboard: Keyboard) -> list[str]:
    found: list[str] = []
    while (key := keyboard.key(0.2)) is not None:
        found.append(key)
    return found


@pytest.mark.parametrize("sent", ["\x1b[A", "\x1b[1;5C", "\x1bOP", "\x1b[24~", "\x1b[A\x1b[B\x1b[C"])
def test_an_arrow_key_is_no_escape_and_an_escape_is_stop(terminal: tuple[Keyboard, int], sent: str) -> None:
    keyboard, master = terminal
    os.write(master, sent.encode() + b"y")
    assert taken(keyboard) == ["y"]
    os.write(master, b"\x1b")
    assert taken(keyboard) == [ESCAPE]
    assert ESCAPE in STOP_KEYS


def answered(keyboard: Keyboard, ask: Ask) -> Command:
    """What the person at that keyboard answers."""
    person = TerminalPerson(load_language("en"), keyboard, SignalRequests(), lambda: 0.0, quiet=True)
    person.hear(ask)
    for _ in range(50):
        if (command := person.answer(ask)) is not None:
            return command
    raise AssertionError("nothing was typed")


@pytest.mark.parametrize(
    ("typed", "what"),
    [("yes please\n", "answer"), (" ", "stop"), ("y  ", "stop"), ("yes\x1b", "stop"), ("stop\n", "stop")],
)
def test_a_space_within_a_line_is_a_letter_and_pressed_first_or_twice_it_is_stop(
    terminal: tuple[Keyboard, int], typed: str, what: str
) -> None:
    keyboard, master = terminal
    threading.Timer(0.3, lambda: os.write(master, typed.encode())).start()
    assert answered(keyboard, YES_NO).what == what


def test_what_was_typed_and_not_taken_does_not_reach_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    master, slave = pty.openpty()
    with os.fdopen(slave, "r") as keys:
        monkeypatch.setattr(sys, "stdin", keys)
        with Keyboard() as keyboard:
            os.write(master, b"y")
            assert keyboard.key(5.0) == "y"
            os.write(master, b"reboot\n")
            assert select.select([keys], [], [], 5.0)[0]
        assert not select.select([keys], [], [], 0.2)[0]
    os.close(master)


def test_what_was_typed_ahead_is_forgotten_but_for_stop(terminal: tuple[Keyboard, int]) -> None:
    keyboard, master = terminal
    os.write(master, b"yn")
    assert keyboard.key(1.0) == "y"
    keyboard.forget(keep=STOP_KEYS)
    assert taken(keyboard) == []
    os.write(master, b"y ")
    assert keyboard.key(1.0) == "y"
    keyboard.forget(keep=STOP_KEYS)
    assert taken(keyboard) == [" "]


def wanted(person: TerminalPerson, looks: int = 5) -> list[str]:
    """What the person wants, by as many looks at the keyboard."""
    found = [person.command() for _ in range(looks)]
    return [command.what for command in found if command is not None]


@pytest.mark.parametrize("keys", ["\r" * 40, "npnpnp" * 20], ids=["held down", "many"])
def test_a_stop_is_taken_before_all_that_was_pressed_before_it(
    terminal: tuple[Keyboard, int], keys: str
) -> None:
    keyboard, master = terminal
    person = TerminalPerson(load_language("en"), keyboard, SignalRequests(), lambda: 0.0, quiet=True)
    os.write(master, f"{keys} {keys}".encode())  # something lies on the keyboard
    assert wanted(person) == ["stop"]


@pytest.mark.parametrize(("key", "what"), [(" ", "stop"), ("p", "pause"), ("n", "skip"), ("\r", "ready")])
def test_a_key_that_is_held_down_is_one_press_and_a_second_press_is_one_again(
    terminal: tuple[Keyboard, int], monkeypatch: pytest.MonkeyPatch, key: str, what: str
) -> None:
    keyboard, master = terminal
    now_s = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now_s[0])
    person = TerminalPerson(load_language("en"), keyboard, SignalRequests(), lambda: 0.0, quiet=True)
    found = []
    os.write(master, key.encode())
    found += wanted(person)
    now_s[0] += 0.5  # it repeats itself after a while, then fast
    for _ in range(40):
        os.write(master, (3 * key).encode())
        found += wanted(person, 1)
        now_s[0] += 0.1
    assert found == [what]
    now_s[0] += 1.0
    os.write(master, key.encode())
    assert wanted(person) == [what]


def test_stop_held_down_in_a_question_does_not_answer_the_question_why(
    terminal: tuple[Keyboard, int],
) -> None:
    keyboard, master = terminal
    person = TerminalPerson(load_language("en"), keyboard, SignalRequests(), lambda: 0.0, quiet=True)
    person.hear(YES_NO)
    os.write(master, b" " * 20)
    commands = []
    for ask in (YES_NO, REASON):
        person.hear(ask)
        commands += [c.what for c in (person.answer(ask) for _ in range(20)) if c is not None]
    assert commands == ["stop"]
