"""What no sensor gives is left out and noted, whatever is drawn; what sensors and people do give never is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensortrack import analyse, read
from sensortrack.plausibility import Guard
from sensortrack.plausibility.channel import Channel
from sensortrack.records import Block
from sensortrack.sources.simulator import CLEAN, ORDINARY
from tests.simulated import repetitions, simulated_set

from .guarded import EXERCISES, block_of, columns_of, gaps, guarded, missing, one_set, with_columns


@pytest.mark.parametrize("difficulty", ["clean", "ordinary"])
@pytest.mark.parametrize("rate_hz", [25.0, 100.0])
@pytest.mark.parametrize("exercise", EXERCISES)
def test_of_a_sound_set_nothing_is_left_out(exercise: str, rate_hz: float, difficulty: str) -> None:
    block = block_of(one_set(exercise, rate_hz, difficulty))
    passed, messages = guarded(block, rate_hz)
    assert not missing(block, passed)
    assert messages == ()


@settings(max_examples=30)
@given(data=st.data(), exercise=st.sampled_from(EXERCISES), rate_hz=st.sampled_from([50.0, 100.0, 200.0]))
def test_corrupt_samples_are_left_out_and_no_others(
    data: st.DataObject, exercise: str, rate_hz: float
) -> None:
    block = block_of(one_set(exercise, rate_hz))
    x = columns_of(block)
    places = data.draw(
        st.lists(st.integers(1, len(x) // 8 - 2), min_size=1, max_size=25, unique=True).map(
            lambda found: sorted(8 * f for f in found)
        )
    )
    for place in places:
        column = data.draw(st.integers(0, 5))
        sign = data.draw(st.sampled_from([-1.0, 1.0]))
        size = data.draw(
            st.sampled_from([1e6, 320.0, 60.0]) if column < 3 else st.sampled_from([2000.0, 6e4])
        )
        x[place, column] += sign * size
    spoiled = with_columns(block, x)
    passed, messages = guarded(spoiled, rate_hz)
    assert missing(spoiled, passed) == set(places)
    assert gaps(passed) == [float(block.time_s[p + 1]) for p in places]
    assert 1 <= len(messages) <= 2  # one line a sort, however many there are
    counted = sum(int(m.split(": ")[1].split()[0]) for m in messages)
    assert counted == len(places)


@settings(max_examples=20)
@given(
    start_s=st.floats(2.0, 15.0),
    length_s=st.floats(0.2, 8.0),
    fill=st.sampled_from(["zeros", "last value", "acc only", "gyr only"]),
    rate_hz=st.sampled_from([25.0, 50.0, 100.0, 200.0]),
    cuts=st.lists(st.integers(0, 6000), max_size=30),
)
def test_zeros_and_values_that_stand_still_are_a_gap_in_any_cutting(
    start_s: float, length_s: float, fill: str, rate_hz: float, cuts: list[int]
) -> None:
    block = block_of(one_set("E6", rate_hz))
    x = columns_of(block)
    start, stop = round(start_s * rate_hz), min(round((start_s + length_s) * rate_hz), len(x) - 5)
    of = {"acc only": slice(0, 3), "gyr only": slice(3, 6)}.get(fill, slice(0, 6))
    x[start:stop, of] = 0.0 if fill == "zeros" else x[start - 1, of]
    spoiled = with_columns(block, x)
    passed, messages = guarded(spoiled, rate_hz)
    assert missing(spoiled, passed) == set(range(start, stop))
    assert gaps(passed) == [float(block.time_s[stop])]
    assert len(messages) == 1
    again, same = guarded(spoiled, rate_hz, cuts)
    assert missing(spoiled, again) == set(range(start, stop))
    assert gaps(again) == gaps(passed)
    assert same == messages


@settings(max_examples=20)
@given(
    start=st.integers(1, 60),
    length_s=st.floats(0.2, 2.9),
    fill=st.sampled_from(["all", "acc only", "gyr only"]),
    rate_hz=st.sampled_from([25.0, 50.0, 100.0, 200.0]),
    cuts=st.lists(st.integers(0, 1000), max_size=30),
)
def test_what_stands_still_from_the_first_second_on_is_a_gap_and_hides_no_later_one(
    start: int, length_s: float, fill: str, rate_hz: float, cuts: list[int]
) -> None:
    """It once passed, and whatever was frozen later in the recording, too."""
    # Noise tells it, which a movement hides: the person lies still until the stretch is over.
    lies = simulated_set("E6", 77, rate_hz=rate_hz, repetitions=3, difficulty=ORDINARY, lead_in_s=6.0)
    block = block_of(lies)
    x = columns_of(block)
    start = min(start, round(0.9 * rate_hz))
    stop, later = start + round(length_s * rate_hz), round(8.0 * rate_hz)
    of = {"acc only": slice(0, 3), "gyr only": slice(3, 6)}.get(fill, slice(0, 6))
    x[start:stop, of] = x[start - 1, of]
    x[later : later + round(rate_hz)] = x[later - 1]
    spoiled = with_columns(block, x)
    frozen = {*range(start, stop), *range(later, later + round(rate_hz))}
    passed, messages = guarded(spoiled, rate_hz)
    assert missing(spoiled, passed) == frozen
    again, same = guarded(spoiled, rate_hz, cuts)
    assert (missing(spoiled, again), gaps(again), same) == (frozen, gaps(passed), messages)


@settings(max_examples=20)
@given(
    acc_g=st.sampled_from([2.0, 4.0, 8.0]),
    gyro_dps=st.sampled_from([125.0, 250.0, 500.0]),
    own=st.booleans(),
    place=st.integers(10, 700),
    turn=st.booleans(),
)
def test_a_value_beyond_the_declared_range_is_none_of_the_sensors(
    acc_g: float, gyro_dps: float, own: bool, place: int, turn: bool
) -> None:
    recording = one_set("E6")
    x = columns_of(block_of(recording))
    beyond = 1.2 * (gyro_dps if turn else acc_g * 9.80665)
    # Three in a row are no spike: only the range tells.
    x[place : place + 3, 4 if turn else 1] = beyond
    spoiled = replace(recording, blocks=(with_columns(block_of(recording), x),))
    device = {"settings": {"accel_g": acc_g, "gyro_dps": gyro_dps}}
    if own:
        device = {"acc_range_ms2": acc_g * 9.80665, "gyr_range_dps": gyro_dps}  # type: ignore[dict-item]
    (message,) = [
        m for m in analyse(spoiled.described(device=device), "E6").recording.messages if "left out" in m
    ]
    assert "3 samples" in message
    assert f"declared range of ±{acc_g * 9.80665:.4g} m/s² and ±{gyro_dps:.4g} deg/s" in message
    quiet = analyse(spoiled.described(device={"settings": "unknown", "gyr_range_dps": -1}), "E6")
    assert not any("range" in m for m in quiet.recording.messages)


def test_a_delay_is_bounded() -> None:
    block = block_of(one_set("E6"))
    x = columns_of(block)
    x[1000:3000] = x[999]
    spoiled, guard, came = with_columns(block, x), Guard(100.0), 0
    for i in range(len(block)):
        came += sum(map(len, guard.feed(spoiled.cut(i, i + 1))))
        if i < 1000:
            assert i + 1 - came <= 4


def test_who_stands_exactly_still_without_noise_has_no_gap() -> None:
    time_s = np.arange(3000) / 100.0
    angle = 0.2 * np.sin(np.clip(time_s - 10.0, 0.0, 3.0) * np.pi / 3.0) ** 2
    acc = 9.80665 * np.column_stack([np.cos(angle), np.zeros(3000), np.sin(angle)])
    gyr = np.degrees(np.column_stack([np.zeros(3000), -np.gradient(angle, 0.01), np.zeros(3000)]))
    passed, messages = guarded(Block(time_s, acc, gyr), 100.0)
    assert sum(map(len, passed)) == 3000
    assert messages == ()


@pytest.mark.parametrize(("acc_step", "gyr_step"), [(0.15, 1.0), (0.3, 2.0), (1.0, 4.0)])
def test_a_sensor_of_coarse_resolution_isnt_frozen(acc_step: float, gyr_step: float) -> None:
    block = block_of(one_set("E6"))
    steps = np.array([acc_step] * 3 + [gyr_step] * 3)
    coarse = with_columns(block, np.round(columns_of(block) / steps) * steps)
    passed, _ = guarded(coarse, 100.0)
    assert not missing(coarse, passed)


@pytest.mark.parametrize("times", [2, 4, 8])
def test_a_sensor_that_gives_each_value_several_times_isnt_frozen(times: int) -> None:
    block = block_of(one_set("E6"))
    x = columns_of(block)
    slow = with_columns(block, np.repeat(x[::times], times, axis=0)[: len(x)])
    passed, _ = guarded(slow, 100.0)
    assert not missing(slow, passed)


def test_a_count_that_may_have_lost_a_repetition_to_a_frozen_stretch_isnt_passed() -> None:
    recording = simulated_set("E6", 31, repetitions=10)
    block = block_of(recording)
    truth = recording.description.truth
    assert truth is not None
    lost = [a for a in truth["attempts"] if a["outcome"] == "repetition"][4]
    start, stop = round((lost["start_s"] - 0.3) * 100), round((lost["end_s"] + 0.3) * 100)
    for fill in (0.0, None):
        x = columns_of(block)
        x[start:stop] = x[start - 1] if fill is None else fill
        spoiled = with_columns(block, np.round(x, 6))
        result = analyse(replace(recording, blocks=(spoiled,)), "E6")
        assert len(repetitions(result)) == 9
        count = next(f for f in result.findings if f.rule == "E6.count")
        assert count.outcome == "not_judged"
        assert len(result.recording.gaps) == 1
        assert any("left out as implausible" in m for m in result.recording.messages)


@settings(max_examples=10)
@given(data=st.data())
def test_lost_decimal_points_change_neither_count_nor_angles(data: st.DataObject) -> None:
    recording = one_set("E6")
    clean = analyse(recording, "E6")
    block = block_of(recording)
    x = columns_of(block)
    for place in data.draw(st.lists(st.integers(5, len(x) - 6), min_size=1, max_size=5, unique=True)):
        x[place, data.draw(st.integers(0, 5))] *= 1e6
    result = analyse(replace(recording, blocks=(with_columns(block, x),)), "E6")
    found, right = repetitions(result), repetitions(clean)
    assert len(found) == len(right)
    for a, b in zip(found, right, strict=True):
        assert a.amplitude_deg == pytest.approx(b.amplitude_deg, abs=0.5)
        assert a.hold_s == pytest.approx(b.hold_s, abs=0.3)


@pytest.mark.parametrize("name", ["sat1", "g2000", "spikes"])
def test_field_recordings_with_corrupt_samples_give_their_five_repetitions(data: Path, name: str) -> None:
    result = analyse(read(data / "field" / "11_one_corrupt_sample" / f"{name}.csv.gz"))
    assert [round(a.amplitude_deg or 0.0) for a in repetitions(result)] == [20] * 5
    assert not [e for e in result.events if e.type == "jerk"]
    assert result.recording.messages


@pytest.mark.parametrize("name", ["rep_o", "zero_o"])
def test_field_recordings_with_a_filled_stretch_arent_passed(data: Path, name: str) -> None:
    result = analyse(read(data / "field" / "05_frozen_or_zero_samples" / f"{name}.csv.gz"), "E6")
    assert next(f for f in result.findings if f.rule == "E6.count").outcome == "not_judged"
    (gap,) = result.recording.gaps
    assert (gap.start_s, gap.end_s) == pytest.approx((42.6, 55.0), abs=0.02)


@pytest.mark.parametrize("every", [2, 4])
def test_after_a_change_of_rate_the_samples_keep_theirs(every: int) -> None:
    """Where spikes were looked for a block lost its rate: all angles were followed at the one of the beginning."""
    recording = simulated_set("E6", 12, rate_hz=200.0, repetitions=4, difficulty=CLEAN)
    block = block_of(recording)
    assert block.gyr is not None
    apart_s = float(block.time_s[-1] - block.time_s[0]) + 3.0
    slow = Block(
        block.time_s[::every] + apart_s,
        block.acc[::every].copy(),
        block.gyr[::every].copy(),
        after_gap=True,
        rate_hz=200.0 / every,
    )
    for blocks in ((block, slow), (block, replace(slow, after_gap=False)), (block, *slow.chunks(3))):
        found = [a.amplitude_deg for a in repetitions(analyse(replace(recording, blocks=blocks), "E6"))]
        assert len(found) == 8
        assert found[4:] == pytest.approx(found[:4], abs=0.4)


@settings(max_examples=12, deadline=None)
@given(
    start=st.integers(2, 60),
    length_s=st.floats(3.1, 20.0),
    of=st.sampled_from([slice(0, 6), slice(0, 3)]),
    rate_hz=st.sampled_from([25.0, 50.0, 100.0]),
    cuts=st.lists(st.integers(0, 3000), max_size=30),
)
def test_a_sensor_that_stood_still_from_the_first_second_on_is_a_gap_and_nothing_before_it_counts(
    start: int, length_s: float, of: slice, rate_hz: float, cuts: list[int]
) -> None:
    """For longer than 3 s it once passed as a person who lay still."""
    recording = one_set("E6", rate_hz)
    x = columns_of(block_of(recording))
    start = min(start, round(0.9 * rate_hz))
    stop, later = start + round(length_s * rate_hz), len(x) - round(2.0 * rate_hz)
    stood = np.vstack([x[:start], np.repeat(x[start - 1 : start], stop - start, axis=0), x])
    if of.stop == 3:  # the gyroscope goes on
        stood[start:stop, 3:] = x[np.arange(stop - start) % len(x), 3:]
    later += stop
    stood[later : later + round(rate_hz)] = stood[later - 1]
    time_s = np.arange(len(stood)) / rate_hz
    block = Block(time_s, stood[:, :3].copy(), stood[:, 3:].copy())
    passed, messages = guarded(block, rate_hz)
    assert len(messages) == 1
    assert f"{stop - start + round(rate_hz)} samples" in messages[0]
    again, same = guarded(block, rate_hz, cuts)
    assert (missing(block, again), gaps(again), same) == (missing(block, passed), gaps(passed), messages)
    analysed = analyse(replace(recording, blocks=(block,)), "E6")
    true = analyse(replace(recording, blocks=(block.cut(stop, len(block)),)), "E6")
    assert analysed.recording.gaps[0].end_s == time_s[stop]
    # Where its noise was seen before, what came before it is good.
    assert min(abs(analysed.recording.gaps[0].start_s - start_s) for start_s in (0.0, time_s[start])) < 1e-9
    found, right = ([a.amplitude_deg for a in result.attempts] for result in (analysed, true))
    assert found == pytest.approx(right, abs=0.01)


@settings(max_examples=15, deadline=None)
@given(
    axis=st.integers(0, 5),
    start_s=st.floats(2.5, 15.0),
    length_s=st.floats(1.5, 6.0),
    rate_hz=st.sampled_from([50.0, 100.0, 200.0]),
    cuts=st.lists(st.integers(0, 6000), max_size=30),
)
def test_one_axis_that_sticks_while_the_others_go_on_is_a_gap(
    axis: int, start_s: float, length_s: float, rate_hz: float, cuts: list[int]
) -> None:
    block = block_of(one_set("E6", rate_hz))
    x = columns_of(block)
    start, stop = round(start_s * rate_hz), round((start_s + length_s) * rate_hz)
    x[start:stop, axis] = x[start - 1, axis]
    spoiled = with_columns(block, x)
    passed, messages = guarded(spoiled, rate_hz)
    lost = missing(spoiled, passed)
    assert lost <= set(range(start, stop))
    assert len(lost) >= 0.8 * (stop - start)
    assert any("one axis gave exactly the same value" in m for m in messages)
    again, same = guarded(spoiled, rate_hz, cuts)
    assert (missing(spoiled, again), gaps(again), same) == (lost, gaps(passed), messages)


@settings(max_examples=12, deadline=None)
@given(
    start=st.integers(1, 60),
    of=st.sampled_from([slice(0, 6), slice(0, 3)]),
    rate_hz=st.sampled_from([50.0, 100.0]),
    cuts=st.lists(st.integers(0, 3000), max_size=20),
)
def test_what_is_frozen_from_the_first_second_to_the_end_of_the_file_is_not_judged(
    start: int, of: slice, rate_hz: float, cuts: list[int]
) -> None:
    """Nothing followed that showed it, and a person who lay still was seen."""
    recording = one_set("E6", rate_hz)
    x = columns_of(block_of(recording))
    start = min(start, round(0.9 * rate_hz))
    x[start:, of] = x[start - 1, of]
    spoiled = with_columns(block_of(recording), x)
    messages = guarded(spoiled, rate_hz)[1]
    assert any("exactly the same value" in m for m in messages)
    assert guarded(spoiled, rate_hz, cuts)[1] == messages
    result = analyse(replace(recording, blocks=(spoiled,)), "E6")
    assert not result.attempts
    assert {f.outcome for f in result.findings if f.rule == "E6.count"} == {"not_judged"}


@settings(max_examples=12, deadline=None)
@given(
    length_s=st.floats(3.2, 12.0),
    zero=st.booleans(),
    rate_hz=st.sampled_from([50.0, 100.0, 200.0]),
    cuts=st.lists(st.integers(0, 3000), max_size=20),
)
def test_a_gyroscope_alone_that_stands_from_the_start_is_told(
    length_s: float, zero: bool, rate_hz: float, cuts: list[int]
) -> None:
    recording = one_set("E6", rate_hz)
    block = block_of(recording)
    x = columns_of(block)
    stop = round(length_s * rate_hz)
    x[:stop, 3:] = 0.0 if zero else x[0, 3:]
    spoiled = with_columns(block, x)
    passed, messages = guarded(spoiled, rate_hz)
    assert any("exactly the same value" in m for m in messages)
    again, same = guarded(spoiled, rate_hz, cuts)
    assert (missing(spoiled, again), gaps(again), same) == (missing(spoiled, passed), gaps(passed), messages)
    result = analyse(replace(recording, blocks=(spoiled,)), "E6")
    assert result.recording.gaps[0].end_s >= 0.5 * length_s


@pytest.mark.parametrize("exercise", ["E6", "E8", "E10"])
@pytest.mark.parametrize("zero", [True, False])
def test_a_gyroscope_that_stands_throughout_while_gravity_turns_is_told(exercise: str, zero: bool) -> None:
    recording = one_set(exercise)
    x = columns_of(block_of(recording))
    x[:, 3:] = 0.0 if zero else x[0, 3:]
    result = analyse(replace(recording, blocks=(with_columns(block_of(recording), x),)), exercise)
    assert any("exactly the same value" in m for m in result.recording.messages)
    assert not repetitions(result)


@pytest.mark.parametrize("step_dps", [0.5, 1.0, 4.0])
@pytest.mark.parametrize("rate_hz", [50.0, 100.0])
def test_a_coarse_gyroscope_of_a_person_who_lies_still_isnt_frozen(step_dps: float, rate_hz: float) -> None:
    rng = np.random.default_rng(3)
    n = round(60.0 * rate_hz)
    acc = np.array([0.0, 0.0, 9.80665]) + rng.normal(0.0, 0.03, (n, 3))
    gyr = np.round(rng.normal(0.0, 0.07, (n, 3)) / step_dps) * step_dps
    passed, messages = guarded(Block(np.arange(n) / rate_hz, acc, gyr), rate_hz)
    assert sum(map(len, passed)) == n
    assert messages == ()


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10**6), st.integers(1, 20))
def test_samples_that_are_not_doubtful_wait_for_no_others(seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    acc, gyr = rng.normal((0.0, 0.0, 9.81), 0.05, (400, 3)), rng.normal(0.0, 0.5, (400, 3))
    guard = Guard(100.0)
    for piece in Block(np.arange(400) / 100.0, acc, gyr).chunks(size):
        (passed,) = guard.feed(piece)
        assert passed.time_s.tolist() == piece.time_s.tolist()


def test_a_share_of_repeats_that_fades_ends_at_zero_and_not_in_denormal_numbers() -> None:
    channel = Channel(2e-3, 0.2)
    channel.at_rate(100.0)
    for value in (1.0, 1.0, *np.arange(2.0, 2000.0).tolist()):
        channel.add(value)
    assert channel.recent == 0.0
