"""Why nothing in a recording is judged: too few samples, too low a rate, no start pose, signals that contradict."""

from __future__ import annotations

from ..motion.orientation.inclination import angle_between_deg
from ..motion.orientation.posture import DOUBTFUL_DEG
from ..motion.spec import MovementSpec
from ..motion.tracker import LEAST_TRACKING_RATE_HZ, Tracker
from ..motion.wearing.axis_check import AxisCheck
from ..plausibility import Guard
from ..protocol import Catalogue
from ..records import Code, Reason
from .agreeing import Agreeing
from .contradiction import contradiction, overflowed
from .discarded import Discarded


def rate_too_low(rate_hz: float, catalogue: Catalogue) -> Reason | None:
    """Why nothing is followed at this sampling rate; None where it is high enough."""
    if rate_hz >= LEAST_TRACKING_RATE_HZ:
        return None
    return Reason(
        Code.TRACKING_RATE_LOW,
        rate_hz=rate_hz,
        least_hz=LEAST_TRACKING_RATE_HZ,
        judged_hz=catalogue.judging.nominal_rate.value,
    )


def why_unfit(
    tracker: Tracker,
    guard: Guard,
    agreement: Agreeing | None,
    axes: AxisCheck | None,
    discarded: Discarded,
    spec: MovementSpec,
    catalogue: Catalogue,
    *,
    rate_hz: float,
    mounting_known: bool,
) -> Reason | None:
    """Why nothing that was followed is judged; None where it is.

    Parameters
    ----------
    tracker : Tracker
        At the end of the recording.
    guard : Guard
        What left samples out.
    agreement, axes : Agreeing, AxisCheck or None
        What compared gyroscope and accelerometer, and the movement's axis; None where neither can be compared.
    discarded : Discarded
        What moved as far as a repetition and wasn't counted.
    rate_hz : float
        Sampling rate as it is.
    mounting_known : bool
        Whether the way from the sensor to the body is known.
    """
    if tracker.samples < 2:
        if guard.messages():
            return Reason(Code.ALL_LEFT_OUT)
        return Reason(Code.ONE_SAMPLE if tracker.samples else Code.NO_SAMPLES)
    slow = rate_too_low(rate_hz, catalogue)
    if slow is not None:
        return slow
    if not tracker.start_pose_found:
        return tracker.rejected_pose or Reason(Code.NO_START_POSE)
    over = None if agreement is None else agreement.overflow()
    if over is not None:
        return overflowed(over)
    found = None if agreement is None else agreement.disagreement()
    if found is not None:
        return contradiction(found)
    bit = None if agreement is None else agreement.stuck_bit()
    if bit is not None:
        return Reason(Code.STUCK_BIT, axis="xyz"[bit.axis], width_ms2=bit.width_ms2, from_s=bit.from_s)
    again = None if agreement is None else agreement.repeated_stretch()
    if again is not None:
        return Reason(Code.REPEATED_STRETCH, from_s=again.from_s, first_s=again.first_s)
    return (
        _why_another_pose(tracker, spec, mounting_known)
        or _why_another_axis(tracker, axes, spec, mounting_known)
        or tracker.why_start_open()
        or discarded.why_not_judged()
    )


def _why_another_pose(tracker: Tracker, spec: MovementSpec, mounting_known: bool) -> Reason | None:
    """A start pose that barely passes, where one before it was of another posture, is a turned sensor's."""
    frame = tracker.frame
    if not mounting_known or frame is None or tracker.rejected_pose is None:
        return None
    return tracker.rejected_pose if angle_between_deg(frame.start_up, spec.start_up) > DOUBTFUL_DEG else None


def _why_another_axis(
    tracker: Tracker, axes: AxisCheck | None, spec: MovementSpec, mounting_known: bool
) -> Reason | None:
    frame = tracker.frame
    if axes is None:
        return None
    if mounting_known:
        wrong = axes.why_wrong(spec.start_up, spec.axis)
    elif frame is not None and frame.axis is not None:
        wrong = axes.why_wrong(frame.start_up, frame.axis)
    else:
        wrong = None
    if wrong is None:
        return None
    code = Code.AXES_CONTRADICTED if mounting_known else Code.AXIS_OPEN
    return Reason(code, moved_deg=wrong[0], off_deg=wrong[1])
