"""Reasons and findings as documents have them: English words beside the code with its values."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from ..records import Finding, Reason
from .language import in_english


def said_of(why: Reason | None) -> dict[str, Any]:
    """A reason: `why`, its English words, and `reason`, its code and values; both None where there is none."""
    if why is None:
        return {"why": None, "reason": None}
    return {"why": in_english(why), "reason": why.to_dict()}


def finding_row(f: Finding) -> dict[str, Any]:
    """A finding, plain types only."""
    row = {field.name: getattr(f, field.name) for field in fields(Finding)}
    return row | {"attempts": list(f.attempts)} | said_of(f.why)
