"""The source that a session at the page opens: the virtual patient with an emulated sensor that sits anyhow."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from sensortrack.app.page_sources import Choice, open_source
from sensortrack.protocol import load_catalogue
from sensortrack.protocol.plan import Dose
from sensortrack.records import Block
from sensortrack.session.clocks import WallClock
from sensortrack.session.emulated_patient import ANYHOW


@pytest.mark.parametrize("anyhow", [True, False])
def test_an_emulated_sensor_sits_anyhow_where_that_is_to_be_found(tmp_path: Path, anyhow: bool) -> None:
    catalogue, choice = load_catalogue(), Choice(True, "witmotion_ble5", finds_mounting=anyhow)
    source = open_source(choice, catalogue, WallClock(), lambda event: None, tmp_path / "x.capture.jsonl")
    try:
        ends = time.monotonic() + 30.0
        assert source.wait(lambda: time.monotonic() < ends)
        stream = source.sets.stream(catalogue.exercise("E10"), Dose("E10", repetitions=1), 1)
        blocks: list[Block] = []
        while sum(map(len, blocks)) < 50 and time.monotonic() < ends:
            item = next(stream.items)
            blocks += [item] if isinstance(item, Block) else []
    finally:
        source.sets.close()
    assert stream.description.frame == ("sensor" if anyhow else "body")
    up = np.mean(np.concatenate([b.acc for b in blocks])[-20:], axis=0)
    expected = ANYHOW.apply([1.0, 0.0, 0.0]) if anyhow else np.array([1.0, 0.0, 0.0])
    assert np.degrees(np.arccos(up @ expected / np.linalg.norm(up))) < 25.0
