"""The two clocks of a session: the wall's, and that of a set which is faster than people."""

from __future__ import annotations

import time


class WallClock:
    """Time as it passes, or `speed` times as fast: samples of a recording wait until they are due."""

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._begun = time.monotonic()

    def now(self) -> float:
        """Seconds since the session began."""
        return (time.monotonic() - self._begun) * self._speed

    def wait(self, seconds: float) -> None:
        """Let so much of the session's time pass."""
        time.sleep(seconds / self._speed)

    def reach(self, t_s: float) -> None:
        """Wait until a sample of that time is due; a sensor's samples are never early."""
        time.sleep(max(0.0, (t_s - self.now()) / self._speed))


class SampleClock:
    """Time that the samples carry on: as fast as the machine is, the same at each run."""

    def __init__(self) -> None:
        self._now_s = 0.0

    def now(self) -> float:
        """Seconds since the session began."""
        return self._now_s

    def wait(self, seconds: float) -> None:
        """Pass that time at once."""
        self._now_s += seconds

    def reach(self, t_s: float) -> None:
        """A sample of that time has come."""
        self._now_s = max(self._now_s, t_s)
