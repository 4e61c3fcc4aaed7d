"""Where the sampling rate changes: for long, what follows has a pace of its own; for a moment, it can't be followed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray
from ..records.rates import ALIKE, STRETCH, local_intervals
from .estimate_sampling import Pace, pace, pace_among_ticks
from .notes import Notes
from .table import IntArray, RowTable

_OTHER = 0.03
"""Share by which the interval of some stretches differs from the recording's where the rate has changed."""
_STRAYS = 0.005
"""A rate that is off by more than this share, but not changed, is worth a word."""
_LASTS, _LASTS_JITTERY = 2, 4
"""Stretches that tell a change of rate; of stamps that jitter so many that two combs tell it by themselves."""
_LOSS = 0.1
"""Of two rates of which one is a multiple of the other, steps rather show that at which none is missing."""
_REACH = 3
"""A change is looked for so many stretches before and after the first one that tells it."""
_MOST_DRIFT, _MOST_DRIFT_SHARE = 1.0, 0.01
"""Samples at one rate lie off its comb by at most so many intervals, and that share of their number."""
_TOGETHER = 9
"""So many stamps tell where they lie about the teeth of a comb, whatever their jitter."""
_WINDOWS = (5, 9, 17)
"""Steps whose middle half tells a moment at another rate: the fewest in which the stamps' jitter is averaged out."""
_OTHER_MOMENT = 0.05
"""Share by which it differs where the rate is another one: rates that stray differ by less."""
_BY_CHANCE, _TOLD = 6.0, 0.1
"""It differs by more than so many times what three quarters of them do; as soon as that is as little as this share, so
few steps will do."""
_USUAL = 92.0
"""A few steps, fewer than the widest window, must differ by more than this share of all, in %, do."""
_LEAST_STEPS = 3
"""Fewer steps are a stamp that was late."""
_LEAST_SLOW = 6
"""Fewer slow steps are late stamps in a row, as losses and a coarse tick make them."""
_ALIKE_STEPS, _MOST_ALIKE = 0.25, 0.75
"""Steps at one rate differ by less than this share, but for some."""
_LEAST_OFF = 1.0
"""By so many intervals samples lie off the rate's comb after a moment that does harm."""
_LEAST_SHIFT = 0.5
"""By so many intervals samples come too early after a moment at a faster rate; a late stamp is made up for."""


