"""How the benchmark decides that a repetition found is one of the truth."""

from __future__ import annotations

from typing import Any

from benchmarks.accuracy.matching import exact, match, matches_moments
from sensortrack.records import Attempt


def found(*spans: tuple[float, float]) -> list[Attempt]:
    return [
        Attempt(i, "repetition", None, None, start, end, 20.0, 1.0, 0.5 * (start + end), end + 0.1)
        for i, (start, end) in enumerate(spans)
    ]


def true(*spans: tuple[float, float]) -> list[dict[str, Any]]:
    return [{"start_s": start, "end_s": end} for start, end in spans]


def test_repetitions_in_their_places_match_one_to_one() -> None:
    pairs = match(found((0.1, 4.0), (6.0, 9.9)), true((0.0, 4.1), (6.1, 10.0)))
    assert [(a.index, t["start_s"]) for a, t in pairs] == [(0, 0.0), (1, 6.1)]


def test_the_right_number_in_the_wrong_places_is_not_exact() -> None:
    assert exact(found((0.0, 4.0)), true((0.0, 4.0)))
    assert not exact(found((4.5, 8.0)), true((0.0, 4.0)))


def test_two_repetitions_found_as_one_match_neither() -> None:
    assert match(found((0.0, 10.0)), true((0.0, 4.8), (5.2, 10.0))) == []


def test_a_piece_of_a_repetition_matches_it_only_beyond_half() -> None:
    assert not match(found((0.0, 2.0)), true((0.0, 4.0)))
    assert match(found((0.0, 2.1)), true((0.0, 4.0)))


def test_one_found_repetition_serves_for_one_true_one_only() -> None:
    assert len(match(found((0.0, 4.0)), true((0.0, 4.0), (0.0, 4.0)))) == 1


def test_moments_match_when_each_repetition_holds_exactly_one() -> None:
    truth = true((0.0, 4.0), (6.0, 10.0))
    assert matches_moments([2.0, 8.0], truth)
    assert not matches_moments([1.0, 2.0], truth)
    assert not matches_moments([2.0, 5.0], truth)
    assert not matches_moments([2.0], truth)
