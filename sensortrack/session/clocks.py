"""The clocks of a session: the wall's, a faster one to watch, and that of samples as fast as the machine is."""

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


class HurriedClock:
    """Time that passes `speed` times as fast as the wall's, and waits for a machine that can't keep up.

    Between two looks at it no more than `MOST_STEP_S` pass: a step that takes long makes no part of the session late.
    """

    MOST_STEP_S = 0.1

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._now_s, self._looked_s = 0.0, time.monotonic()

    def now(self) -> float:
        """Seconds since the session began."""
        looked_s, self._looked_s = self._looked_s, time.monotonic()
        self._now_s += min((self._looked_s - looked_s) * self._speed, self.MOST_STEP_S)
        return self._now_s

    def wait(self, seconds: float) -> None:
        """Let so much of the session's time pass."""
        self.reach(self.now() + seconds)

    def reach(self, t_s: float) -> None:
        """Wait until a sample of that time is due."""
        while (left_s := t_s - self.now()) > 0.0:
            time.sleep(min(left_s, self.MOST_STEP_S) / self._speed)


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
