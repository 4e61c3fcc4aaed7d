"""A stream of bytes gives the same frames however it is cut, and nothing that isn't one."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sensortrack.devices import Decoder, encode, load_profile
from sensortrack.records import FloatArray

WITMOTION = load_profile("witmotion_ble5")
SHIMMER = load_profile("shimmer3r")
VERNIER = load_profile("vernier_gdx")

Samples = list[tuple[float, ...]]


def decode(name: str, pieces: list[bytes]) -> tuple[Samples, int]:
    profile = load_profile(name)
    decoder = Decoder(profile, profile.settings())
    alias = profile.streams[0].char
    found = [r for piece in pieces for r in decoder.feed(alias, piece)] + decoder.finish()
    rows = [tuple(row) for r in found for row in r.values.tolist()]
    return rows, decoder.tally.rejected


def stream(name: str, n: int, seed: int = 1) -> bytes:
    profile = load_profile(name)
    rng = np.random.default_rng(seed)
    acc: FloatArray = rng.normal(0.0, 5.0, (n, 3))
    ticks = [1000 + 320 * i for i in range(n)]
    sent = encode(profile, acc, rng.normal(0.0, 100.0, (n, 3)), ticks, frames_per_notification=1)
    return b"".join(data for _, data in sent)


def cut(data: bytes, at: list[int]) -> list[bytes]:
    bounds = [0, *sorted({i % (len(data) + 1) for i in at}), len(data)]
    return [data[a:b] for a, b in pairwise(bounds)]


CUTS = st.lists(st.integers(0, 10_000), max_size=30)
PIECES = st.lists(
    st.one_of(
        st.binary(max_size=30),
        st.sampled_from([b"\x55", b"\x55\x61", b"\x55\x71", b"\x00", b"\xff", b"\x20", bytes(20)]),
        st.integers(0, 30).map(lambda i: stream("witmotion_ble5", 31)[20 * i : 20 * i + 20]),
        st.integers(0, 30).map(lambda i: stream("shimmer3r", 31)[16 * i : 16 * i + 16]),
        st.integers(0, 30).map(lambda i: stream("vernier_gdx", 31)[33 * i : 33 * i + 33]),
    ),
    max_size=25,
)


@settings(deadline=None)
@given(st.sampled_from(["witmotion_ble5", "shimmer3r", "vernier_gdx"]), PIECES, CUTS)
def test_any_bytes_cut_anywhere_give_the_same_samples(name: str, pieces: list[bytes], at: list[int]) -> None:
    data = b"".join(pieces)
    assert decode(name, cut(data, at)) == decode(name, [data])


@settings(deadline=None)
@given(CUTS)
def test_a_whole_stream_cut_anywhere_loses_nothing(at: list[int]) -> None:
    for name in ("witmotion_ble5", "shimmer3r", "vernier_gdx"):
        data = stream(name, 40)
        rows, rejected = decode(name, cut(data, at))
        assert (len(rows), rejected) == (40, 0)


@settings(deadline=None)
@given(st.integers(1, 37), st.integers(1, 19), CUTS)
def test_bytes_lost_within_a_frame_never_make_a_sample(frame: int, lost: int, at: list[int]) -> None:
    whole = stream("witmotion_ble5", 40)
    true, _ = decode("witmotion_ble5", [whole])
    start = 20 * frame + (20 - lost) // 2
    rows, rejected = decode("witmotion_ble5", cut(whole[:start] + whole[start + lost :], at))
    assert rejected == 20 - lost
    assert rows == true[:frame] + true[frame + 1 :]


@settings(deadline=None)
@given(st.binary(max_size=400), CUTS)
def test_noise_between_frames_never_makes_a_sample(noise: bytes, at: list[int]) -> None:
    noise = noise.replace(b"\x55", b"\x54")
    whole = stream("witmotion_ble5", 10)
    true, _ = decode("witmotion_ble5", [whole])
    rows, rejected = decode("witmotion_ble5", cut(whole[:100] + noise + whole[100:], at))
    assert rows == true
    assert rejected == len(noise)


def test_a_wrong_checksum_is_no_frame_and_the_next_one_is_found() -> None:
    whole = bytearray(stream("vernier_gdx", 3))
    whole[40] ^= 1  # within the second
    rows, rejected = decode("vernier_gdx", [bytes(whole)])
    assert (len(rows), rejected) == (2, 33)


def test_answers_in_the_stream_are_passed_over() -> None:
    whole = stream("witmotion_ble5", 4)
    answer = bytes.fromhex("55 71 3A 00 68 01 69 00 7A 00") + bytes(10)
    rows, rejected = decode("witmotion_ble5", [whole[:40] + answer[:7], answer[7:] + whole[40:]])
    assert (len(rows), rejected) == (4, 0)


def test_a_lost_link_throws_half_a_frame_away() -> None:
    whole = stream("witmotion_ble5", 4)
    decoder = Decoder(WITMOTION, WITMOTION.settings())
    decoder.feed("rx", whole[:30])
    decoder.reset()
    found = decoder.feed("rx", whole[40:])
    assert [r.samples for r in found] == [2]
    assert decoder.tally.rejected == 0
