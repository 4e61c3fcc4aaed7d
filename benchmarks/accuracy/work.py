"""Doing many small pieces of work on a few processes, with a progress bar on stderr."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

T = TypeVar("T")
R = TypeVar("R")

SETS = 1000
CHUNK = 4


@dataclass(slots=True)
class Work(AbstractContextManager["Work"]):
    """How much is to be measured, on what, and by how many processes.

    Attributes
    ----------
    sets : int
        Simulated sets a level; families that need fewer take a share of it.
    jobs : int
        Processes; with 1 everything runs in this one.
    data : pathlib.Path or None
        Folder of other people's recordings.
    peers : str
        A Python interpreter in which other packages (skdh, mobgap, h5py) may be installed.
    quiet : bool
        No progress bar.
    """

    sets: int = SETS
    jobs: int = 1
    data: Path | None = None
    peers: str = "python"
    quiet: bool = False
    _pool: ProcessPoolExecutor | None = field(default=None, init=False)
    _progress: Progress | None = field(default=None, init=False)

    def __enter__(self) -> Work:
        if not self.quiet:
            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
            )
            self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def share(self, of: float, least: int = 1) -> int:
        """A share of the sets of a level."""
        return max(least, round(of * self.sets))

    def map(
        self, function: Callable[[T], R], tasks: Sequence[T], label: str, *, alone: bool = False
    ) -> list[R]:
        """The function of each task, in their order; `alone` does one at a time, in this process."""
        bar = None if self._progress is None else self._progress.add_task(label, total=len(tasks))
        found: list[R] = []
        for result in map(function, tasks) if alone else self._results(function, tasks):
            found.append(result)
            if self._progress is not None and bar is not None:
                self._progress.advance(bar)
        if self._progress is not None and bar is not None:
            self._progress.remove_task(bar)
        return found

    def _results(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterable[R]:
        if self.jobs <= 1:
            return map(function, tasks)
        if self._pool is None:
            # One thread each: the processes are the parallelism, and a BLAS of its own threads would cost it.
            for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
                os.environ.setdefault(name, "1")
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.jobs, mp_context=context)
        return self._pool.map(function, tasks, chunksize=CHUNK)
