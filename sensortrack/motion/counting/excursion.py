"""One excursion from the rest level, as the segmenter gathers it."""

from __future__ import annotations

import numpy as np

from ...records import FloatArray

LEAD_S = 0.8
"""Time before an excursion was noticed, in s, that is looked at with it: a slow one has begun by then."""
RISEN = 0.8
"""Share of its height from which on an excursion has arrived: from there to where it comes below again is the hold."""
FIRST_STEPS = 256
"""Room for this many grid steps at first, 5 s at 50 Hz: most repetitions double it once at most."""


class Excursion:
    """An excursion from the rest level; times are sample numbers, angles in deg.

    Parameters
    ----------
    onset : int
        Where it was noticed.
    direction : int
        +1 or −1 along the axis.
    rest_deg : float
        The rest level that it began from.

    Attributes
    ----------
    peak, peak_deg : int, float
        Where it was highest, and how high above the rest level.
    valley, lowest_deg : int, float
        The lowest point since the peak.
    end, ended_by : int, str
        Set when it has ended: home, next (another one began), settled or moved (in stillness near to the rest level,
        or away from it), lost (it went on for too long), steps (shaken ones), turning (soft ones), cut (the samples
        ended).
    end_value, end_limit : float
        What its end was decided by (`ask_end`).
    raised_s : float
        For how long it stayed above a share of its own height (see `finish`).
    risen : int
        Where it first reached 80 % of its peak.
    paused : bool
        Whether the person has kept still on the way back, away from the rest level: what comes next tells whether
        this was a pause or the end of it.
    on_shelf, shelf, shelf_deg, shelf_s : bool, int, float, float
        Whether the person has kept still on the way, or has come back far and gone out again; where that was, how high,
        and for how long: a stop or a dip, or a shift of posture that an attempt begins from.
    left_shelf_deg : float
        How far outward from there it had to go on to have left the shelf; 0 while it hasn't.
    from_shelf : bool
        Whether the attempt began from the shelf.
    off_axis : float
        Turning about other axes than the movement's on the ways out and back, as a share of that about it (root mean
        squares): a person who fidgets in a long hold has gone out along the axis all the same.
    shaken_ms2 : float
        Mean size of the band-passed specific force.
    """

    def __init__(self, onset: int, direction: int, rest_deg: float) -> None:
        self.onset, self.direction, self.rest_deg = onset, direction, rest_deg
        self.peak_deg = self.lowest_deg = 0.0
        self.peak = self.valley = self.end = self.risen = onset
        self.ended_by = ""
        self.end_value = self.end_limit = 0.0
        self.raised_s = 0.0
        self.off_axis = 0.0
        self.shaken_ms2 = 0.0
        self.return_speed_dps = 0.0
        self.on_shelf = self.from_shelf = self.paused = False
        self.shelf_deg = self.shelf_s = self.left_shelf_deg = 0.0
        self.shelf = onset
        self._steps = 0
        self._rows: FloatArray = np.empty((FIRST_STEPS, 3))
        self._shake = self._shake_to_shelf = self._shake_to_valley = 0.0
        self._shake_before = self._shake_now = self._shake_at_shelf = self._shake_at_valley = 0.0
        self._first_peak, self._first_peak_deg = onset, 0.0

    def add(
        self, number: int, height_deg: float, outward_dps: float, turn_dps: float, shake_ms2: float
    ) -> None:
        """Take one grid step: height above the rest level, speed outward, size of the whole angular rate, shake."""
        if self._steps == 0:
            self._shake_before = shake_ms2
        if self._steps == self._rows.shape[0]:
            self._make_room()
        self._shake += shake_ms2
        self._shake_now = shake_ms2
        if height_deg > self.peak_deg:
            self._take_for_peak(number, height_deg)
            self.paused = False
        elif height_deg < self.lowest_deg:
            self.lowest_deg, self.valley = height_deg, number
            self._shake_to_valley, self._shake_at_valley = self._shake - shake_ms2, shake_ms2
        self.return_speed_dps = max(self.return_speed_dps, -outward_dps)
        rows, k = self._rows, self._steps
        rows[k, 0] = height_deg
        rows[k, 1] = outward_dps * outward_dps
        rows[k, 2] = turn_dps * turn_dps
        self._steps = k + 1

    def _take_for_peak(self, number: int, height_deg: float) -> None:
        self.peak_deg, self.peak = height_deg, number
        self.lowest_deg, self.valley, self.return_speed_dps = height_deg, number, 0.0

    def stop_on_shelf(self, number: int, height_deg: float, still_s: float) -> None:
        """The person keeps still here, and has done so for that time."""
        self.on_shelf, self.shelf, self.shelf_deg, self.shelf_s = True, number, height_deg, still_s
        self._shake_to_shelf, self._shake_at_shelf = self._shake - self._shake_now, self._shake_now

    def turn_on_shelf(self) -> None:
        """The person has gone out again from the lowest point."""
        self.on_shelf, self.shelf, self.shelf_deg, self.shelf_s = True, self.valley, self.lowest_deg, 0.0
        self._shake_to_shelf, self._shake_at_shelf = self._shake_to_valley, self._shake_at_valley

    def leave_shelf(self, number: int, height_deg: float, further_deg: float) -> None:
        """It has gone on outward from the shelf by more than `further_deg`: from here on it has a peak of its own."""
        self.left_shelf_deg = further_deg
        self._first_peak, self._first_peak_deg = self.peak, self.peak_deg
        self._take_for_peak(number, height_deg)

    def may_have_shifted(self) -> bool:
        """Whether it has left the shelf, and where it comes back to tells whether that was a shift of posture."""
        return self.left_shelf_deg > 0.0 and not self.from_shelf

    def begin_from_shelf(self, step: int) -> None:
        """The person had shifted, and set out from the shelf.

        Parameters
        ----------
        step : int
            A grid step in samples.
        """
        first = (self.shelf - self.onset) // step
        self._rows, self._steps = self._rows[first:].copy(), self._steps - first
        for k in range(self._steps):
            self._rows[k, 0] -= self.shelf_deg
        self._shake -= self._shake_to_shelf
        self._shake_before = self._shake_at_shelf
        self.onset, self.from_shelf = self.shelf, True
        self.rest_deg += self.direction * self.shelf_deg
        self.peak_deg -= self.shelf_deg
        self.lowest_deg -= self.shelf_deg

    def _make_room(self) -> None:
        rows = np.empty((2 * self._steps, 3))
        rows[: self._steps] = self._rows
        self._rows = rows

    def finish(
        self, end: int, ended_by: str, step: int, step_s: float, raised_share: float, shake_mean_s: float
    ) -> None:
        """It has ended: what it was like.

        Parameters
        ----------
        step, step_s : int, float
            A grid step in samples and in s.
        raised_share : float
            It is raised above this share of its own height.
        shake_mean_s : float
            Time constant of the running mean of the shake; with it the mean over the excursion follows.
        """
        self.end, self.ended_by = end, ended_by
        if self.may_have_shifted() and self._first_peak_deg > self.peak_deg:
            self.peak, self.peak_deg = self._first_peak, self._first_peak_deg
        base = max(0.0, self.lowest_deg)
        raised = base + raised_share * (self.peak_deg - base)
        above, risen = 0, -1
        speed2 = turn2 = 0.0
        rows, count = self._rows, self._steps
        for k in range(count):
            if rows[k, 0] >= raised:
                above += 1
            if rows[k, 0] < RISEN * self.peak_deg:
                speed2 += rows[k, 1]
                turn2 += rows[k, 2]
            elif risen < 0:
                risen = k
        self.raised_s = above * step_s
        self.risen = self.onset + max(risen, 0) * step
        # Going out and back in this time needs at least this speed, even where it is so slow that it looks like sway.
        steady_dps = 2.0 * self.peak_deg / (max(count, 1) * step_s)
        least = max(1e-9, count * steady_dps * steady_dps)
        self.off_axis = (max(0.0, turn2 - speed2) / max(speed2, least)) ** 0.5
        # A running mean m with the time constant τ of a signal s follows τ dm/dt = s − m.
        steps = max(count, 1)
        drawn_in = (self._shake_now - self._shake_before) * shake_mean_s / step_s
        self.shaken_ms2 = max(0.0, (self._shake + drawn_in) / steps)
        self._rows = np.empty((0, 3))  # a long hold has many steps
