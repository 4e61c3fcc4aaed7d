"""Arrays in numpy's, MATLAB's and HDF5 files: which of them is what, a mapping tells; nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from msgspec import Meta

from ...errors import ProfileError, RecordingError
from ...outside.document import Kind, read_document
from ...outside.guard import read_bytes
from ...outside.reader import Table, Text, Wrong, read
from ...records import Description, FloatArray, Frame, Recording
from ...units import ACCELERATION, ANGULAR_RATE, TIME, AccelerationUnit, AngularRateUnit, TimeUnit
from ..opening import Options
from .extras import reading
from .hdf5 import MAGIC as HDF5_MAGIC
from .hdf5 import opened_hdf5
from .look import Look
from .mat_check import check_mat
from .samples import Samples, recording_of_arrays
from .spool import check_unpacked

SCHEMA = "sensortrack.arrays/1"
KIND = Kind(
    "a mapping of arrays (a .toml file)",
    f'a mapping, schema = "{SCHEMA}"',
    error=ProfileError,
    hint="Correct the mapping.",
)
MOST_BYTES = 2 << 30
"""Of a file whose arrays are read whole."""
MOST_NAMES, _DEEPEST = 200, 8
MAT_MAGIC = b"MATLAB 5.0 MAT-file"


Rate = Annotated[float, Meta(gt=0, lt=1e6, description="a rate in Hz above zero")]


class AccelerationArray(Table, frozen=True):
    """The accelerometer's array."""

    array: Text
    unit: AccelerationUnit


class AngularRateArray(Table, frozen=True):
    """The gyroscope's array."""

    array: Text
    unit: AngularRateUnit


class TimeArray(Table, frozen=True):
    """The array that tells the time, or the rate."""

    array: Text | None = None
    unit: TimeUnit = "s"
    rate_hz: Rate | None = None

    def __post_init__(self) -> None:
        if self.array is None and self.rate_hz is None:
            raise Wrong("neither 'array' nor 'rate_hz'", "one of them")


class Axes(Table, frozen=True):
    """Whose axes the arrays have."""

    frame: Frame


class Mapped(Table, frozen=True, kw_only=True):
    """Which array is what, and in which unit."""

    schema: Literal["sensortrack.arrays/1"]
    id: Text
    name: Text
    source: Text
    acc: AccelerationArray
    gyr: AngularRateArray | None = None
    time: TimeArray
    axes: Axes


def read_mapping(path: Path) -> Mapped:
    """The mapping in a file; raises ProfileError for one that doesn't hold to the schema, and NoInputError."""
    return read(read_document(path, KIND), Mapped)


@dataclass(frozen=True, slots=True)
class MappedImporter:
    """Reads the arrays that a mapping names."""

    mapping: Mapped

    @property
    def id(self) -> str:
        """The mapping's."""
        return self.mapping.id

    @property
    def name(self) -> str:
        """The mapping's."""
        return self.mapping.name

    @property
    def source(self) -> str:
        """The mapping's."""
        return self.mapping.source

    def fits(self, look: Look) -> bool:
        """Whether the file is one of arrays."""
        return kind_of(look) is not None

    def open(self, look: Look, options: Options) -> Recording:
        """The recording in the arrays."""
        mapping = self.mapping
        found = arrays_of(look)
        acc = _triad(found, mapping.acc.array, look.path) * ACCELERATION[mapping.acc.unit]
        gyr = (
            None
            if mapping.gyr is None
            else _triad(found, mapping.gyr.array, look.path) * ANGULAR_RATE[mapping.gyr.unit]
        )
        time = None
        if mapping.time.array is not None:
            time = _array(found, mapping.time.array, look.path).ravel() * TIME[mapping.time.unit]
        for name, other in (("the gyroscope", gyr), ("the time", time)):
            if other is not None and len(other) != len(acc):
                raise RecordingError(
                    f"{len(acc)} samples of acceleration and {len(other)} of {name}",
                    expected="as many of each",
                    hint="Name arrays of one length.",
                    path=look.path,
                )
        description = Description(frame=mapping.axes.frame, rate_hz=mapping.time.rate_hz)
        return recording_of_arrays(look.path, self.id, Samples(acc, gyr, time), options, description)


