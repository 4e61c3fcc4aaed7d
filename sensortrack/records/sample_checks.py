"""What samples must be, wherever they come from: a file, a radio, or memory."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from ..errors import RecordingError
from .block import Block, FloatArray
from .gapped_samples import CutBlocks, GappedSamples
from .rates import STRETCH

_HINT = "Correct the samples; `Recording.from_arrays` takes units, and gaps that are declared."
FARTHEST_S = 1e19
"""A time stamp isn't farther from 0, s: nanoseconds since 1970 that are taken for seconds are below it, and have a
message of their own. What is far beyond it overflows in sums."""
_LONGEST_STEP_S = 0.5
"""A longer step within a block is a gap that nobody declared, unless the rate is that low."""
_DISPROVED = 0.05
"""Share by which the steps must differ from a rate to disprove it."""
_ROUNDED_S, _ARRIVED_S, _HELD_UP_S = 1e-3, 0.1, 2.0
"""Stamps rounded to a millisecond are off by no more, in s; those that a host gave to notifications of several samples
as they came are off by no more than the second, which a link may wait. Times that were found from arrivals, which then
stand beside them (`host_time_s`), are off by no more than the third, for which a busy computer may hold up what comes:
only longer blocks tell a rate."""
_REGULAR, _LEAST = 0.2, 16
"""The steps of a stretch tell its interval where all lie within this share of their mean, and are so many."""
_LASTS = 4
"""So many stretches in a row that tell one other interval disprove a rate."""
_SHAPES = (("time_s", ()), ("acc", (3,)), ("gyr", (3,)), ("host_time_s", ()))
_FLOAT64 = np.dtype(np.float64)
_OPTIONAL = ("gyr", "host_time_s")
_TOGETHER = 8192
"""Blocks are looked at together, up to so many samples: a call for each of thousands would take longest of all."""


def check_rate(rate_hz: float) -> None:
    """Raise RecordingError for a rate that isn't finite or is below zero (0.0: nothing tells it)."""
    if not (isinstance(rate_hz, int | float | np.number) and math.isfinite(rate_hz) and rate_hz >= 0.0):
        raise _bad(f"a sampling rate of {rate_hz!r}", "Hz, a finite number above zero")


def check_blocks(blocks: Iterable[Block], rate_hz: float, *, leaps: bool = False) -> None:
    """Check that the samples of a recording in memory are such as the code that follows relies on.

    Raises
    ------
    RecordingError
        A shape, type or value that isn't as `Block` says; times that don't rise, or leap within a block; a rate
        that the times disprove. With `leaps`, blocks may hold gaps.
    """
    for _ in checked(blocks, rate_hz, leaps=leaps):
        pass


def checked(blocks: Iterable[Block], rate_hz: float, *, leaps: bool = False) -> Iterator[Block]:
    """The same blocks, each after it was checked as `check_blocks` does."""
    group: list[Block] = []
    size, first, last_s = 0, 0, -math.inf
    for number, block in enumerate(blocks):
        _check_arrays(block, number)
        if group and block.rate_hz != group[0].rate_hz:
            last_s = _check_group(group, first, rate_hz, last_s, leaps)
            yield from group
            group, size, first = [], 0, number
        group.append(block)
        size += len(block.time_s)
        if size >= _TOGETHER:
            last_s = _check_group(group, first, rate_hz, last_s, leaps)
            yield from group
            group, size, first = [], 0, number + 1
    if group:
        _check_group(group, first, rate_hz, last_s, leaps)
        yield from group


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """Blocks that are made anew each time they are gone through, each checked before it is given out."""

    blocks: Iterable[Block]
    rate_hz: float

    def __iter__(self) -> Iterator[Block]:
        if isinstance(self.blocks, ChecksItself):
            return iter(self.blocks)  # checks them itself
        return checked(self.blocks, self.rate_hz)


@runtime_checkable
class ChecksItself(Protocol):
    """Blocks that are checked as they are read."""

    def stretches(self) -> Iterable[GappedSamples]:
        """The stretches, anew each time."""

    def __iter__(self) -> Iterator[Block]: ...


