"""Captures are read, written and decoded by the very code of the live path."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sensortrack.devices import (
    CaptureHeader,
    Encoder,
    LinkLost,
    LinkUp,
    Notification,
    Pipeline,
    decode_capture,
    decode_file,
    decode_messages,
    load_profile,
    read_capture,
)
from sensortrack.devices.capture import header_line, message_line
from sensortrack.devices.messages import Message
from sensortrack.errors import NoInputError, RecordingError, UsageError
from sensortrack.records import Block

from .air import arrivals

RX = "0000ffe4-0000-1000-8000-00805f9a34fb"
HEADER = json.dumps({"schema": "sensortrack.capture/1", "profile": "witmotion_ble5"}) + "\n"


def written(path: Path, header: CaptureHeader, messages: list[Message]) -> Path:
    with path.open("x", encoding="utf-8") as file:
        file.write(header_line(header) + "".join(map(message_line, messages)))
    return path


def messages_of(name: str, n: int, seed: int = 0, rate_hz: float | None = None) -> list[Message]:
    """Notifications of a made-up movement, arriving late."""
    profile = load_profile(name)
    chosen = profile.settings(rate_hz)
    rng = np.random.default_rng(seed)
    times = np.arange(n) / chosen.rate_hz
    gyr = rng.normal(0.0, 50.0, (n, 3)) if profile.has_gyroscope else None
    sent = Encoder(profile, chosen).feed(times, rng.normal(0.0, 5.0, (n, 3)), gyr)
    late = np.maximum.accumulate([5.0 + t + rng.uniform(0.0, 0.05) for t, _, _ in sent])
    return [Notification(float(a), key, data) for a, (_, key, data) in zip(late, sent, strict=True)]


def times_of(blocks: list[Block]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.concatenate([b.time_s for b in blocks])


def test_the_real_capture_is_a_recording_of_144_samples_at_one_g(data: Path) -> None:
    recording = decode_capture(read_capture(data / "witmotion_capture" / "wt901-100hz.capture.jsonl"))
    blocks = list(recording.blocks)
    assert sum(len(b) for b in blocks) == 144
    norms = np.concatenate([np.linalg.norm(b.acc, axis=1) for b in blocks]) / 9.80665
    assert norms.mean() == pytest.approx(1.0, abs=0.03)
    assert (np.diff(times_of(blocks)) > 0.0).all()
    assert recording.description.loss == "not_detectable"
    assert recording.description.device is not None
    assert recording.description.device["name"] == "WT901BLE67"
    # 36 notifications of 40 ms each in 1.57 s: three were lost in the one stall of 0.24 s.
    (gap,) = recording.description.gaps
    assert gap.end_s - gap.start_s == pytest.approx(0.12, abs=0.015)


def test_live_and_captured_give_the_same_samples_and_times(data: Path) -> None:
    capture = read_capture(data / "witmotion_capture" / "wt901-100hz.capture.jsonl")
    profile = load_profile("witmotion_ble5")
    pipeline = Pipeline(profile, profile.settings())
    live = [b for m in capture for b in pipeline.feed(m)] + pipeline.finish()
    decoded = list(decode_capture(capture).blocks)
    assert np.array_equal(times_of(live), times_of(decoded))
    assert np.array_equal(np.concatenate([b.acc for b in live]), np.concatenate([b.acc for b in decoded]))


def test_the_file_of_an_sd_card_decodes_to_one_g(data: Path) -> None:
    path = data / "vendor_formats" / "witmotion_sd_binary_5561" / "WIT18.TXT"
    recording = decode_file(path, load_profile("witmotion_sd"))
    (block,) = recording.blocks
    assert len(block) == 2197
    assert np.median(np.linalg.norm(block.acc, axis=1)) == pytest.approx(9.80665, rel=0.01)
    assert np.diff(block.time_s) == pytest.approx(0.05)
    assert recording.rate_hz == pytest.approx(20.0)
    assert block.host_time_s is None


@pytest.mark.parametrize(
    ("name", "rate_hz"), [("witmotion_ble5", 100), ("movesense", 52), ("movella_dot", 60), ("im948", 100),
                          ("shimmer3r", 102.4), ("metamotion_s", 100), ("polar_h10", 50), ("thingy52", 100)],
)  # fmt: skip
def test_many_at_once_is_one_by_one_to_the_bit(name: str, rate_hz: float) -> None:
    profile = load_profile(name)
    messages = messages_of(name, 3000, rate_hz=rate_hz)
    messages[40:40] = [Notification(messages[39].t_s, messages[39].char, b"\x01\x02\x03")]  # type: ignore[union-attr]
    one, many = (Pipeline(profile, profile.settings(rate_hz)) for _ in range(2))
    live = [b for m in messages for b in one.feed(m)] + one.finish()
    joined = decode_messages(many, messages)
    assert np.array_equal(times_of(live), times_of(joined))
    for part in ("acc", "gyr", "host_time_s"):
        a, b = ([getattr(x, part) for x in blocks] for blocks in (live, joined))
        if a[0] is not None:
            assert np.array_equal(np.concatenate(a), np.concatenate(b))
    assert one.state == many.state
    assert one.state.rejected_bytes + one.state.ignored_bytes == 3


@pytest.mark.parametrize("name", ["witmotion_ble5", "movesense", "im948", "polar_h10", "shimmer3r"])
@pytest.mark.parametrize("seed", range(2))
def test_any_grouping_gives_the_same_samples_and_times(name: str, seed: int) -> None:
    profile = load_profile(name)
    messages = [m for m in messages_of(name, 4000, seed) if isinstance(m, Notification)]
    rng = np.random.default_rng(seed)
    for start in rng.integers(0, len(messages), 3).tolist():
        del messages[start : start + int(rng.integers(1, 40))]  # lost on the air
    one, many = (Pipeline(profile, profile.settings()) for _ in range(2))
    live = [b for m in messages for b in one.feed(m)] + one.finish()
    grouped: list[Block] = []
    at = 0
    while at < len(messages):
        some = messages[at : at + int(rng.integers(1, 60))]
        at += len(some)
        blocks = many.feed_many(some[0].char, [m.data for m in some], [m.t_s for m in some])
        grouped += [b for m in some for b in many.feed(m)] if blocks is None else blocks
    grouped += many.finish()
    assert np.array_equal(times_of(live), times_of(grouped))
    assert np.array_equal(np.concatenate([b.acc for b in live]), np.concatenate([b.acc for b in grouped]))
    assert one.state == many.state


def test_a_capture_is_read_as_it_was_written(tmp_path: Path) -> None:
    messages: list[Message] = [
        Notification(0.0, RX, b"\x01\x02"),
        LinkLost(0.5),
        LinkUp(1.25, {"acct": b"\x02"}),
        Notification(1.3, f"{RX}/{RX}", b""),
    ]
    header = CaptureHeader(
        "witmotion_ble5", "ab" * 32, {"name": "WT"}, "2026-01-01T00:00:00+00:00", {"rate_hz": 50.0}
    )
    capture = read_capture(written(tmp_path / "a.capture.jsonl", header, messages))
    assert capture.header == header
    assert list(capture) == messages
    assert list(capture) == messages  # again and again


def test_the_settings_of_the_header_are_used(tmp_path: Path) -> None:
    profile = load_profile("movesense")
    header = CaptureHeader("movesense", profile.sha256, "MS", None, profile.settings(52).to_json())
    path = written(tmp_path / "a.capture.jsonl", header, messages_of("movesense", 400, rate_hz=52))
    recording = decode_capture(read_capture(path))
    assert sum(len(b) for b in recording.blocks) == 400
    assert recording.description.rate_hz == 52
    assert recording.messages == []


def test_another_version_of_the_profile_is_told(tmp_path: Path) -> None:
    header = CaptureHeader("witmotion_ble5", "00" * 32)
    path = written(tmp_path / "a.capture.jsonl", header, messages_of("witmotion_ble5", 100))
    assert "another version" in " ".join(decode_capture(read_capture(path)).messages)


def test_a_lost_link_is_a_gap_and_half_a_frame_is_thrown_away(tmp_path: Path) -> None:
    messages = messages_of("witmotion_ble5", 2000)
    cut = messages[250]
    assert isinstance(cut, Notification)
    messages[250:300] = [
        Notification(cut.t_s, cut.char, cut.data[:50]),
        LinkLost(cut.t_s + 0.1),
        LinkUp(messages[300].t_s - 0.1),
    ]
    path = written(tmp_path / "a.capture.jsonl", CaptureHeader("witmotion_ble5"), messages)
    recording = decode_capture(read_capture(path))
    assert [len(b) for b in recording.blocks] == [1002, 800]
    (gap,) = recording.description.gaps
    assert gap.end_s - gap.start_s == pytest.approx(1.98, abs=0.08)
    assert any("link was lost" in m for m in recording.messages)


def test_ids_that_the_set_up_captured_anew_are_followed() -> None:
    profile = load_profile("metamotion_s")
    data = bytearray(profile.vectors[0].notify[0][1])
    pipeline = Pipeline(profile, profile.settings())
    assert pipeline.feed(LinkUp(0.0, {"acct": b"\x03"})) == []
    assert len(pipeline.feed(Notification(1.0, profile.gatt["rx"].key, bytes(data)))) == 1
    pipeline.feed(LinkLost(2.0))
    pipeline.feed(LinkUp(3.0, {"acct": b"\x05"}))
    assert pipeline.feed(Notification(4.0, profile.gatt["rx"].key, bytes(data))) == []
    data[2] = 5
    clock = int.from_bytes(data[3:7], "little") + round(4.0 / 0.00146484375)
    data[3:7] = clock.to_bytes(4, "little")
    assert len(pipeline.feed(Notification(5.0, profile.gatt["rx"].key, bytes(data)))) == 1


def test_a_last_line_cut_short_is_fine_and_said(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.capture.jsonl", CaptureHeader("witmotion_ble5"), messages_of("witmotion_ble5", 400)
    )
    path.write_text(path.read_text(encoding="utf-8")[:-30], encoding="utf-8")
    recording = decode_capture(read_capture(path))
    assert sum(len(b) for b in recording.blocks) == 396
    assert "cut short" in " ".join(recording.messages)


def test_a_capture_decodes_to_the_very_times_that_were_given_live(tmp_path: Path) -> None:
    messages = messages_of("witmotion_ble5", 4000, seed=3)
    profile = load_profile("witmotion_ble5")
    pipeline = Pipeline(profile, profile.settings())
    live = [b for m in messages for b in pipeline.feed(m)] + pipeline.finish()
    path = written(tmp_path / "a.capture.jsonl", CaptureHeader("witmotion_ble5"), messages)
    assert np.array_equal(times_of(live), times_of(list(decode_capture(read_capture(path)).blocks)))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("nonsense", "broken JSON"),
        ("[1, 2]", "no object"),
        ('{"t": "now", "char": "a", "hex": "00"}', "no time"),
        ('{"t": NaN, "char": "a", "hex": "00"}', "NaN"),
        ('{"t": 1.0, "hex": "00"}', "is missing"),
        ('{"t": 1.0, "char": "a", "hex": "0g"}', "hexadecimal"),
        ('{"t": 1.0, "event": "tea"}', "unknown"),
        ('{"t": -1.0, "char": "a", "hex": "00"}', "comes after"),
    ],
)
def test_a_broken_line_is_told_with_its_number(tmp_path: Path, line: str, found: str) -> None:
    path = tmp_path / "a.capture.jsonl"
    good = '{"t": 0.0, "char": "a", "hex": "00"}\n'
    path.write_text(f"{HEADER}{good}{line}\n{good}", encoding="utf-8")
    with pytest.raises(RecordingError, match=found) as raised:
        list(read_capture(path))
    assert raised.value.line == 3
    assert raised.value.path == path


@pytest.mark.parametrize(
    "text",
    ["", "{}\n", "x\n", '{"schema": "other"}\n', HEADER.replace('"witmotion_ble5"', "3"), "[" * 9999 + "\n"],
)
def test_a_file_without_our_header_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.capture.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecordingError, match=r"sensortrack\.capture/1"):
        read_capture(path)


def test_what_cannot_be_decoded_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoInputError, match="a capture"):
        read_capture(tmp_path / "none.capture.jsonl")
    path = tmp_path / "a.capture.jsonl"
    path.write_text(HEADER + '{"t": 0.0, "char": "2a19", "hex": "00"}\n', encoding="utf-8")
    with pytest.raises(RecordingError, match="no sample in 1 bytes"):
        decode_capture(read_capture(path))
    nameless = tmp_path / "b.capture.jsonl"
    nameless.write_text('{"schema": "sensortrack.capture/1"}\n', encoding="utf-8")
    with pytest.raises(UsageError, match="names no profile"):
        decode_capture(read_capture(nameless))
    with pytest.raises(UsageError, match="for a sensor"):
        decode_file(path, load_profile("witmotion_ble5"))
    wrong = tmp_path / "c.capture.jsonl"
    wrong.write_text(HEADER.replace("}", ', "settings": {"rate_hz": 7}}'), encoding="utf-8")
    with pytest.raises(RecordingError, match="no rate of 7 Hz"):
        decode_capture(read_capture(wrong))


def test_a_clean_link_at_the_edge_of_the_rates_is_one_block_without_notices() -> None:
    profile = load_profile("witmotion_ble5")
    for rate_hz in (98.0, 102.0):
        rng = np.random.default_rng(1)
        air = arrivals(rate_hz, 60.0, rng)
        data = Encoder(profile).feed(
            np.arange(4 * len(air)) / rate_hz, np.zeros((4 * len(air), 3)), np.zeros((4 * len(air), 3))
        )
        pipeline = Pipeline(profile, profile.settings())
        blocks = decode_messages(
            pipeline, [Notification(float(a), key, d) for a, (_, key, d) in zip(air, data, strict=True)]
        )
        assert len(blocks) == 1
        assert pipeline.state.notices == ()
        assert pipeline.state.rate_hz == pytest.approx(rate_hz, rel=1e-3)
        assert pipeline.state.loss == "not_detectable"


@pytest.mark.parametrize("name", ["witmotion_ble5", "nicla_sense_me", "adafruit_bluefruit", "vernier_gdx"])
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0.06, 0.25), seed=st.integers(0, 100))
@example(share=0.235, seed=7)
@example(share=0.2, seed=30)
def test_losses_of_a_sensor_without_a_clock_are_reported_by_its_rate(
    tmp_path: Path, name: str, share: float, seed: int
) -> None:
    """A tenth of the samples was once lost without a word, and a fifth blamed on arrays in memory."""
    profile = load_profile(name)
    sent = messages_of(name, round(40.0 * profile.settings().rate_hz), seed)
    chars = 1 if profile.pairing is None else 2
    lost = np.repeat(np.random.default_rng(seed).random(len(sent)) < share, chars)
    path = tmp_path / f"{name}-{share}-{seed}.capture.jsonl"
    header = CaptureHeader(name, None, {}, None)
    written(path, header, [m for m, gone in zip(sent, lost, strict=False) if not gone])
    try:
        recording = decode_capture(read_capture(path))
    except RecordingError as error:
        message = str(error)
    else:
        (message,) = [m for m in recording.messages if "were lost on the way" in m]
        at_s = times_of(list(recording.blocks))
        lasted_s = at_s[-1] - at_s[0]
        assert lasted_s == pytest.approx(40.0, rel=0.06)
    true = float(np.mean(lost[: len(sent)]))
    found = re.search(r"about (\d+)% of them were lost on the way", message)
    assert found is not None
    assert float(found.group(1)) == pytest.approx(100.0 * true, abs=3.0)
    whole = written(tmp_path / f"whole-{name}-{share}-{seed}.capture.jsonl", header, sent)
    assert decode_capture(read_capture(whole)).messages == []
