"""What stands beside a recording, here and elsewhere, and a recording elsewhere as a temporary copy with it."""

from __future__ import annotations

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

    Raises UsageError where fsspec isn't installed or can't reach such an address, NoInputError where there is no
    such regular file, FileIOError where it can't be fetched: too large, no access, no network.
    """
    spooled = Spooled(name_of(address))
    for one in (address, *addresses_beside(address)):
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


def addresses_beside(address: str) -> list[str]:
    """The files beside a recording elsewhere that say what it is, and what people say of it."""
    name, near = name_of(address), without_query(address)
    if not near.endswith(name):
        return []
    folder = near.removesuffix(name)
    return [folder + other for other in _names_beside(name) if exists(folder + other)]


def files_beside(recording: Path) -> list[Path]:
    """The files beside a recording that say what it is, and what people say of it."""
    beside = (recording.with_name(other) for other in _names_beside(recording.name))
    return [path for path in beside if path.is_file()]


def _names_beside(name: str) -> list[str]:
    path = Path(name)
    names = (sidecar_path(path).name, annotations_path(path).name, *beside_bids(name))
    return [other for other in names if other != name]


def name_of(address: str) -> str:
    """The name of a file, as its address ends; of chained file systems the first one's."""
    name = PurePosixPath(without_query(address.partition("::")[0])).name
    return name.replace("\\", "_").replace("\0", "_") or "recording"