class Sound(CutBlocks):
    """Blocks that were checked as they were read.

    Attributes
    ----------
    rate_hz : float
        The rate that they were held against.
    """

    rate_hz: float

    @classmethod
    def of(cls, checked_: Checked) -> Sound:
        """All of them."""
        if isinstance(checked_.blocks, ChecksItself):
            blocks = cls(checked_.blocks.stretches())
        else:
            blocks = cls(GappedSamples(block, ()) for block in checked_)
        blocks.rate_hz = checked_.rate_hz
        return blocks


class RunChecks:
    """Checks stretches that follow one another, each before it is cut into blocks at its gaps: in one pass.

    Parameters
    ----------
    rate_hz : float
        Of the stretches that have no rate of their own.
    """

    def __init__(self, rate_hz: float) -> None:
        self._rate_hz = rate_hz
        self._last_s, self._count = -math.inf, 0

    def check(self, gapped: GappedSamples, *, held_up: bool = False) -> None:
        """Check gapped samples; raises RecordingError as `check_blocks` does.

        `held_up` says that their times are those of arrivals, which a link and a computer may hold up.
        """
        whole, begins = gapped.samples, [0, *gapped.begins]
        _check_arrays(whole, self._count)
        values = (whole.time_s, whole.acc, whole.gyr, whole.host_time_s)
        if not all(_finite((column,)) for column in values):
            for number, (start, stop) in enumerate(pairwise([*begins, len(whole)]), self._count):
                _check_finite(whole.cut(start, stop), number)
        bounds = np.array([*begins, len(whole)])
        rate_hz = whole.rate_hz or self._rate_hz
        self._last_s = _check_times(
            whole.time_s,
            bounds,
            self._count,
            rate_hz,
            self._last_s,
            leaps=False,
            held_up=held_up or whole.host_time_s is not None,
        )
        self._count += len(begins)


def _check_group(group: list[Block], first: int, rate_hz: float, last_s: float, leaps: bool) -> float:
    """Check blocks at one rate, the first of which has this number; the time of their last sample."""
    values = [(b.time_s, b.acc, b.gyr, b.host_time_s) for b in group]
    if not all(_finite(column) for column in zip(*values, strict=True)):
        for number, block in enumerate(group, first):
            _check_finite(block, number)
    time_s = group[0].time_s if len(group) == 1 else np.concatenate([b.time_s for b in group])
    begins = np.cumsum([0, *(len(b.time_s) for b in group)])
    held_up = any(b.host_time_s is not None for b in group)
    return _check_times(
        time_s, begins, first, group[0].rate_hz or rate_hz, last_s, leaps=leaps, held_up=held_up
    )


def _check_times(
    time_s: FloatArray,
    begins: NDArray[np.intp],
    first: int,
    rate_hz: float,
    last_s: float,
    *,
    leaps: bool,
    held_up: bool,
) -> float:
    """Check the times of blocks that begin at these rows, the last of which is the end; the time of the last sample."""
    if not len(time_s):
        return last_s

    def at(row: int) -> str:
        block = int(np.searchsorted(begins, row, side="right")) - 1
        return f"block {first + block}, sample {row - int(begins[block])}"

    if max(float(time_s.max()), -float(time_s.min())) > FARTHEST_S:
        row = int(np.argmax(np.abs(time_s) > FARTHEST_S))
        raise _bad(
            f"a time of {time_s[row]:.6g} s ({at(row)})", f"times in seconds, none beyond {FARTHEST_S:g}"
        )
    steps = np.diff(time_s, prepend=last_s)
    if float(steps.min()) <= 0.0:
        row = int(np.argmax(steps <= 0.0))
        before = last_s if row == 0 else float(time_s[row - 1])
        now, then = digits_apart(float(time_s[row]), before)
        raise _bad(f"the time {now} s after {then} s ({at(row)})", "times that rise")
    starts = begins[:-1][np.diff(begins) > 0]
    steps[starts] = np.nan  # what lies between two blocks is within none
    _check_longest(steps, rate_hz, at, leaps)
    if rate_hz:
        _check_rate(steps, starts, rate_hz, at, held_up=held_up)
    return float(time_s[-1])


def _finite(columns: Sequence[FloatArray | None]) -> bool:
    there = [values for values in columns if values is not None]
    return not there or bool(np.isfinite(there[0] if len(there) == 1 else np.concatenate(there)).all())


