"""The sampling rate and its gaps, found from time stamps."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray
from ..records.rates import ALIKE, CLEAR, STRETCH, commonest_interval, counted_interval, local_intervals
from .comb_phase import whole_intervals
from .medians import median_of_five
from .notifications import LEAST_HEIGHT, LONGEST_STEP_S, MOST, MOST_LOST, Arrivals, arrivals, sent_rate

PACE_STEPS = 10_000
"""How many steps, from the start of a recording, its pace is estimated from."""

_FEW = 0.01
"""Share of steps up to which single ones may be late, and the stamps are a clock's that jitters little."""
_PHASE = 65
"""Stamps whose mean phase tells where the teeth of the comb are, about each of them."""
_MANY = 256
"""So many steps tell a mean interval to one tick in as many."""
_COARSE = 0.4
"""A tick of a smaller share of the interval is jitter, which the comb of the stamps carries."""
_ON_TICK = 0.02
"""Steps are whole ticks to within this share of one."""
_EVEN = 0.9
"""So many steps and means must be as those of ticks are."""
_PACKED = 0.98
"""Samples were packed, as many to each stamp, where so many stamps are shared by the same number: a link loses whole
packets."""
_DOUBLED = 0.002
"""A larger share of stamps that more samples have than usual isn't due to rows that were written twice."""
_LEAST_SLIPS = 3
"""So many odd stamps show whether they come in a rhythm."""
_RHYTHM = 2
"""Stamps by which the distances between slips may differ: cutting off gives one, rounding another."""
_OTHER_MEAN = 0.05
"""Share by which the mean interval differs where the rate has changed; losses change it by less."""
_STEADY = 0.01
"""Mean intervals at one rate differ by less than this share, beside the tick."""
_EXACT_S, _ROUNDED_S = 1e-4, 1e-3
"""Stamps that are regular to so many seconds are a sensor's: a computer stamps arrivals less exactly. Those that lie
within a millisecond of a comb need not be numbered by it."""
_LATE = 1.15
"""A step shorter than so many intervals never holds a loss, even where stamps jitter by 0.4 of one."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Sampling rate in Hz (0.0 where nothing tells it); the step in s beyond which samples are missing.

    `clocked` says that the stamps are a clock's, to less than half an interval: each step is a whole number of
    intervals, and what is more than one is a loss; `jitters` that most steps don't show it by themselves. Where they
    aren't a clock's, only a step well beyond their jitter is a loss. `tick_s` is the tick to which stamps were cut off,
    where that hides the interval. `packed` is how many samples came in each notification, where the stamps are those of
    its arrival, and 0 elsewhere: if `clocked`, its number tells when they were taken. `lossless` says that as many of
    these came as were sent, so that their mean rate is the sensor's.
    """

    rate_hz: float
    gap_s: float
    clocked: bool = False
    jitters: bool = False
    tick_s: float = 0.0
    packed: int = 0
    lossless: bool = False

    @property
    def interval_s(self) -> float:
        """Time between two samples; 0.0 where nothing tells it."""
        return 1.0 / self.rate_hz if self.rate_hz else 0.0


def pace(time_s: FloatArray, nominal_hz: float | None) -> Pace:
    """The pace of a recording.

    The interval is that which most stretches of 64 steps tell (`local_intervals`): samples that are missing don't
    lengthen it, and where the rate changes it is the commonest. Where the stamps jitter too much to tell one, it is
    the mean of the steps that aren't longer than one interval and four times the jitter (the 95th percentile of the
    steps' distance from their median), nor than 0.5 s; then lost samples can't be distinguished from late ones.
    Stamps of arrival tell the rate at which notifications were sent (`sent_rate`), where they show it.

    Parameters
    ----------
    time_s : (n,) float64
        Time stamps, from the start of the recording; the first 10 000 steps are used. Samples may share one.
    nominal_hz : float or None
        Rate that was declared: taken where the stamps don't tell one, and where they jitter and some seem missing.
    """
    time_s = time_s[: PACE_STEPS + 1]
    steps, came = _steps(time_s), arrivals(time_s)
    by_steps = _pace_of_ticks(time_s, nominal_hz) or _pace_of_steps(steps, nominal_hz)
    return by_steps if came is None else _pace_of_arrivals(came, steps, by_steps, nominal_hz)


