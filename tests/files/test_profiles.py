"""Import profiles: the contract that each one inherits, a new one, and faulty ones."""

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

from sensortrack.errors import NoInputError, ProfileError, RecordingError
from sensortrack.files import TableFormat, list_formats, load_profile, read
from sensortrack.files.importers import TableImporter, importers
from sensortrack.files.profiles import ProfiledFormat, shipped_profiles
from sensortrack.units import ACCELERATION, ANGULAR_RATE, STANDARD_GRAVITY_MS2

Make = Callable[..., Path]

NEW = """
schema = "sensortrack.import/1"
id = "acme"
name = "ACME logger"
source = "made up for this test"

[recognise]
header = "ms;gx;gy;gz;ax;ay;az;temp"

[table]
delimiter = ";"
decimal = ","

[time]
column = "ms"
unit = "ms"

[acc]
unit = "mg"
x = "ax"
y = "ay"
z = "az"

[gyr]
unit = "rad/s"
x = "gx"
y = "gy"
z = "gz"

[axes]
frame = "body"
x = "z"
y = "-x"
z = "-y"
"""


@pytest.fixture
def profile_file(tmp_path: Path) -> Callable[[str], Path]:
    def _write(text: str) -> Path:
        path = tmp_path / "acme.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return _write


# The contract: what holds for every profile that comes with the package.


def example(profile: TableFormat, values: list[dict[str, float]]) -> str:
    """A file of the format: the header where it belongs, and a row for each set of values."""
    assert profile.header is not None
    names = profile.cells(profile.header)
    rows = [
        profile.delimiter.join(f"{v.get(name, 0.0):.9g}".replace(".", profile.decimal) for name in names)
        for v in values
    ]
    preamble = [f"about line {i}" for i in range(1, profile.header_line or 1)]
    return "\n".join([*preamble, profile.header, *rows]) + "\n"


def samples(profile: TableFormat, n: int) -> list[dict[str, float]]:
    names = [*profile.acc.columns, *(() if profile.gyr is None else profile.gyr.columns)]
    step = 1.0 if profile.time_factor is None else 0.02 / profile.time_factor
    rows = [{name: i + 10.0 * k for k, name in enumerate(names, 1)} for i in range(n)]
    return [row | ({} if profile.time is None else {profile.time: i * step}) for i, row in enumerate(rows)]


shipped = pytest.mark.parametrize("profile", shipped_profiles(), ids=lambda p: p.id)


@shipped
def test_a_shipped_profile_is_listed_and_says_where_its_knowledge_is_from(profile: ProfiledFormat) -> None:
    assert list_formats()[profile.id] == profile.name
    assert profile.source
    assert profile.description.loss is not None


@shipped
def test_a_shipped_profile_alone_recognises_its_own_header(profile: TableFormat) -> None:
    lines = example(profile, []).splitlines()
    assert [p.id for p in shipped_profiles() if p.fits(lines)] == [profile.id]


@shipped
def test_a_shipped_profile_reads_in_our_units_and_axes(profile: TableFormat, make: Make) -> None:
    values = samples(profile, 30)
    recording = read(make(example(profile, values)))
    (block,) = recording.blocks
    assert recording.description == profile.description
    assert recording.messages == []
    assert len(block) == 30
    assert np.diff(block.time_s) == pytest.approx(1.0 / recording.rate_hz)
    matrix = np.zeros((3, 3))
    for ours, axis in enumerate(profile.axes):
        matrix[ours, axis.source] = axis.sign
    assert np.linalg.det(matrix) == pytest.approx(1.0)
    for triad, got in ((profile.acc, block.acc), (profile.gyr, block.gyr)):
        if triad is None or got is None:
            assert triad is None
            assert got is None
            continue
        raw = np.array([[row[str(name)] for name in triad.columns] for row in values])
        np.testing.assert_allclose(got, raw @ matrix.T * triad.factor, rtol=1e-12)


@shipped
def test_a_shipped_profile_reads_the_same_by_name(profile: TableFormat, make: Make) -> None:
    path = make(example(profile, samples(profile, 5)))
    assert read(path, format=profile.id).to_frame().equals(read(path).to_frame())


