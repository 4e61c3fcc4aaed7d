"""A Dask cluster of three processes on this machine, one of which is killed on the way."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import distributed
import pytest

import sensortrack
from sensortrack.errors import ClusterError
from sensortrack.study import cluster as cluster_module
from sensortrack.study.cluster import dask_executor

from .disturbed import differing, make_batch


@pytest.fixture
def cluster() -> Iterator[Any]:
    made: Any = distributed
    with made.LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=":0") as running:
        yield running


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_cluster_gives_the_same_files_though_a_worker_is_killed(tmp_path: Path, cluster: Any) -> None:
    make_batch(tmp_path / "data", 24, seed=11)
    had: list[int] = []

    def progress(done: int, total: int, failed: int) -> None:
        del total, failed
        if done >= 2 and not had:
            busiest = max(cluster.scheduler.workers.values(), key=lambda worker: len(worker.processing))
            had.append(len(busiest.processing))
            os.kill(cluster.workers[busiest.name].pid, signal.SIGKILL)

    with dask_executor(cluster.scheduler_address) as executor:
        sensortrack.analyse_many(
            [tmp_path / "data"], out=tmp_path / "there", executor=executor, progress=progress
        )
    sensortrack.analyse_many([tmp_path / "data"], out=tmp_path / "here")
    assert len(had) == 1
    assert had[0] > 0, "the worker had nothing to do when it was killed"
    assert differing(tmp_path / "here", tmp_path / "there") == []


def test_no_scheduler_at_the_address_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "ANSWERS_WITHIN_S", 0.5)
    with pytest.raises(ClusterError, match="no Dask scheduler"), dask_executor("tcp://127.0.0.1:9"):
        pass
