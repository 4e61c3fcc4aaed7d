"""Our own recording: `NAME.csv`, in m/s², deg/s and s."""

from __future__ import annotations

from ..records import Description
from .table_format import TableFormat, Triad

ID = "sensortrack"
ACC = ("acc_x", "acc_y", "acc_z")
GYR = ("gyr_x", "gyr_y", "gyr_z")
TIME, HOST_TIME, MARKER = "time_s", "host_time_s", "marker"
HEADER = ",".join((TIME, *ACC, *GYR))
"""The header of a recording without host times and markers."""

_OPTIONAL = (TIME, *GYR, HOST_TIME, MARKER)


def own_format(header: str) -> TableFormat | None:
    """The format of a file of ours with this header; None where the header isn't ours.

    A file without `time_s` is one of ours, too: its samples are counted at the rate its JSON names.
    """
    cells = [cell.strip() for cell in header.split(",")]
    has_gyr = not set(GYR).isdisjoint(cells)
    needed = {*ACC, *(GYR if has_gyr else ())}
    if len(set(cells)) != len(cells) or not needed <= set(cells) <= {*ACC, *_OPTIONAL}:
        return None
    return TableFormat(
        id=ID,
        name="sensortrack recording",
        source="the project's own format",
        acc=Triad(ACC, 1.0),
        gyr=Triad(GYR, 1.0) if has_gyr else None,
        description=Description(),
        time=TIME if TIME in cells else None,
        host_time=HOST_TIME if HOST_TIME in cells else None,
        marker=MARKER if MARKER in cells else None,
        newline_ends_row=True,
    )
