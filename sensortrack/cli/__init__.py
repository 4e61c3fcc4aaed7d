"""The command line: verbs; results to stdout, messages to stderr."""

from .main import main

__all__ = ["main"]
