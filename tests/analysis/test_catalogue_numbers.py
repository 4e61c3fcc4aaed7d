"""The tracker's numbers are the catalogue's: one is changed there, and events, attempts and findings change with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sensortrack
from sensortrack.analysis import Analysis, Result
from sensortrack.errors import CatalogueError
from sensortrack.protocol import Catalogue, load_catalogue
from sensortrack.protocol.catalogue import OURS
from sensortrack.records import Finding, Recording
from sensortrack.sources.simulator import CLEAN, Jerk
from tests.simulated import simulated_set

With = Callable[[dict[str, float]], Catalogue]


@pytest.fixture
def catalogue_with(tmp_path: Path) -> With:
    """Our catalogue with other numbers; a key is `table/number`, the table as its id or its header has it."""

    def make(changes: dict[str, float]) -> Catalogue:
        path = tmp_path / "own.toml"
        path.write_text(_changed(changes), encoding="utf-8")
        return load_catalogue(path)

    return make


def _changed(changes: dict[str, float]) -> str:
    text = OURS.read_text(encoding="utf-8")
    for key, value in changes.items():
        table, number = key.split("/")
        head = re.search(rf'^(?:\[{re.escape(table)}\]|id = "{re.escape(table)}")$', text, re.M)
        assert head is not None, key
        start = head.start()
        found = re.compile(rf"^(?:numbers\.)?{number} = {{ value = [\d.]+", re.M).search(text, start)
        assert found is not None, key
        new = re.sub(r"[\d.]+$", f"{value!r}", found[0])
        text = text[: found.start()] + new + text[found.end() :]
    return text


def finding(result: Result, rule: str) -> Finding:
    return next(f for f in result.findings if f.rule == rule)


def attacks(result: Result) -> list[Any]:
    return [e for e in result.events if e.kind == "attack"]


@cache
def jerky(seed: int) -> Recording:
    jerks = (Jerk(2, "out", "attack"), Jerk(4, "return", "attack"), Jerk(5, "out", "catch"))
    return simulated_set("E6", seed, repetitions=6, jerks=jerks, rate_hz=50.0)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(1.0, 10.0), st.integers(1, 3))
def test_what_the_events_call_an_attack_is_what_the_rule_calls_one(
    catalogue_with: With, limit: float, seed: int
) -> None:
    result = sensortrack.analyse(jerky(seed), catalogue=catalogue_with({"G1/below": limit}))
    smooth = finding(result, "G1")
    assert smooth.limit == limit
    found = attacks(result)
    assert all(e.limit == limit and e.size >= limit for e in found)
    too_small = {a.index for a in result.attempts if a.outcome == "too_small"}
    named = {e.attempt for e in found} - too_small
    assert named == (set(smooth.attempts) if smooth.outcome == "fail" else set())
    if smooth.outcome == "fail":
        assert smooth.value == max(e.size for e in found if e.attempt not in too_small)


def test_at_a_higher_limit_no_event_is_an_attack_that_the_rule_lets_pass(catalogue_with: With) -> None:
    ours = sensortrack.analyse(jerky(1))
    assert (finding(ours, "G1").outcome, {e.limit for e in attacks(ours)}) == ("fail", {2.5})
    lenient = sensortrack.analyse(jerky(1), catalogue=catalogue_with({"G1/below": 9.0}))
    assert (finding(lenient, "G1").outcome, attacks(lenient)) == ("pass", [])


@pytest.mark.parametrize(("limit", "swings", "outcome"), [(15.0, 0, "not_judged"), (5.0, 1, "fail")])
def test_a_hang_swings_where_its_rule_says_so(
    catalogue_with: With, limit: float, swings: int, outcome: str
) -> None:
    hang = simulated_set("E1", 3, difficulty=CLEAN, repetitions=0, swing_deg=9.0)
    result = sensortrack.analyse(hang, catalogue=catalogue_with({"E1.passive/most": limit}))
    noted = [e for e in result.events if e.kind == "swing"]
    assert bool(noted) == bool(swings)
    assert all(e.limit == limit for e in noted)
    passive = finding(result, "E1.passive")
    assert (passive.outcome, passive.limit) == (outcome, limit)


@pytest.mark.parametrize("limit", [1.0, 2.5, 8.0])
def test_a_pull_in_a_hang_is_an_attack_by_the_one_rule_of_smoothness(
    catalogue_with: With, limit: float
) -> None:
    hang = simulated_set("E1", 3, difficulty=CLEAN, repetitions=0, swing_deg=9.0)
    result = sensortrack.analyse(hang, catalogue=catalogue_with({"G1/below": limit}))
    found = attacks(result)
    assert all(e.limit == limit for e in found)
    assert finding(result, "G1").limit == limit
    assert (finding(result, "G1").outcome == "fail") is bool(found)
    assert (finding(result, "E1.passive").outcome == "fail") is bool(found)


@pytest.mark.parametrize("longest", [0.2, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("gap_s", [0.1, 0.49, 0.5, 0.51, 0.98, 1.0, 1.5])
def test_the_tracker_and_the_judge_call_the_same_gap_long(
    catalogue_with: With, longest: float, gap_s: float
) -> None:
    # In a rest: what the judge calls long hides a repetition, what the tracker calls long needs a start pose anew.
    gapped = simulated_set(
        "E11", 4, difficulty=CLEAN, repetitions=5, rest_s=4.0, sensor={"gaps": ((11.0, gap_s),)}
    )
    result = sensortrack.analyse(gapped, catalogue=catalogue_with({"judging/gap": longest}))
    (gap,) = [e for e in result.events if e.type == "gap"]
    (missing,) = result.recording.gaps
    assert gap.limit == longest
    assert gap.size == pytest.approx(missing.end_s - missing.start_s, abs=1e-9)
    poses = [e for e in result.events if e.type == "start_pose"]
    is_long = gap_s > longest
    assert len(poses) == (2 if is_long else 1)
    assert finding(result, "E11.hold").outcome == ("not_judged" if is_long else "pass")


def test_a_rate_that_is_too_low_for_the_catalogue_makes_no_smoothness_valid(catalogue_with: With) -> None:
    one = simulated_set("E6", 2, difficulty=CLEAN, repetitions=2, rate_hz=30.0)

    def valid(result: Result) -> set[bool]:
        return {
            p.measures["attack_ratio"].valid for a in result.attempts for p in a.phases if p.name != "hold"
        }

    assert valid(sensortrack.analyse(one)) == {True}
    strict = catalogue_with({"judging/real_rate": 40.0, "judging/nominal_rate": 40.0})
    result = sensortrack.analyse(one, catalogue=strict)
    assert valid(result) == {False}
    assert finding(result, "G1").outcome == "not_judged"
    assert attacks(result) == []


def joined(*parts: Recording) -> Recording:
    """One recording after the other, as if it had been one."""
    blocks, begin = [], 0.0
    for part in parts:
        (block,) = part.blocks
        blocks.append(replace(block, time_s=block.time_s + begin))
        begin = float(blocks[-1].time_s[-1]) + 1.0 / part.rate_hz
    whole = replace(
        blocks[0],
        time_s=np.concatenate([b.time_s for b in blocks]),
        acc=np.concatenate([b.acc for b in blocks]),
        gyr=np.concatenate([b.gyr for b in blocks if b.gyr is not None]),
    )
    description = replace(parts[0].description, truth=None)
    return replace(parts[0], description=description, blocks=(whole,))


@cache
def of_all_sizes() -> Recording:
    """Four bridges of 25°, then one that is long and small, one short, and one long but very small."""

    def set_of(n: int, amplitude_deg: float, **plan: Any) -> Recording:
        return simulated_set(
            "E6", 1, difficulty=CLEAN, repetitions=n, amplitude_deg=amplitude_deg, rate_hz=50.0, **plan
        )

    return joined(
        set_of(4, 25.0, hold_s=3.0),
        set_of(1, 8.0, hold_s=3.0),
        set_of(1, 16.0, hold_s=0.0, out_s=0.7, return_s=0.7),
        set_of(1, 12.0, hold_s=0.4, out_s=1.4, return_s=1.4),
    )


def outcomes(result: Result) -> list[str]:
    return [a.outcome for a in result.attempts]


@pytest.mark.parametrize(
    ("changes", "small", "short", "between"),
    [
        ({}, "repetition", "repetition", "aborted"),
        ({"definitions.repetition/long": 9.0}, "aborted", "repetition", "aborted"),
        ({"definitions.repetition/long_share": 40.0}, "aborted", "repetition", "aborted"),
        ({"definitions.repetition/short_share": 80.0}, "repetition", "aborted", "aborted"),
        ({"definitions.repetition/short_share": 40.0}, "repetition", "repetition", "repetition"),
        ({"definitions.repetition/usual_share": 30.0}, "repetition", "repetition", "repetition"),
        ({"definitions.repetition/quickest": 3.0}, "repetition", "aborted", "aborted"),
        ({"definitions.repetition/shift": 0.0}, "repetition", "repetition", "aborted"),
        ({"definitions.repetition/shift": 26.0}, "aborted", "repetition", "aborted"),
        ({"definitions.repetition/raised_share": 10.0}, "repetition", "repetition", "aborted"),
        ({"E6/least_amplitude": 10.0}, "too_small", "repetition", "aborted"),
    ],
)  # fmt: skip
def test_what_a_repetition_is_stands_in_the_catalogue(
    catalogue_with: With, changes: dict[str, float], small: str, short: str, between: str
) -> None:
    result = sensortrack.analyse(of_all_sizes(), catalogue=catalogue_with(changes))
    assert outcomes(result) == ["repetition"] * 4 + [small, short, between]
    count = outcomes(result).count("repetition")
    assert (result.summary.repetitions, finding(result, "E6.count").value) == (count, count)


def test_a_higher_share_makes_what_is_raised_shorter(catalogue_with: With) -> None:
    """At 90 % of its own height a bridge of a short hold isn't raised for long, nor for long enough to be small."""
    changes = {"definitions.repetition/raised_share": 90.0, "definitions.repetition/long": 4.6}
    lower = catalogue_with({"definitions.repetition/long": 4.6})
    assert outcomes(sensortrack.analyse(of_all_sizes(), catalogue=lower))[4] == "repetition"
    higher = catalogue_with(changes)
    assert outcomes(sensortrack.analyse(of_all_sizes(), catalogue=higher))[4] != "repetition"


