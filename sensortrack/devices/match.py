"""How a sensor is found and linked to: advertisement, services, characteristics, the link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..outside.pattern import Pattern


@dataclass(frozen=True, slots=True)
class Variant:
    """A characteristic whose text tells devices apart that are alike otherwise."""

    read: str
    equals_ascii: str


@dataclass(frozen=True, slots=True)
class Match:
    """How the sensor is known.

    Attributes
    ----------
    name : Pattern or None
        Searched for in the advertised name.
    manufacturer_ids : tuple of int
        Any of them in the advertisement.
    service_uuids : tuple of str
        Any of them in the advertisement.
    gatt_services : tuple of str
        All of them, once connected.
    variant : Variant or None
    """

    name: Pattern | None = None
    manufacturer_ids: tuple[int, ...] = ()
    service_uuids: tuple[str, ...] = ()
    gatt_services: tuple[str, ...] = ()
    variant: Variant | None = None

    def advertised(self, name: str | None, manufacturers: tuple[int, ...], services: tuple[str, ...]) -> bool:
        """Whether an advertisement may be this sensor's; the services, once connected, confirm it."""
        return (
            (self.name is not None and name is not None and self.name.found_in(name))
            or any(m in self.manufacturer_ids for m in manufacturers)
            or any(s.lower() in self.service_uuids for s in services)
        )


@dataclass(frozen=True, slots=True)
class Characteristic:
    """A characteristic by UUID, with its service where the UUID stands twice in a device's table."""

    uuid: str
    service: str | None = None

    @property
    def key(self) -> str:
        """What a capture calls it: the UUID, or service/UUID."""
        return self.uuid if self.service is None else f"{self.service}/{self.uuid}"


@dataclass(frozen=True, slots=True)
class Link:
    """What the link should be like; what isn't so is told.

    Attributes
    ----------
    min_mtu : int
    stale_after_s : float
        Silence after which the link is taken for dead.
    pairing : {"none", "may_be_required", "required", "avoid"}
    """

    min_mtu: int = 23
    stale_after_s: float = 2.0
    pairing: Literal["none", "may_be_required", "required", "avoid"] = "none"
