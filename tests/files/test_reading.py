import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensortrack.errors import RecordingError
from sensortrack.files import list_formats, open_recording, read
from sensortrack.records import Recording

Make = Callable[..., Path]
Rows = Callable[..., str]
HEADER = "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"


def all_bytes(recording: Recording) -> list[bytes]:
    """The samples between gaps, to the bit."""
    runs: list[bytes] = []
    marks: list[tuple[float, str]] = []
    for block in recording.blocks:
        if block.after_gap or not runs:
            runs.append(b"")
        gyr = np.empty((len(block), 0)) if block.gyr is None else block.gyr
        runs[-1] += np.column_stack([block.time_s, block.acc, gyr]).tobytes()
        marks += block.markers
    return [*runs, repr(marks).encode()]


def test_a_recording_is_read_in_our_units_and_shapes(make: Make, rows: Rows) -> None:
    recording = read(make(rows(5)))
    (block,) = recording.blocks
    assert recording.rate_hz == pytest.approx(100.0, rel=1e-12)
    assert recording.messages == []
    assert block.time_s.tolist() == [0.0, 0.01, 0.02, 0.03, 0.04]
    assert block.acc.shape == (5, 3)
    assert block.acc[3].tolist() == [9.8, 3.0, 0.5]
    assert block.gyr is not None
    assert block.gyr[0].tolist() == [1.0, 2.0, 3.0]
    assert block.acc.flags.c_contiguous
    assert block.gyr.flags.c_contiguous
    assert block.acc.flags.writeable
    assert not block.after_gap


def test_a_file_without_json_is_in_the_sensors_frame_unless_told_otherwise(make: Make, rows: Rows) -> None:
    path = make(rows(5))
    assert read(path).description.frame == "sensor"
    assert read(path, frame="body").description.frame == "body"


def test_a_file_without_gyroscope_has_none(make: Make) -> None:
    (block,) = read(make("time_s,acc_x,acc_y,acc_z\n0,1,2,3\n0.01,1,2,3\n")).blocks
    assert block.gyr is None


def test_host_times_and_marks_are_read(make: Make) -> None:
    path = make(
        HEADER + ",host_time_s,marker\n"
        "0.00,1,2,3,4,5,6,7.5,\n"
        '0.01,1,2,3,4,5,6,7.6,"pain, ""sharp"""\n'
        "0.02,1,2,3,4,5,6,7.7,NA | stop\n"
    )
    (block,) = read(path).blocks
    assert block.host_time_s is not None
    assert block.host_time_s.tolist() == [7.5, 7.6, 7.7]
    assert block.markers == ((0.01, 'pain, "sharp"'), (0.02, "NA"), (0.02, "stop"))


def test_columns_may_stand_in_any_order(make: Make) -> None:
    (block,) = read(make("acc_z,acc_x,time_s,acc_y\n3,1,0,2\n3,1,0.1,2\n")).blocks
    assert block.acc[0].tolist() == [1.0, 2.0, 3.0]


@pytest.mark.parametrize("units", [None, ["s"] + 3 * ["m/s2"]])
@pytest.mark.parametrize("quoted", ["nothing", "header", "all"])
@pytest.mark.parametrize(
    ("delimiter", "decimal"), [(",", "."), (",", ","), (";", "."), (";", ","), ("\t", "."), ("\t", ",")]
)
def test_our_file_is_ours_with_any_delimiter_decimal_mark_and_quotes(
    make: Make, delimiter: str, decimal: str, quoted: str, units: list[str] | None
) -> None:
    if delimiter == decimal and quoted != "all":
        return  # nobody could tell them apart
    table = [["time_s", "acc_x", "acc_y", "acc_z"], *([] if units is None else [units])]
    table += [[f"{0.02 * i:.2f}".replace(".", decimal), f"1{decimal}5", "2", "-3"] for i in range(3)]

    def line(number: int, cells: list[str]) -> str:
        quote = quoted == "all" or (quoted == "header" and number == 0)
        return delimiter.join(f'"{cell}"' if quote else cell for cell in cells) + "\n"

    (block,) = read(make("".join(line(k, cells) for k, cells in enumerate(table)))).blocks
    assert block.acc.tolist() == [[1.5, 2.0, -3.0]] * 3
    assert block.time_s.tolist() == pytest.approx([0.0, 0.02, 0.04])


