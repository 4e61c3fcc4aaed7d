"""What the person is told, in their language: one file each."""

from .language import Language, languages, load_language

__all__ = ["Language", "languages", "load_language"]
