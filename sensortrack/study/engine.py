"""Work on many items: in this process, in a pool of processes, or on any executor; each item has its outcome.

A pool of the standard library is lost whole when one of its processes dies. Here it is made anew: what was on its way
is done again, one at a time, so that an item that kills its process is known, and no other is lost for it.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Generic, TypeVar

I = TypeVar("I")  # noqa: E741
R = TypeVar("R")

TRIES = 3
"""So often an item is begun before it is held to be what kills its process."""
IN_FLIGHT = 64
"""Items that are given to somebody else's executor at a time: thousands of futures choke a scheduler."""
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Outcome(Generic[I, R]):
    """An item with what came of it: `value`, or `error`."""

    __slots__ = ("error", "item", "value")

    def __init__(self, item: I, value: R | None, error: BaseException | None) -> None:
        self.item, self.value, self.error = item, value, error


def run(
    work: Callable[[I], R], items: Iterable[I], *, workers: int = 1, executor: Executor | None = None
) -> Iterator[Outcome[I, R]]:
    """The outcome of each item, in the order in which they come.

    Parameters
    ----------
    work : callable
        Can be pickled, where it is to run in another process.
    items : iterable
    workers : int
        Processes of a pool of our own; with one, everything is done in this process.
    executor : concurrent.futures.Executor or None
        Somebody else's: Dask's, a thread pool, MPI's.
    """
    if executor is not None:
        return _elsewhere(work, items, executor)
    if workers <= 1:
        return _here(work, items)
    return _in_pools(work, items, workers)


def _here(work: Callable[[I], R], items: Iterable[I]) -> Iterator[Outcome[I, R]]:
    for item in items:
        try:
            yield Outcome(item, work(item), None)
        except Exception as error:
            yield Outcome(item, None, error)


def _elsewhere(work: Callable[[I], R], items: Iterable[I], executor: Executor) -> Iterator[Outcome[I, R]]:
    todo = iter(items)
    flying: dict[Future[R], I] = {}
    lost: BaseException | None = None
    while True:
        while lost is None and len(flying) < IN_FLIGHT:
            try:
                item = next(todo)
            except StopIteration:
                break
            try:
                flying[executor.submit(work, item)] = item
            except Exception as refused:
                lost = refused
                yield Outcome(item, None, refused)
        if not flying:
            break
        done, _ = wait(flying, return_when=FIRST_COMPLETED)
        for future in done:
            item = flying.pop(future)
            if future.cancelled():
                # A scheduler that is gone cancels what it had, and takes anything new without an answer.
                lost = lost or CancelledError()
                yield Outcome(item, None, ConnectionError("the executor gave up: its scheduler is gone"))
            else:
                error = future.exception()
                yield Outcome(item, None if error else future.result(), error)
    if lost is not None:
        for item in todo:
            yield Outcome(item, None, ConnectionError("the executor gave up before this was begun"))


def _in_pools(work: Callable[[I], R], items: Iterable[I], workers: int) -> Iterator[Outcome[I, R]]:
    fresh = iter(items)
    suspects: deque[tuple[I, int]] = deque()
    more = True
    while more or suspects:
        alone = bool(suspects)
        flying: dict[Future[R], tuple[I, int]] = {}
        with _pool(1 if alone else workers) as pool:
            whole = True
            while whole:
                while len(flying) < (1 if alone else 2 * workers) and (suspects if alone else more):
                    if alone:
                        item, tries = suspects.popleft()
                    else:
                        try:
                            item, tries = next(fresh), 0
                        except StopIteration:
                            more = False
                            break
                    try:
                        flying[pool.submit(work, item)] = item, tries + 1
                    except BrokenProcessPool:
                        suspects.append((item, tries))
                        whole = False
                        break
                if not flying:
                    break
                done, _ = wait(flying, return_when=FIRST_COMPLETED)
                for future in done:
                    item, tries = flying.pop(future)
                    error = future.exception()
                    if not isinstance(error, BrokenProcessPool):
                        yield Outcome(item, None if error else future.result(), error)
                        continue
                    whole = False
                    if tries < TRIES:
                        suspects.append((item, tries))
                    else:
                        yield Outcome(item, None, error)
            # All of a broken pool's futures are over: those that weren't done are begun again, alone.
            for future, (item, tries) in flying.items():
                error = future.exception()
                if error is None:
                    yield Outcome(item, future.result(), None)
                else:
                    suspects.append((item, tries))


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """A pool of fresh processes, each with one thread for its arithmetic; ended at once on an interrupt."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin)
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


def _begin() -> None:
    """A worker leaves Ctrl+C to the process that waits for it."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
