"""How the sensor sits on the body, found in a recording of a functional calibration: a still pose, then leans."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import DataError, UsageError
from ..language import in_english
from ..motion.orientation.inclination import MovementFrame
from ..motion.vectors import Vector, component
from ..motion.wearing.mounting import Mounting, find_mounting, turn_deg
from ..protocol import Catalogue, load_catalogue
from ..records import Attempt, Code, FloatArray, Reason, Recording
from .analyse import analyse, exercise_of

CALM_S = (1.5, 0.1)
"""From so long before a movement until shortly before it the gyroscope tells its bias."""
LEAST_CALM_S = 0.5
LEAST_MOVEMENTS = 2
"""One movement alone doesn't show how well it kept to its axis."""
MOST_MOVEMENTS = 6
"""More than the document asks of a forward lean, 5 to 6, are another exercise, or a whole session."""
BACKWARD_SHARE = 0.5
"""A movement the other way of so much of the largest is no sway: the exercise goes to both sides."""
DIRECTION_S, FORCE_SHARE = 0.2, 0.06
"""The force's mean over so long, where it is gravity to within this share, tells the up direction."""


def calibrate(
    recording: Recording, exercise: str | None = None, *, catalogue: Catalogue | None = None
) -> Mounting:
    """Find the mounting from a recording of one exercise whose axis is known; a forward lean (E10) is best.

    Parameters
    ----------
    recording : Recording
        Read whole (`sensortrack.read`), in the sensor's axes, with a gyroscope.
    exercise : str or None
        Id of the exercise; None takes the one that the recording names.
    catalogue : Catalogue or None
        Another catalogue than ours.

    Returns
    -------
    Mounting
        Its `calibration()` goes into the `Description.calibration` of the recordings that share the mounting.

    Raises
    ------
    UsageError
        No such exercise, or none named; axes that are said to be the body's already.
    DataError
        The recording says that it is of another exercise; no gyroscope, or one that contradicts the accelerometer; no
        still start pose; too few or too many repetitions, or some the other way; movements that don't tell one axis.
    """
    if recording.description.frame == "body":
        raise UsageError("the recording says that its axes are the body's: there is no mounting to be found")
    catalogue = catalogue or load_catalogue()
    entry = exercise_of(recording, exercise, catalogue)
    named = recording.description.exercise
    if named is not None and named != entry.id:
        raise DataError(
            f"a recording of {named}",
            expected=f"one of {entry.id}, by whose movement the mounting is to be found",
            hint=f"Record {entry.id}: a still pose of three seconds, then three movements.",
            path=recording.path,
        )
    # What an earlier calibration said would turn the axes.
    bare = recording.described(calibration=None)
    result = analyse(bare, entry.id, catalogue=catalogue)
    frame = result.movement_frame
    if frame is None:
        raise DataError(
            in_english((result.evidence and result.evidence.unfit) or Reason(Code.NO_START_POSE)),
            expected="a recording that begins with a still pose",
            hint="Sit or stand still for three seconds, then lean.",
        )
    if not result.recording.has_gyroscope:
        raise DataError(
            "no gyroscope", expected="one: it tells about which axis you lean", hint="Record it, too."
        )
    unfit = result.evidence and result.evidence.unfit
    if unfit:
        raise DataError(
            in_english(unfit),
            expected="a gyroscope and an accelerometer that tell the same turn",
            hint="Correct the units or axes of the recording.",
            path=recording.path,
        )
    repetitions = [a for a in result.attempts if a.outcome == "repetition"]
    _check_number(repetitions, entry.id)
    _check_way(bare, frame, result.recording.rate_hz or 0.0, entry.id)
    turns = _turns(bare, repetitions, result.recording.rate_hz or 0.0)
    return find_mounting(frame.start_up, turns, entry.movement, entry.id)


def _check_number(repetitions: Sequence[Attempt], exercise: str) -> None:
    """Refuse what can't be a few movements of the exercise."""
    if repetitions and not LEAST_MOVEMENTS <= len(repetitions) <= MOST_MOVEMENTS:
        raise DataError(
            f"{len(repetitions)} movement{'s' * (len(repetitions) != 1)}",
            expected=f"{LEAST_MOVEMENTS} to {MOST_MOVEMENTS} of {exercise}",
            hint="Sit still for three seconds, then lean forward and back three times; or cut the recording.",
        )


def _check_way(recording: Recording, frame: MovementFrame, rate_hz: float, exercise: str) -> None:
    """Refuse movements to both sides of the start pose: the attempts alone don't show those the other way."""
    size = max(1, round(DIRECTION_S * rate_hz))
    acc = np.concatenate([b.acc for b in recording.blocks])
    means = acc[: len(acc) // size * size].reshape(-1, size, 3).mean(axis=1)
    sizes = np.sqrt(np.sum(means * means, axis=1))
    slow = np.abs(sizes / np.median(sizes) - 1.0) < FORCE_SHARE
    if frame.axis is None or not slow.any():
        return
    along_deg = component(frame.tilt(means[slow] / sizes[slow, np.newaxis]), frame.axis)
    if -float(np.min(along_deg)) > BACKWARD_SHARE * float(np.max(along_deg)):
        raise DataError(
            f"movements of {np.max(along_deg):.0f}° one way and {-np.min(along_deg):.0f}° the other",
            expected=f"movements of {exercise}, which go one way from the start pose and back",
            hint="Lean forward and come back to upright, no further.",
            path=recording.path,
        )


def _turns(recording: Recording, attempts: Sequence[Attempt], rate_hz: float) -> list[Vector]:
    time_s = np.concatenate([b.time_s for b in recording.blocks])
    rate_dps = np.concatenate([b.gyr for b in recording.blocks if b.gyr is not None])
    turns, before_s = [], 0.0
    for attempt in attempts:
        out = attempt.phase("out")
        if out is not None:
            calm = _between(time_s, max(out.start_s - CALM_S[0], before_s), out.start_s - CALM_S[1])
            bias = _bias(rate_dps[calm], rate_hz)
            turns.append(turn_deg(rate_dps[_between(time_s, out.start_s, out.end_s)] - bias, rate_hz))
        before_s = attempt.end_s
    return turns


def _bias(calm_dps: FloatArray, rate_hz: float) -> FloatArray:
    if len(calm_dps) < LEAST_CALM_S * rate_hz:
        return np.zeros(3)
    mean: FloatArray = np.mean(calm_dps, axis=0)
    return mean


def _between(time_s: FloatArray, start_s: float, end_s: float) -> slice:
    first, end = np.searchsorted(time_s, (start_s, end_s))
    return slice(int(first), int(max(first, end)))
