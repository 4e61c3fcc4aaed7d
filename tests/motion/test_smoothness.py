"""The smoothness functions against the authors' own numbers, and their edges."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sensortrack
from sensortrack.errors import DataError
from sensortrack.motion.smoothness.attack import peak_acceleration_ratio
from sensortrack.records import FloatArray
from sensortrack.units import STANDARD_GRAVITY_MS2

VECTORS = Path(__file__).parent / "reference_smoothness"
CASES: dict[str, dict[str, Any]] = json.loads((VECTORS / "expected.json").read_text())["cases"]


def speed_of(case: dict[str, Any]) -> FloatArray:
    values = np.loadtxt(VECTORS / case["file"], delimiter=",", skiprows=1)
    assert len(values) == case["n"]
    return values


def minimum_jerk_speed(duration_s: float, rate_hz: float, amplitude: float = 25.0) -> FloatArray:
    s = np.arange(round(duration_s * rate_hz) + 1) / (duration_s * rate_hz)
    speed: FloatArray = 30.0 * amplitude / duration_s * s**2 * (1 - s) ** 2
    return speed


@pytest.mark.parametrize("name", sorted(CASES))
def test_reference_vector_is_reproduced_to_1e_9(name: str) -> None:
    case = CASES[name]
    speed, rate_hz = speed_of(case), case["fs"]
    computed: dict[str, Callable[[], float]] = {
        "sparc": lambda: sensortrack.sparc(speed, rate_hz),
        "sparc_of_norm": lambda: sensortrack.sparc(speed, rate_hz),
        "sparc_pad2_fc20_th001": lambda: sensortrack.sparc(
            speed, rate_hz, padlevel=2, fc_hz=20.0, amp_th=0.01
        ),
        "dimensionless_jerk": lambda: sensortrack.dimensionless_jerk(speed, rate_hz),
        "log_dimensionless_jerk": lambda: sensortrack.ldlj(speed, rate_hz),
        "ldlj_v_3d": lambda: sensortrack.ldlj(speed, rate_hz),
        "ldlj_a_treating_input_as_accel": lambda: sensortrack.ld_acc(speed, rate_hz),
        "ldlj_a_3d": lambda: sensortrack.ld_acc(speed, rate_hz),
    }
    checked = 0
    for key, compute in computed.items():
        if case.get(key) is not None:
            assert compute() == pytest.approx(case[key], rel=1e-9), key
            checked += 1
    assert checked >= 3


def test_there_are_27_reference_vectors() -> None:
    assert len(CASES) == 27


def test_the_authors_doctest_signal_has_their_values() -> None:
    t = np.arange(-1.0, 1.0, 0.01)
    speed = np.exp(-5.0 * t**2)
    assert sensortrack.sparc(speed, 100.0) == pytest.approx(-1.41403, abs=1e-5)
    assert sensortrack.dimensionless_jerk(speed, 100.0) == pytest.approx(-335.74684, abs=1e-5)
    assert sensortrack.ldlj(speed, 100.0) == pytest.approx(-5.81636, abs=1e-5)


@given(scale=st.floats(1e-3, 1e3), duration_s=st.floats(1.0, 6.0))
def test_smoothness_does_not_depend_on_the_unit_of_speed(scale: float, duration_s: float) -> None:
    speed = minimum_jerk_speed(duration_s, 100.0)
    for measure in (sensortrack.sparc, sensortrack.ldlj, sensortrack.ld_acc):
        assert measure(speed * scale, 100.0) == pytest.approx(measure(speed, 100.0), rel=1e-9)


def test_whole_minimum_jerk_movement_has_an_attack_ratio_of_one() -> None:
    assert peak_acceleration_ratio(minimum_jerk_speed(2.0, 100.0), 100.0) == pytest.approx(1.0, abs=0.02)


def test_phase_cut_at_5_percent_has_the_reference_values_that_the_docs_state() -> None:
    speed = minimum_jerk_speed(2.0, 200.0)
    cut = speed[speed >= 0.05 * speed.max()]
    assert peak_acceleration_ratio(cut, 200.0) == pytest.approx(0.88, abs=0.01)
    assert sensortrack.ldlj(cut, 200.0) == pytest.approx(-4.41, abs=0.02)
    assert sensortrack.sparc(cut, 200.0) == pytest.approx(-1.40, abs=0.01)


def test_acceleration_squeezed_into_the_first_tenth_is_an_attack() -> None:
    rise = np.linspace(0.0, 1.0, 20)
    fall = 0.5 * (1.0 + np.cos(np.linspace(0.0, np.pi, 180)))
    assert peak_acceleration_ratio(np.concatenate([rise, fall]), 100.0) > 3.0


def translation(rate_hz: float = 200.0, duration_s: float = 2.0) -> FloatArray:
    """Acceleration of a minimum-jerk translation by .3 m along x, in a frame that doesn't turn; (n, 3)."""
    s = np.arange(round(duration_s * rate_hz) + 1) / (duration_s * rate_hz)
    along = 0.3 / duration_s**2 * (60 * s - 180 * s**2 + 120 * s**3)
    return np.column_stack([along, np.zeros_like(s), np.zeros_like(s)])


