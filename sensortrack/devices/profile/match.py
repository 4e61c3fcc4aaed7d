"""How a sensor is found and linked to: advertisement, services, the link."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from ...outside.pattern import Pattern
from ...outside.reader import Positive, Table
from .values import Uuid


class Variant(Table, frozen=True):
    """A characteristic whose text tells devices apart that are alike otherwise."""

    read: Uuid
    equals_ascii: Annotated[str, Meta(pattern=r"^[ -~]+$", description="a text in ASCII")]


class Match(Table, frozen=True, kw_only=True):
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
    """

    name: Pattern | None = msgspec.field(name="name_regex", default=None)
    manufacturer_ids: tuple[int, ...] = ()
    service_uuids: tuple[Uuid, ...] = ()
    gatt_services: tuple[Uuid, ...]
    variant: Variant | None = None

    def advertised(self, name: str | None, manufacturers: tuple[int, ...], services: tuple[str, ...]) -> bool:
        """Whether an advertisement may be this sensor's; the services, once connected, confirm it."""
        return (
            (self.name is not None and name is not None and self.name.found_in(name))
            or any(m in self.manufacturer_ids for m in manufacturers)
            or any(s.lower() in self.service_uuids for s in services)
        )


class LinkRequirements(Table, frozen=True):
    """What the link should be like; what isn't so is reported.

    Attributes
    ----------
    stale_after_s : float
        Silence after which the link is taken for dead.
    pairing : {"none", "may_be_required", "required", "avoid"}
    """

    min_mtu: Annotated[int, Meta(ge=23, le=517)] = 23
    stale_after_s: Positive = 2.0
    pairing: Literal["none", "may_be_required", "required", "avoid"] = "none"
