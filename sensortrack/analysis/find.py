"""Which exercises a recording may hold, and where: by posture, axis and size; more than these a sensor can't tell.

Every exercise's tracker goes through the whole recording. What they find are movements; those that follow each other
from one posture, about one axis and of one size are a stretch. An exercise is one that a stretch could be if it starts
from that posture, goes about that axis and is of that size. The tracker of one of them, begun anew, must count it.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..motion.orientation.inclination import angle_between_deg, normalised
from ..motion.orientation.posture import TOLERANCE_DEG, Posture, posture_of
from ..motion.spec import MovementSpec
from ..motion.vectors import Vector
from ..motion.wearing.mounting import mounting_in
from ..protocol import Catalogue, Exercise, load_catalogue
from ..records import Annotations, Attempt, Code, Reason, Recording
from .alike import LEAST_ALIKE, PAUSE_S, RestToRest, alike, between_lines_deg, movement_of
from .analyse import analyse
from .signals import UpTrace, up_of
from .spans import Span, of_one_movement, without
from .unfit import rate_too_low

OFF_AXIS_DEG = 35.0
"""Largest angle between the movements' axis and an exercise's, in deg. How a sensor is worn turns it by up to 25°, a
person's own way by some 10°; the axis of another exercise is 90° off."""
SMALLEST, LARGEST = 0.4, 2.2
"""Least and largest amplitude of an exercise, as multiples of the catalogue's: people differ by as much."""
LONGEST_AWAY_S = 30.0
"""Longest time, in s, that a person may be away from an exercise's start posture and still be doing it: a hold lasts up
to 20 s, and getting there and back some more."""
AROUND_S = 2.0
"""Time, in s, that is searched before and after a stay in a posture: the first and last movement may leave it."""
LEAST_IN_POSTURE_S = 5.0
"""Shortest stretch, in s, that is searched: three movements take longer."""
LEAD_S = 6.0
"""Time, in s, before and after a stretch that is given to the tracker that counts it: the start pose lies in it."""
MOST_OF = 0.4
"""Least share of a stretch's movements that one exercise's tracker must count. It may be less than half: two trackers
may have seen one movement as two."""
LEAST_SAMPLES = 100
"""Fewest samples in a stretch that is searched, those of 5 s at 20 Hz: a stretch that is mostly a gap has fewer."""
PASSES = 2
"""How often the recording is searched, each time without what was found before: a set may hide the one beside it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch `[start_s, end_s)` of movements that are alike, and the exercises that it could be.

    Attributes
    ----------
    posture : str or None
        From which they begin; None where the sensor's axes aren't known.
    movements : int
    amplitude_deg : float or None
        Their median size.
    could_be : tuple of str
        Ids of exercises, in the catalogue's order; empty where none fits, or where it can't be determined.
    why : Reason
        What decided it.
    """

    start_s: float
    end_s: float
    posture: Posture | None
    movements: int
    amplitude_deg: float | None
    could_be: tuple[str, ...]
    why: Reason

    @property
    def exercise(self) -> str | None:
        """The one exercise that it can only be; None where it can't be determined."""
        return self.could_be[0] if len(self.could_be) == 1 else None


def find_exercises(recording: Recording, catalogue: Catalogue | None = None) -> tuple[Found, ...]:
    """The stretches of a recording in which something is repeated, each with the exercises that it could be.

    Several exercises look alike to one sensor at the lower back, so several are often named. A hang is never found,
    since a person who stands looks the same; nor is an exercise in which the lower back hardly moves.

    Parameters
    ----------
    recording : Recording
        Its blocks are gone through some twenty times; 80 bytes a sample are held meanwhile.
    catalogue : Catalogue or None
        Another one than ours.

    Returns
    -------
    tuple of Found
        In the order of time; empty where nothing is repeated.

    Raises
    ------
    RecordingError
        A recording opened as a stream can't be read on.
    """
    catalogue = catalogue or load_catalogue()
    recording = replace(recording, annotations=Annotations())
    exercises = [e for e in catalogue.exercises if e.movement.kind != "hang" and e.observability != "hardly"]
    why = _why_untold(recording, catalogue)
    if why is not None:
        spans = [(float(b.time_s[0]), float(b.time_s[-1])) for b in recording.blocks if len(b)]
        return (Found(spans[0][0], spans[-1][1], None, 0, None, (), why),) if spans else ()
    groups = alike(_movements(recording, exercises, catalogue))
    found = []
    for k, group in enumerate(groups):
        before_s = groups[k - 1][-1].end_s if k else -math.inf
        after_s = groups[k + 1][0].start_s if k + 1 < len(groups) else math.inf
        span = max(before_s, group[0].start_s - LEAD_S), min(after_s, group[-1].end_s + LEAD_S)
        found.append(_identified(group, recording.between(*span), exercises, catalogue))
    return tuple(found)


def _why_untold(recording: Recording, catalogue: Catalogue) -> Reason | None:
    """Why nothing can be said of a recording; None where something can."""
    slow = rate_too_low(recording.rate_hz, catalogue)
    if slow is not None:
        return slow
    description = recording.description
    if description.frame == "sensor" and mounting_in(description.calibration) is None:
        return Reason(Code.AXES_UNKNOWN)
    return None


