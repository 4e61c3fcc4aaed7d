"""An adapter and an emulated WitMotion on the air, until it is ended; it prints a line when it is ready."""

from __future__ import annotations

import asyncio

from sensortrack.devices import load_profile
from sensortrack.sources.emulator import Air, ProfileSensor

from .guest import ADDRESS, PROFILE, RATE_HZ
from .over_bumble import on_the_air
from .world import adapter_is_up


async def main() -> None:
    profile = load_profile(PROFILE)
    sensor = ProfileSensor(profile, profile.settings(rate_hz=RATE_HZ), address=ADDRESS)
    async with on_the_air(Air([sensor], advertise_s=0.1)):
        await adapter_is_up()
        print("ready", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
