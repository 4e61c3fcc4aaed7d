"""The fixtures of `tests/ble` for the virtual machine: its world, and more patience."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ble import live

from .world import Real

PATIENT = replace(
    live.QUICK,
    scan_s=6.0,
    linger_s=0.5,
    connect_s=15.0,
    first_wait_s=0.2,
    longest_wait_s=1.0,
    give_up_after_s=60.0,
    silent_s=3.0,
)
"""A processor that is emulated in software is ten to twenty times slower."""


@pytest.fixture
def world() -> Real:
    return Real()


@pytest.fixture(autouse=True)
def _no_bluetoothctl() -> None:
    """Here it has something to say."""


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live.source_for, "__kwdefaults__", {"policy": PATIENT, "address": None})
    monkeypatch.setattr(live.run, "__kwdefaults__", {"limit_s": 120.0})
    monkeypatch.setattr(live.Heard.until, "__defaults__", (60.0,))
    monkeypatch.setattr(live.Heard.until_state, "__defaults__", (1, 60.0))
    monkeypatch.setattr(live.Heard.until_samples, "__defaults__", (60.0,))
