"""`sensortrack doctor`: whether Bluetooth can be used here, and what to do where it can't."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

import typer
from rich.text import Text

from .options import Json_
from .sensors import Adapter_
from .show import out, print_json

STYLE = {"ok": "green", "problem": "bold red", "not_checked": "dim"}
SENSOR_NOT_AVAILABLE = 69


def doctor(adapter: Adapter_ = None, json: Json_ = False) -> None:
    """Check Bluetooth, step by step; each problem comes with what to do about it."""
    from ..sources.ble import Radio
    from ..sources.ble import doctor as look

    checks = asyncio.run(look(Radio(adapter=adapter)))
    if json:
        print_json([asdict(c) for c in checks])
    else:
        console = out()
        for c in checks:
            line = Text(f"{c.name:12}")
            line.append(f"{c.outcome.replace('_', ' '):12}", style=STYLE[c.outcome])
            line.append(c.found)
            console.print(line)
            if c.todo:
                console.print(f"{'':24}→ {c.todo}")
    if any(c.outcome == "problem" for c in checks):
        raise typer.Exit(SENSOR_NOT_AVAILABLE)
