"""`sensortrack markers`: moments and stretches of a recording with a label, kept beside it; raw data stay."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from .annotating import By_, Number_, no_such, now, print_rows, remove_from
from .options import Format_, Json_, Part_, Recording_, open_chosen
from .say import say

if TYPE_CHECKING:
    from ..records import Annotations, Recording

app = typer.Typer(
    help="Markers of a recording, kept in a file beside it: add, list, edit, remove.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("add")
def add_marker(
    file: Recording_,
    at: Annotated[
        float, typer.Option("--at", help="When, or from when on, in s on the recording's own clock.")
    ],
    label: Annotated[str, typer.Option("--label", help="What is to be said: one line.")],
    by: By_,
    to: Annotated[float | None, typer.Option("--to", help="Until when, for a stretch.")] = None,
    format: Format_ = None,
    part: Part_ = None,
) -> None:
    """Add a marker: a moment, or with --to a stretch."""
    from ..records import Marker
    from ..records.annotations import next_id

    recording = open_chosen(file, format, None, part)
    said = recording.annotations
    marker = Marker(next_id(said.markers), at, to, label, by, now())
    _write_markers(recording, said.with_marker(marker))
    say(f"marker {marker.id} added")


@app.command("edit")
def edit_marker(
    file: Recording_,
    number: Number_,
    by: By_,
    at: Annotated[float | None, typer.Option("--at", help="Another time, in s.")] = None,
    to: Annotated[float | None, typer.Option("--to", help="Another end, in s.")] = None,
    label: Annotated[str | None, typer.Option("--label", help="Another label.")] = None,
    format: Format_ = None,
    part: Part_ = None,
) -> None:
    """Change a marker; its author is then the person who changed it."""
    recording = open_chosen(file, format, None, part)
    said = recording.annotations
    old = next((m for m in said.markers if m.id == number), None)
    if old is None:
        raise no_such("marker", number, said.markers)
    new = replace(
        old,
        start_s=old.start_s if at is None else at,
        end_s=old.end_s if to is None else to,
        label=label or old.label,
        by=by,
        at_utc=now(),
    )
    _write_markers(recording, said.with_marker(new))
    say(f"marker {number} changed")


@app.command("list")
def list_markers(file: Recording_, json: Json_ = False) -> None:
    """List the markers beside a recording."""
    from ..files import read_annotations

    columns = ("id", "start_s", "end_s", "label", "by", "at_utc")
    print_rows(read_annotations(file).markers, columns, json)


@app.command("remove")
def remove_marker(file: Recording_, number: Number_) -> None:
    """Remove a marker."""
    remove_from(file, "marker", number)


def _write_markers(recording: Recording, said: Annotations) -> None:
    from ..files import check_within, write_annotations

    times = [b.time_s for b in recording.blocks if len(b)]
    step_s = 1.0 / recording.rate_hz if recording.rate_hz > 0.0 else 0.0
    assert recording.path is not None
    check_within(said, float(times[0][0]), float(times[-1][-1]) + step_s, recording.path, wholly=True)
    write_annotations(recording.path, said)
