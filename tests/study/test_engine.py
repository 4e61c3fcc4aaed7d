"""The engine: each item has its outcome, whatever happens to whoever works on it."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from sensortrack.study.elsewhere import workers_of
from sensortrack.study.engine import run

DIES = "__import__('os')._exit(3)"


def dies_once(flag: Path) -> str:
    """An expression whose process dies when it is looked at first."""
    path = f"__import__('pathlib').Path({str(flag)!r})"
    return f"'again' if {path}.exists() else ({path}.touch(), {DIES})"


# `eval` can be sent to another process by name.
ITEMS = ["1 + 1", "2 + 1", "1 / 0", "3 + 1"]


def by_item(outcomes: Any) -> dict[str, Any]:
    return {o.item: o.value if o.error is None else type(o.error) for o in outcomes}


def test_here_or_elsewhere_the_outcomes_are_the_same() -> None:
    expected = {"1 + 1": 2, "2 + 1": 3, "1 / 0": ZeroDivisionError, "3 + 1": 4}
    assert by_item(run(eval, ITEMS)) == expected
    with ThreadPoolExecutor(2) as executor:
        assert by_item(run(eval, ITEMS, executor=executor)) == expected


def test_a_killed_worker_costs_a_retry_and_a_killer_only_itself(tmp_path: Path) -> None:
    once = dies_once(tmp_path / "flag")
    found = by_item(run(eval, [*ITEMS, once, DIES, "7"], workers=2))
    assert found == {
        "1 + 1": 2, "2 + 1": 3, "1 / 0": ZeroDivisionError, "3 + 1": 4,
        once: "again", DIES: BrokenProcessPool, "7": 7,
    }  # fmt: skip


def test_a_script_whose_workers_cannot_begin_ends_and_says_what_to_do(tmp_path: Path) -> None:
    script = tmp_path / "unguarded.py"
    script.write_text("from sensortrack.study.engine import run\nlist(run(eval, ['1'] * 100, workers=2))\n")
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=300)
    assert ended.returncode == 1
    assert "UsageError: no worker process begins. A script" in ended.stderr


class Gone(Executor):
    """A cluster whose scheduler dies after the first item."""

    def __init__(self) -> None:
        self.given = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        del kwargs
        self.given += 1
        future: Future[Any] = Future()
        if self.given == 1:
            future.set_result(fn(*args))
        else:
            future.cancel()
            future.set_running_or_notify_cancel()
        return future


def test_a_scheduler_that_is_gone_ends_the_run_and_no_item_is_lost() -> None:
    gone = Gone()
    items = [str(k) for k in range(200)]
    found = by_item(run(eval, items, executor=gone))
    assert set(found) == set(items)
    assert list(found.values()).count(ConnectionError) == 199
    assert gone.given <= 64


class Cluster(Executor):
    """Two workers, as Dask has them; each may have to be begun anew, and one task after the other is done."""

    def __init__(self, killer: str | None = None) -> None:
        self._client = self
        self.killer = killer
        self.tasks: list[int] = []

    def nthreads(self) -> dict[str, int]:
        return {"tcp://one": 1, "tcp://two": 1}

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        del kwargs
        future: Future[Any] = Future()
        items = args[1] if isinstance(args[-1], list) else [args[0]]
        self.tasks.append(len(items))
        if self.killer in items:
            future.set_exception(RuntimeError("the worker died three times"))
        else:
            try:
                future.set_result(fn(*args))
            except Exception as error:
                future.set_exception(error)
        return future


def test_a_cluster_gets_several_items_in_a_task_and_fewer_towards_the_end() -> None:
    cluster = Cluster()
    items = [*ITEMS, *(str(k) for k in range(200))]
    found = by_item(run(eval, items, executor=cluster, count=len(items)))
    assert set(found) == set(items)
    assert found["1 / 0"] is ZeroDivisionError
    assert found["2 + 1"] == 3
    assert sum(cluster.tasks) == len(items)
    assert len(cluster.tasks) < len(items) / 4
    assert max(cluster.tasks) > 8
    assert cluster.tasks[-4:] == [1, 1, 1, 1]


def test_a_task_whose_workers_die_is_begun_again_item_by_item_and_only_the_killer_is_lost() -> None:
    items = [*ITEMS, "'killer'", *(str(k) for k in range(40))]
    cluster = Cluster("'killer'")
    found = by_item(run(eval, items, executor=cluster, count=len(items)))
    assert set(found) == set(items)
    assert found.pop("'killer'") is RuntimeError
    assert found.pop("1 / 0") is ZeroDivisionError
    assert all(value == eval(item) for item, value in found.items())


def test_one_item_in_a_task_where_nobody_says_how_many_are_worked_on_at_a_time() -> None:
    with ThreadPoolExecutor(2) as executor:
        assert workers_of(executor) is None
    cluster = Cluster()
    assert by_item(run(eval, ["1", "2", "3"], executor=cluster, count=3)) == {"1": 1, "2": 2, "3": 3}
    assert cluster.tasks == [1, 1, 1]
