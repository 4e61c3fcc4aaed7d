"""A catalogue of one's own, through the command line: simulated, analysed, rehearsed and coached, with no code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ended
from tests.own_catalogue import new_id, renamed

Run = Callable[..., Ended]
REHEARSED = ("session", "--virtual", "--fast", "--answers", "good", "--level", "clean", "--json")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("SENSORTRACK_HOME", str(folder))
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(renamed(), encoding="utf-8")
    return path


def counts(report: dict[str, Any]) -> dict[str, list[tuple[int, int | None, int | None]]]:
    return {
        e["id"]: [(s["repetitions"], s["left"], s["right"]) for s in e["sets"]] for e in report["exercises"]
    }


def test_a_new_exercise_is_simulated_and_analysed(run: Run, own: Path, tmp_path: Path) -> None:
    path = tmp_path / "bend.csv"
    assert run("simulate", "-e", "side_bend", "--catalogue", own, "--rate", 50, "-o", path).code == 0
    named = run("analyse", path, "--catalogue", own, "--json")
    document = json.loads(named.out)
    assert document["exercise"] == "side_bend"
    assert (document["summary"]["left"], document["summary"]["right"]) == (3, 3)
    assert document["software"]["catalogue"] == str(own)
    unknown = run("simulate", "-e", "side_bend", "--rate", 50, "-o", tmp_path / "no.csv")
    assert unknown.code == 2
    assert "side_bend" in unknown.err


def test_a_whole_session_of_a_catalogue_with_other_ids_and_a_new_exercise_is_rehearsed(
    run: Run, own: Path
) -> None:
    ended = run(*REHEARSED, "--catalogue", own)
    assert ended.code == 0, ended.err
    report = json.loads(ended.out)
    assert report["session"]["ended"] == "complete"
    ours = run(*REHEARSED, "--person", "other")
    assert ours.code == 0, ours.err
    done, expected = counts(report), counts(json.loads(ours.out))
    assert done.pop("side_bend") == [(8, 4, 4)]
    assert done == {new_id(id): sets for id, sets in expected.items()}
    for e in report["exercises"]:
        assert all(f["outcome"] != "fail" for f in e["findings"]), e["id"]
    said = [line for line in ended.err.splitlines() if "Breathe in" in line]
    assert any("left" in line for line in said)
