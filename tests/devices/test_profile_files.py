"""Profiles are found in two folders, and a broken one is reported by file, key and line."""

import contextlib
import re
import sys
from pathlib import Path

import pytest

from sensortrack.devices import Write, list_profiles, load_profile, user_folder
from sensortrack.devices.read_profile import parse_profile
from sensortrack.errors import NoInputError, ProfileError, SensortrackError, UsageError

GOOD = (Path(__file__).parents[2] / "firmware_profiles" / "witmotion_ble5.toml").read_text(encoding="utf-8")


def line_with(text: str, part: str) -> int:
    return next(i for i, line in enumerate(text.splitlines(), 1) if part in line)


MUTATIONS = [
    # what is put instead of what, the key that is named, what the message has to say
    ('name_regex = "^WT([^V]|V[^B]|V?$)"', 'name_regex = "^WT("', "match.name_regex", "a regular expression"),
    ('status = "captured"', 'status = "verified"', "device.status", '"captured" or "documented" or "draft"'),
    ("stale_after_s = 1.5", "stale_after = 1.5", "link.stale_after", "the key is unknown"),
    ("[gatt]", "[gat]", "gat", 'the key is unknown; expected "gatt"'),
    ("sources = [", "source = [", "device.source", 'the key is unknown; expected "sources"'),
    ("rate_hz = 100", "rate_hz = 120", "defaults.rate_hz", "[[rate]]"),
    ("rate_hz = 100", 'rate_hz = "fast"', "defaults.rate_hz", "a number"),
    ('{ rate = "09", band = "03" }', '{ rate = "9", band = "03" }', "rate[1].vars.rate", "hexadecimal"),
    ('{ rate = "09", band = "03" }', '{ rate = "09" }', "rate[1].vars", "those of the first"),
    ('hex = "FF AA 03 {rate} 00"', 'hex = "FF AA 03 {speed} 00"', "sequence.setup[3]", "'{speed}'"),
    ('hex = "FF AA 69 88 B5"', 'hex = "FF AA 69 88 B"', "sequence.setup[1].hex", "hexadecimal"),
    ('{ subscribe = "rx" },', '{ subscribe = "data" },', "sequence.setup[0].subscribe", "rx, tx"),
    ('{ subscribe = "rx" },', '{ subscribe = "rx", unsubscribe = "rx" },', "sequence.setup[0]", "exactly one of"),
    ('{ subscribe = "rx" },', "{ },", "sequence.setup[0]", "exactly one of"),
    ("frame_len = 20\nframes", "frame_len = 12\nframes", "stream[0].frame_len", "at least 20"),
    ("stride = 18", "stride = 10", "stream[0].fields[1]", "at most the stride"),
    ('type = "i16", n = 3, scale = "range", unit = "g"', 'type = "i12", n = 3, scale = "range", unit = "g"',
     "stream[0].fields[0].type", '"i16"'),
    ('unit = "deg/s"', 'unit = "dps"', "stream[0].fields[1].unit", '"deg/s"'),
    ("scale = 0.06103515625", "# none", "stream[0].fields[1].scale", "a scale"),
    ('framing = "bytestream"', 'framing = "packets"', "stream[0].framing", '"bytestream"'),
    ('sync = [{ offset = 0, hex = "55 61" }]', "", "stream[0]", "'sync'"),
    ("5.1880,", "5.1881,", "vector[0]", "gyroscope sample 0, x"),
    ('kind = "captured"', 'kind = "derived"', "device.status", "no vector is captured"),
    ('id = "witmotion_ble5"', 'id = "WitMotion"', "device.id", "small letters"),
    ('schema = "sensortrack.firmware/1"', "schema = 1", "schema", "sensortrack.firmware/1"),
    ('"0000ffe4-0000-1000-8000-00805f9a34fb"', '"ffe4-00"', "gatt.rx", "a UUID"),
    ("ladder = [[3.96, 100],", "ladder = [[3.96],", "battery.ladder", "[volts, percent]"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "says"), MUTATIONS, ids=lambda v: str(v)[:24])
def test_an_error_names_file_key_and_line(old: str, new: str, key: str, says: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    path = Path("witmotion_ble5.toml")
    with pytest.raises(ProfileError) as raised:
        parse_profile(text.encode(), path)
    assert raised.value.key == key
    assert says in str(raised.value)
    assert raised.value.path == path
    assert raised.value.line is not None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("stale_after_s = 1.5", "stale_after = 1.5"),
        ('{ rate = "09", band = "03" }', '{ rate = "9", band = "03" }'),
        ('hex = "FF AA 69 88 B5"', 'hex = "FF AA 69 88 B"'),
        ('unit = "deg/s" },\n  { name = "angle"', 'unit = "dps" },\n  { name = "angle"'),
    ],
)
def test_the_line_is_that_of_the_key(old: str, new: str) -> None:
    text = GOOD.replace(old, new, 1)
    with pytest.raises(ProfileError) as raised:
        parse_profile(text.encode())
    assert raised.value.line == line_with(text, new.split("\n")[0])


