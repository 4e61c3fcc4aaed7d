"""`sensortrack session`: a whole session as a person runs it; STOP, answers, the report, what is refused."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import sensortrack
from sensortrack import local_time
from sensortrack.history import History
from sensortrack.history.lock import session_lock
from sensortrack.protocol import load_catalogue
from tests.conftest import Ended

Run = Callable[..., Ended]
CATALOGUE = load_catalogue()
QUICK = ("session", "--virtual", "--fast", "--level", "clean", "--answers")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("SENSORTRACK_HOME", str(folder))
    return folder


def answers(folder: Path, text: str, default: str = 'default = "good"') -> Path:
    path = folder / "answers.toml"
    path.write_text(f'schema = "sensortrack.answers/1"\n{default}\n{text}\n')
    return path


def document(ended: Ended) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ended.out)
    return found


def test_all_eleven_exercises_faster_than_real_time_with_every_rule_in_the_report(
    run: Run, home: Path
) -> None:
    begun = time.monotonic()
    ended = run(*QUICK, "good", "--json")
    took_s = time.monotonic() - begun
    assert ended.code == 0, ended.err
    report = document(ended)
    assert report["session"]["ended"] == "complete"
    lasted_s = max(s["end_s"] for e in report["exercises"] for s in e["sets"])
    assert took_s < lasted_s / 5.0
    assert [e["id"] for e in report["exercises"]] == [e.id for e in CATALOGUE.exercises]
    for e in report["exercises"]:
        exercise = CATALOGUE.exercise(e["id"])
        here = [f["rule"] for f in (*e["findings"], *report["general"])]
        assert sorted(here) == sorted(r.id for r in CATALOGUE.rules_of(exercise))
        for f in e["findings"]:
            assert f["why"]
            assert f["outcome"] in ("pass", "fail", "not_judged")
            assert f["method"] != "cued" or f["outcome"] == "not_judged"
            assert f["outcome"] != "fail", f
    asked = {a["id"] for a in report["screening"]["answers"]}
    assert asked == {"G2", "G7", *(c.id for c in CATALOGUE.screening)}
    assert list((home / "recordings").glob("*_report.html"))


def test_the_report_in_the_terminal_and_as_a_page_tells_every_rule_plainly(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "r.html"
    ended = run(*QUICK, "good", "-e", "E11", "-e", "E3", "--report", page)
    assert ended.code == 0
    html = page.read_text()
    assert page.stat().st_mode & 0o777 == 0o600
    words = unescape(re.sub(r"<[^>]+>", " ", html))
    for shown in (ended.out, words):
        for part in (
            "This is not a medical device. It makes no diagnosis, and it can't tell you that you are well.",
            "A simulated session: it says nothing about people.",
            "E11.hold",
            "E3.bent_leg",
            "measured",
            "asked",
            "cued",
            "not judged",
            "E5.count",  # not done, and said so
            "2 – 10.5 s*",
            "made concrete by us",
            "0 broken",
        ):
            assert part in shown, part
    assert "http" not in html.replace("http-equiv", "")  # nothing is loaded from elsewhere
    assert "<script" not in html
    assert html.count("<table") == html.count("</table>")
    assert "<svg" in html


def test_cues_are_told_one_at_a_time_with_the_steps(run: Run) -> None:
    out = run(*QUICK, "good", "-e", "E6").err
    for part in (
        "Get into the starting position",
        "Begin. Breathe in",
        "Hold. Keep breathing.",
        "The last one.",
        "Lie on",
    ):
        assert part in out


def test_a_session_is_in_german_when_asked(run: Run) -> None:
    ended = run(*QUICK, "good", "-e", "E6", "--language", "de")
    assert "Nehmen Sie die Ausgangsstellung ein" in ended.err
    assert "Bericht der Übungsstunde" in ended.out
    assert "Dies ist kein Medizinprodukt" in ended.out


def test_a_broken_rule_stands_first_in_the_short_of_it(run: Run, tmp_path: Path) -> None:
    file = answers(tmp_path, '[answers]\n"E3.bent_leg" = "no"')
    ended = run(*QUICK, file, "-e", "E3")
    assert ended.code == 0
    assert "E3.bent_leg: FAIL: asked: Was the knee bent" in ended.out


def test_a_condition_blocks_the_session_and_help_is_named(run: Run, tmp_path: Path) -> None:
    file = answers(tmp_path, '[answers]\n"X.saddle" = "yes"')
    ended = run(*QUICK, file, "-e", "E6", "--json")
    assert ended.code == 0
    report = document(ended)
    assert report["session"]["ended"] == "blocked"
    assert report["exercises"] == []
    assert report["screening"]["blocked_by"][0] == "X.saddle"
    assert "emergency" in " ".join(report["screening"]["advice"])
    assert "The session does not start." not in ended.err  # help is the first and only thing that is said
    assert "emergency" in ended.err
    general = {f["rule"]: f["outcome"] for f in report["general"]}
    assert set(general) == {r.id for r in CATALOGUE.rules}
    assert general["G7"] == "fail"


def test_stop_is_kept_everywhere_and_the_next_session_begins_with_the_screening(
    run: Run, tmp_path: Path, home: Path
) -> None:
    stop = '[stop]\nexercise = "E6"\nstate = "set"\nafter_s = 8\nreason = "nausea"\npain = 3'
    ended = run(*QUICK, answers(tmp_path, stop), "-e", "E6", "-e", "E10", "--json")
    assert ended.code == 0
    report = document(ended)
    assert report["session"]["ended"] == "stopped"
    assert (report["stop"]["reason"], report["stop"]["pain"], report["stop"]["state"]) == ("nausea", 3, "set")
    assert next(c["rule"] for c in report["cues"] if c["t_s"] >= report["stop"]["t_s"]) == "G5"
    (one,) = report["exercises"][0]["sets"]
    blocks = list(sensortrack.read(one["recording"]).blocks)
    assert [text for b in blocks for _, text in b.markers] == ["STOP nausea"]
    outcomes = {f["rule"]: f["outcome"] for f in report["general"]}
    assert outcomes["G5"] == "pass"
    again = run(*QUICK, "good", "-e", "E6")
    assert "the last session was stopped" in " ".join(again.err.split())
    held = run(*QUICK, "good", "-e", "E6")
    assert "still hold" in held.err


def test_three_clean_sessions_move_the_ladder_and_a_stop_moves_it_back(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on(days_ago: int) -> str:
        when = datetime.now(UTC) - timedelta(days=days_ago)
        monkeypatch.setattr(local_time, "utc_now", when.isoformat)
        return run(*QUICK, "good", "-e", "E10").err

    first, _, _, fourth = (on(days_ago) for days_ago in (5, 4, 3, 2))
    run(*QUICK, answers(tmp_path, "[stop]\nstate = 'set'"), "-e", "E10")
    after = run(*QUICK, "good", "-e", "E10").err

    def dose(text: str) -> str:
        return next(line for line in text.splitlines() if "E10 floor-seated" in line)

    assert dose(first) != dose(fourth)
    assert "Session 4 within seven days" in fourth
    assert "within seven days" not in first
    assert dose(after) == dose(first)


def test_a_clinicians_plan_is_followed_and_what_is_beyond_the_document_is_said(
    run: Run, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text(
        'schema = "sensortrack.plan/1"\nby = "Dr. A"\n[[exercises]]\nid = "E6"\nrepetitions = 12\n'
        '[[exceptions]]\nrule = "E6.count"\nlimit = 12\nby = "Dr. A"\nwhy = "an athlete"\n'
    )
    ended = run(*QUICK, "good", "--plan", plan)
    assert ended.code == 0, ended.err
    assert "beyond the limit" in ended.err
    assert "plan.toml, by Dr. A" in ended.out
    assert "limit 12 repetitions, set by Dr. A: “an athlete”" in ended.out
    plan.write_text(plan.read_text().split("[[exceptions]]")[0])
    refused = run(*QUICK, "good", "--plan", plan)
    assert refused.code == 65
    assert "E6.count" in refused.err


def test_recordings_instead_of_a_person(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bridge.csv"
    assert run("simulate", "-e", "E6", "-n", 5, "--rate", 50, "--seed", 8, "-o", path).code == 0
    ended = run("session", "--recording", path, "--fast", "--answers", "good", "--json")
    assert ended.code == 0, ended.err
    report = document(ended)
    (exercise,) = report["exercises"]
    assert exercise["sets"][0]["repetitions"] == 5
    whole = json.loads(run("analyse", path, "--json").out)
    ours = {f["rule"]: (f["outcome"], f["value"]) for f in exercise["findings"] if f["method"] == "measured"}
    theirs = {f["rule"]: (f["outcome"], f["value"]) for f in whole["findings"] if f["method"] == "measured"}
    assert ours == theirs


def test_answers_come_from_a_pipe_too_and_its_end_ends_the_session(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["n"] * len(CATALOGUE.screening) + ["y", "y"] + ["maybe", "2", "y", "y", "2", "n"]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
    ended = run("session", "--virtual", "--fast", "--level", "clean", "-e", "E10", "--json")
    assert ended.code == 0
    assert "I didn't understand." in ended.err
    report = document(ended)
    assert report["session"]["ended"] == "complete"
    assert [p["score"] for p in report["pain"]] == [2, 2]
    monkeypatch.setattr("sys.stdin", io.StringIO("2\n"))
    ended = run("session", "--virtual", "--fast", "-e", "E10", "--json")
    assert document(ended)["session"]["ended"] == "left"


def test_a_word_stops_where_keys_can_not_be_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\nstop\npain\n7\n"))
    ended = run("session", "--virtual", "--fast", "-e", "E10", "--json")
    stop = document(ended)["stop"]
    assert (stop["state"], stop["reason"], stop["pain"]) == ("screening", "pain", 7)


def test_a_killed_session_is_told_judged_and_kept(run: Run, home: Path) -> None:
    assert run(*QUICK, "good", "-e", "E10").code == 0
    with History(home / "history.sqlite") as history:
        (record,) = history.sessions()
        with history.writing() as db:  # as a kill leaves it
            db.execute("UPDATE session SET ended = NULL, end_utc = NULL")
            db.execute("UPDATE exercise_set SET ended_by = NULL, end_s = NULL, result = NULL, sha256 = NULL")
            for table in ("finding", "report", "attempt"):
                db.execute(f"DELETE FROM {table}")
    ended = run("history", "show", record.id[:8], "--json")
    assert "wasn't ended" in ended.err
    report = document(ended)
    assert report["session"]["ended"] == "left"
    assert "judged afterwards" in report["notes"][0]
    (exercise,) = report["exercises"]
    assert exercise["sets"][0]["repetitions"] == 5
    assert {f["rule"]: f["outcome"] for f in exercise["findings"]}["E10.count"] == "pass"


def test_a_session_that_was_broken_off_before_its_report_has_one_when_it_is_shown(
    run: Run, home: Path
) -> None:
    report = document(run(*QUICK, "good", "-e", "E10", "--json"))
    with History(home / "history.sqlite") as history, history.writing() as db:
        db.execute("DELETE FROM finding")
        db.execute("DELETE FROM report")
    again = document(run("history", "show", report["session"]["id"], "--json"))
    assert again["exercises"][0]["findings"] == report["exercises"][0]["findings"]
    assert again["general"] == report["general"]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ((), "--profile ID"),
        (("--virtual", "--recording", "x.csv"), "choose one"),
        (("--profile", "witmotion_ble5", "--fast"), "--fast"),
        (("--virtual", "--profile", "witmotion_ble5", "--fast"), "--fast"),
        (("--profile", "witmotion_ble5", "--answers", "good"), "answers for themselves"),
        (("--virtual", "--fast", "--answers", "good", "-e", "E12"), "E11"),
        (("--virtual", "--fast", "--answers", "good", "--language", "xx"), "de"),
        (("--virtual", "--fast", "--answers", "good", "--person", "../x"), "pseudonym"),
    ],
)
def test_what_does_not_go_is_refused_before_the_session(
    run: Run, home: Path, command: tuple[str, ...], expected: str
) -> None:
    ended = run("session", *command)
    assert ended.code == 2
    assert expected in ended.err
    assert ended.out == ""
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[answers]\n"E3.colour" = "red"', "E3.colour"),
        ("[answers]\npain_before = 2.5", "pain_before"),
        ('[stop]\nstate = "asleep"', "asleep"),
        ("[stop]\npain = 11", "stop.pain"),
        ("[colours]", "colours"),
    ],
)
def test_a_file_of_answers_is_checked_before_the_session(
    run: Run, tmp_path: Path, text: str, expected: str
) -> None:
    ended = run(*QUICK, answers(tmp_path, text), "-e", "E6")
    assert ended.code == 65
    assert expected in ended.err
    assert "answers.toml" in ended.err


def test_an_answer_that_is_missing_is_named(run: Run, tmp_path: Path) -> None:
    ended = run(*QUICK, answers(tmp_path, "", default=""), "-e", "E6")
    assert ended.code == 2
    assert CATALOGUE.screening[0].id in ended.err
    assert run(*QUICK, tmp_path / "no.toml", "-e", "E6").code == 66


def test_a_plan_with_a_set_that_has_no_recording_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bridge.csv"
    run("simulate", "-e", "E6", "-n", 3, "--rate", 50, "-o", path)
    ended = run("session", "--recording", path, "-e", "E6", "-e", "E7", "--fast", "--answers", "good")
    assert ended.code == 2
    assert "0 recordings" in ended.err


@pytest.mark.parametrize("name", ["r.html", "no folder/r.html", "r" * 300 + ".html", "r.html/r.html", "."])
def test_a_report_that_can_not_be_written_is_told_before_the_session(
    run: Run, tmp_path: Path, name: str
) -> None:
    (tmp_path / "r.html").write_text("mine")
    ended = run(*QUICK, "good", "-e", "E6", "--report", tmp_path / name)
    assert ended.code == 73
    assert (tmp_path / "r.html").read_text() == "mine"
    assert "starting position" not in ended.err


def test_no_sensor_is_told_before_any_question_and_leaves_nothing(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    if sys.platform != "linux":
        pytest.skip("only on Linux can Bluetooth be taken away by a variable")
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    ended = run("session", "--profile", "witmotion_ble5", "-e", "E6")
    assert ended.code == 69
    assert "D-Bus" in ended.err
    assert not list((home / "recordings").iterdir())
    with History(home / "history.sqlite") as history:
        assert history.sessions() == ()


def test_two_sessions_at_once_are_refused(run: Run, home: Path) -> None:
    home.mkdir()
    with session_lock(home / "history.sqlite"):
        ended = run(*QUICK, "good", "-e", "E6")
    assert ended.code == 2
    assert "another session is running" in ended.err


def test_simulated_sessions_never_mix_with_a_persons(run: Run, home: Path, tmp_path: Path) -> None:
    path, sidecar = tmp_path / "bridge.csv", tmp_path / "bridge.json"
    run("simulate", "-e", "E6", "-n", 5, "--rate", 50, "-o", path)
    description = json.loads(sidecar.read_text())
    del description["truth"]  # as if of a person
    sidecar.write_text(json.dumps(description))
    command = ("--person", "anna", "--fast", "--answers", "good", "-e", "E6")
    assert run("session", "--recording", path, *command).code == 0
    ended = run("session", "--virtual", *command)
    assert ended.code == 2
    assert "mixed" in ended.err


def test_a_full_disk_ends_the_session_and_says_so(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sensortrack.errors import FileIOError
    from sensortrack.session.open_set import OpenSet

    def full(*_: object) -> None:
        raise FileIOError("the disk is full. Make room.")

    monkeypatch.setattr(OpenSet, "feed", full)
    ended = run(*QUICK, "good", "-e", "E6")
    assert ended.code == 74
    assert "Make room" in ended.err
    assert "broken off" in ended.out
    with History(home / "history.sqlite") as history:
        assert [s.ended for s in history.sessions()] == ["left"]


def test_an_emulated_sensor_goes_the_whole_way_and_its_capture_is_the_persons_too(
    run: Run, home: Path, tmp_path: Path
) -> None:
    command = ("--virtual", "--profile", "witmotion_ble5", "--level", "clean", "-e", "E1")
    ended = run("session", *command, "--answers", "good", "--json")
    assert ended.code == 0, ended.err
    for words in ("streaming", "Hang loose", "stopped"):
        assert words in ended.err
    (exercise,) = document(ended)["exercises"]
    assert {f["rule"]: f["outcome"] for f in exercise["findings"]}["E1.passive"] == "pass"
    assert run("history", "export", "virtual", "-o", tmp_path / "out").code == 0
    assert len(list((tmp_path / "out" / "recordings").glob("*.capture.jsonl"))) == 1


def test_a_session_that_runs_is_no_lost_one(run: Run, home: Path) -> None:
    report = document(run(*QUICK, "good", "-e", "E10", "--json"))
    with History(home / "history.sqlite") as history, history.writing() as db:
        db.execute("UPDATE session SET ended = NULL, end_utc = NULL")
    with session_lock(home / "history.sqlite"):
        ended = run("history", "list", "--json")
    assert "wasn't ended" not in ended.err
    assert [(s["id"], s["ended"]) for s in json.loads(ended.out)] == [(report["session"]["id"], None)]
