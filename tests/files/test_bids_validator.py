"""The public BIDS validator finds no error in what we write, and what passed it comes back as the same samples."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sensortrack as st
from sensortrack.data_files import data_folder
from sensortrack.records import Gap

VALIDATOR = shutil.which("bids-validator-deno")
WITHIN_S = 120
pytestmark = pytest.mark.skipif(VALIDATOR is None, reason='pip install -e ".[bids]"')


def errors(folder: Path) -> list[str]:
    """The errors that the validator reports, by code; warnings are of what a dataset may have besides."""
    ended = subprocess.run(
        [str(VALIDATOR), "--format", "json", str(folder)], capture_output=True, text=True, timeout=WITHIN_S
    )
    assert ended.stdout, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    assert found["summary"]["modalities"] == ["motion"]
    wrong = [i["code"] for i in found["issues"]["issues"] if i["severity"] == "error"]
    assert (ended.returncode == 0) == (not wrong)
    return wrong


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where a dataset is written: not where pytest's folders may lie, for the validator's runtime reads no /dev."""
    with tempfile.TemporaryDirectory() as made:
        yield Path(made) / "set"


def made(seed: int) -> st.Recording:
    """A recording of the kinds that there are: with gaps or none, with a gyroscope or none, of any rate and device."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 600))
    rate_hz = float(rng.choice([25.0, 51.2, 100.0, 104.17]))
    time_s = rng.uniform(0.0, 1e5) + np.arange(count) / rate_hz
    gaps = []
    if count > 200 and seed % 2:
        time_s[count // 2 :] += 2.5
        gaps = [Gap(float(time_s[count // 2 - 1] + 1 / rate_hz), float(time_s[count // 2]))]
    acc = rng.normal(0.0, 5.0, (count, 3)) * 10.0 ** float(rng.integers(-3, 2))
    gyr = None if seed % 3 == 0 else rng.normal(0.0, 90.0, (count, 3))
    units = {"acc": "m/s2"} | ({} if gyr is None else {"gyr": "deg/s"})
    device = {"vendor": 'a "quoted"\tmaker', "model": "Größe 3"} if seed % 2 else None
    placement = ("L5", "lower back", "sacrum\tleft\n", None)[seed % 4]
    return st.Recording.from_arrays(
        time_s, acc, gyr, units=units, rate_hz=rate_hz, gaps=gaps, device=device, placement=placement
    )


def test_what_is_exported_validates_and_comes_back_as_the_same_samples(folder: Path) -> None:
    recordings = [made(seed) for seed in range(8)]
    recordings += [st.read(path) for path in sorted(data_folder("recordings").glob("E6_*.csv"))]
    written = [
        st.write_bids(
            folder,
            recording,
            subject=f"{number // 3:02}",
            task=("bend", "bridge")[number % 2],
            session=(None, "a", "b2")[number % 3],
            run=number if number % 2 else None,
        )
        for number, recording in enumerate(recordings)
    ]
    assert errors(folder) == []
    for recording, path in zip(recordings, written, strict=True):
        one, other = recording.to_frame(), st.read(path).to_frame()
        columns = [name for name in one.columns if name[:3] in ("acc", "gyr")]
        np.testing.assert_array_max_ulp(one[columns].to_numpy(), other[columns].to_numpy(), maxulp=1)


@pytest.mark.parametrize("spoilt", ["sidecar", "channels", "name"])
def test_the_validator_reports_a_set_that_is_spoilt(spoilt: str, folder: Path) -> None:
    path = st.write_bids(folder, made(1), subject="01", task="bend")
    if spoilt == "sidecar":
        sidecar = path.with_suffix(".json")
        description = json.loads(sidecar.read_text())
        del description["TaskName"]
        sidecar.write_text(json.dumps(description))
    elif spoilt == "channels":
        channels = path.with_name(path.name.replace("_motion.tsv", "_channels.tsv"))
        channels.write_text(channels.read_text().replace("ACCEL", "SPEED"))
    else:
        path.rename(path.with_name(path.name.replace("_task-bend", "")))
    assert errors(folder)
