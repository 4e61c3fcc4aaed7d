from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from sensortrack.devices import load_profile
from sensortrack.errors import SensorNotFoundError
from sensortrack.sources.ble import Sighting, Wanted, find, scan
from sensortrack.sources.emulator import EmulatedSensor

from .live import WAIT_S, WITMOTION, leap, run, running, source_for, until, witmotion
from .worlds import World

KNOWN = (load_profile(WITMOTION),)


@dataclass(frozen=True, slots=True)
class Noting(Wanted):
    """Keeps the addresses of all that is heard while it is looked for."""

    heard: set[str] = field(default_factory=set, compare=False)

    def is_it(self, sighting: Sighting) -> bool:
        self.heard.add(sighting.address)
        return Wanted.is_it(self, sighting)


def other(name: str | None, address: str, rssi: int = -40) -> EmulatedSensor:
    return EmulatedSensor(name=name, address=address, services=(), rssi=rssi)


def test_known_sensors_come_first_and_the_nearest_of_them_first(world: World) -> None:
    async def test() -> None:
        sensors = (
            other("kettle", "00:00:00:00:00:01"),
            other(None, "00:00:00:00:00:02", rssi=-90),
            witmotion("00:00:00:00:00:03", rssi=-80),
            witmotion("00:00:00:00:00:04", rssi=-50, name="WT9011DCL"),
        )
        reported: list[Sighting] = []
        async with world.of(*sensors) as radio:
            looking = asyncio.create_task(scan(WAIT_S, KNOWN, radio, on_seen=reported.append))
            await until(lambda: len(reported) == 4)
            leap(WAIT_S)
            sightings = await looking
        assert [s.address[-1] for s in sightings] == ["4", "3", "1", "2"]
        assert [s.rssi_dbm for s in sightings] == [-50, -80, -40, -90]
        assert [s.profiles for s in sightings] == [(WITMOTION,), (WITMOTION,), (), ()]
        assert [s.name for s in sightings[2:]] == ["kettle", None]
        assert sightings[0].title == "WT9011DCL (00:00:00:00:00:04)"
        assert len(reported) == 4

    run(test())


def test_a_scan_of_an_empty_room_is_empty(world: World) -> None:
    async def test() -> None:
        async with world.of() as radio:
            assert await scan(0.1, KNOWN, radio) == []

    run(test())


def test_the_only_known_sensor_is_found_without_a_name(world: World) -> None:
    async def test() -> None:
        async with world.of(other("kettle", "00:00:00:00:00:01"), witmotion()) as radio:
            sighting = await find(Wanted(), KNOWN[0], radio, scan_s=WAIT_S, linger_s=0.1)
        assert sighting.profiles == (WITMOTION,)

    run(test())


def test_a_sensor_that_is_not_there_is_told_with_what_is(world: World) -> None:
    async def test() -> None:
        async with world.of(other("kettle", "00:00:00:00:00:01")) as radio:
            wanted = Noting(name="WT1")
            looking = asyncio.create_task(find(wanted, KNOWN[0], radio, scan_s=WAIT_S, linger_s=0.1))
            await until(lambda: bool(wanted.heard))
            leap(WAIT_S)
            with pytest.raises(SensorNotFoundError) as caught:
                await looking
        message = str(caught.value)
        assert "the sensor 'WT1' wasn't found within 60 s" in message
        assert "kettle (00:00:00:00:00:01), -40 dBm" in message
        assert "Switch the sensor on" in message
        assert caught.value.exit_code == 69

    run(test())


def test_two_sensors_of_one_name_are_listed_and_the_address_chooses(world: World) -> None:
    async def test() -> None:
        twins = (witmotion("00:00:00:00:00:01", rssi=-70), witmotion("00:00:00:00:00:02", rssi=-50))
        async with world.of(*twins) as radio:
            name = twins[0].name
            named = Noting(name=name)
            looking = asyncio.create_task(find(named, KNOWN[0], radio, scan_s=WAIT_S, linger_s=WAIT_S))
            await until(lambda: len(named.heard) == 2)
            leap(WAIT_S)
            with pytest.raises(SensorNotFoundError) as caught:
                await looking
            assert caught.value.sightings == (
                f"{name} (00:00:00:00:00:02), -50 dBm",
                f"{name} (00:00:00:00:00:01), -70 dBm",
            )
            assert "by its address" in str(caught.value)
            wanted = Wanted(address="00:00:00:00:00:01".lower())
            assert (await find(wanted, KNOWN[0], radio, scan_s=WAIT_S, linger_s=0.2)).rssi_dbm == -70

    run(test())


def test_a_sensor_that_the_system_is_still_connected_to_is_found(world: World) -> None:
    """After a crash the system holds the link, and the sensor doesn't advertise."""

    async def test() -> None:
        sensor = witmotion()
        async with world.of(sensor) as radio, running(source_for(radio)) as heard:
            await heard.until_state("streaming")
            sighting = await find(Wanted(), KNOWN[0], radio, scan_s=0.3, linger_s=0.05)
            assert (sighting.address, sighting.rssi_dbm) == (sensor.address, None)

    run(test())


def test_one_scan_at_a_time(world: World) -> None:
    """BlueZ refuses a second scan of the same program."""

    async def test() -> None:
        sensor = witmotion()
        async with world.of(sensor) as radio:
            looks = (
                find(Wanted(address=sensor.address), KNOWN[0], radio, scan_s=WAIT_S, linger_s=0.0)
                for _ in range(3)
            )
            found = await asyncio.gather(*looks)
        assert [sighting.address for sighting in found] == [sensor.address] * 3

    run(test())
