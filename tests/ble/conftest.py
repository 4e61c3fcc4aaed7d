"""Two worlds for the same tests: bleak's own code on an emulated BlueZ, and the in-process backend."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from .bluez.daemon import ABSENT, DBusDaemon
from .worlds import Bluez, Direct, World


@pytest.fixture(scope="session")
def daemon() -> Iterator[DBusDaemon]:
    if ABSENT is not None:
        pytest.skip(ABSENT)
    with DBusDaemon() as running:
        yield running


@pytest.fixture(autouse=sys.platform == "linux")
def _no_bluetoothctl(monkeypatch: pytest.MonkeyPatch) -> None:
    """bleak asks bluetoothctl for the version of BlueZ, which says nothing of an emulated one."""
    from bleak.backends.bluezdbus.version import BlueZFeatures

    monkeypatch.setattr(BlueZFeatures, "checked_bluez_version", True)


@pytest.fixture
def bluez(daemon: DBusDaemon, monkeypatch: pytest.MonkeyPatch) -> Bluez:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", daemon.address)
    return Bluez(daemon.address)


@pytest.fixture(params=["bluez", "direct"])
def world(request: pytest.FixtureRequest) -> World:
    if request.param == "direct":
        return Direct()
    made: World = request.getfixturevalue("bluez")
    return made
