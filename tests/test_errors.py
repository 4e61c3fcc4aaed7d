"""Every error of ours travels: pickled, copied, and out of a worker of a process pool, it keeps all that it carries."""

from __future__ import annotations

import copy
import inspect
import multiprocessing
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest

import sensortrack
from sensortrack.errors import NoInputError, SensortrackError

_VALUES: dict[str, Any] = {
    "path": Path("folder/back.csv"),
    "line": 12,
    "key": "gyr.unit",
    "fault": "busy",
    "sightings": ("WT901 (C0:FF:EE:00:00:01)",),
}
"""What an argument of that name is given; every other one gets a text."""


def kinds(root: type[SensortrackError] = SensortrackError) -> list[type[SensortrackError]]:
    """Every class of the tree, wherever in the package it is defined."""
    for module in walk_packages(sensortrack.__path__, "sensortrack."):
        if not module.name.endswith("__main__"):
            import_module(module.name)

    def below(kind: type[SensortrackError]) -> list[type[SensortrackError]]:
        own = [kind] if kind.__module__.startswith("sensortrack.") else []
        return own + [k for child in kind.__subclasses__() for k in below(child)]

    return below(root)


def example(kind: type[SensortrackError]) -> SensortrackError:
    """An error of this kind with every argument given."""
    if kind.__init__ is Exception.__init__:
        return kind("a text", 3)
    arguments = list(inspect.signature(kind.__init__).parameters.values())[1:]
    values = {p.name: _VALUES.get(p.name, f"some {p.name}") for p in arguments if p.kind != p.VAR_KEYWORD}
    return kind(**values) if values else kind("a text")


def raised(kind: type[SensortrackError]) -> None:
    raise example(kind)


def missing(path: Path) -> None:
    sensortrack.read(path)


def same(a: BaseException, b: BaseException) -> bool:
    return (type(a), str(a), a.args, vars(a)) == (type(b), str(b), b.args, vars(b))


@pytest.mark.parametrize("kind", kinds(), ids=lambda k: k.__name__)
@pytest.mark.parametrize(
    "sent",
    [lambda e: pickle.loads(pickle.dumps(e)), lambda e: pickle.loads(pickle.dumps(e, 0)), copy.copy, copy.deepcopy],
    ids=["pickled", "pickled by the oldest protocol", "copied", "copied deeply"],
)  # fmt: skip
def test_an_error_keeps_all_that_it_carries(
    kind: type[SensortrackError], sent: Callable[[SensortrackError], SensortrackError]
) -> None:
    error = example(kind)
    error.add_note("while reading the third of nine")
    assert same(sent(error), error)


def test_a_worker_s_error_arrives_and_the_pool_goes_on(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        for kind in kinds():
            arrived = pool.submit(raised, kind).exception(timeout=120.0)
            assert arrived is not None
            assert same(arrived, example(kind)), kind
        with pytest.raises(NoInputError) as caught:
            pool.submit(missing, tmp_path / "none.csv").result(timeout=120.0)
        assert caught.value.path == tmp_path / "none.csv"
        assert pool.submit(abs, -1).result(timeout=120.0) == 1
