"""A recording written as BIDS-Motion comes back as the same samples, gaps and all."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import sensortrack as st
from sensortrack.errors import CannotCreateError, UsageError
from sensortrack.records import Gap


def test_a_recording_goes_to_bids_and_back(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    time_s = 3.0 + np.arange(900) / 100.0
    time_s[500:] += 1.5
    acc = rng.normal(0.0, 0.1, (900, 3)) + np.array([9.7, 0.3, -0.2])
    recording = st.Recording.from_arrays(
        time_s,
        acc,
        rng.normal(0.0, 3.0, (900, 3)),
        units={"acc": "m/s2", "gyr": "deg/s"},
        rate_hz=100.0,
        gaps=[Gap(float(time_s[499]) + 0.01, float(time_s[500]))],
        placement="L5",
        device={"vendor": "x", "model": "y"},
    )
    path = st.write_bids(str(tmp_path / "set"), recording, subject="01", task="bend", session="a", run=2)
    assert path.relative_to(tmp_path / "set").as_posix() == (
        "sub-01/ses-a/motion/sub-01_ses-a_task-bend_tracksys-imu_run-02_motion.tsv"
    )
    again = st.read(path)
    assert again.rate_hz == pytest.approx(100.0)
    assert (again.description.placement, again.description.device) == ("L5", {"vendor": "x", "model": "y"})
    one, other = recording.to_frame(), again.to_frame()
    columns = [c for c in one.columns if c != "time_s"]
    np.testing.assert_array_max_ulp(one[columns].to_numpy(), other[columns].to_numpy(), maxulp=1)
    np.testing.assert_allclose(one["time_s"] - 3.0, other["time_s"], atol=1e-9)
    assert [b.after_gap for b in again.blocks] == [False, True]
    sidecar = json.loads(path.with_name(path.name.replace(".tsv", ".json")).read_text())
    assert (sidecar["TaskName"], sidecar["SamplingFrequency"]) == ("bend", 100.0)
    with pytest.raises(CannotCreateError):
        st.write_bids(tmp_path / "set", recording, subject="01", task="bend", session="a", run=2)
    st.write_bids(tmp_path / "set", recording, subject="02", task="bend")
    with pytest.raises(UsageError, match="letters and digits"):
        st.write_bids(tmp_path / "set", recording, subject="../x", task="bend")