@shipped
@pytest.mark.parametrize("fault", ["text", "empty", "short", "long"])
def test_a_shipped_profile_tells_the_line_of_a_fault(profile: TableFormat, make: Make, fault: str) -> None:
    lines = example(profile, samples(profile, 6)).splitlines()
    cells = lines[(profile.header_line or 1) + 2].split(profile.delimiter)
    place = profile.cells(lines[(profile.header_line or 1) - 1]).index(profile.acc.columns[1])
    if fault == "short":
        cells = cells[:-1]
    elif fault == "long":
        cells += ["1", "2"]
    else:
        cells[place] = {"text": "x", "empty": ""}[fault]
    lines[(profile.header_line or 1) + 2] = profile.delimiter.join(cells)
    with pytest.raises(RecordingError) as caught:
        read(make("\n".join(lines) + "\n"))
    assert caught.value.line == (profile.header_line or 1) + 3


@shipped
def test_a_shipped_profile_tells_by_name_that_a_file_is_another(profile: TableFormat, make: Make) -> None:
    with pytest.raises(RecordingError, match=f"not that of the format '{profile.id}'"):
        read(make("a,b,c\n" * 20), format=profile.id)


@shipped
def test_a_shipped_profile_leaves_out_a_last_line_cut_short(profile: TableFormat, make: Make) -> None:
    text = example(profile, samples(profile, 6)).rstrip()
    recording = read(make(text[: text.rindex(profile.delimiter)]))
    assert sum(map(len, recording.blocks)) == 5
    assert recording.messages == [f"line {(profile.header_line or 1) + 6} is cut short and was left out"]


# The two first ones.


QSENSE_HEAD = "Sensor string: E\nSerial\nFirmware\nHardware\nQuality\nax\tay\taz\tgx\tgy\tgz\tmx\tmy\tmz\n\n"


def qsense_row(i: int, end: str = "") -> str:
    return f"-1\t0.1\t{i}\t1\t2\t3\t0\t0\t0\t{end}\n"


def test_qsense_keeps_the_sensors_own_axes_and_its_stray_word_is_left_aside(make: Make) -> None:
    text = QSENSE_HEAD + qsense_row(0, "Reference") + qsense_row(1) + "-1\t0.1\t0.2"
    recording = read(make(text))
    (block,) = recording.blocks
    assert recording.rate_hz == 50.0
    assert recording.description.frame == "sensor"
    assert recording.description.loss == "not_detectable"
    assert recording.messages == ["line 10 is cut short and was left out"]
    assert block.time_s.tolist() == [0.0, 0.02]
    np.testing.assert_allclose(block.acc[1] / STANDARD_GRAVITY_MS2, [-1.0, 0.1, 1.0])
    assert block.gyr is not None
    assert block.gyr[0].tolist() == [1.0, 2.0, 3.0]


def test_qsense_blank_lines_are_lost_samples(make: Make) -> None:
    text = QSENSE_HEAD + qsense_row(0) + qsense_row(1) + "\n\n" + qsense_row(4) + qsense_row(5) + "\n"
    for chunk in (text, text.replace("\n", "\r\n")):
        first, second = read(make(chunk)).blocks
        assert first.time_s.tolist() == [0.0, 0.02]
        assert second.time_s.tolist() == [0.08, 0.1]
        assert second.after_gap


def test_qsense_rows_with_and_without_the_extra_cell_may_follow_one_another(make: Make) -> None:
    plain = qsense_row(0).rstrip() + "\n"
    for rows in ([plain, qsense_row(1), plain], [qsense_row(1), plain], [plain, qsense_row(1, "Reference")]):
        (block,) = read(make(QSENSE_HEAD + "".join(rows))).blocks
        assert len(block) == len(rows)


def test_qsense_other_stray_words_are_an_error(make: Make) -> None:
    with pytest.raises(RecordingError, match="line 9: 'Oops' after the last column"):
        read(make(QSENSE_HEAD + qsense_row(0, "Reference") + qsense_row(1, "Oops") + qsense_row(2)))


