"""The characteristics of a connected sensor, by the names that captures and profiles use."""

from __future__ import annotations

from collections import Counter

from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.service import BleakGATTServiceCollection

from ...devices import CharacteristicName
from ...errors import WrongSensorError


class ServiceTable:
    """The sensor's table of services; bleak itself refuses a UUID that stands twice in it.

    Parameters
    ----------
    sensor : str
        Its name, for messages.
    """

    def __init__(self, services: BleakGATTServiceCollection, sensor: str) -> None:
        self._sensor = sensor
        self._services = {service.uuid.lower() for service in services}
        self._all = sorted(services.characteristics.values(), key=lambda c: c.handle)
        self._times = Counter(c.uuid.lower() for c in self._all)

    def key(self, characteristic: BleakGATTCharacteristic) -> str:
        """Its full UUID, or `service/characteristic` where the UUID stands twice."""
        uuid = characteristic.uuid.lower()
        return uuid if self._times[uuid] == 1 else f"{characteristic.service_uuid.lower()}/{uuid}"

    def find(self, wanted: CharacteristicName) -> BleakGATTCharacteristic:
        """The characteristic that a profile means.

        Raises WrongSensorError where the sensor hasn't got it, or more than once.
        """
        found = [
            c
            for c in self._all
            if c.uuid.lower() == wanted.uuid and wanted.service in (None, c.service_uuid.lower())
        ]
        if not found:
            raise WrongSensorError(
                f"{self._sensor} has no characteristic {wanted.key}",
                hint="It is another device, or its firmware isn't the profile's: update one of them.",
            )
        if len(found) > 1:
            services = ", ".join(c.service_uuid for c in found)
            raise WrongSensorError(
                f"{self._sensor} has the characteristic {wanted.key} {len(found)} times (services {services})",
                hint="Name the service in the profile: 'service/characteristic'.",
            )
        return found[0]

    @property
    def is_empty(self) -> bool:
        """Whether no characteristic at all was found."""
        return not self._all

    def largest_packet(self) -> int:
        """How many bytes a notification or a write without response can hold."""
        return max((c.max_write_without_response_size for c in self._all), default=20)

    def missing(self, services: tuple[str, ...]) -> list[str]:
        """Those of the services that the sensor hasn't got."""
        return [uuid for uuid in services if uuid.lower() not in self._services]
