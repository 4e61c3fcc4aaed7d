"""What may wait for a disk or a database is done in a thread of its own, and the person is looked after meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

from .ports import Clock

LOOKS_EVERY_S = 0.05
"""While a disk is waited for, STOP is looked for this often, in s: a press is answered within a tenth of a second."""

_T = TypeVar("_T")


class DiskThread:
    """Does one thing after another, each of them to its end.

    Parameters
    ----------
    clock : Clock
        The session's; while its time stands still, nobody needs looking after.
    look_after : callable
        Looks after the person: what it brings about is done later, in its turn.

    Attributes
    ----------
    busy : bool
        Whether something is waited for.
    """

    def __init__(self, clock: Clock, look_after: Callable[[], None]) -> None:
        self._clock, self._look_after = clock, look_after
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="disk")
        self.busy = False

    def do(self, work: Callable[[], _T]) -> _T:
        """Do this: what it returns, or what it raises."""
        begun_s, self.busy = self._clock.now(), True
        try:
            working = self._pool.submit(work)
            while wait((working,), LOOKS_EVERY_S).not_done:
                if self._clock.now() > begun_s:
                    self._look_after()
        finally:
            self.busy = False
        return working.result()

    def close(self) -> None:
        """Take nothing more, and wait until what was begun is done."""
        self._pool.shutdown()
