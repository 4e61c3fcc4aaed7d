"""The map of the worlds and the search for the worst, on trackers that fail where it was planted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from benchmarks.accuracy.work import Work
from benchmarks.accuracy.worlds import map_levels
from benchmarks.accuracy.worlds.__main__ import main
from benchmarks.accuracy.worlds.draw import EXERCISES, STILL, TABLE_SEED, World, properties, world
from benchmarks.accuracy.worlds.grouped import by_group, lost, why
from benchmarks.accuracy.worlds.map_levels import Cell, Surveyor, run_about, survey, worst_sides
from benchmarks.accuracy.worlds.map_page import extremes, page
from benchmarks.accuracy.worlds.score import Outcome
from benchmarks.accuracy.worlds.search import Extreme, distance, least_extreme, middle_world

SETS = 8


def outcome(w: World, *, found: int = 10, inside_out: bool = False, why_not_judged: str = "") -> Outcome:
    missed = Counter({"too_small": 10 - found} if found < 10 else {})
    return Outcome(w, 10, found, found == 10, inside_out, why_not_judged, missed, 0.0)


@pytest.fixture
def surveyor(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[World], bool]], Surveyor]:
    """A surveyor of a tracker that misses two repetitions of each world of a kind."""

    def planted(fails: Callable[[World], bool]) -> Surveyor:
        monkeypatch.setattr(map_levels, "outcome_of", lambda w: outcome(w, found=8 if fails(w) else 10))
        return Surveyor(Work(quiet=True), SETS, tell=lambda _: None)

    return planted


def cell(exact: int) -> Cell:
    return Cell(tuple(k < exact for k in range(SETS)))


def test_a_level_is_worse_only_where_more_sets_are_lost_than_chance_would_lose() -> None:
    assert not cell(SETS - 4).worse_than(cell(SETS))
    assert cell(SETS - 5).worse_than(cell(SETS))
    assert not cell(SETS).worse_than(cell(SETS - 5))
    shuffled = Cell(cell(SETS - 5).exact[::-1])
    assert not shuffled.worse_than(cell(SETS - 5))


def test_levels_are_good_without_a_break_around_the_ordinary_ones() -> None:
    way = properties()["way"]
    good = {0.6: 8, 0.8: 0, 1.2: 8, 2.0: 8, 4.0: 8, 6.0: 0, 8.0: 8}
    cells = {value: cell(exact) for value, exact in good.items()}
    assert run_about(way, cells, lambda c: c.share == 1.0) == (1.2, 4.0)
    assert run_about(way, {2.0: cell(0), 8.0: cell(SETS)}, lambda c: c.share == 1.0) is None


def test_the_map_finds_the_property_that_costs_sets_and_how_far_it_is_harmless(
    surveyor: Callable[[Callable[[World], bool]], Surveyor],
) -> None:
    m = survey(surveyor(lambda w: w.values["tremor"] > 0.12 or w.values["hold"] < 0.7))
    assert m.ordinary.share == 1.0
    assert list(worst_sides(m.levels))[:2] in (["tremor", "hold"], ["hold", "tremor"])
    assert run_about(properties()["tremor"], m.levels["tremor"], lambda c: c.share >= 0.99) == (0.0, 0.1)
    assert run_about(properties()["hold"], m.levels["hold"], lambda c: c.share >= 0.99) == (1.0, 60.0)
    assert all(c.share == 1.0 for c in m.levels["rate"].values())
    assert len(m.pairs) == 10
    both = next(p for p in m.pairs if {p.first, p.second} == {"tremor", "hold"})
    assert [[c.share for c in row] for row in both.cells] == [[1, 0, 0], [0, 0, 0], [0, 0, 0]]
    assert {both.first_levels[2], both.second_levels[2]} == {0.2, 0.3}


def test_a_pair_that_is_harmless_apart_shows_where_both_are_high(
    surveyor: Callable[[Callable[[World], bool]], Surveyor],
) -> None:
    s = surveyor(lambda w: w.values["tremor"] > 0.12 and w.values["pivot"] > 0.44)
    pair = s.pair(properties()["tremor"], properties()["pivot"], {"tremor": 1, "pivot": 1})
    assert pair.first_levels == (None, 0.125, 0.2)
    assert pair.second_levels == (None, 0.45, 0.5)
    assert [[c.share for c in row] for row in pair.cells] == [[1, 1, 1], [1, 0, 0], [1, 0, 0]]


def test_the_search_finds_the_planted_worlds_and_nothing_else_off_the_middle() -> None:
    def fails(w: World) -> bool:
        return w.values["tremor"] > 0.12 and w.values["pivot"] > 0.4

    found = [e for seed in range(120) if (e := least_extreme(seed, fails)) is not None]
    assert 4 <= len(found) <= 20  # a twelfth of the restarts has both
    for e in found:
        assert fails(e.world)
        assert set(e.at) == {"tremor", "pivot"}
        # Half of the way in each, found to a tenth.
        assert distance(e.at) == pytest.approx(0.095 / 0.175 + 0.15 / 0.25, abs=0.2)


def test_a_world_of_the_search_is_made_again_from_what_is_printed() -> None:
    e = least_extreme(3, lambda w: w.values["amplitude"] > 1.0)
    assert (
        e is None or middle_world(3, {name: float(f"{e.world.values[name]:g}") for name in e.at}) == e.world
    )
    assert least_extreme(3, lambda w: False) is None


def test_a_set_is_lost_beyond_one_or_inside_out_without_a_word() -> None:
    w = world(5, "ordinary")
    assert not lost(outcome(w, found=9))
    assert lost(outcome(w, found=8))
    assert lost(outcome(w, inside_out=True))
    assert not lost(outcome(w, inside_out=True, why_not_judged="start_pose_open"))


def test_the_page_shows_every_property_what_is_worse_and_the_worlds_that_are_lost(
    surveyor: Callable[[Callable[[World], bool]], Surveyor],
) -> None:
    m = survey(surveyor(lambda w: w.values["tremor"] > 0.12))
    e = Extreme(middle_world(7, {"tremor": 0.16}), {"tremor": 0.77})
    text = page(m, [(e, outcome(e.world, found=7))], failed=1, restarts=4, minutes=2.0)
    for name in properties():
        assert f"| {name} | " in text
    assert "0.1: 100 · 0.15: **0** · 0.2: **0**" in text
    assert "| ≤ 0.1 | ≤ 0.1 |" in text
    assert "| begins | still: 100 · moving: 100" in text
    assert "| 0.77 | 0.77 | E11 |" in text
    assert "`--show 7 --middle --set tremor=0.16`" in text
    assert f"There are {SETS} sets a level" in text
    assert "within the restless ranges: tremor 0.15, 0.2. Outside of them: tremor 0.3, 0.4." in text
    assert extremes([]) == "None was found."


def test_groups_count_every_world_once() -> None:
    worlds = [world(TABLE_SEED + k, "ordinary", EXERCISES[k % 8], dict(STILL)) for k in range(24)]
    outcomes = [outcome(w, found=10 if k % 3 else 8) for k, w in enumerate(worlds)]
    lines = [[c.strip() for c in line.split("|")[1:-1]] for line in by_group(outcomes).splitlines()[2:]]
    sizes: Counter[str] = Counter()
    for group, _, sets, *_ in lines:
        sizes[group] += int(sets)
    assert set(sizes.values()) == {24}
    assert "| too few repetitions | 8 |" in why(outcomes)
    assert "| too_small | 16 | 8 |" in why(outcomes)


def test_the_command_shows_one_world_and_refuses_what_is_not_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--show", "7", "--middle", "--set", "tremor=0.16", "--set", "way=1.5"]) == 0
    shown = capsys.readouterr().out
    assert "world 7 (ordinary, E11)" in shown
    assert "begins still, ends still" in shown
    assert "way 1.5," in shown
    for wrong in (["--map", "nothing"], ["--map", "tremor", "--write"], ["--write"]):
        with pytest.raises(SystemExit) as ended:
            main(wrong)
        assert ended.value.code == 2
    assert "say --map all" in capsys.readouterr().err
