"""How sure a number is: intervals of shares, counts and percentiles, and whether paired sets changed for the worse."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.stats import chi2

from sensortrack.records import FloatArray

Z95 = 1.959963984540054
RESAMPLES = 1000


def wilson(count: int, of: int) -> tuple[float, float]:
    """95 % interval of a share, from 0 to 1 (Wilson 1927, J Am Stat Assoc 22:209–212)."""
    if of == 0:
        return 0.0, 1.0
    share, z2 = count / of, Z95**2
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z95 / (1 + z2 / of) * math.sqrt(share * (1 - share) / of + z2 / (4 * of**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def sign_test(lost: int, won: int) -> float:
    """Chance of so many losses or more among changes that are as likely gains (McNemar 1947, exact and one-sided)."""
    changes = lost + won
    return float(sum(math.comb(changes, k) for k in range(lost, changes + 1)) / 2**changes)


def poisson(count: int) -> tuple[float, float]:
    """95 % interval of what a count of rare events was to be expected to be (Garwood 1936)."""
    low = float(chi2.ppf(0.025, 2 * count)) / 2.0 if count else 0.0
    return low, float(chi2.ppf(0.975, 2 * count + 2)) / 2.0


def percentile(errors: FloatArray, q: float = 95.0) -> float:
    """The percentile of the absolute errors; NaN where there are none."""
    finite = np.abs(errors[np.isfinite(errors)])
    return float(np.percentile(finite, q)) if len(finite) else math.nan


def percentile_interval(
    groups: Sequence[FloatArray], q: float = 95.0, *, seed: int = 0
) -> tuple[float, float]:
    """95 % interval of a percentile of absolute errors, by drawing whole sets again (Efron & Tibshirani 1993).

    The errors of one set aren't independent (one person, one sensor), so sets are drawn, not errors.

    Parameters
    ----------
    groups : sequence of (n,) arrays
        The errors of each set; NaN is left out.
    q : float
        Percentile, 0 to 100.
    """
    sizes = [int(np.isfinite(g).sum()) for g in groups]
    if not sum(sizes):
        return math.nan, math.nan
    errors = np.abs(np.concatenate([g[np.isfinite(g)] for g in groups]))
    group = np.repeat(np.arange(len(groups)), sizes)
    order = np.argsort(errors, kind="stable")
    errors, group = errors[order], group[order]
    rng = np.random.default_rng(seed)
    found = np.empty(RESAMPLES)
    for k in range(RESAMPLES):
        times = np.bincount(rng.integers(0, len(groups), len(groups)), minlength=len(groups))
        passed = np.cumsum(times[group])
        if passed[-1] == 0:
            found[k] = math.nan
            continue
        found[k] = errors[np.searchsorted(passed, q / 100.0 * passed[-1])]
    low, high = np.nanpercentile(found, [2.5, 97.5])
    return float(low), float(high)
