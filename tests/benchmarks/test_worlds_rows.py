"""The rows of the table from worlds and stairs, and the tracker's size: what is drawn for them, and what they say."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from benchmarks.accuracy import no_exercise
from benchmarks.accuracy.no_exercise import FRAMES, Counted, count_climb
from benchmarks.accuracy.sets import EXERCISES
from benchmarks.accuracy.size import constants
from benchmarks.accuracy.work import Work
from benchmarks.accuracy.worlds import rows, stairs
from benchmarks.accuracy.worlds.draw import TABLE_SEED, World, for_the_table_alone
from benchmarks.accuracy.worlds.map_levels import MAP_SEED
from benchmarks.accuracy.worlds.rows import IDS, worlds_of
from benchmarks.accuracy.worlds.score import Outcome
from benchmarks.accuracy.worlds.search import SEARCH_SEED


def test_rows_share_no_seed_and_all_are_the_tables_but_the_searchs() -> None:
    firsts = sorted([*rows.FIRST_SEED.values(), stairs.STAIRS_SEED, MAP_SEED])
    assert firsts[0] >= TABLE_SEED
    assert all(b - a > 50_000 for a, b in itertools.pairwise(firsts))
    assert all(
        [w.seed for w in worlds_of(id, 3)] == [rows.FIRST_SEED[id] + k for k in range(3)] for id in IDS
    )
    assert SEARCH_SEED + 50_000 < TABLE_SEED


def test_each_row_draws_what_it_names_and_leaves_the_rest_ordinary() -> None:
    for w in worlds_of("worlds-trembling", 200):
        assert w.regime == "ordinary"
        assert w.tremor in ("postural", "effort")
        assert 0.05 <= w.values["tremor"] <= 0.2
        assert 4.0 <= w.values["tremor_frequency"] <= 12.0
    begins = Counter(w.beginning for w in worlds_of("worlds-beginnings", 400))
    assert set(begins) == {"moving", "in the hold", "at the top", "getting into position", "walking in"}
    assert min(begins.values()) > 50
    ordinary, restless = (worlds_of(id, 400) for id in IDS[:2])
    assert {w.regime for w in restless} == {"restless"}
    assert Counter(w.exercise for w in ordinary) == dict.fromkeys(EXERCISES, 50)
    alone = sum(for_the_table_alone(w.shape, w.tremor) for w in ordinary)
    assert 0.25 < alone / 400 < 0.42


def planted(w: World) -> Outcome:
    """A tracker that can't tell sets which begin at the top, and turns those that begin in a hold inside out."""
    inside_out, at_the_top = w.beginning == "in the hold", w.beginning == "at the top"
    why = "start_pose_open" if at_the_top else ""
    found = 7 if w.values["tremor"] > 0.15 or inside_out or at_the_top else 10
    return Outcome(w, 10, found, found == 10, inside_out, why, {}, 0.0)


def test_the_rows_say_what_is_exact_what_is_inside_out_and_what_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rows, "outcome_of", planted)
    report = rows.measure(Work(sets=80, quiet=True))
    ordinary, restless, trembling, beginnings = report.rows
    assert [r.id for r in report.rows] == list(IDS)
    assert "400 worlds, 4000 repetitions" in ordinary.sample
    held = sum(w.beginning == "in the hold" for w in worlds_of(IDS[0], 400))
    assert f"/ {held} (" in ordinary.reached
    assert not any(r.met for r in report.rows)
    calm = [w for w in worlds_of(IDS[2], 80) if w.beginning == w.ending == "still"]
    right = sum(w.values["tremor"] <= 0.15 for w in calm) / len(calm)
    assert f"begin and end still {100 * right:.1f} %" in trembling.reached
    top = sum(w.beginning == "at the top" for w in worlds_of(IDS[3], 80))
    assert f"not judged {top}" in beginnings.reached
    (section,) = report.sections
    assert "been turned inside out" in section.text
    assert "not judged: start_pose_open" in section.text
    assert restless.kind == "simulated"


def test_a_climb_is_counted_as_each_exercise_with_axes_declared_and_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stairs, "LEAST_S", 5.0)
    found = count_climb(61)
    assert {(c.exercise, c.frame) for c in found} == set(itertools.product(EXERCISES, FRAMES))
    assert {c.kind for c in found} == {"stairs, ordinary"}
    assert all(0.1 < c.minutes < 2.0 for c in found)


def test_false_repetitions_are_shown_for_the_worst_exercise_with_the_interval_of_their_count() -> None:
    found = [
        Counted(f"stairs, {pace}", e, frame, 2 if (e, frame, pace) == ("E9", "body", "slow") else 0, 10.0)
        for pace in stairs.PACES
        for e in EXERCISES
        for frame in FRAMES
    ]
    row = no_exercise._each("false-stairs", "", found, "stairs", "3 climbs")
    assert row.reached == "axes declared: ≤ 0.07 [0.01–0.24] (E9); axes not declared: ≤ 0.00 [0.00–0.12] (E3)"
    assert row.met
    assert row.sample == "3 climbs, 30.0 min"
    assert row.kind == "simulated"


def test_a_constant_is_a_name_with_a_number_in_what_it_is_set_to() -> None:
    text = """
import math
LIMIT_DEG = 5.0
A, B = 1, -2
NAMES = ("a", "b")
DERIVED = LIMIT_DEG * A
HALF = LIMIT_DEG / 2
ON = True
BAND_HZ: tuple[float, float] = (3.0, 12.0)
class WalkParams:
    least_hz: float = 1.0
    label: str = "steps"
class Other:
    size: int = 3
def f(x=4):
    y = 5
"""
    assert constants(text) == 6
