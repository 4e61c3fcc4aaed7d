"""Bad input that concerns reading: the error, its place, its advice."""

import ast
import gzip
import os
import re
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sensortrack
from sensortrack.errors import (
    DataError,
    FileIOError,
    NoInputError,
    RecordingError,
    SensortrackError,
    UsageError,
)
from sensortrack.files import read

Make = Callable[..., Path]
Rows = Callable[..., str]
HEADER = "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"
GOOD = "0.01,1,2,3,4,5,6\n"


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(NoInputError, match="no such file"):
        read(tmp_path / "none.csv")
    (tmp_path / "file").write_text("x")
    with pytest.raises(NoInputError, match="no such file"):
        read(tmp_path / "file" / "none.csv")


def test_a_directory(tmp_path: Path) -> None:
    with pytest.raises(NoInputError, match="is a directory"):
        read(tmp_path)


def test_what_is_not_a_regular_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NoInputError, match="is not a regular file"):
        read(tmp_path / "pipe")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read(make: Make, rows: Rows) -> None:
    path = make(rows(5))
    path.chmod(0)
    with pytest.raises(FileIOError, match="Permission denied"):
        read(path)


def test_a_disk_that_fails(make: Make, rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **options: object) -> None:
        raise OSError(5, "Input/output error")

    path = make(rows(5))
    monkeypatch.setattr("os.open", fail)
    with pytest.raises(FileIOError, match="reading failed: Input/output error"):
        read(path)


@pytest.mark.parametrize("content", ["", "\n\n", " \r\n", "\ufeff"])
def test_an_empty_file(make: Make, content: str) -> None:
    with pytest.raises(RecordingError, match="the file is empty"):
        read(make(content))


@pytest.mark.parametrize("content", [HEADER, HEADER + "\n", HEADER + "\n\n\n", HEADER + "\n0.0,1,2"])
def test_a_header_alone(make: Make, content: str) -> None:
    with pytest.raises(RecordingError, match="a header and no samples"):
        read(make(content))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\0" * 1000, 1),
        (b"\x89PNG\r\n\x1a\n\0\0", 3),
        (b"time\xb5s\n1\n", 1),
        (HEADER.encode() + b"\n" + GOOD.encode() + b"0.02,\xff,2,3,4,5,6\n0.03,1,2,3,4,5,6\n", 3),
        (HEADER.encode() + b"\n" + GOOD.encode() + b"0.02,1\0,2,3,4,5,6\n", 3),
    ],
)
def test_a_file_that_is_not_text(make: Make, content: bytes, line: int) -> None:
    with pytest.raises(RecordingError, match="expected text in UTF-8") as caught:
        read(make(content))
    assert caught.value.line == line


def test_bytes_that_are_not_text_far_into_the_file(make: Make, rows: Rows) -> None:
    good = rows(20_000).encode()
    for bad in (b"\0" * 100 + b"\n", b"999,\xff\xfe,2,3,4,5,6\n"):
        with pytest.raises(RecordingError, match="expected text in UTF-8") as caught:
            read(make(good + bad + b"1000,1,2,3,4,5,6\n"))
        assert caught.value.line == 20_002


def test_a_file_of_one_endless_line(make: Make) -> None:
    with pytest.raises(RecordingError, match="an unknown header"):
        read(make("0" * 3_000_000))
    with pytest.raises(RecordingError, match="without the end of a row"):
        read(make(HEADER + "\n" + GOOD + "0" * 3_000_000))


def test_an_unknown_header_after_a_blank_line_is_named_with_its_line(make: Make) -> None:
    with pytest.raises(RecordingError, match="an unknown header, 'a,b,c'") as caught:
        read(make("\n  \na,b,c\n1,2,3\n"))
    assert caught.value.line == 3


