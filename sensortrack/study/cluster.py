"""Dask's cluster as an executor (extra `cluster`)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from ..errors import ClusterError, UsageError
from ..version import __version__

RETRIES = 2
"""Dask begins an item again so often where its worker died."""
ANSWERS_WITHIN_S = 10.0
"""Time within which a scheduler answers, s: one that is there does so within a second, also across a slow network."""


@contextmanager
def dask_executor(address: str) -> Iterator[Executor]:
    """An executor on the cluster whose scheduler has this address ("tcp://host:8786").

    Raises UsageError where Dask isn't installed; ClusterError where there is no scheduler, no worker, or one
    without this version of sensortrack.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise UsageError('a cluster needs Dask: pip install "sensortrack[cluster]"') from None
    try:
        client = distributed.Client(address, timeout=ANSWERS_WITHIN_S)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(
            f"no Dask scheduler at {address} ({error}). Check the address, and that it runs."
        ) from error
    try:
        _check(client)
        yield client.get_executor(pure=False, retries=RETRIES)
    finally:
        client.close()


def _check(client: Any) -> None:
    try:
        versions: dict[str, str] = client.run(_version_here)
    except Exception as error:
        raise ClusterError(
            f"sensortrack can't be used on a machine of the cluster ({error}). Install {__version__} on all of them."
        ) from error
    if not versions:
        raise ClusterError("the cluster has no worker. Start `dask worker ADDRESS` on its machines.")
    others = {where: found for where, found in versions.items() if found != __version__}
    if others:
        raise ClusterError(
            f"other versions of sensortrack on the cluster ({others}). Install {__version__} on all."
        )


def _version_here() -> str:
    return __version__
