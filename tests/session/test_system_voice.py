"""The system voice as a speech port: each line is reported once, and a voice that fails is reported with its reason."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sensortrack.records import Cue
from sensortrack.session import system_voice
from sensortrack.session.events import Say
from sensortrack.session.speech import PacedSpeech, Speech, Spoken
from sensortrack.session.system_voice import NO_PROGRAM, NO_SOUND, SystemVoice

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a shell script stands for the speech program")
LONG = "a line that takes a while to be spoken"


def say(id: int, text: str) -> Say:
    return Say(id, Cue(0.0, "x", text))


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """A speech program that does this, after noting what it is to say."""

    def make(does: str) -> Path:
        path, log = tmp_path / "espeak-ng", tmp_path / "log"
        path.write_text(f'#!/bin/sh\necho "$2 $4" >> {log}\n{does}\n')
        path.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        return log

    return make


def fates(voice: Speech, until: Callable[[list[Spoken]], bool]) -> list[Spoken]:
    """What is reported until then."""
    found: list[Spoken] = []
    ends = time.monotonic() + 60.0
    while not until(found):
        assert time.monotonic() < ends, found
        found += voice.reports()
        time.sleep(0.01)
    return found


def last_of(id: int) -> Callable[[list[Spoken]], bool]:
    return lambda found: any(f.id == id and f.fate != "started" for f in found)


def test_a_line_is_spoken_to_its_end_and_the_text_is_no_command(program: Callable[[str], Path]) -> None:
    log = program("sleep 0.6")
    voice = SystemVoice("de")
    voice.say(say(1, "two; rm -rf '$HOME'"))
    found = fates(voice, last_of(1))
    assert [(f.id, f.fate) for f in found] == [(1, "started"), (1, "finished")]
    assert log.read_text() == "de two; rm -rf '$HOME'\n"


def test_a_new_line_cuts_off_the_one_before_at_once(program: Callable[[str], Path]) -> None:
    log = program("exec sleep 300")
    voice = SystemVoice("en")
    voice.say(say(1, LONG))
    while not log.exists():  # the program hasn't begun yet
        time.sleep(0.01)
    begun = time.monotonic()
    voice.say(say(2, "Stopped."))
    assert time.monotonic() - begun < 5.0  # a tenth of a second on an idle machine; the line takes 300 s
    found = voice.reports()
    assert [(f.id, f.fate) for f in found] == [(1, "started"), (1, "cut_off"), (2, "started")]
    voice.close()
    assert [(f.id, f.fate) for f in voice.reports()] == [(2, "cut_off")]


@pytest.mark.parametrize(
    ("does", "why"),
    [
        ("exit 0", NO_SOUND),
        ("exit 3", "exit code 3"),
        ("kill -9 $$", "exit code -9"),
        ("exec sleep 60", "doesn't come to the end"),
    ],
    ids=["returns at once", "fails", "is killed", "hangs"],
)
def test_a_voice_that_fails_is_reported_and_the_lines_go_on_at_reading_speed(
    program: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, does: str, why: str
) -> None:
    monkeypatch.setattr(system_voice, "GRACE_S", 0.2)
    monkeypatch.setattr(system_voice, "SLOWEST", 0.5)
    program(does)
    voice = SystemVoice("en")
    voice.say(say(1, LONG))
    failed = fates(voice, last_of(1))[-1]
    assert failed.fate == "failed"
    assert why in failed.why
    begun = time.monotonic()
    voice.say(say(2, "a line"))
    assert fates(voice, last_of(2))[-1].fate == "finished"
    assert time.monotonic() - begun > 0.5


def test_without_a_speech_program_that_is_said_and_lines_take_the_time_to_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    voice = SystemVoice("en")
    assert voice.failed == NO_PROGRAM
    voice.say(say(1, "one"))
    assert [f.fate for f in fates(voice, last_of(1))] == ["started", "finished"]


def test_lines_that_are_only_shown_take_their_time_on_the_sessions_clock() -> None:
    now = [0.0]
    speech = PacedSpeech(lambda: now[0])
    speech.say(say(1, "x" * 90))
    now[0] = 5.0
    assert [f.fate for f in speech.reports()] == ["started"]
    now[0] = 5.6
    assert [f.fate for f in speech.reports()] == ["finished"]
    speech.say(say(2, "y"))
    speech.say(say(3, "z"))
    assert [(f.id, f.fate) for f in speech.reports()] == [(2, "started"), (2, "cut_off"), (3, "started")]


def test_a_speech_program_that_can_not_be_started_is_reported_and_the_line_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "espeak-ng").write_bytes(b"\x00 no program")
    (tmp_path / "espeak-ng").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    voice = SystemVoice("en")
    assert voice.failed is None
    voice.say(say(1, "Go."))
    first = voice.reports()
    assert [(f.id, f.fate) for f in first] == [(1, "failed"), (1, "started")]
    assert "can't be started" in str(voice.failed)
    assert fates(voice, last_of(1))[-1].fate == "finished"


@pytest.mark.parametrize("speaks", [True, False])
def test_on_windows_the_text_goes_to_the_systems_voice_as_input_and_without_one_it_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, speaks: bool
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin" if speaks else str(tmp_path))
    if speaks:
        shell = tmp_path / "powershell"
        shell.write_text(f"#!/bin/sh\ncat > {tmp_path}/heard\nsleep 0.4\n")
        shell.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    voice = SystemVoice("en")
    assert voice.failed is None
    voice.say(say(1, "Hold; $(rm)"))
    assert ("finished" if speaks else "failed") in {f.fate for f in fates(voice, last_of(1))}
    assert not speaks or (tmp_path / "heard").read_text() == "Hold; $(rm)"
    voice.close()


@pytest.mark.parametrize("again", ["exit 0", "exit 3", "exec sleep 0.6"], ids=["silent", "fails", "is back"])
def test_a_voice_that_failed_is_tried_again_and_a_line_that_fails_again_takes_the_time_to_be_read(
    program: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, again: str
) -> None:
    monkeypatch.setattr(system_voice, "TRY_AGAIN_S", 0.5)
    log = program("exit 3")
    voice = SystemVoice("en")
    voice.say(say(1, LONG))
    assert fates(voice, last_of(1))[-1].fate == "failed"
    voice.say(say(2, "at once"))  # not tried: it has just failed
    assert fates(voice, last_of(2))[-1].fate == "finished"
    program(again)
    time.sleep(0.6)
    begun = time.monotonic()
    voice.say(say(3, "a line"))
    assert fates(voice, last_of(3))[-1].fate == "finished"  # reported as failed once
    assert time.monotonic() - begun > 0.5
    assert [line.split()[1] for line in log.read_text().splitlines()] == ["a", "a"]
    assert (voice.failed is None) == ("sleep" in again)


def test_a_voice_that_hangs_is_not_waited_for_again(
    program: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GRACE_S", "SLOWEST", "TRY_AGAIN_S"):
        monkeypatch.setattr(system_voice, name, 0.2)
    log = program("exec sleep 60")
    voice = SystemVoice("en")
    for id in (1, 2):
        voice.say(say(id, LONG))
        fates(voice, last_of(id))
    assert len(log.read_text().splitlines()) == 1
