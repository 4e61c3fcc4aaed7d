"""The accuracy benchmark as a command: a tiny run, its rows, and what it says where something isn't at hand."""

from __future__ import annotations

import json
import tomllib
from importlib import import_module
from typing import Any

import pytest

from benchmarks.accuracy.__main__ import FAMILIES, main
from benchmarks.accuracy.page import SHORTFALLS
from benchmarks.accuracy.sets import FROZEN_SEED, Scored, score, sets_of
from benchmarks.accuracy.table import Report, share
from benchmarks.accuracy.work import Work


def table(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert main([*arguments, "--json", "--jobs", "1", "--quiet"]) == 0
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return rows


def test_every_family_names_its_rows_and_no_two_share_a_name() -> None:
    ids = [id for name in FAMILIES for id in import_module(f"benchmarks.accuracy.{name}").IDS]
    assert len(ids) == len(set(ids)) >= 25


def test_every_reason_for_a_shortfall_is_of_a_row() -> None:
    ids = {id for name in FAMILIES for id in import_module(f"benchmarks.accuracy.{name}").IDS}
    assert set(tomllib.loads(SHORTFALLS.read_text(encoding="utf-8"))) <= ids


def test_a_tiny_run_fills_the_rows_that_were_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    rows = table(capsys, "--sets", "8", "--only", "count-", "--only", "amplitude")
    assert [r["id"] for r in rows] == [
        "count-ordinary",
        "count-hard",
        "amplitude",
        "amplitude-uncertainty",
        "count-other",
        "amplitude-other",
    ]
    for row in rows:
        assert row["kind"] == "simulated"
        assert row["met"] in (True, False)
        assert "%" in row["reached"] or "°" in row["reached"]


def test_rows_on_recordings_that_are_not_at_hand_say_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SENSORTRACK_DATA", raising=False)
    rows = table(capsys, "--only", "trunkyxl", "--only", "mex", "--only", "bends")
    assert [r["met"] for r in rows] == [None, None, None]
    assert all("not run: no SENSORTRACK_DATA" in r["reached"] for r in rows)


def test_a_row_that_does_not_exist_is_refused_with_those_that_do(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--only", "counts"])
    assert ended.value.code == 2
    assert "count-ordinary" in capsys.readouterr().err


def test_every_set_of_a_run_has_a_frozen_seed_of_its_own() -> None:
    sets = [(s.exercise, s.seed) for level in ("ordinary", "hard") for s in sets_of("simulator", level, 1000)]
    seeds = [seed for _, seed in sets]
    assert len(sets) == 2000
    assert len(set(seeds)) == len(seeds)
    assert min(seeds) >= FROZEN_SEED


def test_families_of_measurements_share_no_seed() -> None:
    modules = [import_module(f"benchmarks.accuracy.{name}") for name in FAMILIES]
    offsets = [0, *(m.SEED_OFFSET for m in modules if hasattr(m, "SEED_OFFSET"))]
    seeds = [s.seed for offset in offsets for s in sets_of("simulator", "ordinary", 1000, offset=offset)]
    assert len(set(seeds)) == len(seeds)


def test_a_missed_and_a_made_up_repetition_are_told_with_what_was_special() -> None:
    (task,) = sets_of("simulator", "ordinary", 1, exercises=["E6"])
    good = score(task)
    assert isinstance(good, Scored)
    assert good.true == 10
    assert good.found == good.matched + len(good.extra)
    assert good.true == good.matched + len(good.missed)
    assert set(good.baselines) == {
        "peaks of the tilt angle",
        "zero crossings of the speed",
        "autocorrelation of the tilt angle",
    }


def test_a_share_short_of_the_whole_is_never_shown_as_the_whole() -> None:
    assert share(1.0) == "100.0 %"
    assert share(0.99999) == "99.9 %"
    assert share(0.5, 0) == "50 %"


def test_work_keeps_the_order_of_its_tasks() -> None:
    with Work(jobs=1, quiet=True) as work:
        assert work.map(abs, [-3, 1, -2], "numbers") == [3, 1, 2]
    assert Report().rows == []
