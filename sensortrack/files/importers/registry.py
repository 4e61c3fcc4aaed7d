"""The importers that are known: ours, and those that other packages bring by an entry point."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType

from ...errors import UsageError
from ..profiles import ProfiledFormat, shipped_profiles
from ..table_format import TableFormat
from .actigraph import ACTILIFE, Gt3xImporter
from .arrays import ARRAYS
from .axivity import AxivityImporter
from .bids import BidsImporter
from .data_sets import IPOL, SISFALL, SegmentsImporter, UmaFallImporter
from .geneactiv import GeneActivBinImporter, GeneActivCsvImporter
from .grid import ParquetImporter, XlsxImporter
from .hdf5 import BroadImporter
from .look import Look
from .mobilised import MobilisedImporter
from .movella import DOT, MTW
from .movesense import MovesenseImporter, SbemImporter
from .native import CaptureImporter, OwnImporter
from .phone_apps import PhyphoxImporter, SensorLoggerImporter
from .protocol import Importer, TableImporter
from .shimmer import CONSENSYS, ShimmerRawImporter
from .stamped import StampedImporter
from .unit_header import UNIT_HEADER
from .witmotion import HOST_LOG, SensorCardImporter

GROUP = "sensortrack.importers"
"""The group of entry points."""


def _of_profile(profile: ProfiledFormat) -> TableImporter:
    def table_format(look: Look) -> TableFormat | None:
        return profile if profile.fits(look.lines) else None

    return TableImporter(profile.id, profile.name, profile.source, table_format)


def _tables() -> tuple[TableImporter, ...]:
    return (*map(_of_profile, shipped_profiles()), ACTILIFE, DOT, MTW, CONSENSYS, SISFALL, IPOL)


@cache
def ours() -> tuple[Importer, ...]:
    """The importers that come with the package; the general ones, asked where no other knows a file, aren't among."""
    tables = _tables()
    return (
        OwnImporter(),
        CaptureImporter(),
        *tables,
        AxivityImporter(),
        BidsImporter(),
        BroadImporter(),
        GeneActivBinImporter(),
        GeneActivCsvImporter(),
        Gt3xImporter(),
        HOST_LOG,
        MobilisedImporter(),
        MovesenseImporter(),
        ParquetImporter(tables),
        SbemImporter(),
        SegmentsImporter(),
        SensorLoggerImporter(),
        ShimmerRawImporter(),
        StampedImporter(),
        UmaFallImporter(),
        SensorCardImporter(),
        XlsxImporter(tables),
    )


def general() -> tuple[Importer, ...]:
    """The importers that read what a file declares of itself, or say what it lacks."""
    return (UNIT_HEADER, PhyphoxImporter(), ARRAYS)


@cache
def importers() -> MappingProxyType[str, Importer]:
    """All importers by id: ours, then those of other packages.

    Raises UsageError for an entry point that can't be loaded, or an id that is taken.
    """
    found: dict[str, Importer] = {one.id: one for one in (*ours(), *general())}
    for point in entry_points(group=GROUP):
        try:
            importer: Importer = point.load()
            name = importer.id
        except Exception as error:
            raise UsageError(
                f"the importer '{point.name}' ({point.value}) can't be loaded: {error}; "
                "update or uninstall the package that brings it"
            ) from error
        if name in found:
            raise UsageError(f"two importers are called '{name}' (one of them: {point.value}); rename yours")
        found[name] = importer
    return MappingProxyType(found)
