"""Work on many items by somebody else's executor: what a task costs there is paid once for several items.

A cluster takes some milliseconds for a task, whatever it does, and as many again to bring back what came of it. So an
executor that says how many items it works on at a time gets several in one task: as many as take about a second, and
fewer towards the end, so that no worker is waited for long. Where the worker of such a task dies too often, its items
are begun again one by one: a killer takes no other with it.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from itertools import islice
from typing import Any

from .outcome import I, Outcome, R

IN_FLIGHT = 64
"""Tasks that are given to an executor at a time: thousands of futures choke a scheduler."""
FOR_EACH = 2
"""Tasks for each worker, where their number is known: one that it works on, and one that waits for it."""
TASK_S = 1.0
"""Time for which a task has items, s: what is lost with a worker, and what others may wait for at the end."""
AT_FIRST, AT_MOST = 4, 16
"""Items of a task while nobody knows how long one takes, and at most: what comes back of them is held in memory."""


def elsewhere(
    work: Callable[[I], R], items: Iterable[I], executor: Executor, count: int
) -> Iterator[Outcome[I, R]]:
    """The outcome of each item, in the order in which they come; `count` is how many there are at most, or 0."""
    todo, alone = iter(items), deque[I]()
    share = _Share(workers_of(executor), count)
    flying: dict[Future[Any], list[I]] = {}
    lost: BaseException | None = None
    while True:
        while lost is None and len(flying) < share.tasks:
            some = [alone.popleft()] if alone else list(islice(todo, share.items))
            if not some:
                break
            share.given += len(some)
            try:
                future = (
                    executor.submit(work, some[0]) if len(some) == 1 else executor.submit(_each, work, some)
                )
                flying[future] = some
            except Exception as refused:
                lost = refused
                yield from (Outcome(item, None, refused) for item in some)
        if not flying:
            break
        done, _ = wait(flying, return_when=FIRST_COMPLETED)
        for future in done:
            some = flying.pop(future)
            if future.cancelled():
                # A scheduler that is gone cancels what it had, and takes anything new without an answer.
                lost = lost or CancelledError()
                gone = ConnectionError("the executor gave up: its scheduler is gone")
                yield from (Outcome(item, None, gone) for item in some)
                continue
            error = future.exception()
            came: Any = None if error else future.result()
            if len(some) == 1:
                yield Outcome(some[0], came, error)
            elif error is None:
                took_s, found = came
                share.took(took_s / len(some))
                yield from (Outcome(item, *what) for item, what in zip(some, found, strict=True))
            else:  # not of an item, of which the error is in what comes back: their worker died
                alone.extend(some)
                share.given -= len(some)
    if lost is not None:
        for item in (*alone, *todo):
            yield Outcome(item, None, ConnectionError("the executor gave up before this was begun"))


def workers_of(executor: Executor) -> int | None:
    """How many items Dask's executor works on at a time; None for others, of whose tasks the cost isn't known."""
    client = getattr(executor, "_client", None)
    count = getattr(client, "nthreads", None)
    return None if count is None else max(1, sum(count().values()))


class _Share:
    """How many tasks are on their way at a time, and how many items each has."""

    def __init__(self, workers: int | None, count: int) -> None:
        self._workers, self._count, self._item_s = workers, count, 0.0
        self.given = 0
        self.tasks = IN_FLIGHT if workers is None else min(IN_FLIGHT, FOR_EACH * workers)

    @property
    def items(self) -> int:
        """Of the next task: of what is left each worker gets several more tasks."""
        if self._workers is None:
            return 1
        most = min(AT_MOST, int(TASK_S / self._item_s)) if self._item_s else AT_FIRST
        left = max(0, self._count - self.given)
        return max(1, min(most, left // (FOR_EACH * self._workers)))

    def took(self, item_s: float) -> None:
        """Remember how long an item took: the mean of the last ones."""
        self._item_s = item_s if not self._item_s else 0.5 * (self._item_s + item_s)


def _each(
    work: Callable[[I], R], items: list[I]
) -> tuple[float, list[tuple[R | None, BaseException | None]]]:
    """What came of each of some items, and how long they took, s."""
    began, found = time.monotonic(), list[tuple[R | None, BaseException | None]]()
    for item in items:
        try:
            found.append((work(item), None))
        except Exception as error:
            found.append((None, error))
    return time.monotonic() - began, found
