"""Keys that documents of ours had under another name in earlier versions; they are read under today's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

RULE = {"kept": "method"}
"""Keys of a rule in a catalogue, and of a finding."""
EXERCISE = {"seen": "observability"}
"""Keys of an exercise in a catalogue, and in a session's report."""
EVENT = {"told_s": "reported_s"}
"""Keys of an event."""
REASON = {"told": "answered"}
"""Names of a reason's values."""


def renamed(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The same row with today's keys; a row that has today's key already is left as it is."""
    return {names[key] if names.get(key, key) not in row else key: value for key, value in row.items()}
