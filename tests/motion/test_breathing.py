"""Breathing rate in stillness, on a generator of its own and on the virtual patient."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensortrack.errors import DataError
from sensortrack.motion.breathing.rate import LEAST_S, breathing_rate
from sensortrack.motion.counting.start_pose import Pose
from sensortrack.motion.front_end import FrontEnd
from sensortrack.motion.orientation.inclination import MovementFrame, normalised
from sensortrack.motion.sample_buffer import UP
from sensortrack.records import Code, FloatArray, Measure, Reason
from sensortrack.sources.simulator import ORDINARY, Sensor, plan_for, simulate
from sensortrack.sources.simulator.random_streams import Streams

RATE_HZ = 25.0
SWAY_DEG = 0.15


def band_noise(rng: np.random.Generator, n: int, low_hz: float, high_hz: float, slope: float) -> FloatArray:
    """Gaussian noise of rms 1 with power 1/f^slope between two frequencies."""
    f = np.fft.rfftfreq(4 * n, 1.0 / RATE_HZ)
    inside = (f >= low_hz) & (f <= high_hz)
    size = np.where(inside, np.maximum(f, low_hz) ** (-0.5 * slope), 0.0)
    noise = np.fft.irfft(size * (rng.standard_normal(len(f)) + 1j * rng.standard_normal(len(f))), 4 * n)
    part: FloatArray = (noise / np.std(noise))[n : 2 * n]
    return part


def breaths(rng: np.random.Generator, n: int, rate: float, variation: float) -> tuple[FloatArray, float]:
    """A breathing wave of amplitude 1 whose period varies from breath to breath, and its mean rate."""
    count = int(n / RATE_HZ * rate / 60.0 * 2.0) + 8
    begins = np.concatenate([[0.0], np.cumsum(60.0 / rate * np.exp(variation * rng.standard_normal(count)))])
    time = np.arange(n) / RATE_HZ + rng.random() * begins[1]
    turn = np.interp(time, begins, np.arange(count + 1.0))
    size = np.interp(time, begins, np.exp(0.1 * rng.standard_normal(count + 1)))
    wave = size * (np.cos(2.0 * np.pi * turn) + 0.15 * np.sin(4.0 * np.pi * turn))
    return wave, 60.0 * float(turn[-1] - turn[0]) / float(time[-1] - time[0])


def still(
    seed: int, *, ratio: float, duration_s: float = 20.0, slope: float = 0.0, high_hz: float = 0.6
) -> tuple[FloatArray, float]:
    """Tilt (n, 2) of a person who keeps still, breathing at `ratio` times the sway's rms; the true rate."""
    rng = np.random.default_rng(seed)
    n = int(duration_s * RATE_HZ)
    sway = np.column_stack([band_noise(rng, n, 0.1, high_hz, slope) for _ in range(2)])
    drift = np.cumsum(rng.standard_normal((n, 2)), axis=0) * 0.5 / np.sqrt(80.0 * RATE_HZ)
    wave, rate = breaths(rng, n, rng.uniform(9.0, 25.0), rng.uniform(0.05, 0.15))
    angle = rng.uniform(0.0, np.pi)
    breathing = ratio * SWAY_DEG * np.outer(wave, [np.cos(angle), np.sin(angle)])
    return SWAY_DEG * sway + drift + breathing, rate


def virtual_patient(seed: int, breathing_deg: float, duration_s: float) -> tuple[FloatArray, float]:
    """Tilt (n, 3) of the virtual patient who stands still, through sensor and orientation; the true rate."""
    plan = plan_for("E3", repetitions=0, lead_in_s=duration_s + 2.0)
    sensor, level = Sensor(rate_hz=50.0), replace(ORDINARY, breathing_deg=breathing_deg)
    (block,) = simulate(plan, sensor=sensor, difficulty=level, seed=seed).blocks
    front = FrontEnd(50.0, has_gyroscope=True)
    front.feed(block)
    front.know_pose(Pose(0, 75, (1.0, 0.0, 0.0)), 0)
    x, y, z = np.mean(front.buffer.rows(0, 75)[:, UP], axis=0)
    rows = front.buffer.rows(75, 75 + int(duration_s * 50.0))
    rate = 60.0 * (0.18 + 0.12 * Streams(seed)["breathing"].random())
    return MovementFrame(normalised((x, y, z))).tilt(rows[:, UP]), rate


def errors(measured: list[tuple[Measure, float]]) -> list[float]:
    """Errors of the valid ones."""
    return [m.value - true for m, true in measured if m.valid and m.value is not None]


@pytest.mark.parametrize("duration_s", [20.0, 30.0])
def test_breathing_of_twice_the_sway_is_measured_to_within_one_a_minute(duration_s: float) -> None:
    sets = [still(seed, ratio=2.0, duration_s=duration_s) for seed in range(80)]
    found = errors([(breathing_rate(tilt, RATE_HZ), true) for tilt, true in sets])
    assert len(found) >= 0.5 * len(sets)
    assert np.mean(np.abs(found)) <= 0.7
    assert np.mean(np.abs(found) > 2.0) <= 0.05


