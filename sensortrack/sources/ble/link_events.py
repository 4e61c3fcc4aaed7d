"""What happens to the link, as the coach and the page show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ...errors import SensortrackError

LinkState = Literal[
    "scanning",
    "found",
    "connecting",
    "setting_up",
    "battery",
    "streaming",
    "unreadable",
    "silent",
    "lost",
    "waiting",
    "stopping",
    "stopped",
    "failed",
]
"""`battery` tells a level and changes nothing; with `unreadable` what comes can't be decoded; `stopped` and `failed`
are the last ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkEvent:
    """A change of the link's state.

    Attributes
    ----------
    t_s : float
        When, in s since the source was started.
    text : str
        The same for a person, with what to do where there is something to be done.
    sensor : str or None
        Name and address, as soon as they are known.
    rssi_dbm : int or None
        Signal strength, with "found".
    battery_percent : float or None
        With "battery", as far as the sensor tells.
    attempt : int
        Which attempt to connect this belongs to, counted from 1 after each loss.
    error : SensortrackError or None
        Why, with "lost", "silent", "waiting" and "failed".
    """

    t_s: float
    state: LinkState
    text: str
    sensor: str | None = None
    rssi_dbm: int | None = None
    battery_percent: float | None = None
    attempt: int = 0
    error: SensortrackError | None = None
