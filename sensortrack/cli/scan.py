"""`sensortrack scan`: which sensors are about."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich import box
from rich.table import Table

from ..errors import SensortrackError
from .options import Json_
from .say import tell
from .sensors import Adapter_
from .show import out, print_json, tell_messages


def scan(
    duration: Annotated[float, typer.Option("--duration", min=0.5, help="How long to look, in s.")] = 8.0,
    adapter: Adapter_ = None,
    json: Json_ = False,
) -> None:
    """Look for sensors: the known ones first, the nearest of them first."""
    from ..devices import list_profiles
    from ..sources.ble import Radio
    from ..sources.ble import scan as look

    tell(f"looking for {duration:g} s …")
    broken: list[SensortrackError] = []
    profiles = list_profiles(broken)
    tell_messages([str(error) for error in broken])
    sightings = asyncio.run(look(duration, profiles, Radio(adapter=adapter)))
    if json:
        fields = ("name", "address", "rssi_dbm")
        print_json([{f: getattr(s, f) for f in fields} | {"profiles": list(s.profiles)} for s in sightings])
        return
    if not sightings:
        print("Nothing was seen. Switch the sensor on, hold it near; `sensortrack doctor` looks further.")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("name", "address", "signal", "profile"):
        table.add_column(column, overflow="fold")
    for s in sightings:
        signal = "" if s.rssi_dbm is None else f"{s.rssi_dbm} dBm"
        table.add_row(s.name or "–", s.address, signal, ", ".join(s.profiles) or "not known")
    out().print(table)
