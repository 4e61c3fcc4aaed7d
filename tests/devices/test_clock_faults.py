"""Faults of a sensor's clock and of its notifications' way, drawn: put right, or reported with their reason."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sensortrack.devices import Notification, list_profiles, load_profile
from sensortrack.devices.messages import Message
from sensortrack.errors import UsageError
from sensortrack.records.sample_checks import check_blocks

from .faults import LONGEST_WAY_S, Decoded, Jump, Stream, at_once, decoded, relinked

DRAWS = settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow])
DURATION_S = 24.0
SHORT_S = 12.0


def notifications_a_second(name: str) -> float:
    """0 where none can be made."""
    profile = load_profile(name)
    try:
        return len(Stream.of(profile, 2.0).sent) / 2.0 if profile.transport == "ble" else 0.0
    except UsageError:
        return 0.0


OFTEN = {p: notifications_a_second(p) for p in sorted(p.id for p in list_profiles())}
ALL = [p for p, often in OFTEN.items() if often]
CLOCKED = [p for p in ALL if load_profile(p).streams[0].time.source in ("device", "calendar")]
QUICK = [p for p in CLOCKED if OFTEN[p] * SHORT_S > 150]
"""Of these the 150 notifications among which faults are drawn come in a short stream."""

BATCHED = [p for p in QUICK if isinstance(load_profile(p).streams[0].frame_len, int)]
"""Of these a notification may hold several frames, each with its stamp."""


def true_times(
    stream: Stream, found: Decoded, sent: list[int]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """When the samples that came out were taken: they are those of the notifications `sent`, in order."""
    return np.concatenate([stream.times[k * stream.per : (k + 1) * stream.per] for k in sent])[
        : len(found.times)
    ]


@pytest.mark.parametrize("name", ALL)
@DRAWS
@given(
    late_s=st.floats(0.05, 1.5), busy_s=st.floats(0.2, 4.0), at_s=st.floats(0.0, 6.0), seed=st.integers(0, 5)
)
@example(late_s=1.0, busy_s=0.5, at_s=0.25, seed=0)
@example(late_s=1.0, busy_s=0.5, at_s=3.0, seed=2)
def test_a_computer_that_is_busy_for_a_while_changes_no_duration_by_much(
    name: str, late_s: float, busy_s: float, at_s: float, seed: int
) -> None:
    """What comes late says for a while that samples were taken later; going over to a better line takes its time."""
    profile = load_profile(name)
    stream = Stream.of(profile, SHORT_S)
    began_s = stream.arriving(seed)[0].t_s
    late: list[Message] = []
    latest_s = 0.0
    for message in stream.arriving(seed):
        assert isinstance(message, Notification)
        busy = at_s <= message.t_s - began_s < at_s + busy_s
        latest_s = max(latest_s, message.t_s + late_s * busy)
        late.append(message._replace(t_s=latest_s))
    found = decoded(profile, late)
    check_blocks(found.blocks, stream.rate_hz)  # as when the recording is read
    taken_s = stream.times[: len(found.times)]
    one_second = round(stream.rate_hz)
    # Where one of two sensors takes what is held up for lost and the other doesn't, they have no pairs: a reported gap.
    missing = stream.rate_hz * sum(gap.end_s - gap.start_s for gap in found.gaps)
    assert len(found.times) + missing >= 0.95 * len(stream.times)
    if not found.gaps:
        lasted_s = found.times[one_second:] - found.times[:-one_second]
        assert np.abs(lasted_s / (taken_s[one_second:] - taken_s[:-one_second]) - 1.0).max() < 0.06


@pytest.mark.parametrize("name", CLOCKED)
@DRAWS
@given(
    by_s=st.one_of(st.floats(-7200.0, -0.3), st.floats(0.3, 7200.0)),
    at_s=st.floats(6.0, 18.0),
    seed=st.integers(0, 5),
)
def test_a_clock_that_is_set_costs_no_sample_no_time_and_one_notice(
    name: str, by_s: float, at_s: float, seed: int
) -> None:
    profile = load_profile(name)
    if profile.pairing is not None:
        pytest.skip("its two streams are encoded with one clock reading each")
    stream = Stream.of(profile, DURATION_S, seed, [Jump(at_s, by_s)])
    found = decoded(profile, stream.arriving(seed))
    assert len(found.times) == len(stream.sent) * stream.per
    off = found.times - stream.times[: len(found.times)]
    assert np.ptp(off) < LONGEST_WAY_S + 0.005
    assert len(found.gaps) <= 1
    assert found.rate_hz == pytest.approx(stream.rate_hz, rel=0.02)
    assert len(found.notices) <= 1
    round_s = profile.streams[0].time.type.bits if profile.streams[0].time.type else 64
    if round_s >= 32:
        assert found.kinds() == {"clock_jumped"}


@pytest.mark.parametrize("name", CLOCKED)
@DRAWS
@given(st.lists(st.integers(4, 150), unique=True, max_size=30), st.integers(0, 5))
def test_neighbours_that_overtook_each_other_are_put_in_order(
    name: str, places: list[int], seed: int
) -> None:
    profile = load_profile(name)
    stream = Stream.of(profile, SHORT_S if name in QUICK else DURATION_S, seed)
    messages = stream.arriving(seed)
    kinds = 1 if profile.pairing is None else 2
    done = -1
    for k in sorted(places):
        a, b = k * kinds, (k + 1) * kinds
        if a <= done + 1 or b >= len(messages):
            continue
        first, second = messages[a], messages[b]
        assert isinstance(first, Notification)
        assert isinstance(second, Notification)
        messages[a], messages[b] = first._replace(data=second.data), second._replace(data=first.data)
        done = b
    found = decoded(profile, messages)
    assert found.notices == ()
    assert found.gaps == ()
    clean, _ = at_once(profile, stream.arriving(seed))
    assert np.array_equal(found.acc, clean.acc)
    assert np.abs(found.times - clean.times).max() < LONGEST_WAY_S + 0.02


@pytest.mark.parametrize("name", BATCHED)
@DRAWS
@given(
    frames=st.integers(2, 9),
    places=st.lists(st.integers(8, 60), unique=True, max_size=12),
    wide=st.integers(2, 3),
    seed=st.integers(0, 5),
)
def test_notifications_of_several_frames_that_overtook_each_other_are_put_in_order(
    name: str, frames: int, places: list[int], wide: int, seed: int
) -> None:
    """Their frames, more than six, were once taken for those of a clock that was set back, at each exchange."""
    profile = load_profile(name)
    stream = Stream.of(profile, SHORT_S, seed, frames=frames)
    messages = stream.arriving(seed)
    wide = wide if 2 * stream.per < 0.2 * stream.rate_hz else 2  # the last one is awaited for 0.25 s
    done = -1
    for k in sorted(places):
        if k <= done + wide or k + wide >= len(messages):
            continue
        several = [m for m in messages[k : k + wide] if isinstance(m, Notification)]
        came_s = several[-1].t_s
        messages[k : k + wide] = [m._replace(t_s=came_s + 1e-5 * i) for i, m in enumerate(reversed(several))]
        done = k + wide - 1
    found = decoded(profile, messages)
    assert found.notices == ()
    assert found.gaps == ()
    clean, _ = at_once(profile, stream.arriving(seed))
    assert np.array_equal(found.acc, clean.acc)
    assert np.abs(found.times - clean.times).max() < LONGEST_WAY_S + 0.02


@pytest.mark.parametrize("name", ALL)
@DRAWS
@given(
    silent_s=st.floats(0.5, 20.0), again=st.integers(1, 60), at=st.integers(70, 120), seed=st.integers(0, 5)
)
def test_old_notifications_after_a_reconnect_are_left_out_and_counted(
    name: str, silent_s: float, again: int, at: int, seed: int
) -> None:
    profile = load_profile(name)
    stream = Stream.of(profile, SHORT_S, seed)
    messages = stream.arriving(seed)
    at = min(at, len(messages) - 5)
    again = min(again, at - 1)
    kinds = 1 if profile.pairing is None else 2
    at, again = at - at % kinds, again + again % kinds
    clean, _ = at_once(profile, relinked(messages, at, silent_s, 0))
    found = decoded(profile, relinked(messages, at, silent_s, again))
    notices = [n for n in found.notices if n.kind == "redelivered"]
    assert len(notices) == 1
    assert f"({again} left out)" in notices[0].text
    assert len(clean.acc) - len(found.acc) <= 20 * stream.per  # those that would have come meanwhile
    assert len(np.unique(found.acc, axis=0)) == len(found.acc)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("from_the_start", [True, False])
def test_notifications_that_all_come_twice_count_once(name: str, from_the_start: bool) -> None:
    profile = load_profile(name)
    stream = Stream.of(profile, 8.0)
    messages = stream.arriving()
    whole, _ = at_once(profile, messages)
    at = 0 if from_the_start else len(messages) // 2
    twice = messages[:at] + [m for m in messages[at:] for _ in range(2)]
    found = decoded(profile, twice)
    assert "redelivered" in found.kinds()
    # Where a notification is a single sample without a clock, two alike may be chance; three pairs aren't.
    sure = profile.streams[0].time.source != "host" or stream.per > 1
    assert 0 <= len(found.acc) - len(whole.acc) <= (0 if sure else 2 * (1 if profile.pairing is None else 2))
    if sure:
        assert np.array_equal(found.acc, whole.acc)
    # Two samples too many in four seconds of ten a second are 5 %, until the line has settled.
    assert found.rate_hz == pytest.approx(stream.rate_hz, rel=0.02 if sure else 0.06)
    assert len(found.gaps) == len(whole.gaps)


@pytest.mark.parametrize("name", [n for n in CLOCKED if load_profile(n).pairing is None])
@pytest.mark.parametrize("packed", [2, 3, 5])
def test_samples_of_one_stamp_are_spread_evenly(name: str, packed: int) -> None:
    profile = load_profile(name)
    stream = Stream.of(profile, DURATION_S)
    time = profile.streams[0].time
    assert time.offset is not None
    assert time.type is not None
    head = 0 if profile.streams[0].parts is None else profile.streams[0].parts.header_len
    stamp = slice(head + time.offset, head + time.offset + time.type.size)
    messages: list[Message] = []
    for i, m in enumerate(stream.arriving()):
        assert isinstance(m, Notification)
        if i % packed == 0:
            held = m.data[stamp]
        data = bytearray(m.data)
        data[stamp] = held
        checksum = profile.streams[0].checksum
        if checksum is not None:
            data[checksum.at] = 0
            data[checksum.at] = sum(data) & 0xFF
        messages.append(m._replace(data=bytes(data)))
    found = decoded(profile, messages)
    assert len(found.times) == len(stream.sent) * stream.per
    assert found.gaps == ()
    assert found.notices == ()
    after = found.times > found.times[0] + 6.0
    assert np.diff(found.times[after]) == pytest.approx(1.0 / stream.rate_hz, rel=0.3)
    assert found.rate_hz == pytest.approx(stream.rate_hz, rel=0.02)


def test_a_notification_that_comes_far_too_late_is_left_out_and_counted() -> None:
    profile = load_profile("movella_dot")
    messages = Stream.of(profile, DURATION_S).arriving()
    late = messages.pop(200)
    assert isinstance(late, Notification)
    messages.insert(300, late._replace(t_s=messages[300].t_s))
    found = decoded(profile, messages)
    assert found.kinds() == {"out_of_order"}
    assert len(found.gaps) == 1
    assert found.gaps[0].end_s - found.gaps[0].start_s == pytest.approx(1.0 / 60.0, abs=0.002)


@pytest.mark.parametrize("name", ["movella_dot", "metamotion_s", "openearable2"])
@DRAWS
@given(silent_s=st.floats(0.6, 8.0), kept_s=st.floats(0.1, 3.0), seed=st.integers(0, 5))
def test_a_queue_that_was_kept_through_a_lost_link_is_placed_when_it_was_taken(
    name: str, silent_s: float, kept_s: float, seed: int
) -> None:
    """Of 100 Hz and more it was once taken for live data: six notifications don't show how quickly they come."""
    profile = load_profile(name)
    stream = Stream.of(profile, DURATION_S, seed)
    messages = stream.arriving(seed)
    at = len(messages) // 2
    up_s = messages[at - 1].t_s + 0.01 + silent_s
    first = next(i for i in range(at, len(messages)) if messages[i].t_s > up_s - min(kept_s, 0.9 * silent_s))
    queue = [m for m in messages[first:] if isinstance(m, Notification)]
    arrivals = np.maximum.accumulate([max(m.t_s, up_s + 0.001 * i) for i, m in enumerate(queue)])
    queue = [m._replace(t_s=t) for m, t in zip(queue, arrivals.tolist(), strict=True)]
    found = decoded(profile, [*messages[:at], *relinked(messages, at, silent_s, 0)[at : at + 2], *queue])
    (gap,) = found.gaps
    assert gap.end_s - gap.start_s == pytest.approx((first - at) * stream.per / stream.rate_hz, abs=0.03)
    sent = [*range(at), *range(first, len(stream.sent))]
    assert np.ptp(found.times - true_times(stream, found, sent)) < LONGEST_WAY_S + 0.02


