"""One contract for all profiles: each decodes its own vectors, and says honestly how well its bytes are known."""

from decimal import Decimal

import numpy as np
import pytest
from msgspec.structs import replace

from sensortrack.devices import Profile, Vector, encode, list_profiles, load_profile
from sensortrack.devices.self_test import check_vector, decode_vector, vector_settings

PROFILES = list_profiles()
EACH = [(p, v, f"{p.id}-{i}") for p in PROFILES for i, v in enumerate(p.vectors)]
VECTORS = [pytest.param(p, v, id=name) for p, v, name in EACH]
CAPTURED = [pytest.param(p, v, id=name) for p, v, name in EACH if v.kind == "captured"]

EXPECTED = {
    "captured": {"movesense", "witmotion_ble5"},
    "documented": {"metamotion_r", "metamotion_s", "polar_h10", "polar_verity", "shimmer3r"},
    "draft": {
        "adafruit_bluefruit", "im948", "movella_dot", "nicla_sense_me", "openearable2", "sensortag_cc2650",
        "st_bluest", "thingy52", "vernier_gdx", "witmotion_sd",
    },
}  # fmt: skip


@pytest.mark.parametrize(("profile", "vector"), VECTORS)
def test_every_vector_decodes_to_the_last_printed_digit(profile: Profile, vector: Vector) -> None:
    assert check_vector(profile, vector) is None


@pytest.mark.parametrize("status", EXPECTED)
def test_the_status_says_where_the_bytes_are_from(status: str) -> None:
    assert {p.id for p in PROFILES if p.status == status} == EXPECTED[status]


@pytest.mark.parametrize("profile", PROFILES, ids=lambda p: p.id)
def test_a_profile_names_its_sources_and_its_best_vector_bears_its_status_out(profile: Profile) -> None:
    assert profile.sources
    kinds = {v.kind for v in profile.vectors}
    if profile.status == "draft":
        assert not kinds & {"captured", "documented"}
    else:
        assert profile.status in kinds


@pytest.mark.parametrize(("profile", "vector"), CAPTURED)
def test_encoding_the_values_of_real_bytes_gives_the_real_bytes(profile: Profile, vector: Vector) -> None:
    readings, _ = decode_vector(profile, vector)
    acc = np.concatenate([r.acc for r in readings if r.acc is not None])
    gyr = np.concatenate([r.gyr for r in readings if r.gyr is not None])
    ticks = [int(t) for r in readings if r.ticks is not None for t in r.ticks]
    others = {name: np.array(rows) for name, rows in vector.others.items()}
    sent = encode(profile, acc, gyr, ticks or None, settings=vector_settings(profile, vector), others=others)
    assert [data for _, data in sent] == [data for _, data in vector.notify]


def test_a_wrong_value_in_a_vector_is_told() -> None:
    profile = load_profile("witmotion_ble5")
    vector = profile.vectors[0]
    assert vector.acc is not None
    assert vector.accel_rows_g is not None
    rows = [list(row) for row in vector.accel_rows_g]
    rows[2][1] += Decimal("0.000002")  # two of the last digits
    wrong = replace(vector, accel_rows_g=tuple(map(tuple, rows)))
    assert "accelerometer sample 2, y" in (check_vector(profile, wrong) or "")


def test_the_sensor_without_gyroscope_says_what_cannot_be_judged() -> None:
    profile = load_profile("polar_h10")
    assert not profile.has_gyroscope
    assert "can't be judged" in " ".join(profile.notes)
