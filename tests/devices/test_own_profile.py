"""A sensor that the program doesn't know is added by one file."""

import re
import struct
from pathlib import Path

import numpy as np
import pytest

from sensortrack.devices import Notification, Pipeline, encode, load_profile
from sensortrack.devices.self_test import check_vector
from sensortrack.records import Block

MUSE = """
schema = "sensortrack.firmware/1"
[device]
id = "muse"
name = "InteraXon Muse 2 / S"
status = "draft"
sources = ["brainflow@9097190"]
[match]
name_regex = "^Muse"
gatt_services = ["fe8d"]
[gatt]
control = "273e0001-4c4d-454d-96be-f03bac821358"
acc = "273e000a-4c4d-454d-96be-f03bac821358"
gyr = "273e0009-4c4d-454d-96be-f03bac821358"
[defaults]
rate_hz = 52
[[rate]]
hz = 52
[sequence]
setup = [{ subscribe = "acc" }, { subscribe = "gyr" }]
start = [{ write = "control", hex = "02 64 0a", response = false }]
stop = [{ write = "control", hex = "02 68 0a", response = false }]
[[stream]]
char = "acc"
framing = "notification"
frame_len = 20
time = { source = "counter", offset = 0, type = "u16be", counts = "frames" }
samples = { offset = 2, count = 3, stride = 6 }
fields = [{ name = "accel", at = 0, type = "i16be", n = 3, scale = 6.103515625e-05, unit = "g" }]
[[stream]]
char = "gyr"
framing = "notification"
frame_len = 20
time = { source = "counter", offset = 0, type = "u16be", counts = "frames" }
samples = { offset = 2, count = 3, stride = 6 }
fields = [{ name = "gyro", at = 0, type = "i16be", n = 3, scale = 0.0074768, unit = "deg/s" }]
[pairing]
reference = "accel"
method = "interpolate"
[[vector]]
kind = "synthetic"
source = "the layout in brainflow"
notify = [
  { char = "acc", hex = "00 07  40 00 C0 00 20 00  40 00 C0 00 20 00  40 00 C0 00 20 00" },
  { char = "gyr", hex = "00 07  00 64 FF 9C 00 00  00 64 FF 9C 00 00  00 64 FF 9C 00 00" },
]
accel_g = [[1.0, -1.0, 0.5], [1.0, -1.0, 0.5], [1.0, -1.0, 0.5]]
gyro_dps = [[0.74768, -0.74768, 0.0], [0.74768, -0.74768, 0.0], [0.74768, -0.74768, 0.0]]
"""


def saved(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_headband_with_big_endian_numbers_and_two_counters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(tmp_path, "muse", MUSE)
    monkeypatch.setenv("SENSORTRACK_PROFILES", str(tmp_path))
    profile = load_profile("muse")
    assert profile.match.advertised("Muse-1234", (), ())
    n = 3000
    t = np.arange(n) / 52.0
    acc, gyr = np.column_stack([t / 4.0] * 3), np.column_stack([100.0 * np.sin(t)] * 3)
    sent = encode(profile, acc, gyr, [(65_000 + i) for i in range(n // 3)])
    pipeline = Pipeline(profile, profile.settings())
    rng = np.random.default_rng(0)
    blocks: list[Block] = []
    late_s = 0.0
    for i, (char, data) in enumerate(sent):
        frame = i // 2
        if 500 <= frame < 504:
            continue  # lost on the air
        late_s = max(late_s, 5.0 + frame * 3 / 51.6 + float(rng.uniform(0.0, 0.04)))
        blocks += pipeline.feed(Notification(late_s, char, data))
    blocks += pipeline.finish()
    state = pipeline.state
    assert state.loss == "detected"
    assert state.rate_hz == pytest.approx(51.6, rel=2e-3)
    (gap,) = state.gaps
    assert gap.end_s - gap.start_s == pytest.approx(12 / 51.6, abs=0.1)
    taken = 4.0 * np.concatenate([b.acc[:, 0] for b in blocks])
    rates = np.concatenate([b.gyr[:, 0] for b in blocks if b.gyr is not None])
    assert np.abs(rates - 100.0 * np.sin(taken))[600:].max() < 3.0


def test_the_example_in_the_documentation_works_as_it_stands(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "firmware-profiles.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert example is not None
    profile = load_profile(saved(tmp_path, "grayblue", example[1]))
    assert [check_vector(profile, v) for v in profile.vectors] == [None]
    pipeline = Pipeline(profile, profile.settings())
    data = struct.pack("<13f", 0.0, 0.0, 1000.0, 10.0, -20.0, 0.0, *[0.0] * 6, 1.0)
    blocks = [
        b
        for i in range(100)
        for b in pipeline.feed(Notification(0.02 * i, profile.gatt["nine_axis"].key, data))
    ]
    blocks += pipeline.finish()
    assert sum(len(b) for b in blocks) == 100
    assert blocks[0].acc[0] == pytest.approx([0.0, 0.0, 9.80665])
    assert blocks[0].gyr is not None
    assert blocks[0].gyr[0] == pytest.approx([10.0, -20.0, 0.0])