def as_felt(acc_ms2: FloatArray, rate_hz: float, turn_deg: float) -> tuple[FloatArray, FloatArray]:
    """Specific force and angular rate of a sensor that turns about y meanwhile, at a constant rate."""
    t = np.arange(len(acc_ms2)) / rate_hz
    angle = np.radians(turn_deg) * t / t[-1]
    x, z = acc_ms2[:, 0], acc_ms2[:, 2] + STANDARD_GRAVITY_MS2
    cosine, sine = np.cos(angle), np.sin(angle)
    felt = np.column_stack([cosine * x - sine * z, acc_ms2[:, 1], sine * x + cosine * z])
    rate = np.zeros_like(acc_ms2)
    rate[:, 1] = turn_deg / t[-1]
    return felt, rate


def test_ldlj_a_agrees_with_the_authors_numbers_where_nothing_turns() -> None:
    for name, case in CASES.items():
        if case.get("ldlj_a_treating_input_as_accel_demeaned") is None:
            continue
        acc = np.column_stack([speed_of(case), np.zeros(case["n"]), np.zeros(case["n"])])
        expected = case["ldlj_a_treating_input_as_accel_demeaned"]
        assert sensortrack.ldlj_a(acc, case["fs"]) == pytest.approx(expected, rel=1e-9), name
    vector = CASES["vec_mj"]
    found = sensortrack.ldlj_a(speed_of(vector), vector["fs"])
    assert found == pytest.approx(vector["ldlj_a_3d_demeaned"], rel=1e-9)


def test_ldlj_a_of_a_minimum_jerk_translation_has_the_value_that_the_docs_state() -> None:
    acc = translation()
    assert sensortrack.ldlj_a(acc, 200.0) == pytest.approx(-3.07, abs=0.01)
    felt, rate = as_felt(acc, 200.0, 0.0)
    assert sensortrack.ldlj_a(felt, 200.0, gyr_dps=rate) == pytest.approx(-3.74, abs=0.01)


@given(turn_deg=st.floats(-90.0, 90.0))
def test_ldlj_a_with_the_gyroscope_does_not_see_the_sensor_turn(turn_deg: float) -> None:
    felt, rate = as_felt(translation(), 200.0, turn_deg)
    assert sensortrack.ldlj_a(felt, 200.0, gyr_dps=rate) == pytest.approx(-3.74, abs=0.02)


def test_ldlj_a_without_the_gyroscope_takes_turning_gravity_for_the_movement() -> None:
    felt, _ = as_felt(translation(), 200.0, 60.0)
    # An even turn looks smoother than the movement that it hides.
    assert sensortrack.ldlj_a(felt, 200.0) > sensortrack.ldlj_a(translation(), 200.0) + 1.0


def test_ldlj_a_refuses_what_does_not_move_or_does_not_fit() -> None:
    still = np.tile([0.0, 0.0, STANDARD_GRAVITY_MS2], (50, 1))
    moved = still * np.linspace(0.9, 1.0, 50)[:, None]
    with pytest.raises(DataError, match="gravity"):
        sensortrack.ldlj_a(moved, 100.0, gyr_dps=np.zeros((50, 3)))
    with pytest.raises(DataError, match="movement"):
        sensortrack.ldlj_a(still, 100.0)
    with pytest.raises(DataError, match="shape"):
        sensortrack.ldlj_a(still[:, :2], 100.0)
    with pytest.raises(DataError, match="as many"):
        sensortrack.ldlj_a(moved, 100.0, gyr_dps=np.zeros((49, 3)))
    with pytest.raises(DataError, match="NaN"):
        sensortrack.ldlj_a(moved, 100.0, gyr_dps=np.full((50, 3), np.nan))
    with pytest.raises(DataError, match="size"):
        sensortrack.ldlj_a(moved, 100.0, gyr_dps=np.full((50, 3), 1e308))


