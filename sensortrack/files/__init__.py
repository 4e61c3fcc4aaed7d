"""Recordings in files: our own, read and written; foreign tables, read through import profiles."""

from .annotations import annotations_of, annotations_path, check_within, read_annotations, write_annotations
from .bids_writing import write_bids
from .calibration import calibration_of, read_calibration, write_calibration
from .content import sha256_of
from .fetching import addresses_beside, files_beside
from .profiles import load_profile
from .reading import is_capture, open_recording, read
from .recognise import is_recording, list_formats
from .sidecar import read_sidecar, sidecar_path, sidecar_text
from .table_format import TableFormat
from .writing import Columns, create, write_recording

__all__ = [
    "Columns",
    "TableFormat",
    "addresses_beside",
    "annotations_of",
    "annotations_path",
    "calibration_of",
    "check_within",
    "create",
    "files_beside",
    "is_capture",
    "is_recording",
    "list_formats",
    "load_profile",
    "open_recording",
    "read",
    "read_annotations",
    "read_calibration",
    "read_sidecar",
    "sha256_of",
    "sidecar_path",
    "sidecar_text",
    "write_annotations",
    "write_bids",
    "write_calibration",
    "write_recording",
]