def digits_apart(first: float, second: float) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to see that they differ."""
    for digits in range(6, 18):
        a, b = f"{first:.{digits}g}", f"{second:.{digits}g}"
        if a != b:
            return a, b
    return repr(first), repr(second)


def _check_longest(steps: FloatArray, rate_hz: float, at: Callable[[int], str], leaps: bool) -> None:
    """Check the steps (n,) in s that lead to samples, NaN to the first one of a block; `at` says where one is."""
    if not rate_hz or leaps:
        return
    long = steps > max(_LONGEST_STEP_S, 1.5 / rate_hz)
    if long.any():
        row = int(np.argmax(long))
        raise _bad(
            f"a step of {steps[row]:.4g} s within a block ({at(row)})",
            "a block that ends where samples are missing, and one that says `after_gap`",
        )


def _check_rate(
    steps: FloatArray,
    starts: NDArray[np.intp],
    rate_hz: float,
    at: Callable[[int], str],
    *,
    held_up: bool,
) -> None:
    """Check that neither a block, which begin at `starts`, nor some stretches of one are regular at another rate."""
    extremes = np.array([np.fmin.reduce(steps), np.fmax.reduce(steps)])
    if (np.abs(extremes * rate_hz - 1.0) <= _DISPROVED).all():
        return  # whatever stretch is looked at
    sizes = np.diff(np.append(starts, len(steps))) - 1
    steps = np.append(np.nan_to_num(steps, nan=1.0 / rate_hz), 0.0)
    off_s = (_HELD_UP_S, _HELD_UP_S) if held_up else (_ARRIVED_S, _ROUNDED_S)
    parts = [(starts[sizes >= _LEAST] + 1, sizes[sizes >= _LEAST], 1, off_s[0])]
    stretches = np.arange(1, len(steps) - STRETCH, STRETCH)
    parts.append((stretches, np.full(len(stretches), STRETCH), _LASTS, off_s[1]))
    for first, length, lasts, error_s in parts:
        if not len(first):
            continue
        bounds = np.column_stack([first, first + length]).ravel()
        high, low = np.maximum.reduceat(steps, bounds)[::2], np.minimum.reduceat(steps, bounds)[::2]
        mean = np.add.reduceat(steps, bounds)[::2] / length
        off = np.abs(mean * rate_hz - 1.0) > np.maximum(_DISPROVED, error_s * rate_hz / length)
        off &= (high < (1.0 + _REGULAR) * mean) & (low > (1.0 - _REGULAR) * mean)
        lasting = np.flatnonzero(np.convolve(off, np.ones(lasts), "valid") > lasts - 0.5)
        if len(lasting):
            k = int(lasting[0])
            raise _bad(
                f"a rate of {rate_hz:.4g} Hz, while the times say {1.0 / mean[k]:.4g} Hz ({at(int(first[k]))})",
                "the same, or a block with a `rate_hz` of its own",
            )


def _check_arrays(block: Block, number: int) -> None:
    time_s, acc, gyr = block.time_s, block.acc, block.gyr
    n = len(time_s)
    if (
        type(time_s) is type(acc) is np.ndarray
        and time_s.dtype is acc.dtype is _FLOAT64
        and time_s.shape == (n,)
        and acc.shape == (n, 3)
        and block.host_time_s is None
        and (gyr is None or (type(gyr) is np.ndarray and gyr.dtype is _FLOAT64 and gyr.shape == (n, 3)))
    ):
        return  # the usual case, at a glance: there may be a block for every other sample
    for name, shape in _SHAPES:
        values = getattr(block, name)
        if values is None and name in _OPTIONAL:
            continue
        if not isinstance(values, np.ndarray) or values.dtype != np.float64:
            found = getattr(values, "dtype", type(values).__name__)
            raise _bad(f"{name} of {found} (block {number})", "an array of float64; times in seconds")
        if values.shape != (n, *shape):
            raise _bad(f"{name} of the shape {values.shape} (block {number})", f"the shape {(n, *shape)}")


def _check_finite(block: Block, number: int) -> None:
    for name, _ in _SHAPES:
        values = getattr(block, name)
        if values is not None and not np.isfinite(values).all():
            row = int(np.argwhere(~np.isfinite(values))[0][0])
            raise _bad(
                f"a number that isn't finite in {name} (block {number}, sample {row})", "finite numbers"
            )


def _bad(found: str, expected: str) -> RecordingError:
    return RecordingError(found, expected=expected, hint=_HINT)
