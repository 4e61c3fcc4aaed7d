"""One door: whatever a recording is (a table, a capture, a file off a card, packed or not), each command takes it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sensortrack.devices import (
    CaptureHeader,
    Notification,
    SensorSettings,
    decode_file,
    encode,
    load_profile,
)
from sensortrack.devices.capture import header_line, message_line
from sensortrack.errors import RecordingError
from sensortrack.files import read, write_recording
from tests.conftest import Ended
from tests.simulated import simulated_set

KINDS = ("table", "table.gz", "capture", "capture.gz", "card", "card.gz")
REPETITIONS = 3
MORNING_MS = 835_454_461_000


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One set in each of the kinds, under names that tell nothing of it."""
    folder = tmp_path_factory.mktemp("kinds")
    recording = simulated_set("E6", 1, rate_hz=50.0, repetitions=REPETITIONS)
    write_recording(folder / "set.csv", recording)
    time_s, acc, gyr = (
        np.concatenate([getattr(b, name) for b in recording.blocks]) for name in ("time_s", "acc", "gyr")
    )
    sensor = load_profile("witmotion_ble5")
    settings = SensorSettings(50.0, sensor.defaults.accel_g, sensor.defaults.gyro_dps)
    with (folder / "capture").open("w", encoding="utf-8") as file:
        file.write(header_line(CaptureHeader(sensor.id, settings=settings.to_json())))
        for k, (char, data) in enumerate(encode(sensor, acc, gyr, settings=settings)):
            file.write(message_line(Notification(0.08 * (k + 1), char, data)))
    ticks = [MORNING_MS + round(1000.0 * t) for t in time_s.tolist()]
    card = b"".join(data for _, data in encode(load_profile("witmotion_sd"), acc, gyr, ticks))
    (folder / "card").write_bytes(card)
    for name, source in (("table", "set.csv"), ("capture", "capture"), ("card", "card")):
        (folder / f"{name}.gz").write_bytes(gzip.compress((folder / source).read_bytes()))
    (folder / "table").write_bytes((folder / "set.csv").read_bytes())
    description = {"schema": "sensortrack.recording/1", "frame": "body", "rate_hz": 50}
    (folder / "table.json").write_text(json.dumps(description))
    return {kind: folder / kind for kind in KINDS}


@pytest.mark.parametrize("kind", ["table", "table.gz", "capture.gz", "card"])
def test_each_command_takes_each_kind_by_its_content(
    run: Callable[..., Ended], kinds: dict[str, Path], kind: str, tmp_path: Path
) -> None:
    path = kinds[kind]
    for command in (("analyse", path), ("replay", path, "--speed", "max")):
        ended = run(*command, "-e", "E6", "--json")
        assert ended.code == 0, ended.err
        found = json.loads(ended.out)
        assert found["summary"]["repetitions"] == REPETITIONS, command[0]
    home = ("--home", tmp_path / "home")
    ended = run("session", "--recording", path, "-e", "E6", "--fast", "--answers", "good", "--json", *home)
    assert ended.code == 0, ended.err
    (exercise,) = json.loads(ended.out)["exercises"]
    assert exercise["sets"][0]["repetitions"] == REPETITIONS


def test_each_kind_has_the_same_samples(kinds: dict[str, Path]) -> None:
    acc = {kind: np.concatenate([b.acc for b in read(path).blocks]) for kind, path in kinds.items()}
    for kind, found in acc.items():
        whole = acc["table"][: len(found)]
        assert len(acc["table"]) - len(found) < 4, kind  # a notification holds four
        np.testing.assert_allclose(found, whole, atol=0.01, err_msg=kind)


def test_a_file_off_a_card_that_begins_within_a_record_is_known(
    kinds: dict[str, Path], tmp_path: Path
) -> None:
    whole = kinds["card"].read_bytes()
    path = tmp_path / "WIT00.TXT"
    path.write_bytes(whole[11:])
    expected = decode_file(path, load_profile("witmotion_sd"))
    assert [len(b) for b in read(path).blocks] == [len(b) for b in expected.blocks]


def test_other_binary_files_are_none_of_a_sensors(tmp_path: Path) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(b"Ua" + bytes(1000))
    with pytest.raises(RecordingError, match="NUL"):
        read(path)
