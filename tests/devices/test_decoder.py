"""Notifications to readings: dispatch, layouts, and bytes that are broken."""

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensortrack.devices import (
    DecodeCounters,
    Decoder,
    Encoder,
    Profile,
    Readings,
    encode,
    list_profiles,
    load_profile,
)
from sensortrack.devices.decode.polar_pmd import decode_accel

PROFILES = {p.id: p for p in list_profiles()}


def decoder(name: str, rate_hz: float | None = None) -> Decoder:
    profile = load_profile(name)
    return Decoder(profile, profile.settings(rate_hz))


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(PROFILES)), st.lists(st.binary(max_size=260), max_size=8))
def test_random_bytes_never_crash_a_decoder(name: str, pieces: list[bytes]) -> None:
    profile = PROFILES[name]
    d = Decoder(profile, profile.settings())
    for alias in profile.gatt:
        for piece in pieces:
            check(d.feed(alias, piece))
    check(d.finish())


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from(sorted(PROFILES)),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 255)), min_size=1),
)
def test_damaged_vectors_never_crash_a_decoder(name: str, damage: list[tuple[int, int]]) -> None:
    profile = PROFILES[name]
    for vector in profile.vectors:
        d = Decoder(profile, profile.settings())
        for char, data in vector.notify:
            broken = bytearray(data)
            for place, mask in damage:
                broken[place % len(broken)] ^= mask
            check(d.feed(char, bytes(broken)))
        check(d.finish())


def check(readings: list[Readings]) -> None:
    for r in readings:
        for values in (r.acc, r.gyr):
            assert values is None or (values.shape == (r.samples, 3) and np.isfinite(values).all())
        assert r.ticks is None or len(r.ticks) * r.frame_samples == r.samples


def test_a_characteristic_is_known_with_and_without_its_service() -> None:
    im948 = load_profile("im948")
    data = im948.vectors[0].notify[0][1]
    service, char = im948.gatt["rx"].key.split("/")
    for name in (f"{service}/{char}", char, char.upper(), "rx"):
        assert len(decoder("im948").feed(name, data)) == 1
    elsewhere = f"0000ffff-0000-1000-8000-00805f9b34fb/{char}"
    d = decoder("im948")
    assert d.feed(elsewhere, data) == []
    assert d.tally == DecodeCounters(ignored=len(data))
    witmotion = load_profile("witmotion_ble5")
    with_service = f"0000ffe5-0000-1000-8000-00805f9a34fb/{witmotion.gatt['rx'].uuid}"
    assert len(decoder("witmotion_ble5").feed(with_service, witmotion.vectors[0].notify[0][1])) == 1


def test_answers_on_the_data_characteristic_are_ignored_not_rejected() -> None:
    d = decoder("metamotion_s")
    assert d.feed("rx", bytes.fromhex("09 02 02")) == []
    assert d.tally == DecodeCounters(ignored=3)


def test_a_message_in_two_parts_needs_both() -> None:
    profile = load_profile("movesense")
    first, second = (data for _, data in profile.vectors[1].notify[1:])
    d = decoder("movesense", 52)
    assert d.feed("rx", second) == []
    assert d.tally.rejected == len(second)  # its first part never came
    assert d.feed("rx", first) == []
    assert d.tally.rejected == len(second)
    assert d.feed("rx", first) == []
    assert d.tally.rejected == len(second) + len(first) - 2  # a new message before the old one was whole
    (readings,) = d.feed("rx", second)
    assert readings.samples == 4
    before = d.tally.rejected
    assert d.feed("rx", first[:20]) == []
    assert d.finish() == []
    assert d.tally.rejected == before + 18


def test_a_number_that_is_none_makes_no_sample() -> None:
    frame = bytearray(load_profile("movella_dot").vectors[0].notify[0][1])
    for bad in (float("nan"), float("inf"), 1e30):
        frame[8:12] = struct.pack("<f", bad)
        d = decoder("movella_dot")
        assert d.feed("medium", bytes(frame)) == []
        assert d.tally == DecodeCounters(rejected=40)


def test_frames_of_two_sensors_in_one_notification_are_told_apart() -> None:
    profile = load_profile("nicla_sense_me")
    acc, gyr = decoder("nicla_sense_me").feed("data", profile.vectors[1].notify[0][1])
    assert (acc.stream, gyr.stream) == (0, 1)
    assert acc.gyr is None
    assert gyr.acc is None


