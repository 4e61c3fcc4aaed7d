"""The document as data, and the judge that holds recordings against it."""

from .catalogue import load_catalogue
from .catalogue_model import Catalogue
from .evidence import Evidence
from .exercise import Exercise
from .judge import judge

__all__ = ["Catalogue", "Evidence", "Exercise", "judge", "load_catalogue"]
