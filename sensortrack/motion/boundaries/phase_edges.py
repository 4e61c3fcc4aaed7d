"""Where a phase begins and ends: its parts between pauses, and the edges of their fitted speed."""

from __future__ import annotations

import math

import numpy as np

from ...records import FloatArray
from .profile_fit import crossing_sd, fit, new_factor
from .speed_profile import begins, ends, ln_peak, symmetric
from .sway_model import KERNEL_S, STEP_S

MOVING = 0.4
"""A phase moves while its speed is above this share of its peak; what lies between two such parts is a pause."""
PAUSE_MOST_S = 1.5
"""A movement that is resumed later than this isn't the same phase."""
PART_LEAST, PART_PEAK, PART_ENOUGH = 0.15, 0.55, 0.85
"""The other part beyond a pause goes this share of the way, with this share of the peak speed, and is only
looked for where less than the last share of the way is accounted for: breathing makes waves, too."""
STILL_BEFORE_S, STILL_AFTER_S = 1.3, 1.1
"""So much of the stillness around is fitted along with a phase: what comes before the sway under it."""
SLOW_ENDS = 0.6
"""So many times the time for which a phase moves is looked at on either side of it: of a smooth phase half of that is
its own slow end, the rest is stillness."""
OTHER_MOVEMENT = 0.4
"""The stillness ends where the speed is more than this share of the phase's peak speed again."""
SETTLED = 0.3
"""Below this share of its peak speed a phase has come to rest; from there on a higher speed is another movement."""
HALF_WIDTH = 0.5412
"""Of a minimum-jerk movement: the share of its duration for which it has more than half its peak speed."""
SIZE_SD_DEG, SIZE_SD = 0.6, 0.05
"""How well the way of a phase is known from the angle: sway, and the share that people don't go back."""
DURATION_SD = 0.35
"""How different (natural logarithm) the return is expected to be from the way out."""


def find_edges(
    speed_dps: FloatArray,
    rate_hz: float,
    sign: float,
    first_s: float,
    last_s: float,
    low_s: float,
    high_s: float,
    size_deg: float,
    size_known: bool,
    like_s: float,
    edge_share: float,
) -> tuple[float, float, float, float]:
    """Find where the speed of one phase crosses a share of its peak.

    Parameters
    ----------
    speed_dps : (n,) float
        Sample k is at k / rate_hz.
    rate_hz, sign : float
        −1 for a phase in which the speed is negative.
    first_s, last_s : float
        What is looked at, within the signal. No other phase that goes the same way is in it.
    low_s, high_s : float
        The phase moves between these times, or before and after a pause that they lie in.
    size_deg : float
        How far the phase goes.
    size_known : bool
        Whether that is to be held against the fit (where the end isn't in sight yet).
    like_s : float
        How long the phase is expected to take; 0 where nothing is known.
    edge_share : float
        See `rules.MovementRules`.

    Returns
    -------
    start_s, end_s : float
    start_sd_s, end_sd_s : float
        How uncertain sway and breathing make them (standard deviations).
    """
    count = max(int((last_s - first_s) / STEP_S), 1) + 1
    begin_s = last_s - (count - 1) * STEP_S
    time_s, speed, calm = np.empty(count), np.empty(count), np.empty(count)
    _on_grid(speed_dps, rate_hz, sign, begin_s, time_s, speed)
    _calm(speed, calm)
    low = min(max(int((low_s - begin_s) / STEP_S), 0), count - 1)
    high = min(max(int((high_s - begin_s) / STEP_S) + 1, low), count - 1)
    top = _top(calm, low, high)
    peak = calm[top]
    if peak <= 0.0:
        return low_s, high_s, math.inf, math.inf
    a, b, c, d = _parts(calm, low, high, peak, size_deg)
    slow_s = SLOW_ENDS * (d - a) * STEP_S
    begin = _reach(calm, a, -1, max(STILL_BEFORE_S, slow_s), peak)
    end = _reach(calm, d, 1, max(STILL_AFTER_S, slow_s), peak)
    factor = new_factor()
    if b >= d:
        profile = _first_guess(time_s, calm, a, d)
        size_sd = math.sqrt(SIZE_SD_DEG**2 / size_deg**2 + SIZE_SD**2) if size_known else 0.0
        fit(
            time_s[begin : end + 1], speed[begin : end + 1], profile, factor, size_deg, size_sd, like_s,
            DURATION_SD if like_s > 0.0 else 0.0,
        )  # fmt: skip
        first = final = profile
        final_factor = factor
    else:
        pause = _lowest(calm, b, c)
        first, final = _first_guess(time_s, calm, a, b), _first_guess(time_s, calm, c, d)
        fit(time_s[begin : pause + 1], speed[begin : pause + 1], first, factor, 0.0, 0.0, 0.0, 0.0)
        final_factor = new_factor()
        fit(time_s[pause : end + 1], speed[pause : end + 1], final, final_factor, 0.0, 0.0, 0.0, 0.0)
    ln_crossing = math.log(edge_share) + max(ln_peak(first), ln_peak(final))
    first_share = min(ln_crossing - ln_peak(first), -0.05)
    final_share = min(ln_crossing - ln_peak(final), -0.05)
    return (
        begins(first, first_share),
        ends(final, final_share),
        crossing_sd(first, factor, first_share, -1.0),
        crossing_sd(final, final_factor, final_share, 1.0),
    )


