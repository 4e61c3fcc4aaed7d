"""`python -m tests.files.importers.page`: writes docs/importers.md."""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np

from sensortrack.errors import SensortrackError
from sensortrack.files import list_formats, read
from sensortrack.files.importers import importers
from sensortrack.files.physics import rest_ms2

from .real import KNOWN, Known, found

PAGE = Path(__file__).parents[3] / "docs" / "importers.md"
HEAD = """# What can be read

A format is recognised by content, plain, gzip or in a zip archive; nothing is guessed. Units and axes come from the
format, the file's own header or a person's import profile, and are held against physics: at rest the acceleration is
gravity, and gravity turns in the sensor's axes as fast as the gyroscope says. A file that no format fits, or more than
one, is refused with the list. Then

    sensortrack import --draft FILE > mine.toml     # columns, likely units by physics, rate: check each line
    sensortrack analyse FILE --format mine.toml -e E6

describes it once for all. `--part` names one recording where a file holds several: a file in an archive, a sheet, a
trial, a place on the body. Parquet, HDF5 and Excel want `pip install 'sensortrack[formats]'`. From Python there are
`sensortrack.read`, `Recording.from_frame` for a DataFrame and `Recording.from_arrays` for arrays.

A pair of files with a sensor each (MetaBase, phyphox) is one recording: at the times of the slower sensor, the faster
one's values averaged over its interval, or interpolated where the two rates are one.

## A format of your own

A package adds an importer by an entry point of the group `sensortrack.importers`: an object with `id`, `name`,
`source`, `fits(look)` and `open(look, options)`, as `sensortrack/files/importers/protocol.py` says. Its test inherits
`tests/files/importers/contract.py`, as ours do.

## Formats

| `--format` | what | where the knowledge is from |
|---|---|---|
"""
REAL = """
## Real files

Read by the test that wrote this table. The acceleration at rest is the median over the stillest seconds; "–" where
there is no still second.

| files | importer's answer | rate Hz | at rest m/s² | gyroscope |
|---|---|---|---|---|
"""


def page(data: Path | None) -> str:
    """The page; without the shared recordings its last table stays as it is."""
    rows = [f"| `{one.id}` | {one.name} | {one.source} |\n" for one in importers().values()]
    assert len(rows) == len(list_formats())
    if data is None:
        old = PAGE.read_text(encoding="utf-8")
        return HEAD + "".join(rows) + old[old.index(REAL) :]
    return HEAD + "".join(rows) + REAL + "".join(row(known, data) for known in KNOWN)


def row(known: Known, data: Path) -> str:
    """A row for files of one kind, by the first of them."""
    path = found(known, data)[0]
    files = known.files.replace("|", "") + (f" ({known.part})" if known.part else "")
    try:
        recording = read(path, part=known.part)
    except SensortrackError as error:
        reason = re.sub(r"; expected.*", "", str(error).replace(str(path), "")).strip(", :")
        return f"| {files} | refused: {re.sub(r'[|`]', '', reason)[:120]} | | | |\n"
    acc = np.concatenate([block.acc for block in recording.blocks])
    rest = rest_ms2(acc, recording.rate_hz)
    shown = "–" if rest is None else f"{rest:.2f}"
    gyroscope = "yes" if all(block.gyr is not None for block in recording.blocks) else "no"
    return f"| {files} | read | {recording.rate_hz:.4g} | {shown} | {gyroscope} |\n"


if __name__ == "__main__":
    folder = os.environ.get("SENSORTRACK_DATA")
    PAGE.write_text(page(Path(folder) if folder else None), encoding="utf-8")
