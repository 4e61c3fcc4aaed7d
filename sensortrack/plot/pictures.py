"""One function for each picture: a set, its overlaid repetitions, its holds, its smoothness, progress over sets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

import numpy as np

from ..analysis import Result
from ..errors import UsageError
from ..records import PhaseName, Recording

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PHASES = {"out": "#56B4E9", "hold": "#009E73", "return": "#E69F00"}
SIDES = {"left": ("#0072B2", "-"), "right": ("#D55E00", "--"), "": ("#000000", "-")}
"""Colour and line style of each side; "" where an exercise has no sides."""
JERK, GAP, LINE, SAID = "#D55E00", "0.85", "#000000", "#CC79A7"


def signal(result: Result, recording: Recording, ax: Axes | None = None) -> Axes:
    """The angle over time, with phases as bands, jerks as lines and gaps in grey.

    An attempt that isn't a repetition is paler, and labelled. Markers stand along the top. Repetitions that a person
    added or moved are outlined; those that a person rejected are labelled.

    Parameters
    ----------
    recording : Recording
        The one that was analysed.
    ax : matplotlib.axes.Axes or None
        None makes a figure.

    Raises
    ------
    UsageError
        matplotlib isn't installed.
    """
    ax = axes_of(ax)
    signals = result.signals(recording)
    named: set[str] = set()
    for a in result.attempts:
        for p in a.phases:
            label = None if p.name in named else p.name
            named.add(p.name)
            strength = 0.4 if a.outcome == "repetition" else 0.15
            ax.axvspan(p.start_s, p.end_s, color=PHASES[p.name], alpha=strength, linewidth=0, label=label)
        if a.outcome != "repetition":
            outcome = a.outcome.replace("_", " ")
            ax.text(
                a.peak_s,
                0.98,  # at the top: the signal is at rest level on either side, and small where there is no repetition
                outcome,
                transform=ax.get_xaxis_transform(),
                rotation=90,
                ha="center",
                va="top",
                size="small",
            )
    for gap in result.recording.gaps:
        ax.axvspan(gap.start_s, gap.end_s, color=GAP, label=None if "gap" in named else "gap")
        named.add("gap")
    for event in result.events:
        if event.type == "jerk":
            ax.axvline(event.t_s, color=JERK, linestyle=":", label=None if "jerk" in named else "jerk")
            named.add("jerk")
    ax.plot(signals["time_s"].to_numpy(), signals["angle_deg"].to_numpy(), color=LINE, linewidth=0.8)
    ax.set(xlabel="time (s)", ylabel="angle (deg)")
    named |= draw_said(result, ax)
    if named:
        ax.legend(
            ncols=len(named), fontsize="small", loc="lower left", bbox_to_anchor=(0.0, 1.0), frameon=False
        )
    return ax


def draw_said(result: Result, ax: Axes) -> set[str]:
    """Draw what people noted on a set: markers along the top, and corrections. Returns the labels for the legend."""
    named: set[str] = set()
    along_top = ax.get_xaxis_transform()
    if result.markers:
        ax.margins(y=0.15)  # their labels stand above the curve
    for m in result.markers:
        label = None if "marker" in named else "marker"
        named.add("marker")
        if m.end_s is None:
            ax.axvline(m.start_s, ymin=0.85, color=SAID, linewidth=1.2, label=label)
        else:
            ax.axvspan(m.start_s, m.end_s, ymin=0.97, color=SAID, alpha=0.6, linewidth=0, label=label)
        # A dollar sign would begin a formula.
        text = m.label.replace("$", r"\$")
        ax.text(
            m.start_s, 0.96, f" {text}", transform=along_top, va="top", size="small", color=SAID, clip_on=True
        )
    for a in result.attempts:
        if a.source == "person":
            label = None if "by hand" in named else "by hand"
            named.add("by hand")
            ax.axvspan(a.start_s, a.end_s, fill=False, edgecolor=SAID, linestyle="--", label=label)
    for one in result.corrected:
        for a in one.replaces if one.attempt is None else ():
            ax.text(a.peak_s, 0.02, "rejected", transform=along_top, rotation=90, ha="center", size="small")
    return named


def repetitions(
    result: Result,
    recording: Recording,
    ax: Axes | None = None,
    *,
    phase: PhaseName | None = None,
    value: Literal["angle_deg", "speed_dps"] = "angle_deg",
) -> Axes:
    """All repetitions overlaid on 0 to 100 % of their time, with mean and one standard deviation, by side.

    The parameters are those of `signal`. `phase` selects one phase of each repetition, `value` the angle or the speed.
    """
    ax = axes_of(ax)
    curves = result.curves(recording, phase)
    for side, (colour, line) in SIDES.items():
        of_side = curves[curves["side"].fillna("") == side]
        if of_side.empty:
            continue
        for _, one in of_side.groupby("attempt"):
            ax.plot(one["percent"].to_numpy(), one[value].to_numpy(), color=colour, linewidth=0.4, alpha=0.5)
        statistics = of_side.groupby("percent")[value].agg(["mean", "std"]).fillna(0.0)
        percent, mean, spread = (
            statistics.index.to_numpy(),
            statistics["mean"].to_numpy(),
            statistics["std"].to_numpy(),
        )
        count = of_side["attempt"].nunique()
        label = f"{side or 'repetitions'} (n = {count}), mean ± SD"
        ax.plot(percent, mean, color=colour, linestyle=line, linewidth=2.0, label=label)
        ax.fill_between(percent, mean - spread, mean + spread, color=colour, alpha=0.2, linewidth=0)
    what = "repetition" if phase is None else f"phase '{phase}'"
    unit = "angle (deg)" if value == "angle_deg" else "angular speed (deg/s)"
    ax.set(xlabel=f"share of the {what} (%)", ylabel=unit, xlim=(0.0, 100.0))
    if len(curves):
        ax.legend(fontsize="small")
    return ax


def steadiness(result: Result, recording: Recording, ax: Axes | None = None) -> Axes:
    """How still each hold was: the angle's distance from the hold's median, from dark (first) to light (last)."""
    ax = axes_of(ax)
    signals = result.signals(recording)
    held = signals[signals["phase"].eq("hold").fillna(False)]
    holds = [(int(str(index)), one) for index, one in held.groupby("attempt")]
    for place, (index, one) in enumerate(holds):
        time_s, angle = one["time_s"].to_numpy(), one["angle_deg"].to_numpy()
        label = f"attempt {index}" if place in (0, len(holds) - 1) else None
        colour = _shade(place, len(holds))
        ax.plot(time_s - time_s[0], angle - np.median(angle), color=colour, linewidth=0.9, label=label)
    ax.axhline(0.0, color="0.6", linewidth=0.6)
    ax.set(xlabel="time since the hold began (s)", ylabel="angle from its median (deg)")
    if len(held):
        ax.legend(fontsize="small")
    return ax


def smoothness(
    result: Result, ax: Axes | None = None, *, measure: Literal["sparc", "ldlj", "ld_acc"] = "sparc"
) -> Axes:
    """The smoothness of each phase over the set, with one standard deviation; hollow where it isn't valid."""
    ax = axes_of(ax)
    phases = result.to_frame("phases")
    of_measure = phases[(phases["measure"] == measure).fillna(False)]
    for name, marker, beside in (("out", "o", -0.1), ("return", "s", 0.1)):
        one = of_measure[of_measure["phase"].eq(name).fillna(False)].dropna(subset=["value"])
        valid = one["valid"].fillna(False).to_numpy(dtype=bool)
        x, y = one["attempt"].to_numpy(dtype=float) + beside, one["value"].to_numpy()
        spread = one["uncertainty"].fillna(0.0).to_numpy()
        colour = PHASES[name]
        ax.errorbar(x[valid], y[valid], spread[valid], fmt=marker, color=colour, capsize=2, label=name)
        if (~valid).any():
            ax.plot(x[~valid], y[~valid], marker, mfc="none", color=colour, label=f"{name}, not valid")
    _whole_numbers(ax)
    ax.set(xlabel="attempt", ylabel=f"{measure.upper().replace('_', '-')} (1)")
    if len(of_measure):
        ax.legend(fontsize="small")
    return ax


