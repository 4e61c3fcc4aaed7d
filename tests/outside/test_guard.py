"""What a file from outside may be, and that every reader ends with an error of ours, in time and in memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sensortrack.devices import list_profiles
from sensortrack.errors import DataError, SensortrackError
from sensortrack.outside.guard import MOST_DEPTH, Refused, json_value, toml_table
from sensortrack.outside.pattern import BadPatternError, Pattern

from .readers import READERS

each_reader = pytest.mark.parametrize("name", READERS)
DOCUMENTS = [name for name, (file, _) in READERS.items() if file.endswith((".json", ".toml"))]


@each_reader
def test_a_pipe_that_nobody_writes_to_is_refused_at_once(name: str, tmp_path: Path) -> None:
    file, reader = READERS[name]
    os.mkfifo(tmp_path / file)
    with pytest.raises(SensortrackError, match="is not a regular file"):
        reader(tmp_path / file)


@each_reader
@pytest.mark.parametrize("target", ["/dev/zero", "/dev/tty", "."])
def test_a_link_to_a_device_or_folder_is_refused_at_once(name: str, target: str, tmp_path: Path) -> None:
    file, reader = READERS[name]
    (tmp_path / file).symlink_to(target)
    with pytest.raises(SensortrackError, match=r"not a regular file|is a directory|reading failed"):
        reader(tmp_path / file)


@each_reader
def test_a_link_to_itself_is_refused(name: str, tmp_path: Path) -> None:
    file, reader = READERS[name]
    (tmp_path / file).symlink_to(tmp_path / file)
    with pytest.raises(SensortrackError, match="symbolic links"):
        reader(tmp_path / file)


@each_reader
def test_a_name_that_no_file_can_have_is_refused(name: str) -> None:
    file, reader = READERS[name]
    if name in ("sidecar", "annotations"):
        return  # beside a recording, none is looked for that can't be there
    for path in (Path("a\0" + file), Path("a" * 5000 + file)):
        with pytest.raises(SensortrackError):
            reader(path)


def test_a_pipe_among_the_users_profiles_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENSORTRACK_PROFILES", str(tmp_path))
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "zero.toml").symlink_to("/dev/zero")
    (tmp_path / "gone.toml").symlink_to(tmp_path / "nothing")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "dots.toml").write_text("a" + ".a" * 20_000 + " = 1", encoding="utf-8")
    (tmp_path / "number.toml").write_text("schema = " + "9" * 5000, encoding="utf-8")
    broken: list[SensortrackError] = []
    assert "witmotion_ble5" in {p.id for p in list_profiles(broken)}
    assert len(broken) == 6


NUMBERS = ["9" * 400, "-" + "9" * 5000, "1e999", "9" * 19, "0." + "0" * 400 + "1e-9"]


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("number", NUMBERS[:4])
def test_a_number_that_nothing_holds_is_refused_by_every_document(
    name: str, number: str, tmp_path: Path
) -> None:
    file, reader = READERS[name]
    path = tmp_path / file
    path.write_text(f"rate_hz = {number}" if file.endswith("toml") else f'{{"rate_hz": {number}}}')
    with pytest.raises(DataError):
        reader(path)


BROKEN_JSON = {
    "deep lists": "[" * 100_000,
    "deep lists, closed": '{"schema": ' + "[" * 900 + "]" * 900 + "}",
    "deep tables": '{"a":' * 100_000,
    "a lone surrogate": '{"schema": "\\ud800"}',
    "a lone second surrogate": '{"schema": "\\udc00"}',
    "no number": '{"schema": NaN}',
    "cut": '{"schema": "sens',
    "empty": "",
    "two": "{}{}",
}
BROKEN_TOML = {
    "a key of many dots": "a" + ".a" * 20_000 + " = 1",
    "a header of many dots": "[a" + ".a" * 20_000 + "]",
    "deep lists": "a = " + "[" * 100_000,
    "deep tables": "a = " + "{b=" * 5000,
    "many tables": "".join(f"[a{i}]\n" for i in range(100_000)),
    "many dotted keys": "".join(
        f"{'.'.join('abcdefghijklmnopqrstuvwxyz')}.k{i} = 1\n" for i in range(10_000)
    ),
    "a lone surrogate": 'a = "\\ud800"',
    "infinite": "a = inf",
    "an impossible day": "a = 2024-02-31",
}


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("kind", range(max(len(BROKEN_JSON), len(BROKEN_TOML))))
def test_a_hostile_document_is_refused_in_time(name: str, kind: int, tmp_path: Path) -> None:
    file, reader = READERS[name]
    texts = list((BROKEN_TOML if file.endswith("toml") else BROKEN_JSON).values())
    path = tmp_path / file
    path.write_text(texts[kind % len(texts)], encoding="utf-8")
    began = time.process_time()
    with pytest.raises(DataError):
        reader(path)
    assert time.process_time() - began < 2.0


def test_marks_in_texts_and_comments_count_for_nothing() -> None:
    dots = "." * 60_000
    text = f'a = "{dots}" # {dots}\nb = """{dots}\n"{dots}""""\nc = \'{dots}\'\nd = \'\'\'{dots}\'\'\'\n'
    assert list(toml_table(text)) == ["a", "b", "c", "d"]
    with pytest.raises(Refused, match="deep"):
        toml_table(f'x = """ " """"\ny{".y" * 40} = 1')


def test_a_document_of_the_deepest_kind_is_still_read() -> None:
    assert json_value("[" * MOST_DEPTH + "]" * MOST_DEPTH)
    with pytest.raises(Refused, match="deep"):
        json_value("[" * (MOST_DEPTH + 2) + "]" * (MOST_DEPTH + 2))


@each_reader
def test_a_document_of_any_text_with_a_mark_and_windows_ends_reads_the_same(
    name: str, tmp_path: Path
) -> None:
    file, reader = READERS[name]
    if name not in ("sidecar", "calibration"):
        return
    text = json.dumps(
        {"schema": f"sensortrack.{'recording' if name == 'sidecar' else name}/1", "frame": "body"}
    )
    (tmp_path / file).write_bytes(b"\xef\xbb\xbf" + text.replace(" ", "\r\n").encode())
    assert reader(tmp_path / file)


def _child(code: str, *arguments: object) -> str:
    """What a program prints that has 600 MiB of addresses, and half a minute."""
    limit = 600 << 20
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=30,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (limit, limit)),
        check=False,
    )
    return done.stdout + done.stderr


def test_a_description_of_60_megabytes_of_empty_lists_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text("[" + "[]," * 20_000_000 + "[]]")
    code = "import sys, pathlib, sensortrack.files as f; f.read_sidecar(pathlib.Path(sys.argv[1]), [])"
    assert "larger than 16 MiB" in _child(code, path)
    path.write_text("[" + "[]," * 5_000_000 + "[]]")
    assert "more than 1000000 values" in _child(code, path)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(.*)*x", "(a?){100}a{100}"])
def test_no_pattern_makes_a_search_hang(pattern: str) -> None:
    began = time.process_time()
    Pattern(pattern).found_in("a" * 1_000_000 + "b")
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize(
    "pattern", ["(", "(?=a)", "(a)\\1", "a{2000}", "((a{100}){100}){100}", "\ud800", "a" * 9999]
)
def test_what_is_no_pattern_of_linear_time_is_refused(pattern: str) -> None:
    with pytest.raises(BadPatternError):
        Pattern(pattern)
