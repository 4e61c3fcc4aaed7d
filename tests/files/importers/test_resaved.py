"""Exports as other programs save them: an office program of another country, an editor, a disk that was full."""

import codecs
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sensortrack.errors import RecordingError
from sensortrack.files import read

from .examples import EXAMPLES

OF_COMMAS = ("movella_dot", "witmotion_host")
TEXTS = (
    *OF_COMMAS,
    "actigraph_csv",
    "unit_header",
    "xsens_mt",
    "shimmer_consensys",
    "ipol",
    "sisfall",
    "umafall",
    "iso_xyz",
    "segments",
    "geneactiv_csv",
    "movesense_json",
)
ROWS_OF_DATES_OR_SENSORS = ("iso_xyz", "geneactiv_csv", "umafall")


def made(name: str, folder: Path) -> tuple[Path, pd.DataFrame]:
    """A file of the format, and its samples as it was exported."""
    path = EXAMPLES[name][1](folder).path
    return path, read(path).to_frame()


@pytest.mark.parametrize("name", OF_COMMAS)
@pytest.mark.parametrize(("delimiter", "decimal"), [(";", ","), (";", "."), ("\t", ","), ("\t", ".")])
def test_another_delimiter_and_decimal_sign_change_nothing(
    tmp_path: Path, name: str, delimiter: str, decimal: str
) -> None:
    path, exported = made(name, tmp_path)
    text = path.read_text(encoding="utf-8").replace(",", delimiter).replace(".", decimal)
    path.write_text(text, encoding="utf-8")
    assert read(path).to_frame().equals(exported)


@pytest.mark.parametrize("decimal", [",", "."])
def test_the_table_of_an_xsens_keeps_its_rate_with_a_decimal_comma(tmp_path: Path, decimal: str) -> None:
    path, exported = made("xsens_mt", tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace(".", decimal), encoding="utf-8")
    assert read(path).to_frame().equals(exported)


@pytest.mark.parametrize("name", TEXTS)
def test_a_byte_order_mark_changes_nothing(tmp_path: Path, name: str) -> None:
    path, exported = made(name, tmp_path)
    path.write_bytes(codecs.BOM_UTF8 + path.read_bytes())
    assert read(path).to_frame().equals(exported)


@pytest.mark.parametrize("name", ROWS_OF_DATES_OR_SENSORS)
@pytest.mark.parametrize("left", [1, 2, 15])
def test_a_last_line_cut_short_is_left_out_and_said(tmp_path: Path, name: str, left: int) -> None:
    path, exported = made(name, tmp_path)
    *lines, _ = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:-1], lines[-1][:left]]))
    recording = read(path)
    assert "the last line is cut short and was left out" in recording.messages
    found = recording.to_frame()
    assert len(exported) - 3 <= len(found) < len(exported)
    np.testing.assert_allclose(found, exported[: len(found)], atol=1e-6)


@pytest.mark.parametrize("name", ROWS_OF_DATES_OR_SENSORS)
def test_a_line_cut_short_in_the_middle_is_refused(tmp_path: Path, name: str) -> None:
    path, _ = made(name, tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[-40] = lines[-40][:12] + b"\n"
    path.write_bytes(b"".join(lines))
    with pytest.raises(RecordingError):
        read(path)


HEADER = "Time (s),X (m/s^2),Y (m/s^2),Z (m/s^2)\n"
ROWS = "".join(f"{k / 100:.2f},0.{k % 7},0.1,9.8\n" for k in range(400))


@pytest.mark.parametrize(
    "name",
    [
        "baseline.csv",
        "user 12.csv",
        "berlin-online.csv",
        "worldcup_acc.csv",
        "Accelerometer with gravity.csv",
    ],
)
def test_a_file_may_be_called_anything_but_an_acceleration_without_gravity(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(HEADER + ROWS)
    assert len(read(tmp_path / name).to_frame()) == 400


@pytest.mark.parametrize(
    "name",
    ["Linear Accelerometer.csv", "LinearAcceleration.csv", "lin_acc.csv", "Gravity.csv", "acc without g.csv"],
)
def test_a_file_that_is_called_an_acceleration_without_gravity_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(HEADER + ROWS)
    with pytest.raises(RecordingError, match="gravity was taken away"):
        read(tmp_path / name)


@pytest.mark.parametrize(
    "of", ["Acceleration with gravity", "accelerationIncludingGravity", "acc_with_gravity"]
)
def test_of_two_accelerations_the_one_with_gravity_is_taken(tmp_path: Path, of: str) -> None:
    names = [f"{base} {axis} (m/s^2)" for base in (of, "Linear acceleration") for axis in "xyz"]
    rows = "".join(f"{k / 100:.2f},0.{k % 7},0.1,9.8,0.01,0,0\n" for k in range(400))
    (tmp_path / "phone.csv").write_text(",".join(["Time (s)", *names]) + "\n" + rows)
    assert read(tmp_path / "phone.csv").to_frame()["acc_z"].median() == 9.8


def test_a_phones_folder_without_what_tells_its_unit_is_refused_for_that(tmp_path: Path) -> None:
    path, _ = made("sensor_logger", tmp_path)
    (path / "Metadata.csv").unlink()
    with pytest.raises(RecordingError, match=r"Export the recording with its Metadata\.csv"):
        read(path)


def test_a_phone_that_recorded_no_gyroscope_gives_its_acceleration(tmp_path: Path) -> None:
    path, exported = made("sensor_logger", tmp_path)
    (path / "Gyroscope.csv").unlink()
    recording = read(path)
    assert recording.messages == ["no gyroscope among the files"]
    assert all(block.gyr is None for block in recording.blocks)
    assert abs(recording.to_frame()["acc_x"].median() - exported["acc_x"].median()) < 0.05


def test_the_only_column_of_times_may_be_called_as_in_another_language(tmp_path: Path) -> None:
    header = "Zeit (s);Beschleunigung x (m/s^2);Beschleunigung y (m/s^2);Beschleunigung z (m/s^2)\n"
    (tmp_path / "Rohdaten.csv").write_text(header + ROWS.replace(",", ";"), encoding="utf-8")
    assert read(tmp_path / "Rohdaten.csv").rate_hz == pytest.approx(100.0)


def test_the_rate_of_an_xsens_may_stand_after_many_lines_about_the_device(tmp_path: Path) -> None:
    path, exported = made("xsens_mt", tmp_path)
    about = "".join(f"// Setting {k}: on\r\n" for k in range(14))
    path.write_bytes(about.encode() + path.read_bytes())
    assert read(path).to_frame().equals(exported)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_geneactiv_table_with_other_delimiters_is_refused_for_them(tmp_path: Path, delimiter: str) -> None:
    """It was refused for the NUL bytes that pad the header's texts in every such file."""
    path, _ = made("geneactiv_csv", tmp_path)
    path.write_bytes(path.read_bytes().replace(b",", delimiter.encode(), 1).replace(b"\n", b"\0\n", 1))
    with pytest.raises(RecordingError, match="cells apart by"):
        read(path)
