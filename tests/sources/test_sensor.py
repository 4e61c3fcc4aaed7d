"""How the sensor is worn and read, and what of it arrives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from sensortrack.errors import UsageError
from sensortrack.records import Block, Gap, Recording
from sensortrack.sources.simulator import CLEAN, HARD, ORDINARY, Difficulty, Jerk, Sensor, plan_for, simulate

PLAN = plan_for("E6", repetitions=2)


def record(sensor: Sensor, difficulty: Difficulty = CLEAN) -> Recording:
    return simulate(PLAN, sensor=sensor, difficulty=difficulty, seed=11)


def only(recording: Recording) -> Block:
    (block,) = recording.blocks
    return block


def norms(block: Block) -> tuple[object, object]:
    assert block.gyr is not None
    return np.linalg.norm(block.acc, axis=1), np.linalg.norm(block.gyr, axis=1)


def test_any_mounting_gives_the_same_sizes() -> None:
    body, turned = (only(record(Sensor(rate_hz=50, frame=frame))) for frame in ("body", "sensor"))
    for a, b in zip(norms(body), norms(turned), strict=True):
        assert a == pytest.approx(b)
    assert np.abs(body.acc - turned.acc).max() > 1.0


def test_a_given_mounting_is_the_way_from_the_sensor_to_the_body() -> None:
    mounting = Rotation.from_euler("xyz", [180, 20, -70], degrees=True)
    body = only(record(Sensor(rate_hz=50)))
    worn = record(Sensor(rate_hz=50, frame="sensor", mounting=mounting))
    assert worn.description.frame == "sensor"
    assert mounting.apply(only(worn).acc) == pytest.approx(body.acc)
    truth = worn.description.truth
    assert truth is not None
    w, x, y, z = truth["mounting_quat_wxyz"]
    assert Rotation.from_quat([x, y, z, w]).approx_equal(mounting)


def test_a_sensor_called_aligned_is_off_by_the_mounting_error_at_most() -> None:
    errors = []
    for seed in range(60):
        found = simulate(
            plan_for("E6", repetitions=0, lead_in_s=0.5),
            sensor=Sensor(rate_hz=25),
            difficulty=ORDINARY,
            seed=seed,
        )
        assert found.description.truth is not None
        w, *_ = found.description.truth["mounting_quat_wxyz"]
        errors.append(np.degrees(2 * np.arccos(min(abs(w), 1.0))))
    assert 15 < max(errors) <= 25


def test_noise_has_the_density_that_was_asked_for_at_any_rate() -> None:
    for rate_hz in (25.0, 200.0):
        plan = plan_for("E6", repetitions=0, lead_in_s=100.0)
        sensor = Sensor(rate_hz=rate_hz, gyr_noise_dps_rthz=0.02, acc_noise_ms2_rthz=0.003)
        block = only(simulate(plan, sensor=sensor, difficulty=CLEAN, seed=0))
        assert block.gyr is not None
        assert block.gyr.std() == pytest.approx(0.02 * np.sqrt(rate_hz / 2), rel=0.05)
        assert block.acc.std(axis=0) == pytest.approx([0.003 * np.sqrt(rate_hz / 2)] * 3, rel=0.05)


def test_what_is_given_of_the_instrument_replaces_what_the_level_draws() -> None:
    perfect = Sensor(
        rate_hz=50, mounting=Rotation.identity(), gyr_bias_dps=(0, 0, 0), gyr_scale=(0, 0, 0),
        gyr_noise_dps_rthz=0.0, acc_offset_ms2=(0, 0, 0), acc_noise_ms2_rthz=0.0,
    )  # fmt: skip
    a = only(record(perfect, ORDINARY))
    b = only(record(replace(perfect, gyr_bias_dps=(1.0, 0.0, -2.0)), ORDINARY))
    assert a.gyr is not None
    assert b.gyr is not None
    assert b.gyr - a.gyr == pytest.approx(np.tile([1.0, 0.0, -2.0], (len(a), 1)))
    assert np.array_equal(a.acc, b.acc)


def test_readings_are_clipped_at_the_range_and_come_in_steps() -> None:
    sensor = Sensor(
        rate_hz=50, acc_range_ms2=8.0, gyr_range_dps=10.0, acc_resolution_ms2=0.5, gyr_resolution_dps=0.25
    )
    block = only(record(sensor))
    assert block.gyr is not None
    assert np.abs(block.acc).max() == 8.0
    assert np.abs(block.gyr).max() == 10.0
    assert np.array_equal(np.round(block.acc / 0.5), block.acc / 0.5)
    assert np.array_equal(np.round(block.gyr / 0.25), block.gyr / 0.25)


def test_a_sensor_without_a_gyroscope_gives_none() -> None:
    assert only(record(Sensor(rate_hz=50, has_gyroscope=False))).gyr is None


def test_gaps_are_told_and_cut_the_blocks() -> None:
    whole = only(record(Sensor(rate_hz=50), HARD))
    found = record(Sensor(rate_hz=50, gaps=((4.0, 0.5), (8.0, 2.0))), HARD)
    assert found.description.gaps == (Gap(4.0, 4.5), Gap(8.0, 10.0))
    assert found.description.loss == "detected"
    blocks = list(found.blocks)
    assert [b.after_gap for b in blocks] == [False, True, True]
    for block in blocks:
        same = np.searchsorted(whole.time_s, block.time_s)
        assert np.array_equal(whole.acc[same], block.acc)
    assert blocks[1].time_s[0] == 4.5
    assert blocks[1].time_s[-1] == 7.98


def test_notifications_are_lost_whole() -> None:
    found = record(Sensor(rate_hz=100, lost_notification_probability=0.05, samples_per_notification=10))
    count = len(only(record(Sensor(rate_hz=100))))
    lost = count - sum(len(b) for b in found.blocks)
    assert 0.01 * count < lost < 0.12 * count
    for gap in found.description.gaps:
        assert round(gap.start_s * 100) % 10 == 0
        assert round(gap.end_s * 100) % 10 == 0


def test_the_description_says_that_it_is_simulated() -> None:
    description = record(Sensor(rate_hz=50)).description
    assert description.device is not None
    assert description.device["simulated"] is True
    assert (description.exercise, description.rate_hz, description.placement, description.frame) == (
        "E6",
        50,
        "lower back",
        "body",
    )
    assert description.written_by == "sensortrack simulator"


def test_what_cannot_be_simulated_is_refused_with_what_was_expected() -> None:
    with pytest.raises(UsageError, match="25 to 200"):
        Sensor(rate_hz=10)
    with pytest.raises(UsageError, match="notifications"):
        Sensor(rate_hz=50, lost_notification_probability=2.0)
    with pytest.raises(UsageError, match="seed"):
        simulate(PLAN, sensor=Sensor(rate_hz=50), difficulty=CLEAN, seed=-1)
    with pytest.raises(UsageError, match="nothing"):
        record(Sensor(rate_hz=50, gaps=((0.0, 1e6),)))


def test_no_repetitions_are_a_still_recording() -> None:
    still = simulate(
        plan_for("E8", repetitions=0, lead_in_s=10.0), sensor=Sensor(rate_hz=50), difficulty=CLEAN, seed=0
    )
    block = only(still)
    assert block.gyr is not None
    assert len(block) == 500
    assert not block.gyr.any()


def test_jerks_appear_in_the_samples() -> None:
    plan = replace(PLAN, jerks=(Jerk(2, "out", "attack"),))
    smooth, sharp = (
        only(record(Sensor(rate_hz=50))),
        only(simulate(plan, sensor=Sensor(rate_hz=50), difficulty=CLEAN, seed=11)),
    )
    assert len(smooth) == len(sharp)
    assert smooth.gyr is not None
    assert sharp.gyr is not None
    assert np.abs(np.diff(sharp.gyr, axis=0)).max() > 2 * np.abs(np.diff(smooth.gyr, axis=0)).max()
