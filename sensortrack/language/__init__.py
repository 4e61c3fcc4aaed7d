"""What is said to the person, in their language: one file each."""

from .documents import finding_row, said_of
from .language import Language, in_english, languages, load_language

__all__ = ["Language", "finding_row", "in_english", "languages", "load_language", "said_of"]
