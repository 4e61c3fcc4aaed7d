"""A picture in a file of its own, readable by its owner only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError
from ..private_files import new_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = (".png", ".svg", ".pdf")


def figure_for(path: Path, size_in: tuple[float, float]) -> Figure:
    """An empty figure, once it is clear that it can be drawn and kept there.

    Raises UsageError where matplotlib isn't installed, or the format isn't known.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise UsageError('pictures need matplotlib: pip install "sensortrack[plot]"') from None
    if path.suffix not in FORMATS:
        raise UsageError(f"--plot {path}: expected a name that ends in {', '.join(FORMATS)}")
    return Figure(figsize=size_in, layout="constrained")


def save(figure: Figure, path: Path, dots_per_in: int) -> None:
    """Write the figure into a new file.

    Raises CannotCreateError where the file exists or can't be made, FileIOError where the disk is full or failed.
    """
    with new_file(path) as file:
        figure.savefig(file, format=path.suffix[1:], dpi=dots_per_in)
