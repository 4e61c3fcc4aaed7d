"""Real recordings, where the shared data are (SENSORTRACK_DATA)."""

import os
from pathlib import Path

import numpy as np
import pytest

from sensortrack.files import open_recording, read, write_recording

DATA = os.environ.get("SENSORTRACK_DATA")
pytestmark = pytest.mark.skipif(DATA is None, reason="SENSORTRACK_DATA doesn't name the shared recordings")

FOLDER = Path(DATA or "none")
QSENSE = sorted(FOLDER.glob("trunkyxl/**/Sensor 3.csv"))
MOBGAP = sorted(FOLDER.glob("mobgap_lumbar_gait/**/*.csv"))


def test_the_recordings_are_there() -> None:
    assert len(QSENSE) == 19
    assert len(MOBGAP) == 3


@pytest.mark.parametrize("path", QSENSE, ids=lambda p: p.parts[-4])
def test_a_qsense_trial_is_in_the_sensors_axes_and_as_long_as_it_has_samples(path: Path) -> None:
    recording = read(path)
    frame = recording.to_frame()
    acc = frame[["acc_x", "acc_y", "acc_z"]].to_numpy()
    rest = acc[np.linalg.norm(frame[["gyr_x", "gyr_y", "gyr_z"]].to_numpy(), axis=1) < 5.0]
    assert recording.rate_hz == 50.0
    assert recording.description.frame == "sensor"
    assert np.median(np.linalg.norm(rest, axis=1)) == pytest.approx(9.8, abs=0.2)
    # Worn upside down, in two trials aslant: the sensor's x points down in all of them.
    assert acc[:50, 0].mean() < -6.5
    lines = path.read_text().rstrip("\n").split("\n")[7:]
    assert len(frame) == sum(1 for line in lines if line)
    assert frame["time_s"].iloc[-1] == pytest.approx((len(lines) - 1) / 50.0)
    assert recording.messages == []


@pytest.mark.parametrize("path", MOBGAP, ids=lambda p: p.stem)
def test_a_mobgap_trial_is_upright_and_without_gaps(path: Path) -> None:
    recording = read(path)
    frame = recording.to_frame()
    assert recording.rate_hz == 100.0
    assert not any(block.after_gap for block in recording.blocks)
    assert np.median(frame["acc_x"]) == pytest.approx(9.6, abs=0.4)
    assert len(frame) == len(path.read_text().splitlines()) - 1


@pytest.mark.parametrize("path", [*QSENSE[:4], *MOBGAP[:1]], ids=lambda p: p.parts[-4])
def test_a_real_file_reads_the_same_in_any_pieces_and_as_a_recording_of_ours(
    path: Path, tmp_path: Path
) -> None:
    whole = read(path)
    pieces = open_recording(path, chunk_bytes=5003)
    assert pieces.to_frame().equals(whole.to_frame())
    write_recording(tmp_path / "r.csv", whole)
    ours = read(tmp_path / "r.csv")
    assert ours.rate_hz == pytest.approx(whole.rate_hz, rel=1e-6)
    np.testing.assert_allclose(ours.to_frame(), whole.to_frame(), atol=1e-6)
    assert [b.time_s[0] for b in ours.blocks if b.after_gap] == pytest.approx(
        [b.time_s[0] for b in whole.blocks if b.after_gap]
    )
