"""A gap: samples that are known to be missing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """Time for which samples are known to be missing, `[start_s, end_s)`."""

    start_s: float
    end_s: float