def _movements(recording: Recording, exercises: Sequence[Exercise], catalogue: Catalogue) -> list[RestToRest]:
    """What the trackers of all exercises find, each movement once."""
    trace = up_of(recording)
    spans = {e.id: _in_posture(trace, e.movement.start_up) for e in exercises}
    found: list[Attempt] = []
    for _ in range(PASSES):
        # A set that the others of its posture have hidden from every tracker is looked at alone.
        covered = _covered(found)
        attempts = list(found)
        for e in exercises:
            for span in without(spans[e.id], covered):
                first, last = trace.time_s.searchsorted(span)
                if span[1] - span[0] >= LEAST_IN_POSTURE_S and last - first >= LEAST_SAMPLES:
                    attempts += _judged(recording.between(*span), e, catalogue)
        found = _once(attempts)
    moved = [movement_of(a, trace) for a in found]
    return [m for m in moved if m is not None]


def _judged(part: Recording, exercise: Exercise, catalogue: Catalogue) -> list[Attempt]:
    """The attempts that are large enough for the exercise; none where nothing is judged.

    What isn't judged may be inside out, with the rests taken for holds.
    """
    result = analyse(part, exercise.id, catalogue=catalogue)
    if result.evidence is None or result.evidence.unfit is not None:
        return []
    least_deg = exercise.movement.least_amplitude_deg
    return [a for a in result.attempts if a.phases and (a.amplitude_deg or 0.0) >= least_deg]


def _once(attempts: Sequence[Attempt]) -> list[Attempt]:
    """Each movement once: of several attempts at one time a repetition before any other, then the largest."""
    taken: list[Attempt] = []
    for a in sorted(attempts, key=lambda a: (a.outcome != "repetition", -(a.amplitude_deg or 0.0))):
        if not any(of_one_movement(a.span, b.span) for b in taken):
            taken.append(a)
    return sorted(taken, key=lambda a: a.start_s)


def _covered(found: Sequence[Attempt]) -> list[Span]:
    """The stretches in which something was found, with the pauses within a set."""
    spans: list[Span] = []
    for a in found:
        if spans and a.start_s - spans[-1][1] <= PAUSE_S:
            spans[-1] = spans[-1][0], max(spans[-1][1], a.end_s)
        else:
            spans.append((a.start_s, a.end_s))
    return spans


def _in_posture(trace: UpTrace, start_up: Vector) -> list[Span]:
    """The stretches in which an exercise that starts so may have been done."""
    near = trace.time_s[trace.up @ np.array(start_up) >= math.cos(math.radians(TOLERANCE_DEG))]
    if not len(near):
        return []
    cuts = np.flatnonzero(np.diff(near) > LONGEST_AWAY_S)
    starts, ends = near[np.append(0, cuts + 1)], near[np.append(cuts, len(near) - 1)]
    return [
        (float(a) - AROUND_S, float(b) + AROUND_S)
        for a, b in zip(starts, ends, strict=True)
        if b - a >= LEAST_IN_POSTURE_S
    ]


def _identified(
    group: Sequence[RestToRest], part: Recording, exercises: Sequence[Exercise], catalogue: Catalogue
) -> Found:
    size_deg = statistics.median(m.size_deg for m in group)
    rest = np.mean([m.rest_up for m in group], axis=0)
    up = normalised((float(rest[0]), float(rest[1]), float(rest[2])))
    posture = posture_of(up)
    fitting = [e for e in exercises if _could_be(e.movement, group, up, size_deg)]
    surest = max((_counted(part, e, catalogue) for e in fitting), key=len, default=[])
    if len(surest) < max(LEAST_ALIKE, MOST_OF * len(group)):
        why = Reason(Code.NO_EXERCISE_MOVES_SO, posture=posture, size_deg=size_deg)
        return Found(group[0].start_s, group[-1].end_s, posture, len(group), size_deg, (), why)
    # Which tracker counts more of them than another doesn't decide: all that fit are named.
    code = Code.COULD_BE_SEVERAL if len(fitting) > 1 else Code.CAN_ONLY_BE
    why = Reason(code, posture=posture, size_deg=size_deg)
    could_be = tuple(e.id for e in fitting)
    return Found(surest[0].start_s, surest[-1].end_s, posture, len(surest), size_deg, could_be, why)


def _could_be(spec: MovementSpec, group: Sequence[RestToRest], up: Vector, size_deg: float) -> bool:
    """Whether posture, axis and size are the exercise's."""
    if angle_between_deg(up, spec.start_up) > TOLERANCE_DEG:
        return False
    least_deg = max(SMALLEST * spec.amplitude_deg, spec.least_amplitude_deg)
    if not least_deg <= size_deg <= LARGEST * spec.amplitude_deg:
        return False
    # The way along the axis doesn't count: holds that last longer than the rests are taken for the rests, and then out
    # and back are swapped.
    off_deg = [between_lines_deg(m.tilt, spec.axis) for m in group]
    return statistics.median(off_deg) <= OFF_AXIS_DEG


def _counted(part: Recording, exercise: Exercise, catalogue: Catalogue) -> list[Attempt]:
    """The repetitions that an exercise's tracker counts; none where it can't be judged."""
    result = analyse(part, exercise.id, catalogue=catalogue)
    unfit = None if result.evidence is None else result.evidence.unfit
    return [] if unfit is not None else [a for a in result.attempts if a.outcome == "repetition"]