def _pace_of_arrivals(came: Arrivals, steps: FloatArray, by_steps: Pace, nominal_hz: float | None) -> Pace:
    """The pace of samples that came in notifications, whose steps tell this one."""
    sent = sent_rate(came)
    rate_hz, alone = came.samples * sent.rate_hz, came.samples == 1 and not came.shared
    alike = abs(by_steps.rate_hz / rate_hz - 1.0) < ALIKE
    if by_steps.tick_s and alike:
        return replace(by_steps, lossless=sent.lossless)
    off_s = max(_ON_TICK / sent.rate_hz, _ROUNDED_S) if sent.known else _EXACT_S
    if by_steps.clocked and (alike or not sent.known) and _exact(came, by_steps, off_s):
        return by_steps
    if alone and (alike or not sent.known or (rate_hz > by_steps.rate_hz and not sent.lossless)):
        return by_steps
    first = _pace_of_steps(steps[:MOST], None)
    if alone and first.clocked and abs(first.rate_hz / by_steps.rate_hz - 1.0) > ALIKE:
        return by_steps  # it changes later on
    if sent.known and sent.height >= LEAST_HEIGHT:
        return Pace(rate_hz, 1.5 / rate_hz, clocked=True, packed=came.samples)
    if by_steps.tick_s or (not by_steps.clocked and (alike or not came.shared)):
        return replace(by_steps, lossless=alike and sent.lossless)
    if nominal_hz is not None and rate_hz <= nominal_hz <= rate_hz / (1.0 - MOST_LOST):
        rate_hz = nominal_hz
    jitter = float(np.percentile(np.abs(steps - 1.0 / rate_hz), 95.0))
    # One that just missed an event of its link comes up to a period late, and isn't lost.
    gap_s = max(_limit(1.0 / rate_hz, jitter), 2.5 / sent.rate_hz if sent.known else 0.0)
    return Pace(rate_hz, gap_s, packed=came.samples, lossless=sent.lossless)


def _exact(came: Arrivals, pace: Pace, off_s: float) -> bool:
    """Whether each came alone, after a whole number of intervals, to so many seconds."""
    count = np.diff(came.came_s) * pace.rate_hz
    exact = np.abs(count - np.round(count)) <= off_s * pace.rate_hz
    return float(np.mean(exact & (came.number[1:] == 1))) > 1.0 - _FEW


def _pace_of_steps(steps: FloatArray, nominal_hz: float | None) -> Pace:
    """The pace that steps (n,) from sample to sample tell by themselves."""
    if not len(steps):
        return Pace(nominal_hz or 0.0, math.inf if nominal_hz is None else _limit(1.0 / nominal_hz, 0.0))
    if len(steps) <= STRETCH:
        interval, jitters = counted_interval(steps), False
    else:
        local = local_intervals(np.concatenate([[0.0], np.cumsum(steps)]))
        interval = commonest_interval(local)
        at_rate = np.repeat(np.abs(local / interval - 1.0) < ALIKE, STRETCH)
        count = steps[: len(at_rate)][at_rate] / interval
        jitters = bool(np.mean(np.abs(count - np.round(count)) > CLEAR) > _FEW) if len(count) else False
    if not math.isnan(interval):
        return Pace(1.0 / interval, 1.5 * interval, clocked=True, jitters=jitters)
    median = float(np.median(steps))
    jitter = float(np.percentile(np.abs(steps - median), 95.0))
    interval = float(np.mean(steps[steps <= _limit(median, jitter)]))
    if nominal_hz is not None and 1.0 <= interval * nominal_hz <= 1.5:
        interval = 1.0 / nominal_hz
    return Pace(1.0 / interval, _limit(interval, jitter))


def _pace_of_ticks(time_s: FloatArray, nominal_hz: float | None) -> Pace | None:
    """The pace of stamps that were cut off to a tick of about the interval; None for others."""
    ticks = _ticks(time_s)
    if ticks is None:
        return None
    tick_s, interval = ticks
    if nominal_hz is not None and 1.0 <= interval * nominal_hz <= 1.5:
        interval = 1.0 / nominal_hz
    return Pace(1.0 / interval, tick_s + 1.5 * interval, tick_s=tick_s)


