"""Runs the steps of a profile: set up, start, stop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from ...devices import Patch, Profile, SensorSettings, Step, Subscribe, Unsubscribe, Wait, Write
from ...errors import SensorRefusedError
from .connection import Connection


async def run_steps(
    steps: Sequence[Step], connection: Connection, profile: Profile, settings: SensorSettings
) -> SensorSettings:
    """Do the steps in their order.

    Returns
    -------
    SensorSettings
        With what the sensor's answers said.

    Raises
    ------
    SensorUnavailableError
        The sensor refuses, doesn't answer, or is gone.
    """
    for step in steps:
        settings = await _run(step, connection, profile, settings)
    return settings


async def _run(
    step: Step, connection: Connection, profile: Profile, settings: SensorSettings
) -> SensorSettings:
    if isinstance(step, Wait):
        await asyncio.sleep(step.wait_s)
    elif isinstance(step, Subscribe):
        await connection.subscribe(profile.gatt[step.char])
    elif isinstance(step, Unsubscribe):
        await connection.unsubscribe(profile.gatt[step.char])
    elif isinstance(step, Patch):
        await _patch(step, connection, profile, settings)
    elif isinstance(step, Write):
        settings = await _write(step, connection, profile, settings)
        await asyncio.sleep(step.wait_s)
    return settings


async def _patch(step: Patch, connection: Connection, profile: Profile, settings: SensorSettings) -> None:
    variables = profile.variables(settings)
    characteristic = profile.gatt[step.char]
    value = bytearray(await connection.read(characteristic))
    for change in step.changes:
        offset, data = change.offset, change.data.fill(variables)
        if offset + len(data) > len(value):
            raise SensorRefusedError(
                f"{connection.sensor} keeps {len(value)} bytes in {characteristic.key}, too few for the profile",
                hint="Its firmware isn't the profile's: update one of them.",
            )
        value[offset : offset + len(data)] = data
    await connection.write(characteristic, bytes(value), step.response)


async def _write(
    step: Write, connection: Connection, profile: Profile, settings: SensorSettings
) -> SensorSettings:
    variables = profile.variables(settings)
    data = step.data.fill(variables)
    expect = step.expect
    if expect is None:
        await _send(step, data, connection, profile)
        return settings
    source = profile.gatt[expect.source]
    with connection.answers(source, lambda answer: expect.accepts(answer, variables)) as waiting:
        await _send(step, data, connection, profile)
        try:
            async with asyncio.timeout(expect.timeout_s):
                answer = await waiting
        except TimeoutError:
            if expect.optional:
                return settings
            raise SensorRefusedError(
                f"{connection.sensor} didn't answer the command {data.hex(' ')} within {expect.timeout_s:g} s",
                hint="Switch it off and on; where that doesn't help, check the profile against its firmware.",
            ) from None
    captured: dict[str, bytes] = {}
    for name, value in expect.captures.items():
        piece = value.read(answer)
        if piece is None:
            raise SensorRefusedError(
                f"{connection.sensor} answered {data.hex(' ')} with {answer.hex(' ')}, without '{name}'",
                hint="Check the profile against its firmware.",
            )
        captured[name] = piece
    return settings.with_captured(captured)


async def _send(step: Write, data: bytes, connection: Connection, profile: Profile) -> None:
    size = step.chunk or max(len(data), 1)
    for start in range(0, max(len(data), 1), size):
        await connection.write(profile.gatt[step.char], data[start : start + size], step.response)