def test_an_incomplete_polar_frame_is_refused() -> None:
    whole = load_profile("polar_verity").vectors[2].notify[0][1]
    samples = decode_accel(whole)
    assert samples is not None
    assert len(samples) == 57
    assert [decode_accel(whole[:n]) for n in range(len(whole) - 40, len(whole))] == [None] * 40


def test_polar_deltas_add_up() -> None:
    profile = load_profile("polar_verity")
    (readings,) = decoder("polar_verity").feed("data", profile.vectors[2].notify[0][1])
    assert readings.acc is not None
    raw = np.rint(readings.acc / 9.80665 / 0.000244).astype(int)
    assert raw[0].tolist() == [1905, 27376, -29282]
    assert (raw[1] - raw[0]).tolist() == [190, -105, -85]


@pytest.mark.parametrize("name", sorted(set(PROFILES) - {"polar_verity"}))
def test_many_notifications_at_once_decode_as_one_by_one(name: str) -> None:
    profile = PROFILES[name]
    rng = np.random.default_rng(5)
    n = 240
    encoder = Encoder(profile, profile.settings())
    times = 100.0 + np.arange(n) / profile.defaults.rate_hz
    gyr = rng.normal(0.0, 100.0, (n, 3)) if profile.has_gyroscope else None
    sent = encoder.feed(times, rng.normal(0.0, 5.0, (n, 3)), gyr)
    one = Decoder(profile, profile.settings())
    parts = [r for _, key, data in sent for r in one.feed(key, data)]
    key = sent[0][1]
    joined = Decoder(profile, profile.settings()).feed_many(key, [d for _, k, d in sent if k == key], 1.0)
    if joined is None:
        return  # not every layout can be joined; then the pipeline feeds one by one
    many, counts = joined
    mine = [r for r in parts if r.stream == many.stream]
    assert counts == [r.samples for r in mine]
    assert many.acc is not None
    assert np.array_equal(many.acc, np.concatenate([r.acc for r in mine if r.acc is not None]))
    if many.gyr is not None:
        assert np.array_equal(many.gyr, np.concatenate([r.gyr for r in mine if r.gyr is not None]))


@pytest.mark.parametrize("name", sorted(set(PROFILES) - {"polar_verity"}))
def test_what_is_encoded_decodes_to_the_same_within_a_step(name: str) -> None:
    profile: Profile = PROFILES[name]
    rng = np.random.default_rng(7)
    samples = 2 * max(r.frame_samples or 1 for r in profile.rates) * 4
    acc = rng.normal(0.0, 5.0, (samples, 3))
    gyr = rng.normal(0.0, 50.0, (samples, 3)) if profile.has_gyroscope else None
    sent = encode(
        profile, acc, gyr, None if profile.streams[0].time.source == "host" else list(range(samples))
    )
    d = Decoder(profile, profile.settings())
    readings = [r for key, data in sent for r in d.feed(key, data)] + d.finish()
    found = np.concatenate([r.acc for r in readings if r.acc is not None])
    assert np.abs(found - acc).max() < 0.006
    if gyr is not None:
        rates = np.concatenate([r.gyr for r in readings if r.gyr is not None])
        assert np.abs(rates - gyr).max() < 0.06


def test_values_beyond_the_range_are_held_at_its_end() -> None:
    profile = load_profile("witmotion_ble5")
    sent = encode(profile, np.full((4, 3), 1e6), np.full((4, 3), -1e6))
    (readings,) = decoder("witmotion_ble5").feed(*sent[0])
    assert readings.acc is not None
    assert readings.gyr is not None
    assert readings.acc.max() == pytest.approx(16 * 9.80665, rel=1e-4)
    assert readings.gyr.min() == pytest.approx(-2000.0)


def test_a_sensor_that_cannot_be_encoded_says_so() -> None:
    with pytest.raises(Exception, match="can't be emulated") as raised:
        encode(load_profile("polar_verity"), np.zeros((4, 3)), np.zeros((4, 3)))
    assert type(raised.value).__name__ == "UsageError"


def test_an_encoder_keeps_what_fills_no_notification() -> None:
    profile = load_profile("witmotion_ble5")
    acc, gyr = np.zeros((10, 3)), np.zeros((10, 3))
    times = np.arange(10) / 100.0
    at_once = Encoder(profile).feed(times, acc, gyr)
    encoder = Encoder(profile)
    one_by_one = [
        s for i in range(10) for s in encoder.feed(times[i : i + 1], acc[i : i + 1], gyr[i : i + 1])
    ]
    assert one_by_one == at_once
    assert [round(t, 2) for t, _, _ in at_once] == [0.03, 0.07]