def test_phases_begin_and_end_at_the_share_of_the_catalogue(catalogue_with: With) -> None:
    one = simulated_set("E6", 5, difficulty=CLEAN, repetitions=4, hold_s=3.0)
    spans = []
    for share in (1.0, 2.5, 5.0, 10.0):
        result = sensortrack.analyse(one, catalogue=catalogue_with({"definitions.phase/boundary": share}))
        first = result.attempts[1]
        (out, hold, back) = first.phases
        spans.append((out.duration_s, hold.duration_s))
        # Of a minimum-jerk movement of 2 s the part faster than the share of its peak lasts 2 √(1 − √share) s.
        true_s = 2.0 * (1.0 - (share / 100.0) ** 0.5) ** 0.5
        assert out.duration_s == pytest.approx(true_s, abs=0.06)
        assert back.duration_s == pytest.approx(true_s, abs=0.06)
        smooth = out.measures["attack_ratio"]
        assert smooth.value == pytest.approx(true_s / 2.0, abs=0.05)
    assert spans == sorted(spans, key=lambda s: -s[0])
    assert [s[1] for s in spans] == sorted(s[1] for s in spans)


@pytest.mark.parametrize("size", [1, 37, 1000])
def test_live_goes_by_the_same_numbers(catalogue_with: With, size: int) -> None:
    changes = {"G1/below": 3.0, "judging/gap": 0.3, "definitions.repetition/short_share": 70.0}
    other, recording = catalogue_with(changes), jerky(2)
    live = Analysis(other.exercise("E6"), other, recording.description, recording.rate_hz)
    for block in recording.blocks:
        for chunk in block.chunks(size):
            live.feed(chunk)
    assert live.finish()[1].to_dict() == sensortrack.analyse(recording, catalogue=other).to_dict()