@pytest.mark.parametrize("slope", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("ratio", [0.0, 0.7])
def test_of_breathing_that_is_absent_or_below_the_sway_no_wrong_rate_is_valid(
    ratio: float, slope: float
) -> None:
    sets = [still(seed, ratio=ratio, slope=slope) for seed in range(100, 200)]
    found = errors([(breathing_rate(tilt, RATE_HZ), true) for tilt, true in sets])
    wrong = [e for e in found if ratio == 0.0 or abs(e) > 2.0]
    assert len(wrong) <= 0.05 * len(sets)


def test_sway_that_ends_at_a_low_frequency_is_not_taken_for_a_rhythm() -> None:
    sets = [still(seed, ratio=0.0, high_hz=0.4) for seed in range(200, 300)]
    assert sum(breathing_rate(tilt, RATE_HZ).valid for tilt, _ in sets) <= 5


def test_virtual_patients_breathing_is_measured_through_the_sensor() -> None:
    sets = [virtual_patient(seed, 0.35, 30.0) for seed in range(20)]
    found = errors([(breathing_rate(tilt, 50.0), true) for tilt, true in sets])
    assert len(found) >= 15
    assert np.mean(np.abs(found)) <= 0.5


def test_virtual_patient_who_holds_the_breath_has_no_rate() -> None:
    valid = sum(breathing_rate(virtual_patient(seed, 0.0, 20.0)[0], 50.0).valid for seed in range(40))
    assert valid <= 2


def test_uncertainty_covers_the_error() -> None:
    sets = [still(seed, ratio=3.0, duration_s=30.0) for seed in range(60)]
    measured = [(breathing_rate(tilt, RATE_HZ), true) for tilt, true in sets]
    off = [abs(m.value - t) / m.uncertainty for m, t in measured if m.valid and m.value and m.uncertainty]
    assert len(off) >= 40
    assert np.mean(np.array(off) <= 2.0) >= 0.9


@given(scale=st.floats(0.05, 20.0), turn=st.integers(0, 3))
@settings(max_examples=15, deadline=None)
def test_neither_the_size_of_the_tilt_nor_the_names_of_its_axes_matter(scale: float, turn: int) -> None:
    tilt, _ = still(7, ratio=3.0)
    signs, order = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]])[turn], [0, 1] if turn < 2 else [1, 0]
    one, other = breathing_rate(tilt, RATE_HZ), breathing_rate(scale * signs * tilt[:, order], RATE_HZ)
    assert one.valid
    assert other.valid
    assert other.value == pytest.approx(one.value, abs=1e-6)


def test_three_components_give_the_rate_of_their_plane() -> None:
    tilt, _ = still(3, ratio=3.0)
    rng = np.random.default_rng(0)
    plane = np.linalg.qr(rng.standard_normal((3, 3)))[0][:, :2]
    flat = breathing_rate(tilt, RATE_HZ)
    assert flat.valid
    assert breathing_rate(tilt @ plane.T, RATE_HZ).value == pytest.approx(flat.value, abs=0.2)


def test_long_stretch_has_the_mean_rate_of_its_parts() -> None:
    tilt, true = still(11, ratio=3.0, duration_s=150.0)
    measure = breathing_rate(tilt, RATE_HZ)
    assert measure.valid
    assert measure.value == pytest.approx(true, abs=1.0)


def test_too_short_a_stillness_is_not_measurable() -> None:
    tilt, _ = still(0, ratio=3.0, duration_s=LEAST_S - 1.0)
    measure = breathing_rate(tilt, RATE_HZ)
    assert not measure.valid
    assert measure.value is None
    assert measure.why == Reason(Code.STILLNESS_BRIEF, duration_s=14.0, least_s=15.0)


def test_breath_too_slow_for_the_time_is_not_measurable() -> None:
    time = np.arange(int(16.0 * RATE_HZ)) / RATE_HZ
    wave = np.sin(2.0 * np.pi * 7.5 / 60.0 * time)
    noise = 0.02 * np.random.default_rng(0).standard_normal((len(time), 2))
    measure = breathing_rate(np.outer(wave, [1.0, 0.2]) + noise, RATE_HZ)
    assert not measure.valid


def test_sensor_on_a_table_has_no_rate() -> None:
    assert breathing_rate(np.zeros((1000, 3)), RATE_HZ).why == Reason(Code.SENSOR_UNMOVED)


@pytest.mark.parametrize(
    ("tilt", "rate_hz", "found"),
    [
        (np.zeros(1000), 25.0, "shape"),
        (np.zeros((1000, 4)), 25.0, "shape"),
        (np.full((1000, 2), np.nan), 25.0, "NaN"),
        (np.zeros((1000, 2)), 0.0, "rate"),
        (np.zeros((1000, 2)), float("nan"), "rate"),
    ],
)
def test_what_is_no_tilt_is_refused_with_the_reason(tilt: FloatArray, rate_hz: float, found: str) -> None:
    with pytest.raises(DataError, match=found):
        breathing_rate(tilt, rate_hz)