@pytest.mark.parametrize(
    ("head", "filled_with", "found"),
    [("", "\0", "NUL bytes"), ("", "0", "unknown header"), (HEADER + "\n", "0", "end of a row"),
     (HEADER + "\n" + GOOD, "\n", "end of a row")],
)  # fmt: skip
def test_a_packed_file_that_unpacks_without_end_is_refused_in_bounded_memory(
    make: Make, head: str, filled_with: str, found: str
) -> None:
    path = make(head + filled_with * (64 << 20), name="bomb.csv.gz")
    tracemalloc.start()
    try:
        with pytest.raises(RecordingError, match=found):
            read(path)
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


def test_a_row_of_a_million_columns_is_refused(make: Make) -> None:
    with pytest.raises(RecordingError, match="unknown header"):
        read(make("a," * 10**6 + "\n" + GOOD))
    with pytest.raises(RecordingError, match="without the end of a row") as caught:
        read(make(HEADER + "\n" + GOOD + "1," * 10**6 + "\n"))
    assert caught.value.line == 3


def test_no_message_of_a_reader_advises_to_delete_data() -> None:
    """One once did, where two rows had one stamp."""
    package = Path(sensortrack.__file__).parent
    advice = [
        (file.name, node.lineno, node.value)
        for room in ("files", "records", "devices", "outside", "plausibility")
        for file in (package / room).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search(
            r"\b(delete|remove|drop) (the|that|this|those) (row|line|sample|file|record)", node.value, re.I
        )
    ]
    assert advice == []


