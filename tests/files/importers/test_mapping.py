"""A mapping that isn't right names its line, its key and what was expected there."""

from pathlib import Path

import numpy as np
import pytest

from sensortrack.errors import ProfileError
from sensortrack.files import read
from sensortrack.files.draft import draft_profile

from .examples import motion

GOOD = """schema = "sensortrack.arrays/1"
id = "mine"
name = "mine"
source = "measured"
[time]
rate_hz = 100.0
[acc]
array = "force"
unit = "m/s2"
[axes]
frame = "sensor"
"""


@pytest.fixture
def arrays(tmp_path: Path) -> Path:
    path = tmp_path / "made.npz"
    np.savez(path, force=motion(700, 100.0)[0])
    return path


def test_a_mapping_that_is_right_is_used(arrays: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(GOOD)
    assert read(arrays, format=str(tmp_path / "mine.toml")).rate_hz == 100.0


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "expected"),
    [
        ("100.0", '"?"', 6, "time.rate_hz", "a rate in Hz above zero"),
        ("100.0", "0.0", 6, "time.rate_hz", "a rate in Hz above zero"),
        ("rate_hz = 100.0", "", 5, "time", "one of them"),
        ('"m/s2"', '"?"', 9, "acc.unit", '"m/s2"'),
        ('"sensor"', '"?"', 11, "axes.frame", '"body"'),
        ("[axes]", '[gyr]\narray = "turn"\nunit = "?"\n[axes]', 12, "gyr.unit", '"rad/s". Correct'),
        ('array = "force"', 'aray = "force"', 8, "acc.aray", "array"),
    ],
)
def test_what_is_wrong_in_it_is_named(
    arrays: Path, tmp_path: Path, old: str, new: str, line: int, key: str, expected: str
) -> None:
    (tmp_path / "mine.toml").write_text(GOOD.replace(old, new))
    with pytest.raises(ProfileError) as raised:
        read(arrays, format=str(tmp_path / "mine.toml"))
    message = str(raised.value)
    assert f"line {line}, key '{key}'" in message
    assert expected in message


def test_a_draft_says_what_has_to_be_filled_in_when_it_is_used_as_it_is(arrays: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(draft_profile(arrays))
    with pytest.raises(ProfileError, match=r"key 'time.rate_hz': \"\?\""):
        read(arrays, format=str(tmp_path / "mine.toml"))
