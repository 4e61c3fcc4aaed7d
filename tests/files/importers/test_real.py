"""The shared real files: read with the right rate, units and axes, or refused with the reason."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sensortrack.errors import SensortrackError
from sensortrack.files import open_recording, read
from sensortrack.files.draft import draft_profile
from sensortrack.files.physics import rest_ms2
from sensortrack.records import FloatArray, Recording

from .page import PAGE, page
from .real import KNOWN, Known, found


def arrays(recording: Recording) -> tuple[FloatArray, FloatArray, FloatArray]:
    values = recording.to_frame().to_numpy()
    return values[:, 0], values[:, 1:4], values[:, 4:7]


@pytest.mark.parametrize("known", KNOWN, ids=lambda k: k.files)
def test_a_real_file_is_read_right_or_refused_for_its_reason(data: Path, known: Known) -> None:
    paths = found(known, data)
    assert paths
    for path in paths:
        if known.refused:
            with pytest.raises(SensortrackError, match=known.refused):
                read(path)
            continue
        recording = read(path, part=known.part)
        assert recording.rate_hz == pytest.approx(known.rate_hz, rel=0.02)
        assert all((block.gyr is not None) == known.gyroscope for block in recording.blocks)
        _, acc, _ = arrays(recording)
        rest = rest_ms2(acc, recording.rate_hz)
        assert rest is None or rest == pytest.approx(9.81, rel=0.15)
        if known.up:
            sign, axis = (1.0 if known.up[0] == "+" else -1.0), "xyz".index(known.up[1])
            assert sign * float(np.median(acc[:200, axis])) > 6.0


def test_an_axivity_file_has_the_values_and_times_of_its_other_reader(data: Path) -> None:
    folder = data / "vendor_formats" / "axivity_cwa"
    time_s, acc, gyr = arrays(read(folder / "ax6_sample.cwa"))
    truth = np.load(folder / "ax6_data.npz")
    np.testing.assert_allclose(acc / 9.80665, truth["accel"], atol=1e-5)
    np.testing.assert_allclose(gyr, truth["gyro"], atol=1e-3)
    np.testing.assert_allclose(time_s - time_s[0], truth["time"] - truth["time"][0], atol=0.015)


def test_a_gt3x_file_and_its_csv_are_the_same(data: Path) -> None:
    folder = data / "vendor_formats" / "actigraph_gt3x"
    binary, text = (arrays(read(folder / name))[1] for name in ("neo.gt3x", "neo.csv"))
    np.testing.assert_allclose(binary, text, atol=0.0006 * 9.80665)


def test_seconds_that_a_gt3x_didnt_sample_are_gaps(data: Path) -> None:
    recording = read(data / "vendor_formats" / "actigraph_gt3x" / "ISM_Enabled.gt3x")
    blocks = list(recording.blocks)
    assert sum(block.after_gap for block in blocks) >= 1
    assert sum(map(len, blocks)) / recording.rate_hz < 0.5 * (blocks[-1].time_s[-1] - blocks[0].time_s[0])


def test_an_sbem_file_has_the_values_of_the_makers_converter(data: Path) -> None:
    folder = data / "vendor_formats" / "movesense_sbem"
    _, acc, gyr = arrays(read(folder / "imu9-prefix.sbem"))
    samples = json.loads((folder / "imu9-prefix.expected.json").read_text())["Samples"]
    for name, values in (("ArrayAcc", acc), ("ArrayGyro", gyr)):
        expected = [one["MeasIMU9"][name][0] for one in samples if "MeasIMU9" in one]
        truth = np.concatenate([np.column_stack([t["x"], t["y"], t["z"]]) for t in expected])
        np.testing.assert_array_equal(values, truth)


def test_a_mapping_reads_arrays_and_a_wrong_unit_in_it_is_refused(data: Path, tmp_path: Path) -> None:
    path = data / "skdh_lumbar" / "gait" / "gait_input2.npz"
    mapping = tmp_path / "map.toml"
    draft = draft_profile(path)
    assert 'unit = "g"' in draft
    mapping.write_text(draft)
    with pytest.raises(SensortrackError, match=r"gyr\.unit"):
        read(path, format=str(mapping))
    mapping.write_text(draft.replace('unit = "?"', 'unit = "rad/s"'))
    recording = read(path, format=str(mapping))
    assert recording.rate_hz == pytest.approx(128.0, rel=0.01)
    mapping.write_text(draft.replace('unit = "?"', 'unit = "rad/s"').replace('unit = "g"', 'unit = "m/s2"'))
    with pytest.raises(SensortrackError, match=r"acceleration at rest of .*rather in g"):
        read(path, format=str(mapping))


def test_a_draft_tells_likely_units_and_what_it_tells_reads_the_file(data: Path, tmp_path: Path) -> None:
    path = data / "field" / "13_shimmer_consensys_public" / "a1.csv.gz"
    profile = tmp_path / "draft.toml"
    profile.write_text(draft_profile(path))
    recording = read(path, format=str(profile))
    assert recording.rate_hz == pytest.approx(100.0, rel=0.01)
    text = draft_profile(data / "bowing_chest" / "subject1_trial1.csv")
    assert 'unit = "m/s2"' in text
    assert 'unit = "rad/s"' in text
    assert 'unit = "ms"' in text


def minutes_later(sectors: bytes, minutes: int) -> bytes:
    """Axivity's data sectors with stamps that are later by some minutes, within a day."""
    words = np.frombuffer(sectors, "<u2").reshape(-1, 256).copy()
    stamps = words[:, 7].astype(np.int64) | words[:, 8].astype(np.int64) << 16
    total = (stamps >> 12 & 0x1F) * 60 + (stamps >> 6 & 0x3F) + minutes
    stamps = stamps & ~0x1FFC0 | total // 60 << 12 | total % 60 << 6
    words[:, 7], words[:, 8] = stamps & 0xFFFF, stamps >> 16
    words[:, 255] = -words[:, :255].sum(axis=1, dtype=np.uint32).astype(np.int64) & 0xFFFF
    return words.tobytes()


def test_a_day_of_axivity_needs_bounded_memory(data: Path, tmp_path: Path) -> None:
    """An hour, as many sectors again and again: what is held doesn't grow with the file."""
    import tracemalloc

    sample = (data / "vendor_formats" / "axivity_cwa" / "ax6_sample.cwa").read_bytes()
    path = tmp_path / "long.cwa"
    path.write_bytes(sample[:1024] + b"".join(minutes_later(sample[1024:], 2 * k) for k in range(34)))
    tracemalloc.start()
    samples = sum(map(len, open_recording(path).blocks))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert samples == 10_360 * 34
    assert peak < 150e6


def test_the_page_of_formats_is_what_the_importers_and_real_files_say(data: Path) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(data)