def test_a_damaged_gzip_file(make: Make, rows: Rows) -> None:
    packed = gzip.compress(rows(5000).encode())
    with pytest.raises(RecordingError, match="damaged or end early"):
        read(make(packed[: len(packed) // 2]))
    with pytest.raises(RecordingError, match="damaged or end early"):
        read(make(packed[:20] + b"\0\1\2\3" * 5 + packed[40:]))


@pytest.mark.parametrize(
    "header",
    [
        "t,ax,ay,az",
        "time_s,acc_x,acc_y",
        "time_ms,acc_x,acc_y,acc_z",
        "time_s,acc_x,acc_y,acc_z,gyr_x",
        "time_s,acc_x,acc_x,acc_y,acc_z",
        "0.0,1,2,3,4,5,6",
    ],
)
def test_an_unknown_header(make: Make, header: str) -> None:
    with pytest.raises(RecordingError) as caught:
        read(make(header + "\n0,1,2,3\n"))
    assert caught.value.line == 1
    for part in (header, HEADER, "qsense", "mobgap", "--format"):
        assert part in str(caught.value)


def test_a_format_that_was_named_and_is_another(make: Make, rows: Rows) -> None:
    with pytest.raises(RecordingError, match="is not that of the format 'mobgap'"):
        read(make(rows(3)), format="mobgap")
    with pytest.raises(RecordingError, match="is not that of the format 'qsense'"):
        read(make(rows(1)), format="qsense")
    with pytest.raises(RecordingError, match="is not that of the format 'sensortrack'"):
        read(make("a,b\n1,2\n"), format="sensortrack")


def test_an_unknown_format_lists_the_known_ones(make: Make, rows: Rows) -> None:
    with pytest.raises(UsageError, match=r"no format 'vendor'.*sensortrack.*mobgap.*qsense"):
        read(make(rows(3)), format="vendor")


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("0.02,1,x,3,4,5,6", "text in a number's place, 'x', in column 'acc_y'"),
        ("0.02,1,1_0,3,4,5,6", "text in a number's place, '1_0', in column 'acc_y'"),
        ("0.02,1,True,3,4,5,6", "text in a number's place, 'True', in column 'acc_y'"),
        ("0.02,1,0x1,3,4,5,6", "text in a number's place, '0x1', in column 'acc_y'"),
        ("0.02,1,,3,4,5,6", "an empty cell in column 'acc_y'"),
        ("0.02,1,NA,3,4,5,6", "text in a number's place, 'NA', in column 'acc_y'"),
        ("0.02,1,nan,3,4,5,6", "'nan' in column 'acc_y'"),
        ("0.02,1,2,3,4,5,-Inf", "'-Inf' in column 'gyr_z'"),
        ("0.02,1,2,3,4,5,1e999", "a number that is too large, '1e999', in column 'gyr_z'"),
        ("0.02,1,2,3,4,5", "6 cells: 0.02,1,2,3,4,5"),
        ("0.02,1,2,3,4,5,6,7", "8 cells: 0.02,1,2,3,4,5,6,7"),
        ("0.02,1,2,3,4,5,6,", "8 cells: 0.02,1,2,3,4,5,6,"),
        ("0.02;1;2;3;4;5;6", "1 cells: 0.02;1;2;3;4;5;6"),
        ('0.02,1,"2,3,4,5,6', "quotes that don't close"),
        ("0.02,1,2\r,3,4,5,6", "a control character within the line"),
        ("", "a blank line between rows"),
    ],
)
@pytest.mark.parametrize("first", [False, True])
def test_a_row_that_cannot_be_read_is_told_with_its_line(
    make: Make, row: str, found: str, first: bool
) -> None:
    rows = [row, "0.03,1,2,3,4,5,6"] if first else [GOOD.strip(), row, "0.03,1,2,3,4,5,6"]
    if first and not row:
        rows.insert(0, GOOD.strip())
    path = make("\n".join([HEADER, *rows]) + "\n")
    with pytest.raises(RecordingError) as caught:
        read(path)
    assert found in str(caught.value)
    assert str(path) in str(caught.value)
    assert caught.value.line == rows.index(row, 1 if rows[0] == GOOD.strip() else 0) + 2
    assert caught.value.expected
    assert caught.value.hint


def test_a_row_too_long_and_one_too_short_do_not_make_up_for_one_another(make: Make) -> None:
    with pytest.raises(RecordingError, match="line 3: 8 cells"):
        read(make(f"{HEADER}\n{GOOD}0.02,1,2,3,4,5,6,7\n0.03,1,2,3,4,5\n0.04,1,2,3,4,5,6\n"))
    with pytest.raises(RecordingError, match="line 2: 8 cells"):
        read(make(f"{HEADER}\n0.02,1,2,3,4,5,6,7\n0.03,1,2,3,4,5\n0.04,1,2,3,4,5,6\n"))


def test_a_column_of_nothing_but_logical_values_is_no_column_of_ones(make: Make) -> None:
    with pytest.raises(RecordingError, match="'True'"):
        read(make(f"{HEADER}\n0.0,True,2,3,4,5,6\n0.1,True,2,3,4,5,6\n"))


def test_no_time_and_no_rate(make: Make) -> None:
    with pytest.raises(RecordingError, match=r"neither a time nor a sampling rate.*r\.json"):
        read(make("acc_x,acc_y,acc_z\n1,2,3\n1,2,3\n"))


def test_every_error_has_its_exit_code(make: Make, tmp_path: Path) -> None:
    def code(path: Path) -> int:
        with pytest.raises(SensortrackError) as caught:
            read(path)
        return caught.value.exit_code

    assert code(tmp_path / "none.csv") == 66
    assert code(tmp_path) == 66
    assert code(make("")) == 65
    assert code(make("x\n")) == 65


@given(
    place=st.floats(0.0, 0.999),
    byte=st.sampled_from([0, 1, 7, 8, 11, 12, 27, 31, 127, 0x80, 0xFF]),
    replaces=st.booleans(),
)
def test_a_movesense_log_with_control_characters_is_refused_or_read_and_never_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, place: float, byte: int, replaces: bool
) -> None:
    vector = '{"x": 0.5, "y": 1.5, "z": 9.8}'
    packets = [f'{{"Timestamp": {k * 80}, "ArrayAcc": [{", ".join([vector] * 8)}]}}' for k in range(20)]
    good = ('{"Meas": {"Acc": [' + ", ".join(packets) + "]}}").encode()
    at = int(place * len(good))
    path = tmp_path_factory.mktemp("log") / "log.json"
    path.write_bytes(good[:at] + bytes([byte]) + good[at + replaces :])
    with suppress(DataError):
        recording = read(path)
        lost = 160 - sum(map(len, recording.blocks))
        assert lost == 0 or (lost == 8 and "1 of 20 packets held no sample" in recording.messages[0])
