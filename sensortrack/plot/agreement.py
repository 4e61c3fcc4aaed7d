"""The picture of agreement: the difference of each pair over its mean, with the limits within which 95 % lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..study.raters import Agreement
from ..study.raters import agreement as agreement_of
from .pictures import LINE, axes_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

BIAS, LIMIT = "#0072B2", "#D55E00"


def agreement(
    first: ArrayLike,
    second: ArrayLike,
    ax: Axes | None = None,
    *,
    unit: str,
    names: tuple[str, str] = ("first", "second"),
) -> Axes:
    """Bland and Altman's picture of two raters, devices or sessions, with ICC, SEM and MDC above it.

    Parameters
    ----------
    first, second : (n,) array_like of float
        Measurements of the same things, in the same order; see `sensortrack.agreement`.
    ax : matplotlib.axes.Axes or None
        None makes a figure.
    unit : str
        Of the measurements ("deg", "s", "1").
    names : (str, str)
        What the two are called.

    Raises
    ------
    UsageError
        matplotlib isn't installed, the series differ in length, or there are fewer than three pairs.
    """
    found = agreement_of(first, second)
    ax = axes_of(ax)
    one, two = (np.asarray(series, dtype=float).ravel() for series in (first, second))
    ax.plot((one + two) / 2.0, one - two, "o", color=LINE, markersize=4.0, alpha=0.7)
    lines = (
        ("bias", found.bias, found.bias_interval, BIAS, "-"),
        ("upper limit", found.upper, found.upper_interval, LIMIT, "--"),
        ("lower limit", found.lower, found.lower_interval, LIMIT, "--"),
    )
    for name, value, interval, colour, style in lines:
        ax.axhline(value, color=colour, linestyle=style, linewidth=1.2)
        ax.axhspan(*interval, color=colour, alpha=0.12, linewidth=0)
        ax.annotate(
            f"{name} {value:.3g}",
            (1.0, value),
            (4, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            fontsize="small",
            color=colour,
        )
    ax.axhline(0.0, color="0.6", linewidth=0.6)
    ax.set(xlabel=f"mean of {names[0]} and {names[1]} ({unit})", ylabel=f"{names[0]} − {names[1]} ({unit})")
    ax.set_title(_line(found, unit), fontsize="small", loc="left")
    return ax


def _line(found: Agreement, unit: str) -> str:
    text = "no ICC: all values are the same"
    if found.icc is not None:
        text = f"ICC(2,1) {found.icc:.2f}"
    if found.icc_interval is not None:
        text += f" (95 % {found.icc_interval[0]:.2f} to {found.icc_interval[1]:.2f})"
    return f"n = {found.pairs}, {text}, SEM {found.sem:.3g} {unit}, MDC95 {found.mdc:.3g} {unit}"