def test_byte_order_mark_crlf_and_blank_lines_at_the_end_are_tolerated(make: Make, rows: Rows) -> None:
    plain = read(make(rows(5)))
    odd = read(make(b"\xef\xbb\xbf" + rows(5).replace("\n", "\r\n").encode() + b"\r\n\r\n"))
    assert all_bytes(odd) == all_bytes(plain)
    assert odd.messages == []


def test_a_compressed_file_reads_like_the_plain_one(make: Make, rows: Rows) -> None:
    packed = read(make(rows(50), {"schema": "sensortrack.recording/1", "frame": "body"}, name="r.csv.gz"))
    assert all_bytes(packed) == all_bytes(read(make(rows(50))))
    assert packed.description.frame == "body"


def test_one_sample_opens_and_its_rate_is_the_nominal_one_or_zero(make: Make, rows: Rows) -> None:
    assert read(make(rows(1))).rate_hz == 0.0
    sidecar = {"schema": "sensortrack.recording/1", "frame": "sensor", "rate_hz": 50}
    assert read(make(rows(1), sidecar)).rate_hz == 50.0


def test_without_time_the_declared_rate_counts_the_samples(make: Make) -> None:
    sidecar = {"schema": "sensortrack.recording/1", "frame": "sensor", "rate_hz": 20}
    recording = read(make("acc_x,acc_y,acc_z\n" + "1,2,3\n" * 4, sidecar))
    (block,) = recording.blocks
    assert recording.rate_hz == 20.0
    assert block.time_s.tolist() == [0.0, 0.05, 0.1, 0.15]


@given(
    n=st.integers(2, 60),
    chunk=st.integers(1, 700),
    lost=st.sets(st.integers(1, 58), max_size=3),
    crlf=st.booleans(),
    whole=st.booleans(),
)
def test_the_size_of_the_pieces_read_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, n: int, chunk: int, lost: set[int], crlf: bool, whole: bool
) -> None:
    lines = [f"{i / 50:.3f},{i * 0.1:.7f},1e-3,3,{-i},5,6,{'a, b' if i == 7 else ''}" for i in range(n)]
    lines = [line.replace("a, b", '"a, b"') for i, line in enumerate(lines) if i == 0 or i not in lost]
    text = "\n".join([HEADER + ",marker", *lines]) + ("\n" if whole else "")
    path = tmp_path_factory.mktemp("chunks") / "r.csv"
    path.write_bytes(text.replace("\n", "\r\n" if crlf else "\n").encode())
    try:
        expected = open_recording(path)
    except RecordingError:
        with pytest.raises(RecordingError):
            open_recording(path, chunk_bytes=chunk)
        return
    pieces = open_recording(path, chunk_bytes=chunk)
    assert pieces.rate_hz == expected.rate_hz
    assert all_bytes(pieces) == all_bytes(expected)
    assert pieces.messages == expected.messages


def test_a_stream_can_be_gone_through_again_and_equals_the_whole(make: Make, rows: Rows) -> None:
    path = make(rows(30_000)[:-3])
    stream = open_recording(path, chunk_bytes=50_000)
    first, second = all_bytes(stream), all_bytes(stream)
    assert first == second == all_bytes(read(path))
    assert stream.messages == ["line 30001 is cut short and was left out"]
    assert len(list(stream.blocks)) == 4


def test_a_fault_late_in_a_streamed_file_is_raised_when_it_is_reached(make: Make, rows: Rows) -> None:
    lines = rows(30_000).splitlines()
    lines[25_000] = lines[25_000].replace("9.8", "oops")
    path = make("\n".join(lines) + "\n")
    stream = open_recording(path, chunk_bytes=50_000)
    sizes: list[int] = []
    with pytest.raises(RecordingError, match=r"line 25001: text in a number's place, 'oops'"):
        sizes.extend(len(block) for block in stream.blocks)
    assert 10_000 < sum(sizes) < 25_000
    with pytest.raises(RecordingError, match="line 25001"):
        read(path)


def test_memory_does_not_grow_with_the_file(make: Make, rows: Rows) -> None:
    def peak(n: int) -> int:
        recording = open_recording(make(rows(n)), chunk_bytes=64_000)
        tracemalloc.start()
        assert sum(len(block) for block in recording.blocks) == n
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    peak(1_000)
    assert peak(120_000) < 1.2 * peak(30_000)


def test_our_format_and_the_import_profiles_are_listed() -> None:
    assert {"sensortrack", "qsense", "mobgap"} <= set(list_formats())
