"""The voice: what waits is said in its turn, safety breaks off, a late cue isn't said; no voice is no fault."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sensortrack.session.speaker import Speaker

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a shell script stands for the speech program")
SAYING_S = 0.5


@pytest.fixture
def spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """A speech program that notes when it begins and when it has said a text."""
    program, log = tmp_path / "espeak-ng", tmp_path / "log"
    program.write_text(
        f'#!/bin/sh\necho "begin $4" >> {log}\n[ "$2" = en ] || exit 1\nsleep {SAYING_S}\necho "end $4" >> {log}\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return lambda: log.read_text().splitlines() if log.exists() else []


def until(done: Callable[[], bool]) -> None:
    ends = time.monotonic() + 10.0
    while not done():
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_what_waits_is_said_in_its_turn(spoken: Callable[[], list[str]]) -> None:
    speaker = Speaker("en")
    assert speaker.missing is None
    for text in ("one", "two; rm -rf '$HOME'", "-three"):
        speaker.say(text, waits=True)
    speaker.close()
    texts = ("one", "two; rm -rf '$HOME'", "-three")
    assert spoken() == [f"{what} {text}" for text in texts for what in ("begin", "end")]


def test_safety_breaks_off_what_is_said_and_what_waits(spoken: Callable[[], list[str]]) -> None:
    speaker = Speaker("en")
    speaker.say("a long text", waits=True)
    speaker.say("another", waits=True)
    until(lambda: "begin a long text" in spoken())
    speaker.say("Stopped.", urgent=True)
    speaker.close()
    assert spoken() == ["begin a long text", "begin Stopped.", "end Stopped."]


def test_of_what_is_bound_to_a_moment_only_the_newest_is_said_and_none_late(
    spoken: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sensortrack.session.speaker.LATE_S", 0.2)
    speaker = Speaker("en")
    speaker.say("1")
    until(lambda: "begin 1" in spoken())
    speaker.say("2")
    time.sleep(SAYING_S / 2 + 0.1)
    speaker.say("3")
    speaker.close()
    assert [line for line in spoken() if line.startswith("begin")] == ["begin 1", "begin 3"]


def test_a_system_without_a_voice_is_told_what_to_do_and_nothing_else_happens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    speaker = Speaker("en")
    assert "espeak-ng" in (speaker.missing or "")
    speaker.say("hello", urgent=True)
    speaker.close()