@pytest.mark.parametrize("data", [b"schema = ", b"\xff\xfe", b"[" * 5000, b"", b"a = {b = [}"])
def test_what_is_no_toml_is_told_as_such(data: bytes) -> None:
    with pytest.raises(ProfileError, match=r"firmware profile|schema"):
        parse_profile(data)


def test_removing_any_line_gives_a_profile_or_a_told_error() -> None:
    lines = GOOD.splitlines()
    refused = 0
    for i in range(len(lines)):
        text = "\n".join(lines[:i] + lines[i + 1 :])
        with contextlib.suppress(ProfileError):
            parse_profile(text.encode())
            continue
        refused += 1
    assert 30 < refused < len(lines)


def test_an_unknown_profile_lists_the_known_ones() -> None:
    with pytest.raises(UsageError, match=re.compile("no profile 'nonesuch'.*witmotion_ble5")):
        load_profile("nonesuch")


def test_a_path_that_is_not_there_is_told() -> None:
    with pytest.raises(NoInputError, match=r"\.toml file"):
        load_profile("nowhere/x.toml")


def test_a_users_profile_is_found_and_stands_before_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENSORTRACK_PROFILES", str(tmp_path))
    assert user_folder() == tmp_path
    shipped = {p.id for p in list_profiles()}
    mine = GOOD.replace('name = "WitMotion', 'name = "My WitMotion')
    (tmp_path / "witmotion_ble5.toml").write_text(mine, encoding="utf-8")
    (tmp_path / "mine.toml").write_text(mine.replace("witmotion_ble5", "mine"), encoding="utf-8")
    assert load_profile("witmotion_ble5").name.startswith("My WitMotion")
    assert {p.id for p in list_profiles()} == shipped | {"mine"}


def test_a_broken_profile_of_the_users_does_not_hide_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENSORTRACK_PROFILES", str(tmp_path))
    (tmp_path / "mine.toml").write_text("schema = 1", encoding="utf-8")
    with pytest.raises(ProfileError, match=r"mine\.toml"):
        list_profiles()
    broken: list[SensortrackError] = []
    assert "witmotion_ble5" in {p.id for p in list_profiles(broken)}
    assert [getattr(e, "path", None) for e in broken] == [tmp_path / "mine.toml"]


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "witmotion_ble5.toml"
    path.write_text(GOOD, encoding="utf-8")
    first = load_profile(path)
    path.write_text(GOOD + "\n# changed\n", encoding="utf-8")
    assert load_profile(path).sha256 != first.sha256


@pytest.mark.skipif(sys.platform != "linux", reason="the folders of Linux")
def test_the_folder_is_the_platforms(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SENSORTRACK_PROFILES", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert user_folder() == tmp_path / "sensortrack" / "firmware_profiles"


def test_settings_that_a_sensor_has_not_are_refused_with_those_it_has() -> None:
    profile = load_profile("witmotion_ble5")
    with pytest.raises(UsageError, match="50, 100, 200 Hz"):
        profile.settings(rate_hz=120)
    with pytest.raises(UsageError, match="accelerometer range"):
        profile.settings(accel_g=4)


def test_names_in_commands_become_the_chosen_bytes_and_what_was_captured() -> None:
    profile = load_profile("metamotion_s")
    step, begin = profile.sequence.setup[5], profile.sequence.start[0]
    assert isinstance(step, Write)
    assert isinstance(begin, Write)
    variables = profile.variables(profile.settings(rate_hz=50, accel_g=8))
    assert step.data.fill(variables) == bytes.fromhex("03 03 A7 02")
    captured = profile.settings().with_captured({"acct": b"\x07"})
    assert begin.data.fill(profile.variables(captured)) == bytes.fromhex("09 07 07 01")


def test_a_battery_answer_is_told_in_percent() -> None:
    witmotion, movesense = load_profile("witmotion_ble5").battery, load_profile("movesense").battery
    assert witmotion is not None
    assert movesense is not None
    assert witmotion.percent(bytes.fromhex("55 71 64 00 89 01")) == 90.0  # 3.93 V
    assert witmotion.percent(bytes.fromhex("55 71")) is None
    assert movesense.percent(b"\x63") == 99.0
    assert movesense.percent(b"\xff") is None


def test_the_factor_of_a_polar_answer_is_found_among_its_settings() -> None:
    profile = load_profile("polar_verity")
    answer = bytes.fromhex("F0 02 02 00 00 05 01 40 DA 7F 39")
    value = profile.captures["accel_factor"].read(answer)
    assert value == bytes.fromhex("40 DA 7F 39")
    longer = bytes.fromhex("F0 02 02 00 00 00 01 34 00 05 01 40 DA 7F 39")
    assert profile.captures["accel_factor"].read(longer) == value
    assert profile.captures["accel_factor"].read(answer[:9]) is None