def test_the_document_shows_the_numbers_that_were_used(catalogue_with: With) -> None:
    document = sensortrack.analyse(
        jerky(1), catalogue=catalogue_with({"definitions.repetition/long": 1.1, "judging/gap": 0.4})
    ).to_dict()
    assert document["numbers"]["definitions.repetition.long"] == {"value": 1.1, "unit": "s", "origin": "ours"}
    assert document["numbers"]["judging.gap"]["value"] == 0.4
    assert document["numbers"]["E6.least_amplitude"] == {"value": 6.0, "unit": "deg", "origin": "ours"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("definitions.repetition/raised_share", 95.0),
        ("definitions.repetition/long", 0.0),
        ("definitions.repetition/long_share", 60.0),  # more than short_share
        ("definitions.repetition/short_share", 101.0),
        ("definitions.phase/boundary", 0.0),
        ("definitions.phase/boundary", 50.0),
        ("judging/gap", 60.0),
        ("judging/real_rate", 5.0),
        ("judging/real_rate", 30.0),  # more than nominal_rate
        ("G1/below", 0.5),
        ("G1/below", 50.0),
        ("E1.passive/most", 0.0),
    ],
)
def test_a_number_out_of_its_range_is_refused(catalogue_with: With, key: str, value: float) -> None:
    with pytest.raises(CatalogueError) as caught:
        catalogue_with({key: value})
    assert (caught.value.key or "").endswith(f"{key.split('/')[1]}.value")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("[definitions.phase]", "[definitions.phrase]", "definitions.phrase"),
        ("shift = {", "shifts = {", "definitions.repetition.shifts"),
        ('boundary = { value = 5, unit = "%"', 'boundary = { value = 5, unit = "s"', "boundary.unit"),
    ],
)
def test_a_catalogue_without_its_definitions_is_refused(tmp_path: Path, old: str, new: str, key: str) -> None:
    path = tmp_path / "own.toml"
    text = OURS.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(path)
    assert (caught.value.key or "").endswith(key)
