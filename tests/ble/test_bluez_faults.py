"""What goes wrong with the computer's Bluetooth, on bleak's own code."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from sensortrack.errors import BluetoothError, BluetoothFault, LinkLostError, SensorUnavailableError
from sensortrack.sources.ble import Radio, SourceItem
from sensortrack.sources.ble.advice import advice

from .bluez.daemon import ABSENT, DENY_BLUEZ, DBusDaemon
from .live import GIVES_UP, LISTENING, QUICK, Heard, run, running, source_for, witmotion
from .test_faults import failure
from .test_losses import gaps_over_losses
from .worlds import Bluez

pytestmark = pytest.mark.skipif(ABSENT is not None, reason=str(ABSENT))


async def fault(radio: Radio) -> BluetoothFault:
    error, _ = await failure(radio)
    assert isinstance(error, BluetoothError), error
    assert error.hint == advice(error.fault)
    assert str(error).startswith(error.found)
    return error.fault


def test_no_adapter(bluez: Bluez) -> None:
    async def test() -> None:
        async with bluez.of(adapter=False) as radio:
            assert await fault(radio) == "no_adapter"

    run(test())


def test_an_adapter_that_is_not_there(bluez: Bluez) -> None:
    async def test() -> None:
        async with bluez.of(witmotion()):
            error, _ = await failure(Radio(adapter="hci7"))
        assert "the Bluetooth adapter 'hci7' not found" in str(error)

    run(test())


def test_an_adapter_without_low_energy(bluez: Bluez) -> None:
    async def test() -> None:
        async with bluez.of(adapter=False) as radio:
            bluez.service.add_adapter(roles=())
            assert await fault(radio) == "no_central_role"

    run(test())


def test_a_named_adapter_that_is_off(bluez: Bluez) -> None:
    async def test() -> None:
        bluez.air.powered = False
        async with bluez.of(witmotion()):
            assert await fault(Radio(adapter="hci0")) == "powered_off"

    run(test())


def test_no_bluez(bluez: Bluez) -> None:
    async def test() -> None:
        assert await fault(Radio()) == "no_bluez"

    run(test())


@pytest.mark.parametrize("left", ["nothing", "a dead socket"])
def test_no_dbus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: str) -> None:
    where = tmp_path / "bus"
    if left == "a dead socket":
        import socket

        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(str(where))
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={where}")

    async def test() -> None:
        assert await fault(Radio()) == "no_dbus"

    run(test())


def test_permission_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with DBusDaemon(DENY_BLUEZ) as strict:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", strict.address)
        bluez = Bluez(strict.address)

        async def test() -> None:
            async with bluez.of(witmotion()) as radio:
                error, _ = await failure(radio)
                assert isinstance(error, BluetoothError)
                assert error.fault == "denied"
                assert "bluetooth" in error.hint

        run(test())


def test_another_program_scans_already(bluez: Bluez, monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        async with bluez.of(witmotion()) as radio:
            bluez.service.fail(
                "StartDiscovery", "org.bluez.Error.InProgress", "Operation already in progress", 10_000
            )
            monkeypatch.setattr(import_module("sensortrack.sources.ble.scan"), "_SCAN_ENDS_S", 0.1)
            assert await fault(radio) == "busy"

    run(test())


def test_bluez_refuses_to_connect_and_it_is_tried_again(bluez: Bluez) -> None:
    async def test() -> None:
        async with bluez.of(witmotion()) as radio:
            bluez.service.faults["Connect"] = ("org.bluez.Error.Failed", "le-connection-abort-by-remote")
            async with running(source_for(radio)) as heard:
                await heard.until_samples(10)
        waiting = next(e for e in heard.events if e.state == "waiting")
        assert "le-connection-abort-by-remote" in waiting.text

    run(test())


def test_a_sensor_that_wants_to_be_paired(bluez: Bluez) -> None:
    async def test() -> None:
        async with bluez.of(witmotion()) as radio:
            bluez.service.faults["StartNotify"] = ("org.bluez.Error.NotPermitted", "Not paired")
            error, _ = await failure(radio)
        assert "wants to be paired" in str(error)
        assert "bluetoothctl pair" in str(error)

    run(test())


@pytest.mark.parametrize(
    "how", ["killed", "killed and back", "power", "unplugged", "removed", "removed silently"]
)
def test_the_stream_survives_what_happens_to_bluez(bluez: Bluez, how: str) -> None:
    async def test() -> None:
        sensor = witmotion()
        policy = (
            QUICK if how in ("power", "unplugged", "removed") else LISTENING
        )  # nobody tells of the others
        async with bluez.of(sensor) as radio, running(source_for(radio, policy=policy)) as heard:
            await heard.until_samples(30)
            service = bluez.service
            if how == "killed and back" or how == "killed":
                # No callback comes, and bleak goes on to say that the sensor is connected.
                await service.kill()
                await heard.until_state("silent")
                if how == "killed":
                    await heard.until(lambda h: any("isn't running" in e.text for e in h.events))
                async with bluez.of(sensor):
                    await heard.until_samples(30)
            elif how == "power":
                service.power_off()
                await heard.until_state("waiting")
                service.power_on()
                await heard.until_samples(30)
            elif how == "unplugged":
                service.unplug()
                await heard.until(lambda h: any("no Bluetooth adapter" in e.text for e in h.events))
                bluez.air.powered = True
                service.add_adapter()
                await heard.until_samples(30)
            else:
                service.remove(sensor, silently=how == "removed silently")
                await heard.until_samples(30)
        # Where it is listened for silence, one that the machine itself makes by halting is found as well.
        again = heard.states.count("streaming") - 1
        assert again == 1 if policy is QUICK else 1 <= again <= heard.states.count("silent")
        assert gaps_over_losses(heard) == again

    run(test())


def test_the_dbus_daemon_dies(monkeypatch: pytest.MonkeyPatch) -> None:
    own = DBusDaemon()
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", own.address)
    bluez = Bluez(own.address)
    heard = Heard()

    async def test() -> None:
        async with bluez.of(witmotion()) as radio:
            source = source_for(radio, policy=GIVES_UP)

            def sink(item: SourceItem) -> None:
                before = heard.samples
                heard(item)
                if before < 20 <= heard.samples:
                    own.stop()

            with pytest.raises(SensorUnavailableError) as caught:
                await source.run(sink)
            assert isinstance(caught.value, LinkLostError)
            assert "D-Bus" in str(caught.value)

    run(test())
    assert heard.samples >= 20


@pytest.mark.parametrize("ends_after_s", [0.2, 1.0])
def test_a_scan_of_ours_that_is_still_ending_in_the_kernel_is_waited_for(
    bluez: Bluez, ends_after_s: float
) -> None:
    async def test() -> None:
        sensor = witmotion()
        async with bluez.of(sensor) as radio:
            bluez.service.scan_ends_after_s = ends_after_s
            bluez.service.faults["Connect"] = ("org.bluez.Error.Failed", "le-connection-abort-by-remote")
            async with running(source_for(radio)) as heard:
                await heard.until(lambda h: h.samples >= 10)
        assert "failed" not in heard.states
        assert heard.states.count("scanning") == 2

    run(test())


def test_whatever_fails_after_the_sensor_was_found_is_tried_again_and_said(bluez: Bluez) -> None:
    """The order of a busy computer: connected and silent, then the scan in progress, then commands that time out."""

    async def test() -> None:
        sensor = witmotion()
        sensor.mute = True
        async with bluez.of(sensor) as radio, running(source_for(radio, policy=LISTENING)) as heard:
            await heard.until(lambda h: "silent" in h.states)
            sensor.mute = False
            bluez.service.scan_ends_after_s = 0.5
            bluez.service.fail("Connect", "org.bluez.Error.Failed", "hci command timeout", 4)
            await heard.until(lambda h: h.samples >= 10)
        assert "failed" not in heard.states
        waits = [e for e in heard.events if e.state == "waiting"]
        assert len(waits) >= 5
        assert any("sends nothing" in e.text for e in waits)
        assert sum("hci command timeout" in e.text for e in waits) == 4

    run(test())


def test_a_scan_whose_command_times_out_is_tried_again_before_anything_was_found(bluez: Bluez) -> None:
    async def test() -> None:
        async with bluez.of(witmotion()) as radio:
            bluez.service.fail("StartDiscovery", "org.bluez.Error.Failed", "hci command timeout", 2)
            async with running(source_for(radio)) as heard:
                await heard.until_samples(10)
        assert heard.states.count("waiting") == 2
        assert any("hci command timeout" in str(getattr(e.error, "detail", "")) for e in heard.events)

    run(test())
