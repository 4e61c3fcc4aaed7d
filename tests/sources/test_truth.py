"""What the truth says is what the noise-free signal does."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sensortrack.records import FloatArray
from sensortrack.sources.simulator import (
    CLEAN,
    EXERCISES,
    HARD,
    ORDINARY,
    Difficulty,
    Jerk,
    JerkKind,
    Patient,
    Sensor,
    SetPlan,
    plan_for,
    simulate,
)
from sensortrack.sources.simulator.shapes import crossings, min_jerk, peak_speed

COUNTED = ["E3", "E4", "E6", "E7", "E8", "E9", "E10", "E11"]


def truth(plan: SetPlan, difficulty: Difficulty = CLEAN, seed: int = 1) -> dict[str, Any]:
    found = simulate(plan, sensor=Sensor(rate_hz=50), difficulty=difficulty, seed=seed).description.truth
    assert isinstance(found, dict)
    return found


def speed_of(plan: SetPlan, rate_hz: float = 800.0) -> tuple[FloatArray, FloatArray]:
    patient = Patient(plan, CLEAN, 1)
    count = int(patient.script.end_s * rate_hz)
    return np.arange(count) / rate_hz, np.linalg.norm(patient.at(rate_hz, count).rate_dps, axis=1)


def test_a_minimum_jerk_phase_is_cut_at_0_0594_of_its_duration() -> None:
    early, late = crossings(min_jerk(), 0.05 * peak_speed(min_jerk()))
    assert early == pytest.approx(0.0594, abs=1e-4)
    assert late == pytest.approx(1 - 0.0594, abs=1e-4)


def test_the_times_of_a_clean_repetition_lie_just_inside_its_phases() -> None:
    plan = plan_for("E6", repetitions=1, out_s=2.0, hold_s=3.0, return_s=1.5, lead_in_s=2.5)
    (attempt,) = truth(plan)["attempts"]
    cut = 0.0594
    assert attempt["start_s"] == pytest.approx(2.5 + cut * 2.0, abs=1e-3)
    assert attempt["plateau_start_s"] == pytest.approx(4.5 - cut * 2.0, abs=1e-3)
    assert attempt["plateau_end_s"] == pytest.approx(7.5 + cut * 1.5, abs=1e-3)
    assert attempt["end_s"] == pytest.approx(9.0 - cut * 1.5, abs=1e-3)
    assert attempt["hold_s"] == pytest.approx(3.0 + cut * 3.5, abs=2e-3)
    assert attempt["plateau_start_s"] < attempt["peak_s"] < attempt["plateau_end_s"]
    assert attempt["amplitude_deg"] == 25.0


@pytest.mark.parametrize("kind", [None, "attack", "hesitation", "catch"])
def test_truth_times_are_where_the_noise_free_speed_crosses_5_percent(kind: JerkKind | None) -> None:
    jerks = () if kind is None else (Jerk(1, "out", kind), Jerk(1, "return", kind))
    plan = plan_for("E6", repetitions=1, jerks=jerks)
    (attempt,) = truth(plan)["attempts"]
    time, speed = speed_of(plan)
    middle = attempt["peak_s"]
    for part, first, last in (
        (time < middle, "start_s", "plateau_start_s"),
        (time >= middle, "plateau_end_s", "end_s"),
    ):
        above = time[part][speed[part] > 0.05 * speed[part].max()]
        assert above[0] == pytest.approx(attempt[first], abs=3e-3)
        assert above[-1] == pytest.approx(attempt[last], abs=3e-3)


def test_a_pause_neither_ends_a_phase_nor_counts_as_a_hold() -> None:
    paused = replace(CLEAN, pause_out_probability=1.0, pause_return_probability=1.0)
    plan = plan_for("E6", repetitions=3)
    plain, halting = truth(plan)["attempts"], truth(plan, paused)["attempts"]
    for a, b in zip(plain, halting, strict=True):
        out, back = b["pauses"]
        assert b["start_s"] < out["start_s"] < out["end_s"] < b["plateau_start_s"]
        assert b["plateau_end_s"] < back["start_s"] < back["end_s"] < b["end_s"]
        # Two shorter movements have shorter edges.
        assert a["hold_s"] - 0.25 < b["hold_s"] < a["hold_s"]
        assert 0.2 <= out["end_s"] - out["start_s"] <= 0.6


def test_without_a_hold_the_plateau_is_the_turning_point() -> None:
    (attempt,) = truth(plan_for("E9", repetitions=1, hold_s=0.0))["attempts"]
    assert attempt["hold_s"] == 0.0
    assert attempt["plateau_start_s"] == attempt["plateau_end_s"] == attempt["peak_s"] == 5.0


def test_holds_can_be_planned_one_by_one() -> None:
    attempts = truth(plan_for("E3", repetitions=3, hold_s=(9.0, 12.0, 5.0)))["attempts"]
    assert [a["hold_s"] for a in attempts] == pytest.approx([9.24, 12.24, 5.24], abs=0.01)


def test_sides_alternate_or_stay() -> None:
    sides = [a["side"] for a in truth(plan_for("E7", repetitions=4))["attempts"]]
    assert sides == ["left", "right", "left", "right"]
    assert [a["direction"] for a in truth(plan_for("E7", repetitions=2))["attempts"]] == [1, -1]
    attempts = truth(plan_for("E3", repetitions=2, sides="right"))["attempts"]
    assert [(a["side"], a["direction"]) for a in attempts] == [("right", 1), ("right", 1)]
    assert truth(plan_for("E6"))["attempts"][0]["side"] is None


def test_aborted_attempts_are_small_brief_and_extra() -> None:
    found = truth(plan_for("E6"), replace(CLEAN, abort_probability=1.0))["attempts"]
    aborted = [a for a in found if a["outcome"] == "aborted"]
    assert len(aborted) == 9
    assert len(found) == 19
    assert [a["index"] for a in found] == list(range(1, 20))
    for a in aborted:
        assert 0.15 * 25 <= a["amplitude_deg"] <= 0.35 * 25
        assert a["end_s"] - a["start_s"] < 2.3


def test_an_excursion_below_the_least_amplitude_is_no_repetition() -> None:
    outcomes = {a["outcome"] for a in truth(plan_for("E4", repetitions=3, amplitude_deg=2.0))["attempts"]}
    assert outcomes == {"too_small"}


@pytest.mark.parametrize("name", COUNTED)
@pytest.mark.parametrize("level", [ORDINARY, HARD])
def test_ten_repetitions_are_ten_in_any_set_and_follow_one_another(name: str, level: Difficulty) -> None:
    for seed in range(5):
        attempts = truth(plan_for(name, repetitions=10), level, seed)["attempts"]
        assert sum(a["outcome"] == "repetition" for a in attempts) == 10
        times = [a[k] for a in attempts for k in ("start_s", "plateau_start_s", "plateau_end_s", "end_s")]
        assert (np.diff(times) >= 0).all()


def ratio(kind: JerkKind | None, exercise: str, out_s: float) -> float:
    """R of the way out, cut at 5 % (science.md 1.1)."""
    jerks = () if kind is None else (Jerk(1, "out", kind),)
    plan = plan_for(exercise, repetitions=1, out_s=out_s, jerks=jerks)
    (attempt,) = truth(plan)["attempts"]
    time, speed = speed_of(plan)
    part = (time >= attempt["start_s"]) & (time <= attempt["plateau_start_s"])
    duration = attempt["plateau_start_s"] - attempt["start_s"]
    return float(np.abs(np.gradient(speed, time))[part].max() * duration / (3.079 * speed[part].max()))


@pytest.mark.parametrize("exercise", ["E3", "E4", "E6", "E7"])
@pytest.mark.parametrize("out_s", [1.2, 2.0, 3.0])
def test_attacks_are_sharp_and_smooth_phases_and_hesitations_are_not(exercise: str, out_s: float) -> None:
    assert ratio(None, exercise, out_s) == pytest.approx(0.88, abs=0.1)
    assert ratio("attack", exercise, out_s) >= 2.5
    assert ratio("hesitation", exercise, out_s) < 2.5


def test_a_hesitation_nearly_stops_and_a_catch_dips_for_150_ms() -> None:
    for kind, least, most in (("hesitation", 0.0, 0.1), ("catch", 0.4, 0.6)):
        jerk = Jerk(1, "out", kind)  # type: ignore[arg-type]
        plan = plan_for("E6", repetitions=1, jerks=(jerk,))
        (attempt,) = truth(plan)["attempts"]
        (made,) = attempt["jerks"]
        assert (made["kind"], made["phase"]) == (kind, "out")
        time, speed = speed_of(plan)
        dip = speed[np.argmin(np.abs(time - made["t_s"]))]
        assert least <= dip / speed[time < attempt["peak_s"]].max() <= most


def test_a_tremor_oscillates_at_4_to_8_hz_and_leaves_the_times_alone() -> None:
    smooth = plan_for("E6", repetitions=1)
    shaky = plan_for("E6", repetitions=1, jerks=(Jerk(1, "out", "tremor"),))
    attempts = [{k: v for k, v in truth(p)["attempts"][0].items() if k != "jerks"} for p in (smooth, shaky)]
    assert attempts[0] == attempts[1]
    _, calm = speed_of(smooth)
    _, shaking = speed_of(shaky)
    extra = shaking - calm
    assert 1.5 <= np.abs(extra).max() <= 3.5
    spectrum = np.abs(np.fft.rfft(extra))
    assert 4 <= np.fft.rfftfreq(len(extra), 1 / 800)[spectrum.argmax()] <= 8


def test_the_hang_has_its_times_and_no_attempts() -> None:
    found = truth(plan_for("E1", duration_s=12.0, swing_deg=5.0), ORDINARY)
    assert found["hang"] == {"start_s": 3.0, "end_s": 15.0, "swing_deg": 5.0}
    assert found["attempts"] == []


def test_walking_on_all_fours_steps_about_once_a_second_between_the_bends() -> None:
    plan = plan_for("E2", repetitions=3, duration_s=60.0)
    found = truth(plan, ORDINARY)
    walk = found["walk"]
    assert 60.0 <= walk["end_s"] - walk["start_s"] < 80.0
    assert len(found["attempts"]) == 3
    steps = np.diff(walk["steps_s"])
    assert 0.8 < np.median(steps) < 1.2
    assert all(not a["start_s"] < t < a["end_s"] for a in found["attempts"] for t in walk["steps_s"])
    recording = simulate(plan, sensor=Sensor(rate_hz=100), difficulty=CLEAN, seed=1)
    (block,) = recording.blocks
    stepping = (block.time_s > walk["steps_s"][0]) & (block.time_s < walk["steps_s"][4])
    push = np.abs(np.linalg.norm(block.acc[stepping], axis=1) - 9.80665)
    assert 0.5 < push.max() < 2.0


@pytest.mark.parametrize("name", EXERCISES)
def test_truth_is_plain_json(name: str) -> None:
    found = truth(plan_for(name), HARD)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["simulated"] is True
    assert found["level"] == "hard"
    assert found["start_pose_s"] == [0.0, 3.0]