def progress(results: Iterable[Result], measure: str, ax: Axes | None = None) -> Axes:
    """A measure of the set (`amplitude_deg`, `sparc_out` …) over sets, by the time of recording, or else in order.

    Error bars are half the interquartile range for a median, or one standard deviation for a measure of the set.
    """
    ax = axes_of(ax)
    found = []
    for number, result in enumerate(results):
        table = result.to_frame("measures")
        row = table[(table["measure"] == measure).fillna(False) & table["valid"].fillna(False)]
        if len(row):
            spread = row["half_iqr"].fillna(row["uncertainty"]).fillna(0.0).iloc[0]
            found.append(
                (result.recording.start_utc, number, row["value"].iloc[0], spread, row["unit"].iloc[0])
            )
    if not found:
        raise UsageError(f"no set has a valid '{measure}'; the table \"measures\" names those that there are")
    dated = all(start is not None for start, *_ in found)
    found.sort(key=lambda one: (one[0] or "", one[1]) if dated else ("", one[1]))
    x = [np.datetime64(str(one[0])[:19]) for one in found] if dated else [one[1] + 1 for one in found]
    ax.errorbar(x, [one[2] for one in found], [one[3] for one in found], fmt="o-", color=LINE, capsize=2)
    if not dated:
        _whole_numbers(ax)
    ax.set(xlabel="recorded" if dated else "set", ylabel=f"{measure} ({found[0][4]})")
    return ax


def _shade(place: int, of: int) -> tuple[float, float, float, float]:
    """A colour of an ordered scale that stays in order with any colour vision, and in print."""
    from matplotlib import colormaps

    red, green, blue, opaque = colormaps["cividis"](0.85 * place / max(of - 1, 1))
    return red, green, blue, opaque


def _whole_numbers(ax: Axes) -> None:
    from matplotlib.ticker import MaxNLocator

    ax.xaxis.set_major_locator(MaxNLocator(integer=True))


def axes_of(ax: Axes | None) -> Axes:
    """The axes that were given, or those of a new figure; raises UsageError without matplotlib."""
    if ax is not None:
        return ax
    try:
        from matplotlib import pyplot
    except ImportError:
        raise UsageError('pictures need matplotlib: pip install "sensortrack[plot]"') from None
    return pyplot.subplots(figsize=(7.0, 3.5), layout="constrained")[1]