@DRAWS
@given(
    st.lists(st.tuples(st.sampled_from(["swap", "twice", "lose", "late"]), st.integers(5, 1200)), max_size=40)
)
def test_every_notification_is_a_sample_once_or_counted(faults: list[tuple[str, int]]) -> None:
    profile = load_profile("movella_dot")
    messages = Stream.of(profile, DURATION_S).arriving()
    lost = 0
    for what, k in faults:
        a, b = messages[k], messages[k + 1]
        assert isinstance(a, Notification)
        assert isinstance(b, Notification)
        if what == "swap":
            messages[k], messages[k + 1] = a._replace(data=b.data), b._replace(data=a.data)
        elif what == "twice":
            messages.insert(k, a)
        elif what == "lose":
            del messages[k]
            lost += 1
        else:
            del messages[k]
            messages.insert(k + 60, a._replace(t_s=messages[k + 60].t_s))
    messages = [
        replace_time(m, t)
        for m, t in zip(messages, np.maximum.accumulate([m.t_s for m in messages]).tolist(), strict=True)
    ]
    found = decoded(profile, messages)
    counted = sum(int(n.text.rpartition("(")[2].split()[0]) for n in found.notices)
    assert len(found.times) + counted == len(messages)
    assert found.kinds() <= {"redelivered", "out_of_order"}
    assert len(np.unique(found.acc, axis=0)) == len(found.acc)


def replace_time(message: Message, t_s: float) -> Message:
    return message._replace(t_s=t_s) if isinstance(message, Notification) else replace(message, t_s=t_s)
