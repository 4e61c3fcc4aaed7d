"""`sensortrack profiles`: the firmware profiles that are known, one of them whole, and a new one checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table

from ..errors import SensortrackError
from .options import Json_
from .say import say
from .show import out, print_json, tell_messages

app = typer.Typer(help="Firmware profiles: list, show, check.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_(json: Json_ = False) -> None:
    """List the profiles; `captured` ones were proved on bytes of a real device."""
    from ..devices import list_profiles, user_folder

    broken: list[SensortrackError] = []
    profiles = list_profiles(broken)
    tell_messages([str(error) for error in broken])
    if json:
        print_json(
            [
                {
                    "id": p.id,
                    "name": p.name,
                    "status": p.status,
                    "rates_hz": [r.hz for r in p.rates],
                    "loss": p.loss,
                    "path": str(p.path),
                }
                for p in profiles
            ]
        )
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("id", "name", "status", "rates Hz", "loss"):
        table.add_column(column, overflow="fold")
    for p in profiles:
        rates = ", ".join(f"{r.hz:g}" for r in p.rates)
        table.add_row(p.id, p.name, p.status, rates, p.loss.replace("_", " "))
    console = out()
    console.print(table)
    console.print(f"Your own are looked for in {user_folder()}", style="dim")


@app.command()
def show(profile: Annotated[str, typer.Argument(help="Id or file.")]) -> None:
    """Print a profile's file."""
    from ..devices import load_profile
    from ..outside.guard import decoded, read_bytes

    path = load_profile(profile).path
    assert path is not None  # it was loaded from a file
    say(decoded(read_bytes(path, "a firmware profile", 1 << 20)).rstrip("\n"))


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A profile's file.")]) -> None:
    """Check a profile: its keys, its sizes, and that its own test vectors decode."""
    from ..devices import load_profile

    profile = load_profile(file)
    say(f"{file}: good; {len(profile.vectors)} test vectors decode; status {profile.status}")
