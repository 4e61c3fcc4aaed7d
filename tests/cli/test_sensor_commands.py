"""The verbs that deal with sensors, without one: emulated, captured, or not to be had."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import sensortrack
from tests.conftest import Ended

Run = Callable[..., Ended]


@pytest.fixture
def no_bluetooth(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux":
        pytest.skip("only on Linux can Bluetooth be taken away by a variable")
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/at/all")


def test_emulate_goes_the_whole_way_from_radio_to_findings(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    ended = run("emulate", "witmotion_ble5", "-n", 1, "-o", path)
    assert ended.code == 0, ended.err
    for words in ("streaming", "start pose found", "repetition 1", "stopped"):
        assert words in ended.err
    assert "1 repetitions" in ended.out
    assert "E6.count" in ended.out
    # The recording that was kept gives the same count, and so does the capture of its bytes.
    assert json.loads(run("analyse", path, "--json").out)["summary"]["repetitions"] == 1
    capture = tmp_path / "set.capture.jsonl"
    replayed = json.loads(run("replay", capture, "-e", "E6", "--speed", "max", "--json").out)
    assert replayed["summary"]["repetitions"] == 1
    assert path.stat().st_mode & 0o777 == 0o600


def test_decode_turns_a_capture_into_the_recording_that_was_made_live(run: Run, tmp_path: Path) -> None:
    live = tmp_path / "live.csv"
    assert run("emulate", "movesense", "-n", 1, "-e", "E10", "-o", live).code == 0
    decoded = tmp_path / "decoded.csv"
    ended = run("decode", tmp_path / "live.capture.jsonl", "-o", decoded, "--frame", "body", "-e", "E10")
    assert ended.code == 0, ended.err
    a, b = (sensortrack.read(p).to_frame() for p in (live, decoded))
    assert len(a) == len(b)
    assert (a - b).abs().to_numpy().max() < 2e-6


def test_the_witmotion_capture_of_a_real_sensor_becomes_144_samples(
    run: Run, data: Path, tmp_path: Path
) -> None:
    capture = next((data / "witmotion_capture").glob("*.capture.jsonl"))
    path = tmp_path / "w.csv"
    assert run("decode", capture, "--profile", "witmotion_ble5", "-o", path).code == 0
    document = json.loads(run("analyse", path, "-e", "E6", "--json").out)
    assert document["recording"]["samples"] == 144


def test_profiles_are_listed_with_their_status(run: Run) -> None:
    profiles = json.loads(run("profiles", "list", "--json").out)
    status = {p["id"]: p["status"] for p in profiles}
    assert status["witmotion_ble5"] == "captured"
    assert set(status.values()) == {"captured", "documented", "draft"}
    assert "movella_dot" in run("profiles", "list").out


def test_a_profile_is_shown_and_checked(run: Run, tmp_path: Path) -> None:
    shown = run("profiles", "show", "thingy52")
    assert shown.code == 0
    own = tmp_path / "own.toml"
    own.write_text(shown.out.replace('"thingy52"', '"own"'))
    checked = run("profiles", "check", own)
    assert checked.code == 0
    assert "test vectors decode" in checked.out


def test_a_profile_with_a_wrong_key_is_refused_by_file_and_key(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "thingy52.toml"
    own.write_text("colour = 1\n" + run("profiles", "show", "thingy52").out)
    ended = run("profiles", "check", own)
    assert ended.code == 65
    assert "thingy52.toml" in ended.err
    assert "colour" in ended.err


def test_an_unknown_profile_is_a_usage_error_that_lists_the_known(run: Run, tmp_path: Path) -> None:
    ended = run("record", "-o", tmp_path / "x.csv", "--profile", "toaster")
    assert ended.code == 2
    assert "toaster" in ended.err
    assert "witmotion_ble5" in ended.err


@pytest.mark.usefixtures("no_bluetooth")
def test_without_bluetooth_scan_and_record_say_what_to_do(run: Run, tmp_path: Path) -> None:
    for command in (
        ("scan", "--duration", 1),
        ("record", "-o", tmp_path / "x.csv", "--profile", "witmotion_ble5"),
    ):
        ended = run(*command)
        assert ended.code == 69, ended
        assert "D-Bus" in ended.err
        assert "Start" in ended.err
        assert "Traceback" not in ended.err


@pytest.mark.usefixtures("no_bluetooth")
def test_doctor_names_the_first_problem_and_what_to_do(run: Run) -> None:
    ended = run("doctor")
    assert ended.code == 69
    assert "problem" in ended.out
    assert "→" in ended.out
    checks = json.loads(run("doctor", "--json").out)
    assert [c["outcome"] for c in checks].count("problem") == 1


@pytest.mark.skipif(os.name == "nt", reason="signals as on POSIX")
def test_ctrl_c_while_streaming_keeps_what_was_recorded_and_stops_the_sensor(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    command = [sys.executable, "-m", "sensortrack", "emulate", "witmotion_ble5", "-o", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        begun = time.monotonic()
        while not (path.exists() and path.stat().st_size > 5_000):
            assert time.monotonic() - begun < 60.0
            assert process.poll() is None
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "stopped" in err
    assert "Traceback" not in err
    assert len(sensortrack.read(path).to_frame()) > 50


def test_a_file_off_a_sensors_sd_card_becomes_a_recording(run: Run, data: Path, tmp_path: Path) -> None:
    folder = data / "vendor_formats" / "witmotion_sd_binary_5561"
    file = max(folder.iterdir(), key=lambda f: f.stat().st_size)
    path = tmp_path / "sd.csv"
    ended = run("decode", file, "--profile", "witmotion_sd", "-o", path)
    assert ended.code == 0, ended.err
    frame = sensortrack.read(path).to_frame()
    size = (frame[["acc_x", "acc_y", "acc_z"]] ** 2).sum(axis=1) ** 0.5
    assert size.median() == pytest.approx(9.80665, rel=0.02)


def test_a_broken_profile_of_ones_own_is_told_and_hides_no_other(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.toml").write_text("schema = 3\n")
    monkeypatch.setenv("SENSORTRACK_PROFILES", str(tmp_path))
    ended = run("profiles", "list")
    assert ended.code == 0
    assert "mine.toml" in ended.err
    assert "witmotion_ble5" in ended.out
