"""The verbs as a person calls them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sensortrack.protocol import load_catalogue
from tests.conftest import Ended

Run = Callable[..., Ended]


@pytest.fixture
def recording(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "set.csv"
    command = ("simulate", "-e", "E6", "-n", 4, "--rate", 50, "--seed", 8, "--jerk", "attack@2:out")
    assert run(*command, "-o", path).code == 0
    return path


def test_demo_ends_with_findings_in_under_a_minute(run: Run) -> None:
    begun = time.monotonic()
    ended = run("demo")
    assert time.monotonic() - begun < 60.0
    assert ended.code == 0
    assert "6 repetitions" in ended.out
    for rule in ("G1", "G4", "E6.count"):
        assert rule in ended.out
    assert "simulated" in ended.out
    assert "attack" in ended.err


@pytest.mark.parametrize("exercise", [f"E{k}" for k in range(1, 12)])
def test_demo_shows_every_exercise(run: Run, exercise: str) -> None:
    ended = run("demo", "--exercise", exercise, "--speed", "max", "--json")
    assert ended.code == 0
    assert json.loads(ended.out)["exercise"] == exercise


def test_replay_prints_the_same_bytes_as_analyse_for_any_chunk(run: Run, recording: Path) -> None:
    whole = run("analyse", recording, "--json").out
    for chunk in (1, 3, 50, 100_000):
        assert run("replay", recording, "--speed", "max", "--chunk", chunk, "--json").out == whole


def test_explain_prints_a_table_of_what_moved_in_100_columns(run: Run, recording: Path) -> None:
    plain, explained = run("analyse", recording).out, run("analyse", recording, "--explain").out
    assert explained.startswith(plain)
    table = explained.removeprefix(plain)
    lines = table.splitlines()
    assert max(map(len, lines)) <= 100
    assert sum(" repetition " in line for line in lines) == 4
    words = [word for line in lines for word in line.split()]
    assert sum(bool(re.fullmatch(r"least_deg:[\d.]+>=6", word)) for word in words) == 4


def test_explain_in_json_adds_what_moved_and_changes_nothing_else(run: Run, recording: Path) -> None:
    plain = json.loads(run("analyse", recording, "--json").out)
    explained = json.loads(run("analyse", recording, "--json", "--explain").out)
    rows = explained.pop("excursions")
    assert explained == plain
    assert [row["attempt"] for row in rows if row["attempt"] is not None] == [0, 1, 2, 3]
    for row in rows:
        for test in row["tests"]:
            assert test["bound"] in ("at_least", "at_most")


@pytest.mark.parametrize("other", [("--find",), ("--out", "many")])
def test_explain_is_refused_where_there_is_nothing_to_explain(
    run: Run, recording: Path, other: tuple[str, ...]
) -> None:
    ended = run("analyse", recording, "--explain", *other)
    assert ended.code == 2
    assert "--explain" in ended.err


def test_replay_shows_the_set_as_it_goes_and_the_findings_at_the_end(run: Run, recording: Path) -> None:
    ended = run("replay", recording, "--speed", "max")
    assert ended.code == 0
    for shown in ("start pose found", "repetition 4", "attack"):
        assert shown in ended.err
    assert "G1" in ended.out


def test_replay_takes_its_time(run: Run, recording: Path) -> None:
    begun = time.monotonic()
    assert run("replay", recording, "--speed", "20").code == 0
    assert time.monotonic() - begun > 1.5


@pytest.mark.parametrize("speed", ["0", "-1", "nan", "fast"])
def test_a_speed_that_is_none_is_refused(run: Run, recording: Path, speed: str) -> None:
    ended = run("replay", recording, "--speed", speed)
    assert ended.code == 2
    assert "--speed" in ended.err


def test_analyse_takes_the_exercise_that_the_recording_names(run: Run, recording: Path) -> None:
    document = json.loads(run("analyse", recording, "--json").out)
    assert document["exercise"] == "E6"
    assert document["recording"]["simulated"] is True


def test_frame_option_overrides_the_file(run: Run, recording: Path) -> None:
    document = json.loads(run("analyse", recording, "--frame", "sensor", "--json").out)
    assert document["recording"]["mounting"]["known"] is False
    assert document["summary"]["repetitions"] == 4


def test_a_catalogue_of_ones_own_is_used(run: Run, recording: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    ours = Path(__file__).parents[2] / "sensortrack/protocol/catalogue.toml"
    own.write_text(
        ours.read_text().replace(
            f'rules_version = "{load_catalogue().rules_version}"', 'rules_version = "mine"'
        )
    )
    document = json.loads(run("analyse", recording, "--catalogue", own, "--json").out)
    assert document["software"]["rules_version"] == "mine"
    assert document["software"]["catalogue"] == str(own)


def test_a_catalogue_with_an_unknown_key_is_refused_by_its_name(
    run: Run, recording: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own.toml"
    ours = Path(__file__).parents[2] / "sensortrack/protocol/catalogue.toml"
    own.write_text('colour = "red"\n' + ours.read_text())
    ended = run("analyse", recording, "--catalogue", own)
    assert ended.code == 65
    assert "own.toml" in ended.err
    assert "colour" in ended.err


def test_simulate_is_repeatable_and_names_its_command(run: Run, tmp_path: Path) -> None:
    command = ("simulate", "-e", "E7", "-n", 3, "--rate", 25, "--seed", 5)
    for name in ("a.csv", "b.csv"):
        assert run(*command, "-o", tmp_path / name).code == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    sidecar = json.loads((tmp_path / "a.json").read_text())
    assert sidecar["written_by"] == "sensortrack simulate -e E7 -n 3 --rate 25 --seed 5"
    assert sidecar["truth"]["simulated"] is True


def test_import_turns_a_foreign_table_into_a_recording_with_the_same_result(run: Run, tmp_path: Path) -> None:
    foreign, ours = tmp_path / "foreign.csv", tmp_path / "ours.csv"
    samples = "".join(f"{i},1.0,0.0,0.0,0.1,0.0,0.0\n" for i in range(500))
    foreign.write_text("samples,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n" + samples)
    assert run("import", foreign, "-o", ours, "-e", "E10").code == 0
    document = json.loads(run("analyse", ours, "--json").out)
    assert document["recording"]["rate_hz"] == pytest.approx(100.0)
    assert document["recording"]["frame"] == "body"
    assert "qsense" in run("import", "--list").out


def test_exercises_lists_all_and_shows_one_with_its_rules(run: Run) -> None:
    listed = run("exercises").out
    assert all(f"E{k} " in listed for k in range(1, 12))
    one = run("exercises", "E11").out
    for shown in ("E11.count", "E11.hold", "made concrete by us"):
        assert shown in one


def test_an_exercise_is_shown_with_its_ladder_steps_and_breath_and_what_is_ours_is_marked(run: Run) -> None:
    shown = run("exercises", "E3").out
    assert "target 10 s, tolerance 2 s*" in shown
    assert re.search(r"5 repetitions\* +10 s  ", shown)
    assert re.search(r"10 repetitions +10 s +5 sessions\* +1\.5 kg", shown)
    assert "lift the left leg" in shown
    assert "Not seen by one sensor: whether the knee is bent" in shown
    for step in load_catalogue().exercise("E3").steps:
        assert f"{step}*" in shown


def test_exercises_are_listed_for_machines(run: Run) -> None:
    assert len(json.loads(run("exercises", "--json").out)) == 11


def test_plot_is_drawn_and_never_overwritten(run: Run, recording: Path, tmp_path: Path) -> None:
    picture = tmp_path / "set.png"
    assert run("analyse", recording, "--plot", picture).code == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert run("analyse", recording, "--plot", picture).code == 73


def test_help_is_quick_because_it_imports_no_pandas() -> None:
    code = "import sys, sensortrack.cli; assert not {'pandas', 'scipy.signal'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_lean_names_the_sides_of_a_later_recording(run: Run, tmp_path: Path) -> None:
    for name, exercise in (("lean", "E10"), ("roll", "E7")):
        command = ("simulate", "-e", exercise, "-n", 4, "--rate", 50, "--frame", "sensor", "--seed", 1005)
        assert run(*command, "-o", tmp_path / f"{name}.csv").code == 0
    belt = tmp_path / "belt.calibration.json"
    ended = run("calibrate", tmp_path / "lean.csv", "-o", belt)
    assert ended.code == 0
    assert "E10" in ended.err

    def sides(*options: object) -> set[str | None]:
        document = json.loads(run("analyse", tmp_path / "roll.csv", "--json", *options).out)
        return {a["side"] for a in document["attempts"]}

    assert sides() == {None}
    assert sides("--calibration", belt) == {"left", "right"}
    replayed = run("replay", tmp_path / "roll.csv", "--speed", "max", "--json", "--calibration", belt).out
    assert replayed == run("analyse", tmp_path / "roll.csv", "--json", "--calibration", belt).out
    assert run("import", tmp_path / "roll.csv", "-o", tmp_path / "kept.csv", "--calibration", belt).code == 0
    document = json.loads(run("analyse", tmp_path / "kept.csv", "--json").out)
    assert {a["side"] for a in document["attempts"]} == {"left", "right"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, "no such file"),
        ("{", "broken JSON"),
        ("[]", "expected a JSON object"),
        ('{"schema": "sensortrack.recording/1"}', "sensortrack.recording/1"),
        ('{"schema": "sensortrack.calibration/1"}', "sensor_to_body"),
        ('{"schema": "sensortrack.calibration/1", "sensor_to_body": [[1]]}', "rotation"),
    ],
)
def test_a_calibration_that_is_none_is_told_with_its_file(
    run: Run, recording: Path, tmp_path: Path, text: str | None, expected: str
) -> None:
    belt = tmp_path / "belt.json"
    if text is not None:
        belt.write_text(text)
    ended = run("analyse", recording, "--calibration", belt)
    assert ended.code == (66 if text is None else 65)
    assert str(belt) in ended.err
    assert expected in ended.err


def test_a_hold_that_nears_its_limit_is_told_to_end_before_it_passes_it(run: Run) -> None:
    path = Path(__file__).parents[2] / "recordings/E3_holds_over_the_limit.csv"
    lines = run("replay", path, "--speed", "max").err.splitlines()
    cues = [line.split(" s  ", 1) for line in lines if " s  " in line]
    warned = [float(t) for t, what in cues if what.startswith("return now: E3.hold")]
    attempts = json.loads(run("analyse", path, "--json").out)["attempts"]
    over = [
        next(p for p in a["phases"] if p["name"] == "hold")["start_s"] for a in attempts if a["hold_s"] > 13.0
    ]
    assert over
    for start_s in over:
        assert any(11.5 < t - start_s < 13.5 for t in warned)