@dataclass(frozen=True, slots=True)
class ArraysImporter:
    """Knows files of arrays, and says that a mapping is needed."""

    id: str = "arrays"
    name: str = "arrays of numpy (.npz), MATLAB (.mat) or HDF5, by a mapping"
    source: str = "a mapping that names arrays and units; see docs/importers.md"

    def fits(self, look: Look) -> bool:
        """Whether the file is one of arrays."""
        return kind_of(look) is not None

    def open(self, look: Look, options: Options) -> Recording:
        """Raises RecordingError: it lists the arrays."""
        found = arrays_of(look)
        names = [f"{name} {value.shape}" for name, value in list(found.items())[:12]]
        raise RecordingError(
            f"arrays, of which nothing says what they are: {', '.join(names) or 'none of numbers'}",
            expected="a mapping that names those of acceleration, angular rate and time",
            hint="`sensortrack import --draft FILE` writes one to begin with; name it with --format MAPPING.toml.",
            path=look.path,
        )


def kind_of(look: Look) -> Literal["npz", "mat", "hdf5"] | None:
    """Which sort of file of arrays this is; None for another."""
    if look.head.startswith(HDF5_MAGIC) or look.head[512 : 512 + 8] == HDF5_MAGIC:
        return "hdf5"
    if look.head.startswith(MAT_MAGIC):
        return "mat"
    if look.members and all(name.endswith(".npy") for name in look.members):
        return "npz"
    return None


def arrays_of(look: Look) -> dict[str, Any]:
    """Each array of numbers by its name, "a/b" for b in a; raises RecordingError for a file that can't be read."""
    path = look.plain()
    if path.stat().st_size > MOST_BYTES:
        raise RecordingError(
            f"arrays of more than {MOST_BYTES >> 30} GiB",
            expected="what fits into memory",
            hint="Cut the file, or write its columns as a table.",
            path=look.path,
        )
    match kind_of(look):
        case "npz":
            return _npz(path, look.path)
        case "hdf5":
            return _hdf5(path)
        case _:
            return dict(_flat(load_mat(path), (), 0))


def _npz(path: Path, shown: Path) -> dict[str, Any]:
    with reading("a file of arrays", shown):
        check_unpacked(path, MOST_BYTES)
        with np.load(path, allow_pickle=False) as loaded:
            arrays = {name: loaded[name] for name in loaded.files[:MOST_NAMES]}
    return {name: value for name, value in arrays.items() if value.dtype.kind in "fiu"}


def _hdf5(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}

    def visit(name: str, thing: Any) -> None:
        kind = getattr(getattr(thing, "dtype", None), "kind", "")
        if kind in "fiu" and kind and len(found) < MOST_NAMES and thing.size * 8 < MOST_BYTES:
            found[name] = np.asarray(thing[()])

    with opened_hdf5(path) as file:
        file.visititems(visit)
    return found


def load_mat(path: Path) -> dict[str, Any]:
    """The variables of a MATLAB file of version 5, its structs as dicts; raises RecordingError."""
    from scipy.io import loadmat  # scipy is slow to import: only where a MATLAB file is at hand

    with reading("a MATLAB file", path):
        check_mat(read_bytes(path, "a recording", MOST_BYTES), MOST_BYTES)
        loaded = loadmat(path, simplify_cells=True, verify_compressed_data_integrity=True)
    return {name: value for name, value in loaded.items() if not name.startswith("__")}


def _flat(value: Any, at: tuple[str, ...], depth: int) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and depth < _DEEPEST:
        for name, inside in value.items():
            yield from _flat(inside, (*at, str(name)), depth + 1)
    elif isinstance(value, np.ndarray) and value.dtype.kind in "fiu":
        yield "/".join(at), value


def _array(found: Mapping[str, Any], name: str, path: Path) -> FloatArray:
    if name not in found:
        raise RecordingError(
            f"no array '{name}'",
            expected=f"one of {', '.join(list(found)[:20])}",
            hint="Correct the mapping.",
            path=path,
        )
    values: FloatArray = np.asarray(found[name]).astype(np.float64)
    return values


def _triad(found: Mapping[str, Any], name: str, path: Path) -> FloatArray:
    values = _array(found, name, path)
    if values.ndim == 2 and values.shape[0] == 3 and values.shape[1] != 3:
        values = values.T
    if values.ndim != 2 or values.shape[1] != 3:
        raise RecordingError(
            f"'{name}' of the shape {values.shape}", expected="(n, 3)", hint="Correct the mapping.", path=path
        )
    return values


ARRAYS = ArraysImporter()
