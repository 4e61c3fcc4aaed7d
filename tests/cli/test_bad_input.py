"""Every row of the table of bad input: one clear message on stderr, the right exit code, never a traceback."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ended

Run = Callable[..., Ended]

HEADER = "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"


CONSTANT = "9.80665,0,0,0,0,0"


def row(i: int, rate_hz: float = 100.0, cells: str | None = None) -> str:
    """A sample of a sensor at rest; its last digits are never quite the same."""
    noise = [math.sin(12.9898 * (6 * i + k + 1)) * 43758.5453 % 1.0 / 100.0 for k in range(6)]
    values = ",".join(f"{v:.5f}" for v in (9.8 + noise[0], *noise[1:]))
    return f"{i / rate_hz:.6f},{values if cells is None else cells}"


def table(n: int, *, header: str = HEADER, **options: str | float) -> list[str]:
    return [header, *(row(i, **options) for i in range(n))]  # type: ignore[arg-type]


def written(folder: Path, lines: list[str], *, end: str = "\n") -> Path:
    path = folder / "r.csv"
    path.write_text("\n".join(lines) + end)
    return path


def refused(ended: Ended, code: int, *parts: str) -> None:
    assert ended.code == code, ended
    assert ended.out == ""
    assert "Traceback" not in ended.err
    message = ended.err.strip().splitlines()
    assert len(message) == 1, message
    for part in parts:
        assert part in message[0], message


def not_judged(ended: Ended, *because: str) -> None:
    assert ended.code == 0, ended
    document = json.loads(ended.out)
    assert document["summary"]["repetitions"] == 0
    for part in ("0 repetitions, because", *because):
        assert part in document["summary"]["why"]
    assert {f["outcome"] for f in document["findings"] if f["rule"] != "G5"} == {"not_judged"}


def test_no_such_file(run: Run, tmp_path: Path) -> None:
    refused(run("analyse", tmp_path / "no.csv", "-e", "E6"), 66, "no.csv", "no such file", "expected")


@pytest.mark.parametrize("source", ["", "*.csv", "deep?r/[a-z]*"])
def test_a_folder_or_glob_without_a_place_for_the_results_of_many(
    run: Run, tmp_path: Path, source: str
) -> None:
    refused(run("analyse", tmp_path / source, "-e", "E6"), 2, "many recordings", "--out FOLDER")


def test_a_directory_where_one_file_is_wanted(run: Run, tmp_path: Path) -> None:
    refused(run("replay", tmp_path, "-e", "E6"), 66, "directory")


def test_an_empty_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.touch()
    refused(run("analyse", path, "-e", "E6"), 65, "empty")


def test_a_file_that_is_not_text(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(bytes(range(256)) * 40)
    refused(run("analyse", path, "-e", "E6"), 65, "text")


def test_an_unknown_header(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, table(50, header="t,a,b,c,d,e,f"))
    refused(run("analyse", path, "-e", "E6"), 65, "line 1", "time_s", "qsense")


def test_an_unknown_unit(run: Run, tmp_path: Path) -> None:
    profile = tmp_path / "p.toml"
    known = Path(__file__).parents[2] / "sensortrack/files/import_profiles/mobgap.toml"
    profile.write_text(known.read_text().replace('unit = "g"', 'unit = "furlong/s2"'))
    path = written(tmp_path, table(50))
    ended = run("analyse", path, "-e", "E6", "--format", profile)
    refused(ended, 65, "p.toml", "unit", "furlong/s2", "m/s2")


def test_text_in_a_numbers_place(run: Run, tmp_path: Path) -> None:
    lines = table(50)
    lines[20] = row(19, cells="9.8,zero,0,0,0,0")
    refused(run("analyse", written(tmp_path, lines), "-e", "E6"), 65, "line 21", "zero")


@pytest.mark.parametrize("value", ["nan", "NaN", "inf", "-inf", ""])
def test_nan_infinity_or_nothing_in_a_numbers_place(run: Run, tmp_path: Path, value: str) -> None:
    lines = table(50)
    lines[20] = row(19, cells=f"9.8,{value},0,0,0,0")
    refused(run("analyse", written(tmp_path, lines), "-e", "E6"), 65, "line 21")


def test_a_file_with_no_rate_and_no_time(run: Run, tmp_path: Path) -> None:
    lines = ["acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z", *["9.8,0,0,0,0,0"] * 50]
    refused(run("analyse", written(tmp_path, lines), "-e", "E6"), 65, "rate", "time")


def test_a_last_line_cut_short_is_left_out_and_said(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, [*table(300), "3.000000,9.8,0"], end="")
    ended = run("analyse", path, "-e", "E6", "--json")
    assert ended.code == 0
    assert json.loads(ended.out)["recording"]["samples"] == 300
    assert "line 302" in ended.err
    assert "cut short" in ended.err


def test_time_that_leaps_is_a_gap(run: Run, tmp_path: Path) -> None:
    lines = [*table(300), *(row(i) for i in range(700, 1000))]
    ended = run("analyse", written(tmp_path, lines), "-e", "E6", "--json")
    assert ended.code == 0
    assert json.loads(ended.out)["recording"]["gaps"] == [{"start_s": 3.0, "end_s": 7.0}]


def test_one_sample(run: Run, tmp_path: Path) -> None:
    not_judged(run("analyse", written(tmp_path, table(1)), "-e", "E6", "--json"), "one sample")


def test_a_header_alone(run: Run, tmp_path: Path) -> None:
    ended = run("analyse", written(tmp_path, [HEADER]), "-e", "E6", "--json")
    assert ended.code == 65
    assert "Traceback" not in ended.err


def test_a_constant_signal(run: Run, tmp_path: Path) -> None:
    ended = run("analyse", written(tmp_path, table(2000, cells=CONSTANT)), "-e", "E6", "--json")
    not_judged(ended, "no sample was left")
    assert "1999 samples" in ended.err


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the peak from /proc")
def test_zeros_without_end_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "zeros.csv"
    with path.open("w") as file:
        file.write(HEADER + "\n")
        for start in range(0, 2_000_000, 100_000):
            file.write("".join(f"{i / 100:.2f},0,0,0,0,0,0\n" for i in range(start, start + 100_000)))
    # In a process of its own: the peak of this one is somebody else's.
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from sensortrack.cli import main\n"
        # ru_maxrss would hold the size of the process that started this one.
        "def peak(): return int(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0]) / 1024\n"
        f"sys.argv = ['sensortrack', 'analyse', {str(path)!r}, '-e', 'E6', '--json']\n"
        "try: main()\n"
        "except SystemExit as e: assert not e.code\n"
        "print(peak(), file=sys.stderr)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    not_judged(Ended(0, ended.stdout, ended.stderr), "no sample was left")
    assert float(ended.stderr.split()[-1]) < 400.0


def test_a_rate_of_5_hz(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, table(200, rate_hz=5.0))
    not_judged(run("analyse", path, "-e", "E6", "--json"), "5 Hz", "too low")


def test_no_gyroscope_counts_from_inclination_and_judges_no_smoothness(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "acc.csv"
    made = run("simulate", "-e", "E6", "-n", 5, "--rate", 50, "--seed", 3, "--no-gyroscope", "-o", path)
    assert made.code == 0
    document = json.loads(run("analyse", path, "--json").out)
    assert document["recording"]["has_gyroscope"] is False
    assert document["summary"]["repetitions"] == 5
    assert all(a["hold_s"] is not None for a in document["attempts"])
    phases = [p for a in document["attempts"] for p in a["phases"] if p["name"] != "hold"]
    assert phases
    for phase in phases:
        assert phase["measures"]["sparc"]["valid"] is False
        assert "gyroscope" in phase["measures"]["sparc"]["why"]
    smooth = next(f for f in document["findings"] if f["rule"] == "G1")
    assert smooth["outcome"] == "not_judged"
    assert "gyroscope" in smooth["why"]


def test_an_unknown_exercise(run: Run, tmp_path: Path) -> None:
    refused(run("analyse", written(tmp_path, table(50)), "-e", "E99"), 2, "E99", "E1", "E11")


def test_no_exercise_named_anywhere(run: Run, tmp_path: Path) -> None:
    refused(run("analyse", written(tmp_path, table(50))), 2, "exercise")


def test_an_unknown_option(run: Run, tmp_path: Path) -> None:
    ended = run("analyse", written(tmp_path, table(50)), "--colour")
    assert ended.code == 2
    assert "--colour" in ended.err
    assert "Traceback" not in ended.err


def test_a_recording_that_may_not_be_read(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, table(50))
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this account reads everything")
    ended = run("analyse", path, "-e", "E6")
    assert ended.code in (66, 74)


def test_nothing_is_ever_overwritten(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, table(50))
    before = path.read_bytes()
    refused(run("simulate", "-e", "E6", "--rate", 50, "-o", path), 73, "r.csv", "overwritten")
    refused(run("import", path, "-o", path), 73, "r.csv", "overwritten")
    assert path.read_bytes() == before
