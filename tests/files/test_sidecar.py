from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensortrack.errors import NoInputError, RecordingError
from sensortrack.files import read, sidecar_text
from sensortrack.records import Description, Gap

Make = Callable[..., Path]
ROWS = "time_s,acc_x,acc_y,acc_z\n0,1,2,3\n0.01,1,2,3\n"
LEAST: dict[str, Any] = {"schema": "sensortrack.recording/1", "frame": "body"}


def test_everything_in_it_is_kept(make: Make) -> None:
    description = read(
        make(
            ROWS,
            LEAST
            | {
                "rate_hz": 100,
                "placement": "L5",
                "exercise": "E6",
                "device": {"model": "X"},
                "person": "P1",
                "start_utc": "2025-01-01T00:00:00Z",
                "gaps": [{"start_s": 0, "end_s": 0.01}],
                "loss": "detected",
                "calibration": {"how": "pose"},
                "truth": {"n": 3},
                "written_by": "test",
            },
        )
    ).description
    assert (description.frame, description.rate_hz, description.exercise) == ("body", 100.0, "E6")
    assert description.device == {"model": "X"}
    assert description.gaps == (Gap(0.0, 0.01),)
    assert description.loss == "detected"
    assert description.truth == {"n": 3}


def test_null_says_the_same_as_a_missing_key(make: Make) -> None:
    assert read(make(ROWS, LEAST | {"rate_hz": None, "gaps": None})).description.rate_hz is None


def test_an_unknown_key_is_said_and_left_aside(make: Make) -> None:
    assert read(make(ROWS, LEAST | {"colour": 1})).messages == ["r.json: unknown key 'colour' ignored"]


@pytest.mark.parametrize(
    ("change", "key", "found"),
    [
        ({"schema": "other/1"}, "schema", '"other/1"'),
        ({"schema": None}, "schema", "the key is missing"),
        ({"frame": None}, "frame", "the key is missing"),
        ({"frame": "world"}, "frame", '"world"'),
        ({"rate_hz": "100"}, "rate_hz", '"100"'),
        ({"rate_hz": True}, "rate_hz", "True"),
        ({"rate_hz": 0}, "rate_hz", "0; expected a number above zero"),
        ({"placement": 5}, "placement", "5"),
        ({"exercise": ""}, "exercise", "an empty text"),
        ({"device": "X"}, "device", '"X"'),
        ({"loss": "none"}, "loss", '"none"'),
        ({"gaps": {}}, "gaps", "{}"),
        ({"gaps": [1]}, "gaps[0]", "1; expected a table"),
        ({"gaps": [{"start_s": 1}]}, "gaps[0].end_s", "the key is missing"),
        ({"gaps": [{"start_s": 1, "end_s": 0}]}, "gaps[0].end_s", "0.0"),
    ],
)
def test_a_wrong_value_is_told_with_file_key_and_what_was_expected(
    make: Make, change: dict[str, Any], key: str, found: str
) -> None:
    with pytest.raises(RecordingError) as caught:
        read(make(ROWS, LEAST | change))
    assert caught.value.key == key
    assert found in str(caught.value)
    assert "r.json" in str(caught.value)
    assert caught.value.expected


def test_a_wrong_value_is_told_with_its_line(make: Make) -> None:
    text = '{"schema": "sensortrack.recording/1",\n "frame": "body",\n "rate_hz": "x"}'
    with pytest.raises(RecordingError, match="line 3, key 'rate_hz'"):
        read(make(ROWS, text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"schema": 1,\n', "line 2: broken JSON"),
        ("", "line 1: broken JSON"),
        ("[]", r"r\.json: \[\]"),
        ('{"rate_hz": NaN}', "broken JSON .*NaN"),
        ("[" * 100_000, "tables within tables"),
    ],
)
def test_broken_json_is_told_with_its_line(make: Make, text: str, found: str) -> None:
    with pytest.raises(RecordingError, match=found):
        read(make(ROWS, text))


def test_json_that_cannot_be_read(make: Make, tmp_path: Path) -> None:
    (tmp_path / "r.json").mkdir()
    with pytest.raises(NoInputError, match=r"r\.json: is a directory"):
        read(make(ROWS))


def test_json_that_is_not_text(make: Make, tmp_path: Path) -> None:
    (tmp_path / "r.json").write_bytes(b'{"person": "\xff"}')
    with pytest.raises(RecordingError, match="not UTF-8"):
        read(make(ROWS))


@given(share=st.floats(0.0, 0.999))
def test_a_description_cut_anywhere_is_told_as_that(
    tmp_path_factory: pytest.TempPathFactory, share: float
) -> None:
    """So a killed recorder, or a full disk, may leave it."""
    folder = tmp_path_factory.mktemp("cut")
    gaps = [Gap(1.0, 1.5), Gap(3.0, 3.25)]
    text = sidecar_text(Description("body", 100.0, "L5, über dem Gürtel", "E6", gaps=tuple(gaps))).encode()
    (folder / "r.csv").write_text(ROWS)
    (folder / "r.json").write_bytes(text[: int(share * (len(text) - 3))])
    with pytest.raises(RecordingError, match=r"r\.json, line \d+: .*(broken JSON|not UTF-8)"):
        read(folder / "r.csv")


def test_what_a_killed_recorder_left_of_a_new_description_is_not_read(make: Make) -> None:
    path = make(ROWS, LEAST)
    (path.parent / ".r.json.abc123.part").write_text('{"schema": "sensortrack.recor')
    assert read(path).description.frame == "body"