def _ticks(time_s: FloatArray) -> tuple[float, float] | None:
    """Tick and interval of stamps that were cut off to a tick of about the interval; None for others.

    Then some samples share a stamp and others don't, and no step shows the interval: the mean over many does.
    """
    steps = np.diff(time_s)
    rising = steps[steps > 0.0]
    if len(steps) < 2 * _MANY or len(rising) == len(steps) or steps.min() < 0.0:
        return None
    tick_s = float(rising.min())
    on_tick = np.abs(rising / tick_s - np.round(rising / tick_s)) < _ON_TICK
    sizes = np.diff(np.flatnonzero(np.append(True, steps > 0.0)))
    usual = int(np.argmax(np.bincount(sizes)))
    even = float(np.mean(sizes == usual)) >= _PACKED and float(np.mean(sizes > usual)) <= _DOUBLED
    even = even and not _slips(sizes, usual)
    means = np.diff(time_s[::_MANY]) / _MANY
    interval = float(np.median(means))
    if even or tick_s < _COARSE * interval or float(np.mean(on_tick)) < _EVEN:
        return None
    alike = np.abs(means - interval) <= tick_s / _MANY + _STEADY * interval
    return (tick_s, float(np.mean(means[alike]))) if float(np.mean(alike)) >= _EVEN else None


def _slips(sizes: NDArray[np.intp], usual: int) -> bool:
    """Whether a stamp that one sample more or less has comes in a rhythm: samples and ticks slip past each other.

    Samples that are lost, or were written twice, come in none.
    """
    odd = np.flatnonzero(sizes[1:-1] != usual)
    if len(odd) < _LEAST_SLIPS or len(set(sizes[1:-1][odd])) > 1 or abs(int(sizes[1 + odd[0]]) - usual) > 1:
        return False
    between = np.diff(odd)
    return int(between.max() - between.min()) <= _RHYTHM


def pace_among_ticks(time_s: FloatArray, before: Pace) -> Pace:
    """The pace of further samples of a recording whose stamps were cut off to a tick: another one, if theirs is."""
    means = np.diff(time_s[::_MANY]) / _MANY
    if len(means) < 2:
        return before
    interval = float(np.median(means))
    if abs(interval / before.interval_s - 1.0) <= _OTHER_MEAN + before.tick_s / (_MANY * interval):
        return before
    return Pace(1.0 / interval, before.tick_s + 1.5 * interval, tick_s=before.tick_s)


def nominal_pace(rate_hz: float) -> Pace:
    """The pace of samples that are counted at a nominal rate."""
    return Pace(rate_hz, 1.5 / rate_hz, clocked=True)


def _steps(time_s: FloatArray) -> FloatArray:
    """Steps from sample to sample; samples that share a stamp share the step to the next one."""
    steps = np.diff(time_s)
    if len(steps) and steps.min() > 0.0:
        return steps
    moving = np.flatnonzero(np.append(True, steps != 0.0))
    each = np.diff(time_s[moving]) / np.diff(moving)
    shared: FloatArray = np.repeat(each, np.diff(moving))
    return shared[shared > 0.0]  # without those of a clock that was set back


def _limit(interval: float, jitter: float) -> float:
    return max(1.5 * interval, min(interval + 4.0 * jitter, LONGEST_STEP_S))


def missing_before(time_s: FloatArray, pace: Pace) -> NDArray[np.bool_]:
    """Before which samples of a run that rises others are missing; never before the first.

    A stamp that came late, and is made up for by the next ones, is no loss: what counts is whether the samples
    stay late. So the level of each (how many intervals it is later than its number) is the median of five around it,
    which keeps every lasting step where it is.
    """
    steps = np.diff(time_s)
    missing = np.zeros(len(time_s), np.bool_)
    if not len(steps) or float(steps.max()) <= (_LATE * pace.interval_s if pace.jitters else pace.gap_s):
        return missing
    if not pace.clocked or len(time_s) < 5:
        missing[1:] = steps > pace.gap_s
        return missing
    late = np.insert(np.cumsum(steps / pace.interval_s - 1.0), 0, 0.0)
    level = median_of_five(np.pad(whole_intervals(late, _PHASE) if pace.jitters else late, 2, mode="edge"))
    missing[1:] = np.diff(level) > 0.5
    if pace.jitters:
        missing[1:] &= steps > _LATE * pace.interval_s
    return missing
