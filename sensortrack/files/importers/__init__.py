"""Readers of other formats than ours, behind one protocol."""

from .look import Look, look_at
from .protocol import Importer, TableImporter
from .registry import importers
from .samples import Samples, recording_from

__all__ = ["Importer", "Look", "Samples", "TableImporter", "importers", "look_at", "recording_from"]