def _on_grid(
    signal: FloatArray, rate_hz: float, sign: float, begin_s: float, time_s: FloatArray, out: FloatArray
) -> None:
    """Average with a triangle about each point of the grid; at the signal's ends the time is that of the mean."""
    n = signal.shape[0]
    reach = KERNEL_S * rate_hz
    for k in range(out.shape[0]):
        at = (begin_s + k * STEP_S) * rate_hz
        first, end = int(at - reach), int(at + reach)
        weights, moment, total = 0.0, 0.0, 0.0
        for i in range(first + 1 if at > reach else 0, min(end + 1, n)):
            weight = 1.0 - abs(i - at) / reach
            weights += weight
            moment += weight * i
            total += weight * signal[i]
        time_s[k] = moment / weights / rate_hz
        out[k] = sign * total / weights


def _calm(speed: FloatArray, out: FloatArray) -> None:
    """Without the ripple of tremor, for telling parts from pauses."""
    n = speed.shape[0]
    out[0], out[n - 1] = speed[0], speed[n - 1]
    for k in range(1, n - 1):
        out[k] = 0.25 * speed[k - 1] + 0.5 * speed[k] + 0.25 * speed[k + 1]


def _top(speed: FloatArray, low: int, high: int) -> int:
    """The nearest local maximum to the fastest moment between two points."""
    top = low
    for k in range(low, high + 1):
        if speed[k] > speed[top]:
            top = k
    while top + 1 < speed.shape[0] and speed[top + 1] > speed[top]:
        top += 1
    while top > 0 and speed[top - 1] > speed[top]:
        top -= 1
    return top


def _parts(speed: FloatArray, low: int, high: int, peak: float, size_deg: float) -> tuple[int, int, int, int]:
    """First and last point of the first moving part, then of the last one (the same where there is no pause)."""
    least = MOVING * peak
    k = low
    while k < high and speed[k] < least:
        k += 1
    a, b = _end_of_part(speed, k, -1, least), _end_of_part(speed, k, 1, least)
    k = high
    while k > low and speed[k] < least:
        k -= 1
    c, d = _end_of_part(speed, k, -1, least), _end_of_part(speed, k, 1, least)
    way = 0.0
    for k in range(min(a, c), max(b, d) + 1):
        if speed[k] >= least:
            way += speed[k] * STEP_S
    while way < PART_ENOUGH * size_deg:
        k = _next_part(speed, a, -1, least, peak, size_deg)
        if k < 0:
            break
        a, b = _end_of_part(speed, k, -1, least), k
        way += _way(speed, a, b)
    while way < PART_ENOUGH * size_deg:
        k = _next_part(speed, d, 1, least, peak, size_deg)
        if k < 0:
            break
        c, d = k, _end_of_part(speed, k, 1, least)
        way += _way(speed, c, d)
    if b >= c:  # no pause
        return min(a, c), max(b, d), min(a, c), max(b, d)
    return a, b, c, d


def _end_of_part(speed: FloatArray, k: int, step: int, least: float) -> int:
    n = speed.shape[0]
    while 0 <= k + step < n and speed[k + step] >= least:
        k += step
    return k


def _next_part(speed: FloatArray, k: int, step: int, least: float, peak: float, size_deg: float) -> int:
    """The nearest point of the part beyond a pause; −1 where there is none."""
    n = speed.shape[0]
    final = k + step * int(PAUSE_MOST_S / STEP_S)
    while k != final:
        k += step
        if k < 0 or k >= n or speed[k] <= -least:
            return -1
        if speed[k] >= least:
            far = _end_of_part(speed, k, step, least)
            begin, end = min(k, far), max(k, far)
            fast = speed[_top(speed, begin, end)] >= PART_PEAK * peak
            return k if fast and _way(speed, begin, end) >= PART_LEAST * size_deg else -1
    return -1


def _way(speed: FloatArray, begin: int, end: int) -> float:
    total = 0.0
    for k in range(begin, end + 1):
        total += speed[k] * STEP_S
    return total


def _reach(speed: FloatArray, k: int, step: int, longest_s: float, peak: float) -> int:
    """How far the stillness goes that comes before (step −1) or after (1) a phase."""
    n = speed.shape[0]
    final = k + step * int(longest_s / STEP_S + 0.5)
    settled = False
    while k != final and 0 <= k + step < n:
        settled = settled or speed[k + step] < SETTLED * peak
        if settled and abs(speed[k + step]) > OTHER_MOVEMENT * peak:
            break
        k += step
    return k


def _lowest(speed: FloatArray, begin: int, end: int) -> int:
    lowest = begin
    for k in range(begin, end + 1):
        if speed[k] < speed[lowest]:
            lowest = k
    return lowest


def _first_guess(time_s: FloatArray, speed: FloatArray, begin: int, end: int) -> FloatArray:
    """A minimum-jerk movement as fast and as wide at half its speed as the part is."""
    top = begin
    for k in range(begin, end + 1):
        if speed[k] > speed[top]:
            top = k
    half = 0.5 * speed[top]
    rose_s, fell_s = _passes(time_s, speed, top, -1, half), _passes(time_s, speed, top, 1, half)
    if speed[time_s.shape[0] - 1] > half and fell_s >= time_s[time_s.shape[0] - 1]:
        fell_s = max(fell_s, 2.0 * time_s[top] - rose_s)  # its end isn't in sight
    duration_s = max((fell_s - rose_s) / HALF_WIDTH, 0.4)
    return symmetric(max(speed[top], 1e-3), 0.5 * (rose_s + fell_s), duration_s)


def _passes(time_s: FloatArray, speed: FloatArray, k: int, step: int, level: float) -> float:
    """When the speed falls to a level, from point k on in the direction of `step`."""
    n = time_s.shape[0]
    while 0 <= k + step < n and speed[k + step] >= level:
        k += step
    if not 0 <= k + step < n:
        return float(time_s[k])
    share = (speed[k] - level) / (speed[k] - speed[k + step])
    return float(time_s[k] + step * STEP_S * share)
