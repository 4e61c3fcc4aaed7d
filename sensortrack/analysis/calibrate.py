"""How the sensor sits on the body, found in a recording of a functional calibration: a still pose, then leans."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import DataError, UsageError
from ..language import in_english
from ..motion.mounting import Mounting, find_mounting, turn_deg
from ..motion.vectors import Vector
from ..protocol import Catalogue, load_catalogue
from ..records import Attempt, Code, FloatArray, Reason, Recording
from .analyse import analyse, exercise_of

CALM_S = (1.5, 0.1)
"""From so long before a movement until shortly before it the gyroscope tells its bias."""
LEAST_CALM_S = 0.5


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
        No gyroscope, no still start pose, no repetition, or movements that don't tell one axis.
    """
    if recording.description.frame == "body":
        raise UsageError("the recording says that its axes are the body's: there is no mounting to be found")
    catalogue = catalogue or load_catalogue()
    entry = exercise_of(recording, exercise, catalogue)
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
    repetitions = [a for a in result.attempts if a.outcome == "repetition"]
    turns = _turns(bare, repetitions, result.recording.rate_hz or 0.0)
    return find_mounting(frame.start_up, turns, entry.movement, entry.id)


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
