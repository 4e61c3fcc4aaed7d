"""Makes sure that a connected sensor is what its name promised."""

from __future__ import annotations

from ...devices import CharacteristicName, Profile
from ...errors import LinkLostError, WrongSensorError
from .connection import Connection

_OTHER = "Choose the sensor by its address, or another profile ('sensortrack profiles' lists them)."


async def confirm(connection: Connection, profile: Profile) -> None:
    """Make sure that this is a sensor of the profile.

    Raises LinkLostError where no service at all was found; WrongSensorError where one, or a characteristic, is
    missing, or a text of the sensor's says that it is another; SensorUnavailableError where it is gone.
    """
    if connection.table.is_empty:
        # Any device has some; a link that was just made is at times read too early, and another try finds them.
        raise LinkLostError(
            f"{connection.sensor} came up without its services",
            hint="Switch it off and on; where that doesn't help, it is another device than a "
            + profile.name
            + ".",
        )
    missing = connection.table.missing(profile.match.gatt_services)
    if missing:
        raise WrongSensorError(
            f"{connection.sensor} isn't a {profile.name}: it has no service {', '.join(missing)}", hint=_OTHER
        )
    for characteristic in profile.gatt.values():
        connection.table.find(characteristic)
    variant = profile.match.variant
    if variant is not None:
        text = await connection.read(profile.gatt.get(variant.read) or CharacteristicName(variant.read))
        if text.rstrip(b"\0") != variant.equals_ascii.encode("ascii"):
            raise WrongSensorError(
                f"{connection.sensor} isn't a {profile.name}: it says '{text.decode('ascii', 'replace')}',"
                f" not '{variant.equals_ascii}'",
                hint=_OTHER,
            )