def test_mobgap_counter_that_jumps_is_a_gap(make: Make) -> None:
    head = "samples,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n"
    recording = read(make(head + "".join(f"{i},1,0,0,1,2,3\n" for i in (0, 1, 2, 5, 6))))
    first, second = recording.blocks
    assert recording.rate_hz == 100.0
    assert recording.description.loss == "detected"
    assert first.time_s.tolist() == [0.0, 0.01, 0.02]
    assert second.time_s.tolist() == [0.05, 0.06]
    assert second.after_gap
    assert first.acc[0].tolist() == [STANDARD_GRAVITY_MS2, 0.0, 0.0]
    twice = read(make(head + "".join(f"{i},1,0,0,1,2,3\n" for i in (0, 1, 1, 2))))
    assert sum(map(len, twice.blocks)) == 3
    assert twice.messages == ["1 rows that stood in the file twice were taken once (first at line 4)"]


# Adding a format is adding a file.


def test_a_file_that_fits_two_formats_is_not_guessed_at(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    (mobgap,) = (p for p in shipped_profiles() if p.id == "mobgap")
    twin = TableImporter("twin", "twin", "", lambda look: mobgap if mobgap.fits(look.lines) else None)
    known = MappingProxyType({**importers(), "twin": twin})
    monkeypatch.setattr("sensortrack.files.recognise.importers", lambda: known)
    path = make(example(mobgap, samples(mobgap, 3)))
    with pytest.raises(RecordingError, match=r"more than one format \(mobgap, twin\).*--format"):
        read(path)
    assert read(path, format="mobgap").rate_hz == 100.0


def test_a_new_profile_reads_a_new_format(make: Make, profile_file: Callable[[str], Path]) -> None:
    path = make(
        "ms;gx;gy;gz;ax;ay;az;temp\n"
        "1000;0,1;0,2;0,3;100;-200;1000;36,5\n"
        "1020;0,1;0,2;0,3;100;-200;1000;n/a\n"
        "1040;0,1;0,2;0,3;100;-200;1000;36,5"
    )
    with pytest.raises(RecordingError, match="unknown header"):
        read(path)
    recording = read(path, format=str(profile_file(NEW)))
    (block,) = recording.blocks
    assert recording.rate_hz == pytest.approx(50.0)
    assert block.time_s == pytest.approx([1.0, 1.02, 1.04])
    mg = ACCELERATION["mg"]
    np.testing.assert_allclose(block.acc[0], [1000 * mg, -100 * mg, 200 * mg])
    assert block.gyr is not None
    np.testing.assert_allclose(block.gyr[0], np.array([0.3, -0.1, -0.2]) * ANGULAR_RATE["rad/s"])


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("1020;0.1;0,2;0,3;1;2;3;4", r"'0\.1' \(the decimal sign is ','\) in column 'gx'"),
        ("1020;0,1;0,2;0,3;1;2;3", "7 cells"),
        ("1020;0,1;0,2;0,3;1;2;3;4;5", "9 cells"),
    ],
)
def test_columns_that_are_not_read_still_count(
    make: Make, profile_file: Callable[[str], Path], row: str, found: str
) -> None:
    head = "ms;gx;gy;gz;ax;ay;az;temp\n1000;0,1;0,2;0,3;1;2;3;4\n"
    with pytest.raises(RecordingError, match=f"line 3: {found}"):
        read(make(head + row + "\n1040;0,1;0,2;0,3;1;2;3;4\n"), format=str(profile_file(NEW)))


def test_a_profile_may_leave_out_the_gyroscope_and_a_file_its_columns(
    make: Make, profile_file: Callable[[str], Path]
) -> None:
    without = NEW[: NEW.index("[gyr]")] + NEW[NEW.index("[axes]") :]
    path = make("ms;gx;gy;gz;ax;ay;az;temp\n0;0;0;0;1;2;3;4\n20;0;0;0;1;2;3;4\n")
    assert next(iter(read(path, format=str(profile_file(without))).blocks)).gyr is None

    by_pattern = NEW.replace('header = "ms;gx;gy;gz;ax;ay;az;temp"', 'header_line = 2\npattern = "^ACME"')
    path = make("ACME 7\nms;ax;ay;az\n0;1;2;3\n20;1;2;3\n")
    assert next(iter(read(path, format=str(profile_file(by_pattern))).blocks)).gyr is None
    path = make("ACME 7\nms;gx;ax;ay;az\n0;0;1;2;3\n20;0;1;2;3\n")
    with pytest.raises(RecordingError, match="line 2: no column 'gy' in the header"):
        read(path, format=str(profile_file(by_pattern)))


