"""A line as the page gets it: its text, and the clips that speak it."""

from __future__ import annotations

from typing import Any

from ..session.voice import usual_duration_s
from .clips import Clips


def line_view(key: str, text: str, clips: Clips) -> dict[str, Any]:
    """A line with the clips that speak it, one after the other; none where a part of it isn't recorded."""
    recorded = [{"file": c.file, "duration_s": c.duration_s} for c in clips.clips(text)]
    return {"key": key, "text": text, "clips": recorded, "usual_s": round(usual_duration_s(text), 2)}
