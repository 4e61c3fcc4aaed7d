"""The measures of a phase from speeds that are known, and the reasons why they aren't valid."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensortrack.motion.smoothness.bands import PhaseCut
from sensortrack.motion.smoothness.phase_measures import UNITS, MeasuredPhase, measure_phases
from sensortrack.motion.smoothness.sharpest import narrowed, widened
from sensortrack.records import Code, FloatArray, Reason
from tests.motion.ours import RULES

Shape = Callable[[FloatArray], FloatArray]
REST_S = 2.0


def minimum_jerk(s: FloatArray) -> FloatArray:
    return s**2 * (1 - s) ** 2


def attack(s: FloatArray) -> FloatArray:
    """Full speed within the first tenth."""
    up, down = np.clip(s / 0.1, 0.0, 1.0), np.clip((s - 0.1) / 0.9, 0.0, 1.0)
    return np.where(s < 0.1, 3 * up**2 - 2 * up**3, 1 - 3 * down**2 + 2 * down**3)


def with_a_stop(s: FloatArray) -> FloatArray:
    """Two minimum-jerk movements with a rest between them."""
    first, second = np.clip(s / 0.4, 0.0, 1.0), np.clip((s - 0.6) / 0.4, 0.0, 1.0)
    return minimum_jerk(first) + minimum_jerk(second)


def tremor(count: int, rate_hz: float, rms_dps: float, seed: int) -> FloatArray:
    """Many waves at 4–9 Hz."""
    rng = np.random.default_rng(seed)
    frequency, phase = rng.uniform(4.0, 9.0, 30), rng.uniform(0.0, 2.0 * np.pi, 30)
    waves = np.cos(2.0 * np.pi * np.outer(np.arange(count) / rate_hz, frequency) + phase)
    summed: FloatArray = waves.sum(axis=1) * (rms_dps * math.sqrt(2.0 / 30))
    return summed


def measured(
    shape: Shape = minimum_jerk,
    *,
    rate_hz: float = 100.0,
    duration_s: float = 2.0,
    angle_deg: float = 25.0,
    tremor_dps: float = 0.0,
    sway_dps: float = 0.0,
    sign: int = 1,
    unfit: Reason | None = None,
    rest_s: float = REST_S,
    spike_dps: float = 0.0,
    noise_dps_rthz: float = 0.0,
    seed: int = 1,
) -> MeasuredPhase:
    """One phase between two rests, cut at 5 % of its peak speed."""
    rest, moving = round(rest_s * rate_hz), round(duration_s * rate_hz)
    v = shape((np.arange(moving) + 0.5) / moving)
    v *= angle_deg * rate_hz / v.sum()
    speed = np.concatenate([np.zeros(rest), v, np.zeros(rest)])
    level = 0.05 * v.max()
    first, last = np.flatnonzero(speed >= level)[[0, -1]]
    start = first - (speed[first] - level) / (speed[first] - speed[first - 1])
    end = last + (speed[last] - level) / (speed[last] - speed[last + 1])
    time_s = np.arange(len(speed)) / rate_hz
    speed += sway_dps * np.cos(2.0 * np.pi * 0.5 * time_s)
    speed += tremor(len(speed), rate_hz, tremor_dps, seed) if tremor_dps else 0.0
    noise = np.random.default_rng(seed).standard_normal(len(speed))
    speed += noise_dps_rthz * math.sqrt(0.5 * rate_hz) * noise
    speed[rest + moving // 3] += spike_dps
    cut = PhaseCut(float(start), float(end), sign, unfit)
    return measure_phases(sign * speed, rate_hz, [cut], [sign * speed[:rest], sign * speed[-rest:]], RULES)[0]


def value(phase: MeasuredPhase, name: str) -> float:
    m = phase.measures[name]
    assert m.valid, (name, m.why)
    assert m.value is not None
    return m.value


@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 100.0, 104.0, 200.0])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_smooth_phase_has_the_values_that_the_docs_state_at_any_rate(rate_hz: float, sign: int) -> None:
    phase = measured(rate_hz=rate_hz, sign=sign)
    assert value(phase, "sparc") == pytest.approx(-1.40, abs=0.015)
    assert value(phase, "ldlj") == pytest.approx(-4.41, abs=0.05)
    assert value(phase, "sparc_full_band") == pytest.approx(-1.40, abs=0.015)
    assert value(phase, "ldlj_full_band") == pytest.approx(-4.41, abs=0.05)
    assert value(phase, "attack_ratio") == pytest.approx(0.88, abs=0.02)
    assert value(phase, "submovements") == 1.0
    assert value(phase, "tremor_ratio") < 0.01
    assert value(phase, "peak_speed_dps") == pytest.approx(1.875 * 25.0 / 2.0, rel=0.02)


@settings(max_examples=25, deadline=None)
@given(duration_s=st.floats(0.8, 6.0), angle_deg=st.floats(5.0, 60.0))
def test_a_smooth_phase_looks_the_same_at_any_tempo_and_amplitude(
    duration_s: float, angle_deg: float
) -> None:
    phase = measured(duration_s=duration_s, angle_deg=angle_deg)
    if value(phase, "peak_speed_dps") > 2.0:
        assert value(phase, "attack_ratio") == pytest.approx(0.88, abs=0.03)
        assert value(phase, "sparc") == pytest.approx(-1.40, abs=0.02)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("angle_deg", "duration_s"), [(7.0, 2.0), (12.0, 2.0), (25.0, 3.0)])
def test_tremor_makes_no_attack_and_hides_none(angle_deg: float, duration_s: float, seed: int) -> None:
    shaken = {"angle_deg": angle_deg, "duration_s": duration_s, "tremor_dps": 2.0, "seed": seed}
    assert value(measured(**shaken), "attack_ratio") < 2.0  # type: ignore[arg-type]
    assert value(measured(attack, **shaken), "attack_ratio") >= 2.5  # type: ignore[arg-type]


def test_a_stop_makes_two_submovements_and_no_attack() -> None:
    phase = measured(with_a_stop, tremor_dps=0.5)
    assert value(phase, "submovements") == 2.0
    assert value(phase, "attack_ratio") < 1.5
    assert phase.course is not None
    assert [d.depth for d in phase.course.dips] == [pytest.approx(1.0, abs=0.1)]


@given(ratio=st.floats(0.3, 5.0), of_step=st.floats(2.0, 20.0))
def test_what_a_band_takes_from_a_ratio_is_given_back(ratio: float, of_step: float) -> None:
    within_band = narrowed(ratio, of_step)
    assert within_band <= min(ratio, of_step)
    assert widened(within_band, of_step) == pytest.approx(ratio, rel=0.03)


def test_the_ratios_uncertainty_grows_with_the_tremor_up_to_where_it_is_not_valid() -> None:
    calm, shaken = measured(tremor_dps=0.5), measured(tremor_dps=4.0)
    little, much = calm.measures["attack_ratio"].uncertainty, shaken.measures["attack_ratio"].uncertainty
    assert little is not None
    assert much is not None
    assert 0.0 < little < much
    hopeless = measured(attack, duration_s=0.7, angle_deg=3.0, tremor_dps=12.0).measures["attack_ratio"]
    assert not hopeless.valid
    assert hopeless.why is not None
    assert hopeless.why.code == Code.ATTACK_OR_TREMOR


def test_sway_that_changes_the_shape_of_a_small_movement_is_told() -> None:
    small, large = measured(angle_deg=7.0, sway_dps=1.0), measured(angle_deg=60.0, sway_dps=1.0)
    for name, code in (("sparc", Code.SPARC_UNCERTAIN), ("ldlj", Code.JERK_IN_SWAY)):
        why = small.measures[name].why
        assert why is not None
        assert why.code == code
        assert large.measures[name].valid


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"unfit": Reason(Code.TOUCHES_GAP, end_s=1.0)}, Code.TOUCHES_GAP),
        ({"rate_hz": 20.0}, Code.PHASE_RATE_LOW),
        ({"duration_s": 0.25}, Code.PHASE_SHORT),
        ({"duration_s": 0.05}, Code.PHASE_UNSEEN),
        ({"angle_deg": 1.0}, Code.PHASE_SLOW),
        ({"rest_s": 0.3}, Code.NO_STILLNESS),
        ({"spike_dps": 40.0}, Code.KNOCKED),
    ],
)
def test_a_measure_that_is_not_valid_says_why(changed: dict[str, float], code: Code) -> None:
    phase = measured(**changed)  # type: ignore[arg-type]
    assert not phase.fit
    assert set(phase.measures) == set(UNITS)
    for name in ("sparc", "ldlj", "ld_acc", "attack_ratio", "submovements", "tremor_ratio"):
        assert not phase.measures[name].valid
        why = phase.measures[name].why
        assert why is not None
        assert why.code == code, name


def test_the_same_person_turned_round_has_the_same_measures() -> None:
    there, back = (measured(attack, sign=sign, tremor_dps=1.0) for sign in (1, -1))
    assert {k: m.value for k, m in there.measures.items()} == pytest.approx(
        {k: m.value for k, m in back.measures.items()}, rel=1e-9
    )


@pytest.mark.parametrize("seed", range(5))
def test_in_the_full_band_tremor_is_movement_and_roughens_it(seed: int) -> None:
    smooth, trembling = measured(), measured(tremor_dps=2.0, seed=seed)
    assert value(trembling, "ldlj_full_band") < value(smooth, "ldlj_full_band") - 1.0
    limited = trembling.measures["ldlj"].value
    assert limited is not None
    assert limited > value(trembling, "ldlj_full_band") + 1.0


@pytest.mark.parametrize("rate_hz", [50.0, 100.0, 200.0])
def test_the_sensors_noise_moves_the_full_bands_jerk_by_about_its_uncertainty(rate_hz: float) -> None:
    quiet = value(measured(rate_hz=rate_hz, duration_s=1.2), "ldlj_full_band")
    found = [
        measured(rate_hz=rate_hz, duration_s=1.2, noise_dps_rthz=0.02, seed=seed).measures["ldlj_full_band"]
        for seed in range(20)
    ]
    moved = np.mean([quiet - (m.value or 0.0) for m in found])
    uncertainty = np.mean([m.uncertainty or 0.0 for m in found])
    assert 0.5 * moved < uncertainty < 2.0 * moved


def test_a_sensor_whose_noise_outweighs_the_movement_leaves_the_full_band_not_valid() -> None:
    phase = measured(noise_dps_rthz=0.3)
    whys = [phase.measures[name].why for name in ("sparc_full_band", "ldlj_full_band")]
    assert [why.code for why in whys if why is not None] == [Code.SENSOR_NOISE] * 2
