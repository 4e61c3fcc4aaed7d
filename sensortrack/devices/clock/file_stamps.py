"""The stamps of a file's records, as far as the records themselves can tell them.

A file is there as a whole, so its records tell their own rate, also to those that have no stamp (a date that was set
late, or never), or share one (a clock of whole seconds, or one that stood still).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..decode.readings import NO_STAMP, IntArray, Readings

_SAME_PACE = 0.5
"""Steps between records that differ from the usual one by less than this share of it are no loss."""

_COARSE_S = 1.05
"""So long records share a stamp where a clock shows whole seconds; for longer, it stands still."""


class Stamps(NamedTuple):
    """Stamps of all records, the interval of samples in s, and how many records had no time of their own."""

    ticks: IntArray
    interval_s: float
    counted: int


def file_stamps(readings: Readings, tick_s: float) -> Stamps | None:
    """The stamps of a file's records; None where they tell no rate.

    Parameters
    ----------
    readings : Readings
        All of the file's.
    tick_s : float
    """
    assert readings.ticks is not None
    ticks, samples = readings.ticks.copy(), readings.frame_samples
    frames = readings.values.reshape(len(ticks), -1)
    shared = np.zeros(len(ticks), np.bool_)
    shared[1:] = (ticks[1:] == ticks[:-1]) & (frames[1:] != frames[:-1]).any(axis=1)
    shared &= ticks != NO_STAMP
    own = np.flatnonzero(~shared & (ticks != NO_STAMP))
    way, records = np.diff(ticks[own]) * tick_s, np.diff(own)
    forward = way > 0.0
    if not forward.any():
        return None
    pace = way[forward] / records[forward]
    usual = np.sort(pace)[len(pace) // 2]  # one of the paces, so that at least one is like it
    even = np.abs(pace - usual) < _SAME_PACE * usual
    each_s = float(way[forward][even].sum() / records[forward][even].sum())
    counted = int(np.count_nonzero(ticks == NO_STAMP)) + _stood_still(shared, each_s)
    _fill(ticks, own, each_s / tick_s, coarse=bool(shared.any()))
    return Stamps(ticks, each_s / samples, counted)


def _stood_still(shared: NDArray[np.bool_], each_s: float) -> int:
    """How many records bear the stamp of one before them for longer than a coarse clock does."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], shared, [False]])))
    lengths = edges[1::2] - edges[::2]
    return int(lengths[lengths * each_s > _COARSE_S].sum())


def _fill(ticks: IntArray, own: IntArray, each: float, *, coarse: bool) -> None:
    """Records without a stamp of their own are spread evenly between those that have one, or counted from one."""
    first = int(own[0])
    ticks[:first] = _counted(int(ticks[first]), np.arange(-first, 0), each)
    for i, start in enumerate(own.tolist()):
        stop = int(own[i + 1]) if i + 1 < len(own) else len(ticks)
        number = np.arange(1, stop - start)
        if not len(number):
            continue
        pace, last = each, i + 1 == len(own)
        if not last:
            found = int(ticks[stop] - ticks[start]) / (stop - start)
            if abs(found - each) < _SAME_PACE * each:
                pace = found
            elif i == 0 and coarse and found > each:  # the file begins within a second
                ticks[start:stop] = _counted(int(ticks[stop]), np.arange(start - stop, 0), each)
                continue
        ticks[start + 1 : stop] = _counted(int(ticks[start]), number, pace)


def _counted(tick: int, number: IntArray, each: float) -> IntArray:
    found: IntArray = tick + np.rint(number * each).astype(np.int64)
    return found
