"""What samples must be, wherever they come from: a file, a radio, or memory."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ..errors import RecordingError
from .block import Block, FloatArray

_HINT = "Correct the samples; `Recording.from_arrays` takes units, and gaps that are declared."
_LONGEST_STEP_S = 0.5
"""A longer step within a block is a gap that nobody declared, unless the rate is that low."""
_RATES_AGREE = 0.05
_ROUNDED_S = 1e-3
"""Stamps rounded to a millisecond are off by no more."""
_REGULAR = 0.9
"""Share of steps near their median from which on the stamps can disprove a rate."""


def check_rate(rate_hz: float) -> None:
    """Raise RecordingError for a rate that isn't finite or is below zero (0.0: nothing tells it)."""
    if not (isinstance(rate_hz, int | float | np.number) and math.isfinite(rate_hz) and rate_hz >= 0.0):
        raise _bad(f"a sampling rate of {rate_hz!r}", "Hz, a finite number above zero")


def check_blocks(blocks: Sequence[Block], rate_hz: float, *, leaps: bool = False) -> None:
    """Check that the samples of a recording in memory are such as the code that follows relies on.

    Raises
    ------
    RecordingError
        A shape, type or value that isn't as `Block` says; times that don't rise, or leap within a block; a rate
        that the times disprove. With `leaps`, blocks may hold gaps.
    """
    last_s = -math.inf
    for number, block in enumerate(blocks):
        where = f"block {number}"
        _check_arrays(block, where)
        if not len(block):
            continue
        steps = np.diff(block.time_s, prepend=last_s)
        if (steps <= 0.0).any():
            row = int(np.argmax(steps <= 0.0))
            before = last_s if row == 0 else float(block.time_s[row - 1])
            now, then = digits_apart(float(block.time_s[row]), before)
            raise _bad(f"the time {now} s after {then} s ({where}, sample {row})", "times that rise")
        _check_steps(steps[1:], block.rate_hz or rate_hz, float(block.time_s[0]), where, leaps)
        last_s = float(block.time_s[-1])


def digits_apart(first: float, second: float) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to see that they differ."""
    for digits in range(6, 18):
        a, b = f"{first:.{digits}g}", f"{second:.{digits}g}"
        if a != b:
            return a, b
    return repr(first), repr(second)


def _check_steps(steps: FloatArray, rate_hz: float, start_s: float, where: str, leaps: bool) -> None:
    if not len(steps):
        return
    longest = max(_LONGEST_STEP_S, 1.5 / rate_hz if rate_hz else _LONGEST_STEP_S)
    if rate_hz and not leaps and float(steps.max()) > longest:
        row = int(np.argmax(steps))
        raise _bad(
            f"a step of {steps[row]:.4g} s within a block, at {start_s + float(steps[:row].sum()):.4g} s ({where})",
            "a block that ends where samples are missing, and one that says `after_gap`",
        )
    median = float(np.median(steps))
    # A few steps that jitter tell their rate no better than this: five standard errors of their median.
    spread = 1.4826 * float(np.median(np.abs(steps - median))) / median if median > 0.0 else 0.0
    known = 5.0 * 1.25 * spread / np.sqrt(len(steps))
    regular = np.mean(np.abs(steps - median) <= 0.2 * median) >= _REGULAR
    if (
        rate_hz
        and len(steps) >= 16
        and regular
        and abs(median * rate_hz - 1.0) > max(_RATES_AGREE, 2e-3 * rate_hz / 2, known)
    ):
        raise _bad(
            f"a rate of {rate_hz:.4g} Hz, while the times say {1.0 / median:.4g} Hz ({where})", "the same"
        )


def _check_arrays(block: Block, where: str) -> None:
    n = len(block.time_s)
    wanted = [("time_s", block.time_s, (n,)), ("acc", block.acc, (n, 3))]
    wanted += [] if block.gyr is None else [("gyr", block.gyr, (n, 3))]
    wanted += [] if block.host_time_s is None else [("host_time_s", block.host_time_s, (n,))]
    for name, values, shape in wanted:
        if not isinstance(values, np.ndarray) or values.dtype != np.float64:
            found = getattr(values, "dtype", type(values).__name__)
            raise _bad(f"{name} of {found} ({where})", "an array of float64; times in seconds")
        if values.shape != shape:
            raise _bad(f"{name} of the shape {values.shape} ({where})", f"the shape {shape}")
        if not np.isfinite(values).all():
            row = int(np.argwhere(~np.isfinite(values))[0][0])
            raise _bad(f"a number that isn't finite in {name} ({where}, sample {row})", "finite numbers")


def _bad(found: str, expected: str) -> RecordingError:
    return RecordingError(found, expected=expected, hint=_HINT)
