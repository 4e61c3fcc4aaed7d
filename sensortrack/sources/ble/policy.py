"""How long the client tries, and how long it waits in between."""

from __future__ import annotations

from dataclasses import dataclass

MOST_DOUBLINGS = 64
"""The wait is doubled no more often than this: by then it is the longest one, and a few hundred more would overflow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPolicy:
    """Times in s.

    Attributes
    ----------
    scan_s : float
        How long each attempt looks for the sensor.
    linger_s : float
        How long to look for a second sensor of the same name.
    connect_s : float
        How long connecting may take.
    first_attempts : int
        How often it is tried before the sensor was found, where the radio is busy or fails.
    first_give_up_after_s : float
        How long after the sensor was first found it is tried until it sends; whatever fails on the way is reported.
    first_wait_s, longest_wait_s : float
        Wait after the first attempt that failed; it doubles up to the longest.
    give_up_after_s : float
        How long after its last notification the sensor is waited for.
    silent_s : float or None
        Silence after which the link is taken for dead; None takes the profile's.
    """

    scan_s: float = 10.0
    linger_s: float = 1.5
    connect_s: float = 20.0
    first_attempts: int = 3
    first_give_up_after_s: float = 60.0
    first_wait_s: float = 0.5
    longest_wait_s: float = 8.0
    give_up_after_s: float = 180.0
    silent_s: float | None = None

    def wait_s(self, attempt: int) -> float:
        """Wait after attempt number `attempt`, counted from 1."""
        doubled = 2.0 ** min(attempt - 1, MOST_DOUBLINGS)
        return float(min(self.first_wait_s * doubled, self.longest_wait_s))
