"""Each defect is a number of its own: it changes what it should and nothing else."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from sensortrack.records import FloatArray, Recording
from sensortrack.sources.simulator import (
    CLEAN,
    EXERCISES,
    HARD,
    ORDINARY,
    Difficulty,
    Patient,
    Sensor,
    plan_for,
    simulate,
)

PLAN = plan_for("E6", repetitions=4)


def record(
    difficulty: Difficulty = CLEAN, *, seed: int = 7, rate_hz: float = 100, **worn: object
) -> Recording:
    sensor = Sensor(rate_hz=rate_hz, **worn)  # type: ignore[arg-type]
    return simulate(PLAN, sensor=sensor, difficulty=difficulty, seed=seed)


def samples(recording: Recording) -> tuple[FloatArray, FloatArray]:
    (block,) = recording.blocks
    assert block.gyr is not None
    return block.acc, block.gyr


def attempts(recording: Recording) -> object:
    assert recording.description.truth is not None
    return recording.description.truth["attempts"]


def data(recording: Recording) -> bytes:
    return b"".join(p.tobytes() for p in samples(recording))


def test_the_same_seed_gives_the_same_bytes_and_another_does_not() -> None:
    assert data(record(HARD)) == data(record(HARD))
    assert attempts(record(HARD)) == attempts(record(HARD))
    assert data(record(HARD)) != data(record(HARD, seed=8))
    assert data(record(CLEAN)) == data(record(CLEAN, seed=8))


@pytest.mark.parametrize("name", EXERCISES)
def test_the_movement_is_the_same_at_any_rate(name: str) -> None:
    patient = Patient(plan_for(name), HARD, 5)
    fine = patient.at(200, 4000)
    for rate_hz in (25, 50, 100):
        coarse = patient.at(rate_hz, 4000 * rate_hz // 200)
        step = 200 // rate_hz
        assert np.abs(coarse.rate_dps - fine.rate_dps[::step]).max() < 1e-8
        assert np.abs(coarse.force_ms2 - fine.force_ms2[::step]).max() < 1e-8


def test_the_truth_does_not_depend_on_the_sensor() -> None:
    truth = attempts(record(HARD))
    assert attempts(record(HARD, rate_hz=25)) == truth
    assert attempts(record(HARD, frame="sensor", has_gyroscope=False, gaps=((3.0, 1.0),))) == truth


RESTLESS = ["sway_deg", "breathing_deg", "tremor_deg", "rest_drift_deg"]


@pytest.mark.parametrize("defect", [*RESTLESS, "posture_offset_max_deg"])
def test_a_restless_body_changes_the_samples_and_not_what_was_commanded(defect: str) -> None:
    found = record(replace(CLEAN, **{defect: getattr(HARD, defect)}))
    assert attempts(found) == attempts(record())
    assert data(found) != data(record())


@pytest.mark.parametrize(
    ("defect", "touched"),
    [
        ("gyr_bias_max_dps", "gyr"),
        ("gyr_scale_sd", "gyr"),
        ("gyr_noise_dps_rthz", "gyr"),
        ("acc_offset_sd_ms2", "acc"),
        ("acc_noise_ms2_rthz", "acc"),
    ],
)
def test_a_defect_of_one_instrument_leaves_the_other_alone(defect: str, touched: str) -> None:
    found = record(replace(CLEAN, **{defect: getattr(HARD, defect)}))
    changed = [not np.array_equal(a, b) for a, b in zip(samples(found), samples(record()), strict=True)]
    assert changed == [touched == "acc", touched == "gyr"]
    assert attempts(found) == attempts(record())


TIMING = ["phase_tempo_sd", "hold_tempo_sd", "rest_tempo_sd", "no_hold_probability", "no_rest_probability"]
SIZE = ["amplitude_sd", "fade_max", "person_amplitude_sd"]


@pytest.mark.parametrize("defect", [*SIZE, "off_axis_sd"])
def test_a_defect_of_size_keeps_the_times(defect: str) -> None:
    plain, found = attempts(record()), attempts(record(replace(CLEAN, **{defect: getattr(HARD, defect)})))
    changed = []
    for a, b in zip(plain, found, strict=True):  # type: ignore[call-overload]
        assert all(a[k] == pytest.approx(b[k]) for k in ("start_s", "plateau_start_s", "end_s"))
        changed.append(a["amplitude_deg"] != b["amplitude_deg"])
    assert any(changed) == (defect in SIZE)


@pytest.mark.parametrize(
    "defect", [*TIMING, "person_tempo_sd", "pause_out_probability", "fidget_probability"]
)
def test_a_defect_of_time_keeps_the_sizes(defect: str) -> None:
    wrong = {defect: 0.9 if defect.endswith("probability") else getattr(HARD, defect), "fidget_deg": 2.0}
    plain, found = attempts(record()), attempts(record(replace(CLEAN, **wrong)))
    sizes = [[a["amplitude_deg"] for a in part] for part in (plain, found)]  # type: ignore[attr-defined]
    assert sizes[0] == sizes[1]
    assert plain != found


def test_changing_one_defect_leaves_the_draws_of_the_others() -> None:
    base, more = record(ORDINARY), record(replace(ORDINARY, sway_deg=0.5, gyr_noise_dps_rthz=0.0))
    assert attempts(base) == attempts(more)
    quiet = replace(ORDINARY, acc_noise_ms2_rthz=0.0, gyr_noise_dps_rthz=0.0)
    swaying = replace(quiet, sway_deg=0.5)
    noise = samples(record(ORDINARY))[0] - samples(record(quiet))[0]
    same = samples(record(replace(swaying, acc_noise_ms2_rthz=0.003)))[0] - samples(record(swaying))[0]
    assert np.abs(noise - same).max() < 1e-12


def test_more_repetitions_leave_the_first_ones_as_they_were() -> None:
    level = replace(HARD, fade_max=0.0)
    few, many = (Patient(plan_for("E6", repetitions=n), level, 2).script.acts for n in (4, 9))
    for a, b in zip(few, many, strict=False):
        assert (a.amplitude_deg, a.out.end_s, a.back.end_s) == (b.amplitude_deg, b.out.end_s, b.back.end_s)


def test_sway_and_tremor_have_their_root_mean_square() -> None:
    still = plan_for("E6", repetitions=0, lead_in_s=400.0)
    for defect, size in (("sway_deg", 0.3), ("tremor_deg", 0.12)):
        motion = Patient(still, replace(CLEAN, **{defect: size}), 1).at(50, 20000)
        angles = motion.orientation.as_rotvec(degrees=True)
        assert np.sqrt((angles**2).mean(axis=0)) == pytest.approx([size] * 3, rel=0.15)


def test_breathing_is_sagittal_and_at_the_pace_of_breath() -> None:
    still = plan_for("E6", repetitions=0, lead_in_s=200.0)
    angles = (
        Patient(still, replace(CLEAN, breathing_deg=0.35), 1).at(25, 5000).orientation.as_rotvec(degrees=True)
    )
    assert np.abs(angles[:, [0, 2]]).max() < 1e-9
    assert 0.3 < np.abs(angles[:, 1]).max() < 0.45
    peak = np.fft.rfftfreq(5000, 1 / 25)[np.abs(np.fft.rfft(angles[:, 1])).argmax()]
    assert 0.17 < peak < 0.31


def test_the_rest_posture_drifts_by_its_standard_deviation() -> None:
    still = plan_for("E6", repetitions=0, lead_in_s=100.0)
    ends = []
    for seed in range(150):
        turned = Patient(still, replace(CLEAN, rest_drift_deg=1.0), seed).at(25, 2500).orientation[[0, -1]]
        ends.append((turned[0].inv() * turned[1]).as_rotvec(degrees=True))
    assert np.std(ends, axis=0) == pytest.approx([1.0] * 3, rel=0.2)


def test_fidgets_shift_the_posture_and_half_of_them_last() -> None:
    level = replace(CLEAN, fidget_probability=1.0, fidget_deg=3.0)
    recording = simulate(plan_for("E10", repetitions=40), sensor=Sensor(rate_hz=25), difficulty=level, seed=0)
    assert recording.description.truth is not None
    fidgets = recording.description.truth["fidgets"]
    reps = recording.description.truth["attempts"]
    assert 39 + 10 < len(fidgets) < 39 + 30
    sizes = [np.linalg.norm(f["shift_deg"]) for f in fidgets]
    assert 2.2 < min(sizes) <= max(sizes) < 3.8
    for f in fidgets:
        assert not any(a["start_s"] < f["end_s"] and f["start_s"] < a["end_s"] for a in reps)


def test_every_defect_is_off_at_the_clean_level_and_on_at_the_hard_one() -> None:
    ranges = {"pause_min_s", "pause_max_s", "abort_min_share", "abort_max_share"}
    for field in fields(Difficulty):
        if field.name not in ranges:
            assert getattr(CLEAN, field.name) == 0.0
            assert getattr(HARD, field.name) >= getattr(ORDINARY, field.name)
            assert getattr(HARD, field.name) > 0.0
