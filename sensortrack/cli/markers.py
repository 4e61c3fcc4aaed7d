"""`sensortrack markers`: moments and stretches of a recording with a label, kept beside it; raw data stay."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from .annotating import By_, Number_, listed, no_such, now, opened
from .options import Format_, Json_, Part_, Recording_
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

    recording = opened(file, format, None, part)
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
    """Change a marker; who edits it stands as its author from then on."""
    recording = opened(file, format, None, part)
    said = recording.annotations
    old = next((m for m in said.markers if m.id == number), None)
    if old is None:
        raise no_such("marker", number, [m.id for m in said.markers])
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

    found = read_annotations(file).markers
    names = ("id", "start_s", "end_s", "label", "by", "at_utc")
    listed([{name: getattr(m, name) for name in names} for m in found], names, json)


@app.command("remove")
def remove_marker(file: Recording_, number: Number_) -> None:
    """Remove a marker."""
    from ..files import read_annotations, write_annotations
    from ..records.annotations import without

    said = read_annotations(file)
    if number not in [m.id for m in said.markers]:
        raise no_such("marker", number, [m.id for m in said.markers])
    write_annotations(file, replace(said, markers=without(said.markers, number)))
    say(f"marker {number} removed")


def _write_markers(recording: Recording, said: Annotations) -> None:
    from ..files import check_within, write_annotations

    times = [b.time_s for b in recording.blocks if len(b)]
    step_s = 1.0 / recording.rate_hz if recording.rate_hz > 0.0 else 0.0
    assert recording.path is not None
    check_within(said, float(times[0][0]), float(times[-1][-1]) + step_s, recording.path, wholly=True)
    write_annotations(recording.path, said)
