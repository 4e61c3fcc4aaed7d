"""Why what moved never became an attempt: the verdict on a movement outside all attempts."""

from __future__ import annotations

from ...records import Code, Criterion, Reason, Verdict
from .asked import Asked
from .watched_movement import WatchedMovement

PLAIN = {
    "begin": Code.BEFORE_START_POSE,
    "steps": Code.WALKED,
    "lost": Code.NOT_STILL_SINCE,
    "into_pose": Code.INTO_START_POSE,
}
"""Reasons that need no test: nothing was asked then."""


def unattempted(movement: WatchedMovement, unfollowed: Reason) -> Verdict:
    """The verdict on a movement.

    Parameters
    ----------
    movement : WatchedMovement
    unfollowed : Reason
        Why nothing was followed, if nothing was.
    """
    asked = Asked()
    reason = _why(movement, asked, unfollowed)
    return Verdict(
        None,
        "unattempted",
        reason,
        onset_s=movement.onset_s,
        peak_s=movement.peak_s,
        end_s=movement.end_s,
        direction=movement.direction,
        peak_deg=movement.tilt_deg,
        tests=asked.tests,
    )


def _why(movement: WatchedMovement, asked: Asked, unfollowed: Reason) -> Reason:
    if movement.kind == "unfollowed":
        return unfollowed
    if movement.kind in PLAIN:
        return Reason(PLAIN[movement.kind])
    if movement.kind == "shifted":
        asked.passes(Criterion.WENT_ON, movement.value, movement.limit)
        return Reason(Code.SHIFTED, shift_deg=movement.tilt_deg)
    asked.passes(Criterion.ONSET, movement.value, movement.limit)
    if movement.inward_deg > movement.limit:
        return Reason(Code.WENT_INWARD, inward_deg=movement.inward_deg)
    return Reason(Code.UNNOTICED, along_deg=max(movement.value, 0.0), onset_deg=movement.limit)
