"""Frames that don't follow the one before wait until a few of them show what they are.

What can be told apart: frames that overtook others or before which others are missing (ahead, and not before they can
have been taken), a clock that was set (a run of frames of its own, behind or too early), frames from long ago (alone).
After a lost link the first frames tell whether the clock is still the same; a queue that was kept may come first.
"""

from __future__ import annotations

import itertools
from operator import attrgetter
from statistics import median
from typing import NamedTuple

from ..decode.readings import Readings
from .device_scale import DeviceScale
from .scale_place import ScalePlace

_MOST, _LONGEST_S = 6, 0.25
"""So many notifications, or frames that came for so long, show what they are; live data wait no longer after a loss."""

_LONGEST_AFTER_LOSS_S = 2.0
"""After a lost link a queue that the sensor kept may come for so long before what is measured now."""

_SAME_CLOCK_S = 0.5
"""After a lost link the clock is still the same if a frame came within this of when it is due."""

_PACE = 2.0
"""Frames that come so many times faster than they were taken come out of a queue."""

_EARLY_S, _EARLY_AT_FIRST_S, _KNOWN_S = 0.05, 0.25, 1.5
"""Earlier than any frame before by more than this it can't have been taken yet; the first arrivals tell less well when
frames were taken."""


class Resolved(NamedTuple):
    """What frames that waited are: too late to be placed; next in this order; of a clock that was set."""

    strays: list[Readings]
    in_order: list[Readings]
    set_anew: list[Readings]


class Waiting:
    """The frames that wait.

    Parameters
    ----------
    place : ScalePlace
        That of the latest frame that was given out.
    scale : DeviceScale

    Attributes
    ----------
    link_lost : bool
        Whether the link was lost after that frame.
    """

    def __init__(self, place: ScalePlace, scale: DeviceScale) -> None:
        self._place, self._scale = place, scale
        self._frames: list[Readings] = []
        self.link_lost = False

    def __bool__(self) -> bool:
        return bool(self._frames)

    def add(self, frame: Readings) -> None:
        """One more."""
        self._frames.append(frame)

    @property
    def usual_s(self) -> float:
        """How late the least late frames of a short while are, as a rule."""
        alignment = self._scale.alignment
        usual = median(alignment.least_delays) if alignment.least_delays else 0.0
        return min(usual, alignment.least_late_s)

    @property
    def ripe(self) -> bool:
        """Whether they show what they are by now."""
        frames = self._frames
        came_for_s = frames[-1].arrival_s - frames[0].arrival_s
        enough = len(frames) >= _MOST and len(self._notifications(frames)) >= _MOST
        if self.link_lost:
            if self._same_clock(frames[-1]) or (len(frames) > 1 and came_for_s >= _LONGEST_AFTER_LOSS_S):
                return True
            return enough and came_for_s >= _LONGEST_S and not self._from_a_queue(came_for_s)
        return enough or (len(frames) > 1 and came_for_s >= _LONGEST_S)

    def was_missing(self, frame: Readings) -> bool:
        """Whether a frame, which isn't one of them, is the one that was due."""
        if self.link_lost or not self._place.follows(frame):
            return False
        last = self._frames[-1]
        # A clock that was set back comes by where it was: then a frame goes on with those that wait.
        return self._place.is_ahead(last) or not self._place.follows_another(frame, last)

    def overtaken(self) -> list[Readings]:
        """Those from before the latest frame, taken out: as others went on, they came too late."""
        found = [frame for frame in self._frames if not self._place.is_ahead(frame)]
        self._frames = [frame for frame in self._frames if self._place.is_ahead(frame)]
        return found

    def next_in_step(self) -> Readings | None:
        """The one that follows the latest frame, taken out."""
        for i, frame in enumerate(self._frames):
            if self._place.follows(frame):
                return self._frames.pop(i)
        return None

    def resolved(self) -> Resolved:
        """What they are, taken out."""
        frames, self._frames = self._frames, []
        place = self._place
        if self.link_lost:
            if not self._same_clock(frames[-1]):
                return Resolved([], [], self._by_stamp(frames))
            new = [frame for frame in frames if place.step(frame) > 0]
            return Resolved([f for f in frames if place.step(f) <= 0], sorted(new, key=place.at), [])
        ahead = [place.is_ahead(frame) for frame in frames]
        if any(ahead) and self._too_early([f for f, is_ahead in zip(frames, ahead, strict=True) if is_ahead]):
            ahead = [False] * len(frames)
        odd = ahead.index(False) if False in ahead else len(frames)
        if self._of_one_clock(frames[odd:], ahead[odd:]):
            return Resolved([], sorted(frames[:odd], key=place.at), self._by_stamp(frames[odd:]))
        strays = [frame for frame, is_ahead in zip(frames, ahead, strict=True) if not is_ahead]
        good = [frame for frame, is_ahead in zip(frames, ahead, strict=True) if is_ahead]
        return Resolved(strays, sorted(good, key=place.at), [])

    def _same_clock(self, frame: Readings) -> bool:
        """Whether a frame after a lost link came when its clock says, as it ran before."""
        if self._scale.counts:
            return False
        return self._place.step(frame) > 0 and abs(self._place.late(frame)) < _SAME_CLOCK_S

    def _from_a_queue(self, came_for_s: float) -> bool:
        """Whether they come much faster than they were taken."""
        way = self._place.at(self._frames[-1]) - self._place.at(self._frames[0])
        return way * self._scale.alignment.slope > _PACE * came_for_s + _EARLY_S

    def _too_early(self, frames: list[Readings]) -> bool:
        """Whether none of them can have been taken yet by the clock as it ran before."""
        known = self._scale.alignment.known_for_s > _KNOWN_S
        least_s = self.usual_s - (_EARLY_S if known else _EARLY_AT_FIRST_S)
        return self._place.has_arrivals and min(self._place.late(frame) for frame in frames) < least_s

    def _of_one_clock(self, frames: list[Readings], ahead: list[bool]) -> bool:
        """Whether they are a run of a clock of their own, and not stragglers: whole notifications may straggle."""
        several = self._notifications(frames)
        if len(several) < 2:
            return False
        first = itertools.pairwise(several[:3])
        if all(self._place.follows_another(after[0], before[-1]) for before, after in first):
            return True
        return len(several) > 2 and not any(ahead)

    def _by_stamp(self, frames: list[Readings]) -> list[Readings]:
        return sorted(frames, key=lambda frame: self._scale.step(frame, frames[0]))

    def _notifications(self, frames: list[Readings]) -> list[list[Readings]]:
        """The frames of each notification, which came at once; each record of a file alone."""
        if not self._place.has_arrivals:
            return [[frame] for frame in frames]
        return [list(together) for _, together in itertools.groupby(frames, key=attrgetter("arrival_s"))]
