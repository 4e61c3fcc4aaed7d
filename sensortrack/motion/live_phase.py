"""The phase as it is shown live: what is going on now, before it is known how it will end."""

from __future__ import annotations

from .segmenter import AWAY, Segmenter

HOLD_LEVEL = 0.75
RETURN_LEVEL = 0.9


def live_phase(segmenter: Segmenter, angle_deg: float, speed_dps: float, before: str) -> str:
    """Rest, out, hold or return at one grid step; `before` is the phase of the step before."""
    e = segmenter.excursion
    if segmenter.state != AWAY or e is None:
        return "rest"
    x, outward = e.direction * (angle_deg - e.rest_deg), e.direction * speed_dps
    if outward > segmenter.still_dps and x >= e.peak_deg - segmenter.onset_deg:
        return "out" if before != "hold" or x > 1.2 * e.peak_deg else before
    if abs(outward) <= segmenter.still_dps and x >= HOLD_LEVEL * e.peak_deg:
        return "hold"
    if outward < -segmenter.still_dps and x < RETURN_LEVEL * e.peak_deg:
        return "return"
    return before if before != "rest" else "out"