@pytest.mark.parametrize(
    ("old", "new", "key", "found"),
    [
        ("sensortrack.import/1", "x/2", "schema", '"x/2"'),
        ('id = "acme"', "", "id", "the key is missing"),
        ('id = "acme"', 'id = "acme"\nurl = "x"', "url", "the key is unknown"),
        ('unit = "mg"', 'unit = "furlong/s2"', "acc.unit", '"furlong/s2"; expected "g" or "m/s2" or "mg"'),
        ('unit = "rad/s"', 'unit = "g"', "gyr.unit", '"g"'),
        ('unit = "ms"', 'unit = "min"', "time.unit", '"min"'),
        ('unit = "ms"', "", "time.unit", "one of 'column' and 'unit' alone"),
        ('column = "ms"\nunit = "ms"', "", "time.rate_hz", "no time column and no rate"),
        ('unit = "ms"', 'unit = "ms"\ncounter = "temp"', "time.counter", "both 'column' and 'counter'"),
        ('column = "ms"', "column = 1.5", "time.column", "1.5"),
        ('column = "ms"', 'column = "ms"\nrate_hz = -1', "time.rate_hz", "-1"),
        ('x = "ax"', "", "acc.x", "the key is missing"),
        ('x = "ax"', 'x = "bx"', "recognise.header", "column 'bx' is not in it once"),
        ('x = "ax"', 'x = "ax"\nw = "aw"', "acc.w", "the key is unknown"),
        ('frame = "body"', "", "axes.frame", "the key is missing"),
        ('frame = "body"', 'frame = "world"', "axes.frame", '"world"'),
        ('y = "-x"', 'y = "x"', "axes.x", "left-handed"),
        ('y = "-x"', 'y = "z"', "axes.x", "used twice"),
        ('y = "-x"', 'y = "--x"', "axes.y", '"--x"'),
        ('delimiter = ";"', 'delimiter = ";;"', "table.delimiter", '";;"'),
        ('decimal = ","', 'decimal = "\'"', "table.decimal", '"\'"'),
        ('decimal = ","', "stray_words = [1]", "table.stray_words[0]", "1; expected a text"),
        ('decimal = ","', 'blank_lines = "lost_samples"', "table.blank_lines", "lost_samples"),
        ('decimal = ","', 'blank_lines = "kept"', "table.blank_lines", '"kept"'),
        (
            "[recognise]\nheader",
            "[recognise]\nhead",
            "recognise.head",
            'the key is unknown; expected "header"',
        ),
        ("header =", "header_line = 2 #", "recognise.header", "neither 'header' nor 'pattern'"),
        ('unit = "ms"', 'unit = "ms"\ndate = "iso"', "time.date", "both 'unit' and 'date'"),
        ('unit = "ms"', 'date = "%d.%m.%Y"', "time.date", "no seconds"),
        ("[recognise]", '[recognise]\npattern = "("', "recognise.pattern", '"("'),
        ("[recognise]", "[recognise]\nheader_line = 1.5", "recognise.header_line", "1.5"),
        ('[table]\ndelimiter = ";"\ndecimal = ","', "table = 3", "recognise.table", "the key is unknown"),
    ],
)
def test_a_faulty_profile_is_told_with_file_key_and_what_was_expected(
    profile_file: Callable[[str], Path], old: str, new: str, key: str, found: str
) -> None:
    assert old in NEW
    path = profile_file(NEW.replace(old, new, 1))
    with pytest.raises(ProfileError) as caught:
        load_profile(path)
    assert caught.value.key == key
    assert found in str(caught.value)
    assert str(path) in str(caught.value)
    assert caught.value.expected


def test_broken_toml_is_told_with_its_line(profile_file: Callable[[str], Path]) -> None:
    with pytest.raises(ProfileError, match="line 2: broken TOML"):
        load_profile(profile_file('id = "x"\nname = \n'))


def test_a_profile_that_is_not_there_or_not_text(tmp_path: Path, make: Make) -> None:
    with pytest.raises(NoInputError, match=r"none\.toml"):
        read(make("a,b\n1,2\n"), format=str(tmp_path / "none.toml"))
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ProfileError, match="not UTF-8"):
        load_profile(tmp_path / "x.toml")
