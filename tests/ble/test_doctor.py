from __future__ import annotations

import sys
from pathlib import Path

import pytest
from bleak.exc import BleakDBusError

from sensortrack.sources.ble import Check, Radio, doctor
from sensortrack.sources.ble.advice import advice

from .live import run, witmotion
from .worlds import Bluez, World


def outcomes(checks: list[Check]) -> dict[str, str]:
    return {check.name: check.outcome for check in checks}


def test_all_is_well(world: World) -> None:
    async def test() -> None:
        async with world.of(witmotion()) as radio:
            checks = await doctor(radio, scan_s=0.2)
        assert set(outcomes(checks).values()) == {"ok"}
        assert checks[0].name == "system"
        assert "bleak" in outcomes(checks)
        assert "; 1 device seen" in checks[-1].found

    run(test())


@pytest.mark.parametrize(
    ("broken", "name"),
    [("power", "power"), ("adapter", "adapter"), ("bluez", "BlueZ")],
)
def test_the_first_thing_that_fails_is_told_with_what_to_do(bluez: Bluez, broken: str, name: str) -> None:
    async def test() -> None:
        if broken == "bluez":
            checks = await doctor(Radio(), scan_s=0.1)
        else:
            bluez.air.powered = broken != "power"
            async with bluez.of(adapter=broken != "adapter") as radio:
                checks = await doctor(radio, scan_s=0.1)
        found = outcomes(checks)
        at = list(found).index(name)
        assert set(list(found.values())[:at]) == {"ok"}
        assert found[name] == "problem"
        assert set(list(found.values())[at + 1 :]) <= {"not_checked"}
        problem = checks[at]
        assert problem.found
        assert problem.todo

    run(test())


def test_a_fault_that_nobody_foresaw_is_a_line_of_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: object) -> None:
        raise BleakDBusError("org.example.Error.Strange", ["what nobody knows"])

    monkeypatch.setattr(sys.modules["sensortrack.sources.ble.doctor"], "scan", fails)

    async def test() -> None:
        checks = await doctor(Radio(), scan_s=0.1)
        assert checks[-1].outcome == "problem"
        assert "what nobody knows" in checks[-1].found
        assert checks[-1].todo

    run(test())


@pytest.mark.parametrize("name", ["NoSuchUnit", "UnitMasked"])
def test_a_system_that_has_no_unit_for_bluez_says_so(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    async def fails(*_: object) -> None:
        raise BleakDBusError(f"org.freedesktop.systemd1.{name}", ["Unit dbus-org.bluez.service not found."])

    monkeypatch.setattr(sys.modules["sensortrack.sources.ble.doctor"], "scan", fails)

    async def test() -> None:
        assert outcomes(await doctor(Radio(), scan_s=0.1)).get("BlueZ") == "problem"

    if sys.platform == "linux":
        run(test())


@pytest.mark.skipif(sys.platform != "linux", reason="D-Bus is Linux's")
def test_a_missing_bus_is_the_first_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/none")

    async def test() -> None:
        checks = await doctor(scan_s=0.1)
        assert outcomes(checks)["D-Bus"] == "problem"
        assert outcomes(checks)["scan"] == "not_checked"

    run(test())


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_there_is_advice_for_every_system(platform: str) -> None:
    texts = {advice(f, platform) for f in ("no_adapter", "powered_off", "denied", "unknown")}
    assert len(texts) == 4
    assert all(text.endswith(".") for text in texts)
