"""Children of one warm process that are killed at random moments."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path


def kill_at_random(
    child: Callable[[Path], None],
    folder: Path,
    how_many: int,
    seed: int,
    *,
    at_once: int,
    longest_s: float,
) -> None:
    """Fork so many children, each with a folder of its own, and kill each at a moment of its first `longest_s`.

    `killed.json` in the folder says when, by `time.monotonic`.
    """
    random_ = random.Random(seed)
    killed: dict[int, float] = {}
    for first in range(0, how_many, at_once):
        begun = time.monotonic()
        due: list[tuple[float, int, int]] = []
        for number in range(first, min(first + at_once, how_many)):
            own = folder / f"{number}"
            own.mkdir()
            pid = os.fork()
            if pid == 0:
                try:
                    child(own)
                finally:
                    os._exit(0)
            due.append((begun + random_.uniform(0.05, longest_s), number, pid))
        for when, number, pid in sorted(due):
            time.sleep(max(0.0, when - time.monotonic()))
            killed[number] = time.monotonic()
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    (folder / "killed.json").write_text(json.dumps(killed))
