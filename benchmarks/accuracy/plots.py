"""Plots for the page: small PNG files; matplotlib is needed only to draw them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .groups import Group, amplitude_errors, boundary_errors, errors, hold_errors
from .sets import EXERCISES
from .statistics import wilson
from .table import Picture

COLOURS = {"ordinary": "#1b6ca8", "hard": "#c8553d"}
STYLES = {"simulator": "-", "other": "--"}


def _figure(path: Path, draw: Callable[[Any], None], *, size: tuple[float, float], columns: int = 1) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, columns, figsize=size, layout="constrained", squeeze=False)
    for axis in axes[0]:
        axis.spines[["top", "right"]].set_visible(False)
    draw(axes[0])
    figure.savefig(path, dpi=80, metadata={"Software": None})
    plt.close(figure)


def pictures_of_sets(groups: Sequence[Group]) -> list[Picture]:
    """Errors as cumulative shares, and exact counts by exercise."""
    return [
        Picture(
            "validation_errors",
            "Simulated: share of the repetitions with at most this error. Solid: the product's simulator; dashed: the "
            "second generator. Blue: ordinary; red: hard. Thin lines: the values to reach for the 95th percentile.",
            lambda path: _figure(path, lambda axes: _draw_errors(axes, groups), size=(10, 3.2), columns=3),
        ),
        Picture(
            "validation_counts",
            "Simulated: sets counted exactly with every repetition matched, by exercise, with Wilson's 95 % intervals. "
            "Filled: the product's simulator; open: the second generator.",
            lambda path: _figure(path, lambda axes: _draw_counts(axes[0], groups), size=(7, 3.2)),
        ),
    ]


def _draw_errors(axes: Any, groups: Sequence[Group]) -> None:
    panels = (
        ("error of the four times, ms", boundary_errors, 1000.0, 500.0, (85.0, 300.0)),
        ("error of the hold, ms", hold_errors, 1000.0, 700.0, (120.0, 400.0)),
        ("error of the amplitude, °", amplitude_errors, 1.0, 2.0, (0.25, 0.6)),
    )
    for axis, (label, pick, scale, most, goals) in zip(axes, panels, strict=True):
        for g in groups:
            x = np.abs(np.concatenate(errors(g.sets, pick)))
            x = np.sort(x[np.isfinite(x)]) * scale
            if not len(x):
                continue
            at = np.linspace(0.0, most, 200)
            y = np.searchsorted(x, at, side="right") / len(x)
            axis.plot(at, y, color=COLOURS[g.level], linestyle=STYLES[g.generator], linewidth=1.4)
        for goal, level in zip(goals, ("ordinary", "hard"), strict=True):
            axis.plot([goal, goal], [0.0, 0.95], color=COLOURS[level], linewidth=0.6)
        axis.axhline(0.95, color="0.6", linewidth=0.6)
        axis.set(xlabel=label, ylim=(0.0, 1.0), xlim=(0.0, most))
    axes[0].set_ylabel("share of the repetitions")


def _draw_counts(axis: Any, groups: Sequence[Group]) -> None:
    for k, g in enumerate(groups):
        for i, name in enumerate(EXERCISES):
            sets = g.of(name)
            if not sets:
                continue
            exact = sum(s.exact for s in sets)
            low, high = wilson(exact, len(sets))
            x = i + 0.15 * (k - 1.5)
            axis.plot([x, x], [100 * low, 100 * high], color=COLOURS[g.level], linewidth=1.0)
            face = COLOURS[g.level] if g.generator == "simulator" else "white"
            axis.plot(
                x, 100 * exact / len(sets), "o", markersize=5, color=COLOURS[g.level], markerfacecolor=face
            )
    axis.set_xticks(range(len(EXERCISES)), EXERCISES)
    axis.set(ylabel="sets counted exactly, %", ylim=(0.0, 102.0))
