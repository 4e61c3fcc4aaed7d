"""Text from outside is never markup, a formula or a command to a terminal, wherever it is shown."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bleak.backends.device import BLEDevice
from hypothesis import given
from hypothesis import strategies as st

import sensortrack.sources.ble
from sensortrack.cli.show import err, out
from sensortrack.data_files import data_folder
from sensortrack.files import read, write_recording
from sensortrack.outside.showing import cell, escaped, from_cell, plain, shown
from sensortrack.records import Block, Description, Recording
from sensortrack.sources.ble.doctor import Check
from sensortrack.sources.ble.scan import Sighting
from tests.conftest import Ended

Run = Callable[..., Ended]
HOSTILE = "Movesense [/red] [bold red]x\x1b[31m\x1b]0;title\x07\x9b2J\x08\r\u202eabc :smile: \u200b"
ESCAPES = ("\x1b", "\x07", "\x9b", "\x08", "\r", "\u202e", "\u200b")


def is_plain(text: str) -> bool:
    return not any(e in text for e in ESCAPES)


@given(st.text())
def test_nothing_that_a_terminal_obeys_or_hides_is_left(text: str) -> None:
    for made in (plain(text), shown(text), plain(text, lines=True).replace("\n", "")):
        assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 for c in made)
        assert is_plain(made)


@given(st.text(st.characters(codec="utf-8")))
def test_escaped_json_says_the_same(text: str) -> None:
    document = json.dumps({"a": [text]}, indent=2, ensure_ascii=False)
    assert json.loads(escaped(document)) == {"a": [text]}
    assert is_plain(escaped(document))


@given(st.text() | st.sampled_from(["=1+1", "+1", "-1", "@a", "'=1", "''=1", "'a"]))
def test_a_cell_is_no_formula_and_gives_its_text_back(text: str) -> None:
    assert not cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert from_cell(cell(text)) == text


@pytest.mark.parametrize("console", [out, err])
def test_a_console_takes_no_text_for_markup(console: Any, capsys: pytest.CaptureFixture[str]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(HOSTILE)
    table.add_row(HOSTILE)
    for what in (HOSTILE, Text(HOSTILE), table):
        console().print(what)
    shown = "".join(capsys.readouterr())
    assert is_plain(shown)
    assert shown.count("[/red]") == 4
    assert "[bold red]x" in shown
    assert ":smile:" in shown


def test_a_sensor_is_shown_by_the_name_it_has(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def look(*arguments: object) -> list[Sighting]:
        return [Sighting(HOSTILE, "00:11", -50, (), BLEDevice("00:11", HOSTILE, None))]

    monkeypatch.setattr(sensortrack.sources.ble, "scan", look)
    for arguments in (("scan",), ("scan", "--json")):
        ended = run(*arguments)
        assert ended.code == 0, ended.err
        assert is_plain(ended.out + ended.err)
        assert "[/red]" in ended.out
    assert json.loads(ended.out)[0]["name"] == HOSTILE


def test_what_the_system_says_is_text(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def look(*arguments: object) -> list[Check]:
        return [Check("adapter", "ok", HOSTILE, HOSTILE)]

    monkeypatch.setattr(sensortrack.sources.ble, "doctor", look)
    ended = run("doctor")
    assert is_plain(ended.out + ended.err)
    assert ended.out.count("[/red]") == 2


TOML_HOSTILE = json.dumps(HOSTILE)
RECORDING = "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n" + "".join(
    f"{i / 100},9.8,0,0,0,0,0\n" for i in range(300)
)
FILES: dict[str, tuple[str, tuple[object, ...], str]] = {
    "unknown key of a plan": (
        "p.toml", ("session", "--virtual", "--answers", "good", "--plan"),
        f'schema = "sensortrack.plan/1"\n{TOML_HOSTILE} = 1\n'),
    "value of a plan": (
        "p.toml", ("session", "--virtual", "--answers", "good", "--plan"), f"schema = {TOML_HOSTILE}\n"),
    "key of answers": (
        "a.toml", ("session", "--virtual", "--answers"),
        f'schema = "sensortrack.answers/1"\n[answers]\n{TOML_HOSTILE} = "yes"\n'),
    "value of answers": ("a.toml", ("session", "--virtual", "--answers"), f"schema = {TOML_HOSTILE}\n"),
    "value of a catalogue": ("c.toml", ("exercises", "--catalogue"), f"schema = {TOML_HOSTILE}\n"),
    "key of a catalogue": ("c.toml", ("exercises", "--catalogue"), f"{TOML_HOSTILE} = 1\n"),
    "id of a profile": ("p.toml", ("profiles", "check"), f"schema = {TOML_HOSTILE}\n"),
    "header of a recording": ("r.csv", ("analyse", "-e", "E6"), HOSTILE.replace("\r", "") + "\n1,2,3\n"),
    "cell of a recording": (
        "r.csv", ("analyse", "-e", "E6"),
        RECORDING + HOSTILE.replace("\r", "") + ",1\n3,9.8,0,0,0,0,0\n"),
    "profile of a capture": (
        "c.capture.jsonl", ("replay",),
        json.dumps({"schema": "sensortrack.capture/1", "profile": HOSTILE}) + "\n"),
    "event of a capture": (
        "c.capture.jsonl", ("replay",),
        json.dumps({"schema": "sensortrack.capture/1", "profile": "witmotion_ble5"}) + "\n"
        + json.dumps({"t": 0, "char": HOSTILE, "hex": HOSTILE}) + "\n"),
}  # fmt: skip


@pytest.mark.parametrize("place", FILES)
def test_an_error_shows_what_a_file_holds_as_text(run: Run, tmp_path: Path, place: str) -> None:
    name, arguments, text = FILES[place]
    path = tmp_path / f"\x1b[31m[bold red]{name}"
    path.write_text(text, encoding="utf-8")
    ended = run(*arguments, path, "--home", tmp_path) if "session" in arguments else run(*arguments, path)
    assert ended.code in (2, 65), ended.err
    assert "sensortrack: " in ended.err
    assert "Traceback" not in ended.err
    assert is_plain(ended.out + ended.err)
    assert "[bold red]" in ended.err


def test_a_note_on_a_description_is_text(run: Run, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(RECORDING, encoding="utf-8")
    values = {"schema": "sensortrack.recording/1", "frame": "sensor", HOSTILE: 1, "exercise": HOSTILE}
    (tmp_path / "r.json").write_text(json.dumps(values), encoding="utf-8")
    for arguments in (("analyse",), ("analyse", "-e", "E6"), ("analyse", "-e", "E6", "--json")):
        ended = run(*arguments, tmp_path / "r.csv")
        assert is_plain(ended.out + ended.err)
        assert "[/red]" in ended.err


def test_profiles_are_shown_as_text(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENSORTRACK_PROFILES", str(tmp_path))
    text = (data_folder("firmware_profiles") / "witmotion_ble5.toml").read_text(encoding="utf-8")
    name = next(line for line in text.splitlines() if line.startswith("name = "))
    text = text.replace(name, f"name = {TOML_HOSTILE}").replace('id = "witmotion_ble5"', 'id = "mine"')
    (tmp_path / "mine.toml").write_text(text + "# \u202e\u200b\n", encoding="utf-8")
    shutil.copy(tmp_path / "mine.toml", tmp_path / "\x1b[31mother.toml")
    for arguments in (("list",), ("list", "--json"), ("show", "mine"), ("check", tmp_path / "mine.toml")):
        ended = run("profiles", *arguments)
        assert ended.code == 0, ended.err
        assert is_plain(ended.out + ended.err)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "pain"])
def test_a_marker_is_no_formula_in_the_file_and_comes_back_as_it_was(tmp_path: Path, text: str) -> None:
    block = Block(np.arange(100) / 100.0, np.full((100, 3), 5.6), None, None, ((0.5, text),))
    path = tmp_path / "r.csv"
    write_recording(path, Recording(Description(), 100.0, (block,)))
    cells = [line.rsplit(",", 1)[1] for line in path.read_text().splitlines()[1:]]
    assert not any(c.startswith(("=", "+", "-", "@")) for c in cells)
    assert [m[1] for b in read(path).blocks for m in b.markers] == [text]


def test_a_session_told_by_hostile_texts_stays_text(run: Run, tmp_path: Path) -> None:
    plan = tmp_path / "[bold]\x1b[31mplan.toml"
    plan.write_text(
        'schema = "sensortrack.plan/1"\n[[exercises]]\nid = "E6"\nrepetitions = 2\n', encoding="utf-8"
    )
    ended = run(
        "session", "--virtual", "--fast", "--answers", "good", "--plan", plan, "--home", tmp_path / "h"
    )
    assert is_plain(ended.out + ended.err)
    for arguments in (("history", "list"), ("history", "show")):
        shown = run(*arguments, "--home", tmp_path / "h")
        assert is_plain(shown.out + shown.err)
