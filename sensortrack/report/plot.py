"""A picture of a set: the angle from the start pose, with the attempts, phases and jerks that were found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..analysis.drawing import COLOURS
from ..analysis.signals import traces
from ..plot.pictures import draw_said
from ..records import Recording
from .picture_file import figure_for, save

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..analysis import Result

JERK_COLOUR = "#c0392b"


def plot_result(recording: Recording, result: Result, path: Path) -> None:
    """Draw a result into a picture file.

    Parameters
    ----------
    recording : Recording
        The recording that was analysed.
    path : pathlib.Path
        .png, .svg or .pdf; a new file, readable by its owner only.

    Raises
    ------
    UsageError
        matplotlib isn't installed, or the format isn't known.
    CannotCreateError
        The file exists, or can't be made.
    FileIOError
        The disk is full or failed.
    """
    figure = figure_for(path, (12, 5))
    angle_axes, speed_axes = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    time_s, angle_deg, speed_dps, _ = traces(recording, result)
    angle_axes.plot(time_s, angle_deg, color="#2c3e50", linewidth=1.0)
    speed_axes.plot(time_s, speed_dps, color="#2c3e50", linewidth=0.7)
    _mark_attempts(angle_axes, result)
    for event in result.events:
        if event.type == "jerk":
            for axes in (angle_axes, speed_axes):
                axes.axvline(event.t_s, color=JERK_COLOUR, linewidth=1.0)
            angle_axes.annotate(
                f" {event.kind}",
                (event.t_s, 0.98),
                xycoords=("data", "axes fraction"),
                color=JERK_COLOUR,
                rotation=90,
                ha="right",
                va="top",
                fontsize=8,
            )
    draw_said(result, angle_axes)
    for gap in result.recording.gaps:
        for axes in (angle_axes, speed_axes):
            axes.axvspan(gap.start_s, gap.end_s, color="0.8")
    simulated = "  (simulated)" if result.recording.simulated else ""
    name = Path(result.recording.path).name if result.recording.path else "recording"
    angle_axes.set_title(f"{name}: {result.exercise}, {result.summary.repetitions} repetitions{simulated}")
    angle_axes.set_ylabel("angle from the\nstart pose (deg)")
    speed_axes.set_ylabel("angular speed\n(deg/s)")
    speed_axes.set_xlabel("time (s)")
    handles = [angle_axes.fill_between([], [], color=c, label=n) for n, c in COLOURS.items()]
    angle_axes.legend(handles=handles, loc="upper right", ncols=3)
    save(figure, path, 130)


def _mark_attempts(axes: Axes, result: Result) -> None:
    count = 0
    for attempt in result.attempts:
        for phase in attempt.phases:
            axes.axvspan(phase.start_s, phase.end_s, color=COLOURS[phase.name], alpha=0.6, linewidth=0)
        label = attempt.outcome.replace("_", " ")
        if attempt.outcome == "repetition":
            count += 1
            label = f"{count} {attempt.side or ''}".strip()
        middle = (attempt.start_s + attempt.end_s) / 2
        axes.annotate(label, (middle, 0.02), xycoords=("data", "axes fraction"), ha="center", fontsize=8)
