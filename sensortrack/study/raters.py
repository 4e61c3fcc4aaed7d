"""How well two raters, devices or sessions agree: limits of agreement, ICC, standard error of measurement, MDC."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from ..records import FloatArray

LEAST_PAIRS = 3
"""Pairs below which there is no interval."""
LIMITS_SD = 1.96
"""The limits of agreement lie so many standard deviations of the differences around their mean: 95 % are inside."""
MDC_SD = 1.96 * math.sqrt(2.0)
"""A change must be so many SEM to be one with 95 % confidence: two measurements have their errors."""
_ROUNDING = 1e-12
"""Share of the whole variance that is rounding where all raters agree: means of the same values differ by 1e-16."""

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two series of measurements of the same things beside each other; in their unit, but for the ICC.

    Attributes
    ----------
    pairs : int
        Things that both measured.
    left_out : int
        Things of which one value or both are missing.
    bias, bias_interval : float, (float, float)
        Mean of first − second, with its 95 % interval (Student's t).
    sd : float
        Standard deviation of the differences.
    lower, upper : float
        95 % limits of agreement, bias ± 1.96 sd (Bland and Altman 1986, Lancet i:307).
    lower_interval, upper_interval : (float, float)
        Their 95 % intervals, by the standard error √(3 sd²/n) (ibid.).
    icc, icc_interval : float or None, (float, float) or None
        Intraclass correlation: see `icc`, also for where there is none.
    sem : float
        Standard error of measurement √(σ²_raters + σ²_residual) (de Vet et al. 2006, J Clin Epidemiol 59:1033).
    mdc : float
        Minimal detectable change, 95 %: 1.96 √2 SEM (Weir 2005, J Strength Cond Res 19:231).
    """

    pairs: int
    left_out: int
    bias: float
    bias_interval: Interval
    sd: float
    lower: float
    upper: float
    lower_interval: Interval
    upper_interval: Interval
    icc: float | None
    icc_interval: Interval | None
    sem: float
    mdc: float

    def __str__(self) -> str:
        icc = "none" if self.icc is None else f"{self.icc:.3g}"
        if self.icc_interval is not None:
            icc += f" (95 % {self.icc_interval[0]:.3g} to {self.icc_interval[1]:.3g})"
        low, high = self.bias_interval
        return (
            f"{self.pairs} pairs, {self.left_out} left out: bias {self.bias:.3g} (95 % {low:.3g} to {high:.3g}), "
            f"limits {self.lower:.3g} to {self.upper:.3g}, ICC(2,1) {icc}, SEM {self.sem:.3g}, MDC95 {self.mdc:.3g}"
        )


def agreement(first: ArrayLike, second: ArrayLike) -> Agreement:
    """How well two series of measurements of the same things agree.

    Parameters
    ----------
    first, second : (n,) array_like of float
        In one unit, in the same order; a pair with a missing value is left out.

    Raises
    ------
    UsageError
        Series of different lengths, or fewer than three pairs.
    """
    from scipy.stats import t

    columns = [np.asarray(series, dtype=float).ravel() for series in (first, second)]
    if len(columns[0]) != len(columns[1]):
        raise UsageError(
            f"{len(columns[0])} values and {len(columns[1])}; expected pairs: join the tables by their keys"
        )
    values = np.column_stack(columns)
    pairs = values[np.isfinite(values).all(axis=1)]
    n = len(pairs)
    if n < LEAST_PAIRS:
        raise UsageError(f"{n} pairs of values; expected at least {LEAST_PAIRS}")
    difference = pairs[:, 0] - pairs[:, 1]
    bias, sd = float(difference.mean()), float(difference.std(ddof=1))
    reach = float(t.ppf(0.975, n - 1)) * sd / math.sqrt(n)
    lower, upper = bias - LIMITS_SD * sd, bias + LIMITS_SD * sd
    of_limit = math.sqrt(3.0) * reach
    coefficient, interval = icc(pairs)
    _, raters, residual = _mean_squares(pairs)
    sem = math.sqrt(max(0.0, raters - residual) / n + residual)
    return Agreement(
        pairs=n,
        left_out=len(values) - n,
        bias=bias,
        bias_interval=(bias - reach, bias + reach),
        sd=sd,
        lower=lower,
        upper=upper,
        lower_interval=(lower - of_limit, lower + of_limit),
        upper_interval=(upper - of_limit, upper + of_limit),
        icc=coefficient,
        icc_interval=interval,
        sem=sem,
        mdc=MDC_SD * sem,
    )


def icc(values: FloatArray) -> tuple[float | None, Interval | None]:
    """Intraclass correlation: single measurements, two-way random effects, absolute agreement; with its 95 % interval.

    ICC(2,1) of Shrout and Fleiss 1979, Psychol Bull 86:420, which is ICC(A,1) of McGraw and Wong 1996, Psychol Methods
    1:30, tables 4 and 7. None where all values are the same, so that nothing differs. There is no
    interval where the coefficient isn't above 0: the approximation behind it doesn't hold there.

    Parameters
    ----------
    values : (n, k) float
        n things, measured by k raters or devices; none is missing.
    """
    from scipy.stats import f

    n, k = values.shape
    things, raters, residual = _mean_squares(values)
    whole = things + (k - 1) * residual + k / n * (raters - residual)
    if whole <= 0.0:
        return None, None
    coefficient = (things - residual) / whole
    if coefficient <= 0.0:
        return coefficient, None
    if coefficient >= 1.0 - _ROUNDING:
        return 1.0, (1.0, 1.0)
    share = k * coefficient / (n * (1.0 - coefficient))
    more = 1.0 + k * coefficient * (n - 1) / (n * (1.0 - coefficient))
    freedom = (share * raters + more * residual) ** 2 / (
        (share * raters) ** 2 / (k - 1) + (more * residual) ** 2 / ((n - 1) * (k - 1))
    )
    above, below = float(f.ppf(0.975, n - 1, freedom)), float(f.ppf(0.975, freedom, n - 1))
    error = k * raters + (k * n - k - n) * residual
    return coefficient, (
        n * (things - above * residual) / (above * error + n * things),
        n * (below * things - residual) / (error + n * below * things),
    )


def _mean_squares(values: FloatArray) -> tuple[float, float, float]:
    """Between things, between raters, and of the residual."""
    n, k = values.shape
    values = values - values[0, 0]  # so that equal values have means of exactly 0
    mean, by_thing, by_rater = values.mean(), values.mean(axis=1), values.mean(axis=0)
    residual = values - by_thing[:, None] - by_rater[None, :] + mean
    return (
        float(k * np.sum((by_thing - mean) ** 2) / (n - 1)),
        float(n * np.sum((by_rater - mean) ** 2) / (k - 1)),
        float(np.sum(residual**2) / ((n - 1) * (k - 1))),
    )
