"""`sensortrack history` and `rejudge`: shown as it was, taken whole, deleted whole, judged by other rules."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sensortrack.history import History
from sensortrack.history.lock import session_lock
from sensortrack.protocol.catalogue import OURS, load_catalogue
from tests.conftest import Ended

Run = Callable[..., Ended]
VIRTUAL = ("session", "--virtual", "--fast", "--level", "clean", "--answers")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("SENSORTRACK_HOME", str(folder))
    return folder


@pytest.fixture
def two(run: Run, home: Path, tmp_path: Path) -> list[dict[str, Any]]:
    """A whole session of E6 and E10, and one that was stopped; the reports that were made then."""
    stop = tmp_path / "stop.toml"
    stop.write_text(
        'schema = "sensortrack.answers/1"\ndefault = "good"\n[answers]\npain_before = 1\n'
        '[stop]\nexercise = "E6"\nstate = "set"\nafter_s = 12\nreason = "pain"\npain = 5\n'
    )
    made = [
        run(*VIRTUAL, "good", "-e", "E6", "-e", "E10", "--json"),
        run(*VIRTUAL, stop, "-e", "E6", "--json"),
    ]
    assert [m.code for m in made] == [0, 0]
    return [json.loads(m.out) for m in made]


def test_the_sessions_are_listed_with_how_they_ended(run: Run, two: list[dict[str, Any]]) -> None:
    listed = json.loads(run("history", "list", "--json").out)
    assert [s["ended"] for s in listed] == ["complete", "stopped"]
    assert [s["stop"] for s in listed] == [None, "pain"]
    assert listed[0]["exercises"] == ["E6", "E10"]
    table = run("history", "list", "virtual").out
    assert all(s["session"]["id"][:8] in table for s in two)
    refused = run("history", "list", "nobody")
    assert refused.code == 2
    assert "virtual" in refused.err


def test_a_report_shown_later_is_the_report_that_was_made_then(
    run: Run, two: list[dict[str, Any]], home: Path, tmp_path: Path
) -> None:
    for report in two:
        id = report["session"]["id"]
        assert json.loads(run("history", "show", id, "--json").out) == report
        page = tmp_path / f"{id}.html"
        assert run("history", "show", id[:8], "--report", page).code == 0
        (then,) = (home / "recordings").glob(f"*{id[:8]}_report.html")
        assert page.read_bytes() == then.read_bytes()
    refused = run("history", "show", "ffffffff")
    assert refused.code == 2
    assert "history list" in refused.err


def test_the_trend_tells_repetitions_hold_smoothness_and_pain_by_date(
    run: Run, two: list[dict[str, Any]], tmp_path: Path
) -> None:
    rows = json.loads(run("history", "trend", "virtual", "-e", "E6", "--json").out)
    assert [r["ended"] for r in rows] == ["complete", "stopped"]
    assert rows[0]["repetitions"] == 5
    assert 1.0 < rows[0]["hold_s"] < 5.0
    assert -2.0 < rows[0]["sparc"] < -1.0
    assert [r["pain_before"] for r in rows] == [0, 1]
    assert "STOP" in run("history", "trend", "virtual").out
    picture = tmp_path / "trend.png"
    assert run("history", "trend", "virtual", "--plot", picture).code == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_mode & 0o777 == 0o600
    assert run("history", "trend", "virtual", "--plot", picture).code == 73
    assert run("history", "trend", "virtual", "--plot", tmp_path / "trend.txt").code == 2
    assert run("history", "trend", "virtual", "-e", "E1").code == 2


@pytest.mark.parametrize("name", ["theirs", "theirs.zip"])
def test_an_export_has_all_that_is_theirs(
    run: Run, two: list[dict[str, Any]], home: Path, tmp_path: Path, name: str
) -> None:
    output = tmp_path / name
    assert run("history", "export", "virtual", "-o", output).code == 0
    if output.suffix == ".zip":
        assert output.stat().st_mode & 0o777 == 0o600
        with zipfile.ZipFile(output) as archive:
            archive.extractall(tmp_path / "out")
        output = tmp_path / "out" / "theirs"
    document = json.loads((output / "history.json").read_text())
    assert [s["report"] for s in document["sessions"]] == two
    assert {p.name for p in (output / "recordings").iterdir()} == {
        p.name for p in (home / "recordings").iterdir()
    }
    assert run("history", "export", "virtual", "-o", tmp_path / name).code == 73


def test_a_person_is_deleted_whole_but_only_when_somebody_says_so(
    run: Run, two: list[dict[str, Any]], home: Path
) -> None:
    run(*VIRTUAL, "good", "-e", "E10", "--person", "other")
    asked = run("history", "delete", "virtual")
    assert asked.code == 2
    assert "--yes" in asked.err
    assert len(json.loads(run("history", "list", "--json").out)) == 3
    with session_lock(home / "history.sqlite"):
        assert run("history", "delete", "virtual", "--yes").code == 2
    assert run("history", "delete", "virtual", "--yes").code == 0
    (left,) = json.loads(run("history", "list", "--json").out)
    assert left["person"] == "other"
    ids = [r["session"]["id"][:8] for r in two]
    assert not [p for p in (home / "recordings").iterdir() if any(id in p.name for id in ids)]
    files = b"".join(p.read_bytes() for p in home.glob("history.sqlite*"))
    # Of a session that was deleted only its random number stands in the log of changes.
    assert b"virtual" not in files
    assert two[1]["stop"]["at_utc"].encode() not in files


def test_without_a_history_it_is_told_where_one_begins(run: Run, home: Path) -> None:
    for command in (("list",), ("show", "x"), ("trend", "x"), ("export", "x", "-o", "y"), ("delete", "x")):
        ended = run("history", *command)
        assert ended.code == 2
        assert "sensortrack session" in ended.err
    assert not home.exists()


def stricter(folder: Path) -> Path:
    path = folder / "stricter.toml"
    ours = f'rules_version = "{load_catalogue().rules_version}"'
    text = OURS.read_text().replace(ours, 'rules_version = "other"')
    at = text.index('id = "E10.count"')
    more = text[at:].replace("numbers.least = { value = 5", "numbers.least = { value = 6", 1)
    assert more != text[at:]
    # Its first rung has five, which such a catalogue can't ask for.
    before, rungs = more.split("[[exercises.stages]]", 1)
    more = f"{before}[[exercises.stages]]{rungs.split('[[exercises.stages]]', 1)[1]}"
    path.write_text(text[:at] + more)
    return path


def test_rejudge_shows_what_another_catalogue_changes_and_changes_nothing(
    run: Run, two: list[dict[str, Any]], tmp_path: Path
) -> None:
    same = run("rejudge")
    assert same.code == 0
    assert "2 judged again" in same.out
    assert " 0 changed" in same.out
    other = stricter(tmp_path)
    (changed, unchanged) = json.loads(run("rejudge", "virtual", "--catalogue", other, "--json").out)
    assert unchanged["changes"] == []
    (change,) = changed["changes"]
    assert (change["exercise"], change["rule"]) == ("E10", "E10.count")
    assert (change["before"]["outcome"], change["after"]["outcome"]) == ("pass", "fail")
    assert (changed["before_version"], changed["after_version"]) == (load_catalogue().rules_version, "other")
    table = run("rejudge", two[0]["session"]["id"][:8], "--catalogue", other).out
    assert "E10.count" in table
    assert json.loads(run("history", "show", two[0]["session"]["id"], "--json").out) == two[0]


def test_rejudge_takes_recordings_too(run: Run, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "lean.csv"
    run("simulate", "-e", "E10", "-n", 5, "--rate", 50, "--seed", 3, "-o", path)
    (one,) = json.loads(run("rejudge", path, "--catalogue", stricter(tmp_path), "--json").out)
    assert [c["rule"] for c in one["changes"]] == ["E10.count"]
    assert run("rejudge", tmp_path / "no.csv").code == 2


def test_rejudge_counts_anew_by_the_other_catalogues_repetition(run: Run, home: Path, tmp_path: Path) -> None:
    path, other = tmp_path / "bridge.csv", tmp_path / "own.toml"
    run("simulate", "-e", "E6", "-n", 4, "--rate", 50, "--seed", 3, "--amplitude", 20, "-o", path)
    text = OURS.read_text()
    at = text.index("least_amplitude", text.index('id = "E6"'))
    other.write_text(text[:at] + text[at:].replace("value = 6", "value = 24", 1))
    (one,) = json.loads(run("rejudge", path, "--catalogue", other, "--json").out)
    (count,) = [c for c in one["changes"] if c["rule"] == "E6.count"]
    assert (count["before"]["value"], count["after"]["value"]) == (4.0, 0.0)


def test_a_recording_that_was_changed_since_proves_nothing(
    run: Run, two: list[dict[str, Any]], home: Path
) -> None:
    table = next((home / "recordings").glob("*_E10_1.csv"))
    with table.open("a") as file:
        file.write(table.read_text().splitlines()[-1] + "\n")
    next((home / "recordings").glob(f"*{two[1]['session']['id'][:8]}_E6_1.csv")).unlink()
    ended = run("rejudge", "--json")
    assert "was changed since" in ended.err
    assert "isn't there any more" in ended.err
    first, second = json.loads(ended.out)
    after = {c["rule"]: c["after"]["outcome"] for c in first["changes"] if c["exercise"] == "E10"}
    assert after["E10.count"] == "not_judged"
    assert {c["after"]["outcome"] for c in second["changes"]} == {"not_judged"}


def test_a_session_judged_again_says_what_was_corrected_by_hand_since(
    run: Run, two: list[dict[str, Any]], home: Path
) -> None:
    table = next((home / "recordings").glob("*_E10_1.csv"))
    first = json.loads(run("analyse", table, "--json").out)["attempts"][0]
    at_s = 0.5 * (first["start_s"] + first["end_s"])
    assert run("correct", "reject", table, "--at", at_s, "--by", "anna", "--why", "a cough").code == 0
    ended = run("rejudge", "--json")
    assert "E10, set 1: counts and findings rest on 1 correction by hand" in ended.err
    assert [c["rule"] for c in json.loads(ended.out)[0]["changes"] if c["exercise"] == "E10"]


def test_an_older_history_is_brought_to_the_present_shape(home: Path, run: Run) -> None:
    from sensortrack.history.schema import MIGRATIONS

    home.mkdir()
    import sqlite3

    db = sqlite3.connect(home / "history.sqlite")
    db.executescript(f"BEGIN; {MIGRATIONS[0]}; PRAGMA user_version = 1; COMMIT;")
    db.close()
    assert run(*VIRTUAL, "good", "-e", "E10").code == 0
    with History(home / "history.sqlite") as history:
        (session,) = history.sessions()
        assert history.report(session.id) is not None


def test_a_home_that_was_named_from_elsewhere_is_found_with_all_its_files(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*VIRTUAL, "good", "-e", "E10", "--home", "here").code == 0
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    (table,) = (tmp_path / "here" / "recordings").glob("*_E10_1.csv")
    (table.parent / f".{table.stem}.json.abc.part").write_text("half of it")
    assert run("history", "export", "virtual", "-o", "out", "--home", "../here").code == 0
    assert len(list(Path("out/recordings").glob("*.csv"))) == 1
    assert run("history", "delete", "virtual", "--yes", "--home", "../here").code == 0
    assert not list((tmp_path / "here" / "recordings").iterdir())
