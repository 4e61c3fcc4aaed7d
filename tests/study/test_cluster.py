"""A Dask cluster of three processes on this machine, one of which is killed on the way."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

import sensortrack
from sensortrack.data_files import data_folder
from sensortrack.errors import ClusterError
from sensortrack.study.cluster import dask_executor

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")


def test_a_cluster_gives_the_same_tables_though_a_worker_is_killed(tmp_path: Path) -> None:
    shipped = data_folder("recordings") / "E1_ordinary.csv"
    files = [tmp_path / f"{k}.csv" for k in range(9)]
    for file in files:
        shutil.copy(shipped, file)
        shutil.copy(shipped.with_suffix(".json"), file.with_suffix(".json"))
    killed: list[int] = []
    cluster = distributed.LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None)

    def progress(done: int, total: int, failed: int) -> None:
        del total, failed
        if done == 2 and not killed:
            killed.append(next(iter(cluster.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    with cluster, dask_executor(cluster.scheduler_address) as executor:
        there = sensortrack.analyse_many(files, executor=executor, progress=progress)
    here = sensortrack.analyse_many(files)
    assert killed
    assert there.manifest["tables"] == here.manifest["tables"]
    assert len(here.tables["summary"]) == len(files)


def test_no_scheduler_at_the_address_is_said() -> None:
    with pytest.raises(ClusterError, match="no Dask scheduler"), dask_executor("tcp://127.0.0.1:9"):
        pass
