"""The clocks of a session: each passes the time that it is asked to, and a slow machine makes no part of it late."""

from __future__ import annotations

import time

import pytest

from sensortrack.session.clocks import HurriedClock, SampleClock, WallClock


class Wall:
    """A wall's clock that passes only while somebody sleeps, or is busy."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now_s, self.slept = 1000.0, list[float]()
        monkeypatch.setattr(time, "monotonic", lambda: self.now_s)
        monkeypatch.setattr(time, "sleep", self.sleep)

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0.0
        self.slept.append(seconds)
        self.now_s += seconds


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    return Wall(monkeypatch)


@pytest.mark.parametrize("speed", [1.0, 8.0])
def test_the_walls_clock_passes_so_many_times_as_fast_and_waits_for_a_sample_that_is_early(
    wall: Wall, speed: float
) -> None:
    clock = WallClock(speed)
    wall.now_s += 2.0
    assert clock.now() == 2.0 * speed
    clock.wait(4.0)
    assert wall.slept == [4.0 / speed]
    clock.reach(clock.now() + 3.0)
    assert wall.slept[1] == pytest.approx(3.0 / speed)
    clock.reach(0.5)  # that sample is late already
    assert wall.slept[2] == 0.0


def test_a_hurried_clock_waits_for_a_machine_that_can_not_keep_up(wall: Wall) -> None:
    clock = HurriedClock(40.0)
    wall.now_s += 5.0  # a step that took five seconds: 200 s of the session would be gone
    assert clock.now() == HurriedClock.MOST_STEP_S
    begun_s = clock.now()
    clock.wait(3.0)
    assert clock.now() == pytest.approx(begun_s + 3.0)
    assert sum(wall.slept) == pytest.approx(3.0 / 40.0)
    assert max(wall.slept) <= HurriedClock.MOST_STEP_S / 40.0
    clock.reach(1.0)
    assert sum(wall.slept) == pytest.approx(3.0 / 40.0)


def test_the_walls_clock_goes_as_the_wall_does_unless_it_is_hurried(wall: Wall) -> None:
    clock = WallClock()
    wall.now_s += 2.0
    assert clock.now() == 2.0


def test_a_clock_of_samples_begins_at_0_goes_with_them_and_never_back() -> None:
    clock = SampleClock()
    assert clock.now() == 0.0
    clock.reach(2.0)
    clock.wait(0.5)
    clock.reach(1.0)
    assert clock.now() == 2.5
