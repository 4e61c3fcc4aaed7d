"""The air of the emulated radio: which sensors are about, and whether the computer's radio is on."""

from __future__ import annotations

from dataclasses import dataclass, field

from .emulated_sensor import EmulatedSensor


@dataclass(slots=True, eq=False)
class Air:
    """The sensors within a room, and how long things take there.

    Attributes
    ----------
    advertise_s : float
        Time between two advertisements of a sensor.
    connect_s : float
        How long connecting takes, and then finding the services.
    powered : bool
        Whether the computer's radio is on.
    """

    sensors: list[EmulatedSensor] = field(default_factory=list)
    advertise_s: float = 0.02
    connect_s: float = 0.005
    powered: bool = True

    def at(self, address: str) -> EmulatedSensor | None:
        """The sensor with an address, within reach or not."""
        wanted = address.upper()
        return next((s for s in self.sensors if s.address.upper() == wanted), None)

    def power_off(self) -> None:
        """Switch the radio off: all links break."""
        self.powered = False
        for sensor in self.sensors:
            sensor.hang_up()
