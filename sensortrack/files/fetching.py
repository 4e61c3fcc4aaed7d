"""A recording elsewhere as a temporary copy, with what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from ..errors import FileIOError
from ..outside.remote import exists, pieces, without_query
from .annotations import annotations_path
from .importers.bids import beside as beside_bids
from .importers.spool import Spooled
from .sidecar import sidecar_path

EXPECTED = "a recording"


def fetch(address: str) -> Spooled:
    """A copy of the file, with its JSON, or what else its format keeps beside it.

    Raises
    ------
    UsageError
        fsspec isn't installed, or can't reach such an address.
    NoInputError
        No such file, or not a regular one.
    FileIOError
        It can't be fetched: too large, no access, no network.
    """
    spooled = Spooled(name_of(address))
    for one in (address, *beside(address)):
        target = spooled.path.with_name(name_of(one))
        try:
            with target.open("xb") as file:
                for piece in pieces(one, EXPECTED):
                    file.write(piece)
        except OSError as error:
            raise FileIOError(
                f"{target}: writing failed: {error.strerror or error}. Free some space."
            ) from error
    return spooled


def beside(address: str) -> Iterator[str]:
    """What stands beside a recording and says what it is, by its address."""
    name = name_of(address)
    for other in (sidecar_path(Path(name)).name, annotations_path(Path(name)).name, *beside_bids(name)):
        near = without_query(address)
        if other != name and near.endswith(name) and exists(near.removesuffix(name) + other):
            yield near.removesuffix(name) + other


def name_of(address: str) -> str:
    """The name of a file, as its address ends; of chained file systems the first one's."""
    name = PurePosixPath(without_query(address.partition("::")[0])).name
    return name.replace("\\", "_").replace("\0", "_") or "recording"
