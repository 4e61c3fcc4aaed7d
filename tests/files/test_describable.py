"""What an import profile can describe: tables without header, units rows, separator lines, missing values, quotes."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensortrack.errors import RecordingError
from sensortrack.files import read
from sensortrack.files.dates import DateFormat
from sensortrack.files.plain_rows import take_rows

Make = Callable[..., Path]

BY_NUMBER = """
schema = "sensortrack.import/1"
id = "lab"
name = "lab"
source = "made up"

[table]
delimiter = "{delimiter}"
decimal = "{decimal}"
{table}

[time]
column = 1
unit = "ms"

[acc]
unit = "m/s2"
x = 2
y = 3
z = 4

[axes]
frame = "sensor"
"""


def profile(tmp_path: Path, delimiter: str = ",", decimal: str = ".", table: str = "") -> str:
    path = tmp_path / "lab.toml"
    path.write_text(BY_NUMBER.format(delimiter=delimiter, decimal=decimal, table=table))
    return str(path)


def named(text: str) -> str:
    for number, name in enumerate(("t", "ax", "ay", "az"), 1):
        text = text.replace(f"= {number}\n", f'= "{name}"\n')
    return text.replace("[table]", '[recognise]\npattern = "ax"\n\n[table]')


def test_a_table_without_header_is_described_by_column_numbers(make: Make, tmp_path: Path) -> None:
    (block,) = read(make("0,1,2,3\n10,4,5,6\n"), format=profile(tmp_path)).blocks
    assert block.time_s.tolist() == [0.0, 0.01]
    assert block.acc.tolist() == [[1, 2, 3], [4, 5, 6]]


def test_rows_may_begin_after_hundreds_of_lines(make: Make, tmp_path: Path) -> None:
    head = "".join(f"Key {i},value {i}\n" for i in range(700))
    (block,) = read(
        make(head + "0,1,2,3\n10,4,5,6\n"), format=profile(tmp_path, table="first_row = 701")
    ).blocks
    assert len(block) == 2


def test_a_missing_value_is_a_lost_sample_and_counted(make: Make, tmp_path: Path) -> None:
    rows = [f"{10 * i},{'n/a' if i in (4, 5) else 1},2,3\n" for i in range(20)]
    found = read(make("".join(rows)), format=profile(tmp_path, table='missing = ["n/a"]'))
    first, second = found.blocks
    assert (len(first), len(second), second.after_gap) == (4, 14, True)


def test_decimal_commas_in_quotes_go_with_a_comma_between_cells(make: Make, tmp_path: Path) -> None:
    text = '"0","1,5","2","-3,25"\n"10","1,5","2","-3,25"\n'
    (block,) = read(make(text), format=profile(tmp_path, decimal=",")).blocks
    assert block.acc[0].tolist() == [1.5, 2.0, -3.25]
    with pytest.raises(RecordingError, match="line 2: 5 cells"):
        read(make('"0","1,5","2","3"\n10,1,5,2,3\n'), format=profile(tmp_path, decimal=","))


@pytest.mark.parametrize("separator", ["sep=;\n", '"sep=;"\n', ""])
@pytest.mark.parametrize("units", ["ms;m/(s^2);m/(s^2);m/(s^2)\n", "[ms];[m/s²];[m/s²];[m/s²]\n", ""])
def test_a_separator_line_and_a_row_of_units_are_passed_over(
    make: Make, tmp_path: Path, separator: str, units: str
) -> None:
    path = Path(profile(tmp_path, ";"))
    path.write_text(named(path.read_text()))
    (block,) = read(make(separator + "t;ax;ay;az\n" + units + "0;1;2;3\n10;1;2;3\n"), format=str(path)).blocks
    assert len(block) == 2


def test_a_row_of_units_that_contradicts_the_profile_is_refused(make: Make, tmp_path: Path) -> None:
    path = Path(profile(tmp_path, ";"))
    path.write_text(named(path.read_text()))
    with pytest.raises(RecordingError, match=r"line 2: the row of units says 'g' for column 'ax'.*'m/s2'"):
        read(make("t;ax;ay;az\nms;g;g;g\n0;1;2;3\n10;1;2;3\n"), format=str(path))


def test_a_profile_that_names_columns_of_a_file_without_header_says_what_to_do(
    make: Make, tmp_path: Path
) -> None:
    path = Path(profile(tmp_path))
    path.write_text(named(path.read_text()).replace('"ax"\n\n[table]', '"^0"\n\n[table]'))
    with pytest.raises(RecordingError, match=r"numbers where the header should be.*by number"):
        read(make("0,1,2,3\n10,1,2,3\n"), format=str(path))


DATES = [
    ("iso", "2026-11-28 23:59:59.98", "2026-11-29T00:00:00.00"),
    ("iso", "2026-11-28T23:59:59.980+01:00", "2026-11-29T00:00:00.000+01:00"),
    ("%d.%m.%Y %H:%M:%S.%f", "28.11.2026 23:59:59.980", "29.11.2026 00:00:00.000"),
    ("%d.%m.%Y %H:%M:%S:%f", "28.11.2026 23:59:59:980", "29.11.2026 00:00:00:000"),
    ("%m/%d/%Y %I:%M:%S.%f %p", "11/28/2026 11:59:59.98 PM", "11/29/2026 12:00:00.00 AM"),
]


@pytest.mark.parametrize(("written", "first", "second"), DATES)
@pytest.mark.parametrize(("delimiter", "decimal", "quote"), [(",", ".", ""), (";", ",", ""), (",", ",", '"')])
def test_times_may_be_dates(
    make: Make,
    tmp_path: Path,
    written: str,
    first: str,
    second: str,
    delimiter: str,
    decimal: str,
    quote: str,
) -> None:
    path = Path(profile(tmp_path, delimiter, decimal))
    path.write_text(path.read_text().replace('unit = "ms"', f'date = "{written}"'))
    row = delimiter.join(f"{quote}{cell}{quote}" for cell in ("{}", f"1{decimal}5", "2", "3"))
    for end in ("\n", "\r\n"):
        (block,) = read(make(end.join([row.format(first), row.format(second), ""])), format=str(path)).blocks
        day_s = 0.0 if "+" not in first else -3600.0
        assert block.time_s == pytest.approx([86_399.98 + day_s, 86_400.0 + day_s])
        assert block.acc[0].tolist() == [1.5, 2.0, 3.0]


@pytest.mark.parametrize("written", ["%S%S", "%", "%Y-%m-%d", "%Q:%S", "x" * 65 + "%S", "\ud800%S", "", "%f"])
def test_a_way_of_writing_dates_that_tells_no_second_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"no |more than|codec"):
        DateFormat.from_document(written)


def test_a_cell_that_is_no_date_is_told_with_how_it_is_written(make: Make, tmp_path: Path) -> None:
    path = Path(profile(tmp_path))
    path.write_text(path.read_text().replace('unit = "ms"', 'date = "iso"'))
    rows = "2026-11-28 10:00:00.00,1,2,3\n28.11.2026 10:00,1,2,3\n2026-11-28 10:00:00.02,1,2,3\n"
    with pytest.raises(RecordingError, match=r"line 2: .*'28.11.2026 10:00'.*expected a date as 'iso'"):
        read(make(rows), format=str(path))


def test_a_clock_that_is_set_back_an_hour_in_dates_costs_no_sample(make: Make, tmp_path: Path) -> None:
    path = Path(profile(tmp_path))
    path.write_text(path.read_text().replace('unit = "ms"', 'date = "iso"'))
    times = [
        f"2026-10-25 {hour}:{m:02}:{s:02}.{ms:02}"
        for hour, m, s in ((2, 59, 59), (2, 0, 0))
        for ms in range(100)
    ]
    recording = read(make("".join(f"{t.replace(' 2:', ' 02:')},1,2,3\n" for t in times)), format=str(path))
    assert sum(map(len, recording.blocks)) == 200
    assert recording.rate_hz == pytest.approx(100.0)
    assert any("set back" in message for message in recording.messages)


@pytest.mark.parametrize(
    "text",
    [
        '"time_s","acc_x","acc_y","acc_z"\n0,1,2,3\n0.01,1,2,3\n',
        ",time_s,acc_x,acc_y,acc_z\n0,0,1,2,3\n1,0.01,1,2,3\n",
        '"","acc_z","acc_y","acc_x","time_s","label"\n"1",3,2,1,0,"a, b"\n"2",3,2,1,0.01,"é"\n',
        "sep=;\ntime_s;acc_x;acc_y;acc_z\n0;1;2;3\n0,01;1;2;3\n".replace("0;1;", "0,00;1;", 1),
        "time_s\tacc_x\tacc_y\tacc_z\ttemperature\n0\t1\t2\t3\t\n0.01\t1\t2\t3\t\n",
    ],
)
def test_our_own_header_is_ours_however_it_was_saved_again(make: Make, text: str) -> None:
    (block,) = read(make(text)).blocks
    assert block.time_s.tolist() == [0.0, 0.01]
    assert block.acc[1].tolist() == [1.0, 2.0, 3.0]


@given(st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=8), st.data())
def test_the_loop_over_plain_rows_gives_what_python_gives_to_the_bit(
    values: list[float], data: st.DataObject
) -> None:
    texts = [
        data.draw(st.sampled_from(["{!r}", "{:.6f}", "{:.17e}", " {:g} ", '"{:.3e}"'])).format(v)
        for v in values
    ]
    line = (",".join(texts) + "\n").encode()
    out = np.empty((1, len(values)))
    rows, at = take_rows(line, 0, 44, 46, np.arange(len(values), dtype=np.int32), False, out)
    assert (rows, at) == (1, len(line))
    assert out[0].tolist() == [float(text.strip(' "')) for text in texts]
