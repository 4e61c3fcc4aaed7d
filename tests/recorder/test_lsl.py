"""What an LSL inlet on this machine gets is what was recorded: the same bits, labels, units and events."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

import sensortrack as st
from sensortrack.cli.record import record_source
from sensortrack.data_files import data_folder
from sensortrack.devices import load_profile
from sensortrack.errors import UsageError
from sensortrack.protocol import load_catalogue
from sensortrack.recorder import LslOutlet
from sensortrack.records import Block, Description, Event
from sensortrack.sources.ble import BleSource
from sensortrack.sources.emulator import Air, ProfileSensor, SampleSource, emulated_radio
from sensortrack.sources.simulator import ORDINARY, Sensor, plan_for, simulate

from ..protocol.hand import rep

CATALOGUE = load_catalogue()

MACHINE_ALONE = (
    f"[multicast]\nResolveScope = machine\n[lab]\nKnownPeers = {{127.0.0.1}}\nSessionID = {uuid4()}\n"
)
WITHIN_S = 20.0
"""A stream on this machine is found within a second; a busy one takes longer."""


@pytest.fixture(scope="module")
def lsl(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """pylsl, looking at this machine alone."""
    try:
        import pylsl
    except (ImportError, OSError, RuntimeError) as error:
        pytest.skip(f"pylsl can't load ({error}): pip install -e '.[lsl]'")
    pylsl.set_config_content(MACHINE_ALONE)
    return pylsl


def blocks(gyroscope: bool = True) -> Iterator[Block]:
    rng = np.random.default_rng(3)
    for first in range(0, 200, 7):
        time_s = 4.0 + np.arange(first, min(first + 7, 200)) / 100.0
        acc = rng.normal(0.0, 3.0, (len(time_s), 3))
        yield Block(time_s, acc, rng.normal(0.0, 50.0, acc.shape) if gyroscope else None)


@pytest.mark.parametrize("gyroscope", [True, False])
def test_an_inlet_gets_the_same_bits_with_labels_units_and_events(lsl: Any, gyroscope: bool) -> None:
    name = f"test {uuid4()}"
    sent = list(blocks(gyroscope))
    about = Description(frame="body", placement="L5", person="secret", exercise="E6", device={"vendor": "V"})
    jerk, done = Event(4.5, "jerk", "attack", size=3.0, unit="1", attempt=0), rep(4.2)
    with LslOutlet(name, about, 100.0) as outlet:
        outlet.tell([jerk])  # before the first samples nobody can listen: it isn't sent
        outlet.take(sent[0])
        samples, events = (inlet_of(lsl, one) for one in (name, f"{name} events"))
        for block in sent[1:]:
            outlet.take(block)
            outlet.take("not a block")
        outlet.tell([jerk, done])
        got, at_s = pulled(samples, sum(map(len, sent[1:])))
        said, said_at_s = events.pull_chunk(timeout=WITHIN_S, max_samples=2)
        info = samples.info()
    columns = [b.acc if b.gyr is None else np.hstack((b.acc, b.gyr)) for b in sent]
    assert len(got) >= sum(map(len, sent[1:]))  # the first block may have gone before the inlet was there
    np.testing.assert_array_equal(got, np.vstack(columns)[-len(got) :])
    time_s = np.concatenate([b.time_s for b in sent])[-len(got) :]
    zero_s = float(info.desc().child_value("recording_zero_s"))
    np.testing.assert_array_equal(at_s, time_s + zero_s)
    assert (info.type(), info.nominal_srate()) == ("Mocap", 100.0)
    assert list(channels(info)) == [
        *((f"acc_{a}", "ACCEL", "m/s^2") for a in "xyz"),
        *((f"gyr_{a}", "GYRO", "deg/s") for a in "xyz" if gyroscope),
    ]
    description = info.as_xml()
    assert all(
        f"<{key}>{value}</{key}>" in description for key, value in (("frame", "body"), ("exercise", "E6"))
    )
    assert "secret" not in description
    assert said_at_s == [jerk.t_s + zero_s, done.start_s + zero_s]
    row, attempt = (json.loads(one) for (one,) in said)
    expected = {"type": "jerk", "kind": "attack", "size": 3.0, "unit": "1", "attempt": 0}
    assert {key: row[key] for key in expected} == expected
    assert attempt == {
        "type": "attempt", "attempt": 0, "outcome": "repetition", "reason": None, "side": None,
        "start_s": 4.2, "end_s": done.end_s, "amplitude_deg": 20.0, "hold_s": 2.0,
    }  # fmt: skip


def test_a_replayed_set_is_streamed_with_its_attempts(lsl: Any, tmp_path: Path) -> None:
    config = tmp_path / "lsl_api.cfg"
    config.write_text(MACHINE_ALONE)
    file = data_folder("recordings") / "E6_ordinary.csv"
    program = subprocess.Popen(
        [sys.executable, "-m", "sensortrack", "replay", str(file), "--speed", "20", "--lsl"],
        env=os.environ | {"LSLAPICFG": str(config)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        events = inlet_of(lsl, "sensortrack events")
        rows: list[dict[str, Any]] = []
        ends = time.monotonic() + WITHIN_S
        while time.monotonic() < ends and sum(row["type"] == "attempt" for row in rows) < 2:
            rows += [json.loads(one) for (one,) in events.pull_chunk(timeout=0.5)[0]]
    finally:
        program.kill()
        program.wait()
    attempts = st.analyse(st.read(file)).attempts
    rows_seen = [row for row in rows if row["type"] == "attempt"]
    assert len(rows_seen) >= 2
    for row in rows_seen:
        one = attempts[row["attempt"]]
        assert (row["outcome"], row["amplitude_deg"]) == (one.outcome, one.amplitude_deg)


def test_what_a_sensor_sends_is_streamed_while_it_is_recorded(lsl: Any, tmp_path: Path) -> None:
    known = load_profile("movella_dot")
    settings = known.settings(rate_hz=60.0)
    worn = tuple(
        simulate(
            plan_for("E6", repetitions=2), sensor=Sensor(rate_hz=60.0), difficulty=ORDINARY, seed=1
        ).blocks
    )
    source = BleSource(
        known, settings, radio=emulated_radio(Air([ProfileSensor(known, settings, SampleSource(worn))]))
    )
    with ThreadPoolExecutor(1) as beside:
        reading = beside.submit(lambda: pulled(inlet_of(lsl, "sensortrack"), 60))
        record_source(
            source,
            tmp_path / "a.csv",
            {"frame": "sensor"},
            None,
            CATALOGUE,
            6.0,
            keep_capture=False,
            lsl=True,
        )
        got, _ = reading.result()
    written = st.read(tmp_path / "a.csv").to_frame()[[f"{s}_{a}" for s in ("acc", "gyr") for a in "xyz"]]
    assert len(got) >= 60
    first = int(np.abs(written.to_numpy() - got[0]).sum(axis=1).argmin())
    np.testing.assert_allclose(got, written.to_numpy()[first : first + len(got)], atol=1e-6)


def test_without_pylsl_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, run: Any) -> None:
    monkeypatch.setitem(sys.modules, "pylsl", None)
    ended = run("replay", data_folder("recordings") / "E6_ordinary.csv", "--speed", "max", "--lsl")
    assert (ended.code, ended.out) == (2, "")
    assert "sensortrack[lsl]" in ended.err


def test_nothing_is_imported_unless_it_is_asked_for(monkeypatch: pytest.MonkeyPatch, run: Any) -> None:
    monkeypatch.setitem(sys.modules, "pylsl", None)
    assert run("replay", data_folder("recordings") / "E6_ordinary.csv", "--speed", "max").code == 0


def test_pylsl_without_its_library_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(name: str) -> Any:
        raise RuntimeError("liblsl library was not found\nmore words")

    monkeypatch.setattr("sensortrack.recorder.lsl.import_module", fails)
    with pytest.raises(UsageError, match="liblsl library was not found"):
        LslOutlet("x", Description(frame="sensor"), 50.0)


def inlet_of(lsl: Any, name: str) -> Any:
    found = lsl.resolve_byprop("name", name, timeout=WITHIN_S)
    assert found, f"no stream called {name}"
    inlet = lsl.StreamInlet(found[0], recover=False)
    inlet.open_stream(timeout=WITHIN_S)
    return inlet


def pulled(inlet: Any, least: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    samples: list[Any] = []
    times: list[float] = []
    ends = time.monotonic() + WITHIN_S
    while len(samples) < least and time.monotonic() < ends:
        some, when = inlet.pull_chunk(timeout=0.5)
        samples += list(some)
        times += list(when)
    return np.array(samples), np.array(times)


def channels(info: Any) -> Iterator[tuple[str, str, str]]:
    one = info.desc().child("channels").child("channel")
    while not one.empty():
        yield one.child_value("label"), one.child_value("type"), one.child_value("unit")
        one = one.next_sibling("channel")