class RateChanges:
    """Takes the rows of a piece apart where their rate changes, and notes it."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def parts(
        self, table: RowTable, rows: IntArray, time_s: FloatArray, end: int, here: Pace, *, begins: bool
    ) -> Iterator[tuple[int, int, Pace]]:
        """Begin and end of each part of the piece, which ends at row `end`, with its pace.

        `here` is the pace of what went before; nothing did where the recording `begins`.
        """
        begin = 0
        if here.tick_s:
            new = pace_among_ticks(time_s[:end], here)
            if new is not here:
                self.note_change(here, new, table, rows[0], time_s[0])
            yield 0, end, new
            return
        if here.packed and not here.clocked:
            yield 0, end, here  # nothing tells whether it changes
            return
        taken: list[Pace] = []  # from this very row on: none is taken twice, or two would take turns for ever
        while begin < end:
            local = local_intervals(time_s[begin:], here.interval_s) if here.interval_s else np.empty(0)
            found = change(time_s[begin:], here, local)
            again = found is not None and not found[0] and any(_alike(found[1], one) for one in taken)
            if found is None or again or begin + found[0] >= end:
                self._note_strays(local, (end - begin) // STRETCH, here, table, rows[begin:])
                break
            at, new = begin + found[0], found[1]
            if at > begin:
                self._note_strays(local, (at - begin) // STRETCH - _REACH, here, table, rows[begin:])
                yield begin, at, here
            if at or not begins:
                self.note_change(here, new, table, rows[at], time_s[at])
            taken = [*(taken if at == begin else []), new]
            begin, here = at, new
        if begin < end:
            yield begin, end, here

    def note_change(self, here: Pace, new: Pace, table: RowTable, row: int, t_s: float) -> None:
        """Note that what follows from this row on, at this time, has another pace."""
        self._notes.add(
            f"the sampling rate changed from {here.rate_hz:.4g} to {new.rate_hz:.4g} Hz ({{}}×): "
            "what follows is taken at its own rate",
            f"line {int(table.lines[row])}, {t_s:.2f} s",
        )

    def _note_strays(
        self, local: FloatArray, stretches: int, here: Pace, table: RowTable, rows: IntArray
    ) -> None:
        """Note where, in the first stretches of those rows, the rate isn't quite that, or can't be determined."""
        if not here.clocked:
            return
        off = np.abs(local / here.interval_s - 1.0)
        most = np.inf if here.jitters else _OTHER  # else a moment at another rate is left out
        for bad, what in (
            (np.isnan(local), "have time stamps that jitter too much to tell their rate"),
            (
                (off > _STRAYS) & (off <= most),
                f"came at a rate that strays from {here.rate_hz:.4g} Hz by more than 0.5 %",
            ),
        ):
            lasting = bad.copy()
            lasting[1:] &= bad[:-1]  # a single stretch tells it by chance
            found = np.flatnonzero(lasting[: max(stretches, 0)])
            if len(found):
                at = int(rows[STRETCH * (int(found[0]) - 1)])
                kind = f"{{}} samples {what}; they are taken at {here.rate_hz:.4g} Hz"
                self._notes.add(kind, f"line {int(table.lines[at])}", STRETCH * (len(found) + 1))


def change(time_s: FloatArray, here: Pace, local: FloatArray) -> tuple[int, Pace] | None:
    """The first sample at another rate, and that rate; None where all keep to this one.

    `local` are the intervals of the stretches of these times.
    """
    lasts = _LASTS_JITTERY if here.jitters else _LASTS
    if len(local) < lasts:
        return None
    off = np.abs(local / here.interval_s - 1.0)
    if not (off > _OTHER).any():
        return None
    near = np.abs(np.diff(local)) < ALIKE * local[:-1]  # no quotient: rows of one stamp have an interval of 0
    run = np.lib.stride_tricks.sliding_window_view
    same = run(near, lasts - 1).all(axis=1)
    found = np.flatnonzero(run(off > _OTHER, lasts).all(axis=1) & same)
    if not len(found):
        return None
    begin = 0
    for first in found.tolist():
        if first < begin:
            continue
        last = first + lasts - 1
        new_s = local[first + 1]
        # Not each like the one before it: a rate that goes to and fro, little by little, comes by the old one.
        while last + 1 < len(local) and abs(local[last + 1] - new_s) < 0.5 * ALIKE * new_s:
            last += 1
        at = 0
        if first:  # else these times begin at the other rate
            low, high = max(0, first - _REACH) * STRETCH, min(last + 1, first + _REACH) * STRETCH
            after_s = float(np.median(local[first + 1 : last + 1]))
            # What came before the piece was at the old rate: without it few samples wouldn't weigh enough.
            before = time_s[low] - here.interval_s * np.arange(STRETCH, 0, -1)
            around: FloatArray = np.concatenate([before, time_s[low : high + 1]])
            at = max(low, low + _kink(around, here.interval_s, after_s) - STRETCH)
        part = time_s[at : (last + 1) * STRETCH + 1]
        new = pace(part, None)
        if (
            new.clocked
            and abs(new.interval_s / here.interval_s - 1.0) >= 0.5 * _OTHER
            and (here.jitters or _even(part, new))
        ):
            return at + 1 if at else 0, new
        begin = last + 1
    return None


def _alike(one: Pace, other: Pace) -> bool:
    return abs(one.rate_hz / other.rate_hz - 1.0) < _STRAYS


def _even(time_s: FloatArray, new: Pace) -> bool:
    """Whether the first of times (n,) keep to a rate: stretches with some of two rates may look like a third one."""
    time_s = time_s[: _REACH * STRETCH + 1]
    turns = np.exp(
        2j * np.pi * (time_s - time_s[0]) * new.rate_hz
    )  # whole intervals, which are losses, don't show
    near = np.convolve(turns, np.ones(_TOGETHER), "valid")
    drift = np.unwrap(np.angle(near)) / (2.0 * np.pi)
    return bool(np.ptp(drift) < _MOST_DRIFT + _MOST_DRIFT_SHARE * len(time_s))


def _kink(time_s: FloatArray, before_s: float, after_s: float) -> int:
    """The step of these times (n,) up to which they fit one interval best, and after it the other."""
    fit = np.zeros(len(time_s))
    for interval_s, way in ((before_s, slice(None)), (after_s, slice(None, None, -1))):
        # Stamps that lie about the teeth of one comb have the same phase, and their sum is long.
        total = np.cumsum(np.exp(2j * np.pi * (time_s[way] - time_s[0]) / interval_s))
        lost = np.cumsum(np.abs(np.diff(time_s[way], prepend=time_s[way][0])) > 1.5 * interval_s)
        fit += (np.abs(_latest(total)) - _LOSS * _latest(lost))[way]
    return int(np.argmax(fit))


def _latest(total: NDArray[Any]) -> NDArray[Any]:
    """Sums over the last 64, from running sums."""
    latest: NDArray[Any] = total - np.concatenate([np.zeros(STRETCH, total.dtype), total])[: len(total)]
    return latest


def moments(time_s: FloatArray, here: Pace) -> list[tuple[int, int]]:
    """Samples `[start, stop)` of times (n,) that rise which came at another rate, for too short to be followed at it.

    Steps of which each is a loss are none: they are gaps as it is.
    """
    if not here.clocked or here.jitters or here.tick_s or len(time_s) < _WINDOWS[-1] + 1:
        return []
    steps = np.diff(time_s) * here.rate_hz
    if steps.max() < 1.0 + _OTHER_MOMENT and steps.min() > 1.0 - _OTHER_MOMENT:
        return []
    each = steps / np.maximum(np.round(steps), 1.0)  # a loss is several steps in one
    if np.abs(each - 1.0).max() < _OTHER_MOMENT:
        return []
    for wide in _WINDOWS:
        middle = _middle(each, wide)
        least = max(_OTHER_MOMENT, _BY_CHANCE * float(np.percentile(np.abs(middle - 1.0), 75.0)))
        if least <= _TOLD or wide == _WINDOWS[-1]:
            break
    usual = float(np.percentile(np.abs(each - 1.0), _USUAL))
    found = []
    beyond = np.concatenate([[0], (np.abs(middle - 1.0) > least).astype(np.int8), [0]])
    for begin, end in np.flatnonzero(np.diff(beyond)).reshape(-1, 2).tolist():
        half = 0.5 * float(np.abs(middle[begin:end] - 1.0).max())
        low, high = max(0, begin - wide // 2), min(len(each), end + wide // 2)
        off = low + np.flatnonzero(np.abs(each[low:high] - 1.0) > half)
        if not len(off):
            continue
        first, last = int(off[0]), int(off[-1]) + 1
        clear = last - first >= _WINDOWS[-1] or abs(float(np.median(steps[first:last])) - 1.0) > usual
        if clear and _moment(steps, first, last):
            found.append((0 if first == 0 else first + 1, last if last < len(steps) else last + 1))
    return found


def _middle(each: FloatArray, wide: int) -> FloatArray:
    """The mean of the middle half of so many steps about each one (n,): single late stamps don't move it."""
    around = np.lib.stride_tricks.sliding_window_view(np.pad(each, wide // 2, constant_values=1.0), wide)
    quarter = wide // 4
    middle: FloatArray = np.sort(around, axis=1)[:, quarter : wide - quarter].mean(axis=1)
    return middle


def _moment(steps: FloatArray, first: int, last: int) -> bool:
    """Whether steps `[first, last)`, in intervals, are those of another rate, and make up for no late stamp."""
    part = steps[first:last]
    usual = float(np.median(part))
    alike = float(np.mean(np.abs(part / usual - 1.0) < _ALIKE_STEPS))
    shift = abs(usual - 1.0) * len(part)
    if len(part) < _LEAST_STEPS or shift < _LEAST_OFF or alike < _MOST_ALIKE:
        return False
    near = steps[max(0, first - 2) : last + 2]
    if usual > 1.0:
        return len(part) >= _LEAST_SLOW
    return float(np.sum(near - 1.0)) < -_LEAST_SHIFT
