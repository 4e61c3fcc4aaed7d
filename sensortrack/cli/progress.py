"""Progress on stderr, while somebody is looking."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from .show import err


@contextmanager
def reading_progress(name: str) -> Iterator[Callable[[float], None] | None]:
    """How much of a recording has been gone through; None where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # it alone takes 40 ms

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err(), transient=True) as progress:
        task = progress.add_task(f"analysing {name}", total=None)

        def tell(t_s: float) -> None:
            done = timedelta(seconds=round(t_s))
            progress.update(task, description=f"analysing {name}: {done} of the recording")

        yield tell
