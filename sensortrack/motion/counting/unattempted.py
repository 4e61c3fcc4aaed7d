"""Why what moved never became an attempt: the verdict on a movement that was seen outside attempts."""

from __future__ import annotations

from ...records import Code, Criterion, Reason, Verdict
from .asked import Asked
from .seen import Seen

PLAIN = {
    "begin": Code.BEFORE_START_POSE,
    "steps": Code.WALKED,
    "lost": Code.NOT_STILL_SINCE,
    "into_pose": Code.INTO_START_POSE,
}
"""Reasons that need no test: nothing was asked then."""


def unattempted(seen: Seen, unfollowed: Reason) -> Verdict:
    """The verdict on a movement.

    Parameters
    ----------
    seen : Seen
    unfollowed : Reason
        Why nothing was followed, if nothing was.
    """
    asked = Asked()
    reason = _why(seen, asked, unfollowed)
    return Verdict(
        None,
        "unattempted",
        reason,
        onset_s=seen.onset_s,
        peak_s=seen.peak_s,
        end_s=seen.end_s,
        direction=seen.direction,
        peak_deg=seen.tilt_deg,
        tests=asked.tests,
    )


def _why(seen: Seen, asked: Asked, unfollowed: Reason) -> Reason:
    if seen.kind == "unfollowed":
        return unfollowed
    if seen.kind in PLAIN:
        return Reason(PLAIN[seen.kind])
    if seen.kind == "shifted":
        asked.passes(Criterion.WENT_ON, seen.value, seen.limit)
        return Reason(Code.SHIFTED, shift_deg=seen.tilt_deg)
    asked.passes(Criterion.ONSET, seen.value, seen.limit)
    if seen.inward_deg > seen.limit:
        return Reason(Code.WENT_INWARD, inward_deg=seen.inward_deg)
    return Reason(Code.UNNOTICED, along_deg=max(seen.value, 0.0), onset_deg=seen.limit)