def of_acceleration(values: Any, rate_hz: float) -> float:
    """`ldlj_a` of one component, so that it takes what the others take."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim == 1:
        array = np.column_stack([array, np.zeros((len(array), 2))])
    return sensortrack.ldlj_a(array, rate_hz)


MEASURES: tuple[Callable[[Any, float], float], ...] = (
    sensortrack.sparc,
    sensortrack.dimensionless_jerk,
    sensortrack.ldlj,
    sensortrack.ld_acc,
    of_acceleration,
    peak_acceleration_ratio,
)
BUMP = [0.0, 1.0, 2.0, 1.0, 0.0]
ALL_MEASURES = pytest.mark.parametrize("measure", MEASURES)


@ALL_MEASURES
@pytest.mark.parametrize(
    ("speed", "rate_hz", "found"),
    [
        ([1.0, 2.0, 1.0], 100.0, "shape"),
        ([], 100.0, "shape"),
        (np.ones((5, 2)), 100.0, "shape"),
        (np.zeros((4, 3, 3)), 100.0, "shape"),
        ([0.0] * 50, 100.0, "zeros"),
        ([3.0] * 50, 100.0, "constant"),
        ([-3.0] * 50, 100.0, "constant"),
        ([0.1 + 0.2, 0.3] * 25, 100.0, "constant"),
        (np.tile([1.0, 2.0, 3.0], (50, 1)), 100.0, "constant"),
        ([0.0, 1.0, float("nan"), 1.0, 0.0], 100.0, "NaN"),
        ([0.0, 1.0, float("inf"), 1.0, 0.0], 100.0, "NaN or infinity"),
        ([0.0, 1.0, -float("inf"), 1.0, 0.0], 100.0, "NaN or infinity"),
        ([0.0, 1.0, 1e308, 1.0, 0.0], 100.0, "size"),
        ([0.0, 1e-308, 0.0, 0.0, 0.0], 100.0, "size"),
        (BUMP, 0.0, "rate_hz"),
        (BUMP, -100.0, "rate_hz"),
        (BUMP, float("nan"), "rate_hz"),
        (BUMP, float("inf"), "rate_hz"),
        (BUMP, 1e308, "rate_hz"),
    ],
)
def test_what_is_no_movement_is_refused_by_every_measure_with_the_same_reason(
    measure: Callable[[Any, float], float], speed: Any, rate_hz: float, found: str
) -> None:
    with pytest.raises(DataError, match=found):
        measure(speed, rate_hz)


@pytest.mark.parametrize(
    "options",
    [
        *({"padlevel": v} for v in (-1, 1.5, 60, float("nan"), None)),
        *({"fc_hz": v} for v in (-10.0, 0.0, float("nan"), float("inf"), "10")),
        *({"amp_th": v} for v in (-0.05, 1.5, float("nan"), float("inf"))),
    ],
)
def test_sparc_refuses_an_option_that_is_none(options: dict[str, Any]) -> None:
    (name,) = options
    with pytest.raises(DataError, match=name):
        sensortrack.sparc(BUMP, 100.0, **options)


@pytest.mark.parametrize("gravity_ms2", [-9.8, float("nan"), float("inf")])
def test_ldlj_a_refuses_a_gravity_that_is_none(gravity_ms2: float) -> None:
    with pytest.raises(DataError, match="gravity_ms2"):
        sensortrack.ldlj_a(translation(), 200.0, gravity_ms2=gravity_ms2)


NUMBERS = st.one_of(st.floats(), st.floats(-1e3, 1e3), st.sampled_from([0.0, 1.0, 1e30, 1e-30]))
SIGNALS = st.one_of(
    st.lists(NUMBERS, max_size=12),
    st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), max_size=12),
    st.tuples(NUMBERS, st.integers(0, 12)).map(lambda drawn: [drawn[0]] * drawn[1]),
)


@ALL_MEASURES
@given(speed=SIGNALS, rate_hz=NUMBERS)
def test_any_samples_give_a_finite_number_or_our_error(
    measure: Callable[[Any, float], float], speed: Any, rate_hz: float
) -> None:
    with suppress(DataError):
        assert np.isfinite(measure(speed, rate_hz))


def test_the_sampling_rate_has_no_default() -> None:
    measures: list[Any] = [
        sensortrack.sparc,
        sensortrack.dimensionless_jerk,
        sensortrack.ldlj,
        sensortrack.ld_acc,
    ]
    for measure in measures:
        with pytest.raises(TypeError):
            measure([0.0, 1.0, 2.0, 1.0, 0.0])
