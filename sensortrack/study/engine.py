"""Work on many items: in this process, in a pool of processes, or on any executor; each item has its outcome.

A pool of the standard library is lost whole when one of its processes dies. Here it is made anew: what was on its way
is done again, one at a time, so that an item that kills its process is known, and no other is lost for it.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import (
    ALL_COMPLETED,
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context

from ..errors import UsageError
from .elsewhere import elsewhere
from .outcome import I, Outcome, R

TRIES = 3
"""So often an item is begun before it is held to be what kills its process."""
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def run(
    work: Callable[[I], R],
    items: Iterable[I],
    *,
    workers: int = 1,
    executor: Executor | None = None,
    count: int = 0,
) -> Iterator[Outcome[I, R]]:
    """The outcome of each item, in the order in which they come.

    Parameters
    ----------
    work : callable
        Can be pickled, where it is to run in another process.
    workers : int
        Processes of a pool of our own; with one, everything is done in this process.
    executor : concurrent.futures.Executor or None
        Somebody else's: Dask's, a thread pool, MPI's.
    count : int
        How many items there are at most, where that is known.
    """
    if executor is not None:
        return elsewhere(work, items, executor, count)
    if workers <= 1:
        return _here(work, items)
    return _in_pools(work, items, workers)


def _here(work: Callable[[I], R], items: Iterable[I]) -> Iterator[Outcome[I, R]]:
    for item in items:
        try:
            yield Outcome(item, work(item), None)
        except Exception as error:
            yield Outcome(item, None, error)


def _in_pools(work: Callable[[I], R], items: Iterable[I], workers: int) -> Iterator[Outcome[I, R]]:
    fresh = iter(items)
    suspects: deque[tuple[I, int]] = deque()
    begun = 0
    while True:
        with _pool(workers) as pool:
            try:
                pool.submit(int).result()
            except BrokenProcessPool as error:
                begun += 1
                if begun < TRIES:
                    continue
                raise UsageError(
                    "no worker process begins. A script that asks for several must do so below "
                    '`if __name__ == "__main__":`; else see whether the machine has memory left, or use one worker.'
                ) from error
            begun = 0
            if (yield from _alone(pool, work, suspects)) and (
                yield from _together(pool, work, fresh, suspects, 2 * workers)
            ):
                return


def _alone(
    pool: Executor, work: Callable[[I], R], suspects: deque[tuple[I, int]]
) -> Generator[Outcome[I, R], None, bool]:
    """Begin each suspect again with nothing beside it, so that what breaks the pool is known; whether it held."""
    while suspects:
        item, tries = suspects.popleft()
        try:
            future = pool.submit(work, item)
        except BrokenProcessPool:
            suspects.appendleft((item, tries))
            return False
        error = future.exception()
        broken = isinstance(error, BrokenProcessPool)
        if broken and tries + 1 < TRIES:
            suspects.append((item, tries + 1))
        else:
            yield Outcome(item, None if error else future.result(), error)
        if broken:
            return False
    return True


def _together(
    pool: Executor, work: Callable[[I], R], fresh: Iterator[I], suspects: deque[tuple[I, int]], most: int
) -> Generator[Outcome[I, R], None, bool]:
    """Keep so many items on their way; those on their way when the pool broke are suspects. Whether it held."""
    flying: dict[Future[R], I] = {}
    whole = True
    while True:
        for item in islice(fresh, most - len(flying) if whole else 0):
            try:
                flying[pool.submit(work, item)] = item
            except BrokenProcessPool:
                suspects.append((item, 0))
                whole = False
                break
        if not flying:
            return whole
        # A broken pool ends all that it had.
        for future in wait(flying, return_when=FIRST_COMPLETED if whole else ALL_COMPLETED).done:
            item, error = flying.pop(future), future.exception()
            if isinstance(error, BrokenProcessPool):
                suspects.append((item, 1))
                whole = False
            else:
                yield Outcome(item, None if error else future.result(), error)


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """A pool of fresh processes, each with one thread for its arithmetic; ended at once on an interrupt."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    # A worker leaves Ctrl+C to the process that waits for it.
    quiet = (signal.SIGINT, signal.SIG_IGN)
    pool = ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=signal.signal, initargs=quiet
    )
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    else:
        pool.shutdown(wait=True, cancel_futures=True)
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
