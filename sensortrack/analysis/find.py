"""Which exercises a recording may hold, and where: by posture, axis and size; more than these a sensor can't tell.

Every exercise's tracker goes through the whole recording. What they find are movements; those that follow each other
from one posture, about one axis and of one size are a stretch. An exercise is one that a stretch could be if it starts
from that posture, goes about that axis and is of that size, and if its tracker, begun anew, counts the stretch.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..motion.orientation.inclination import MovementFrame, angle_between_deg, normalised
from ..motion.orientation.posture import TOLERANCE_DEG, Posture, posture_of
from ..motion.spec import MovementSpec
from ..motion.vectors import Vector
from ..motion.wearing.mounting import mounting_in
from ..protocol import Catalogue, Exercise, load_catalogue
from ..records import Annotations, Attempt, Code, FloatArray, Reason, Recording
from .analyse import analyse
from .signals import UpTrace, up_of

PAUSE_S = 20.0
"""Who rests for longer has ended a set."""
LEAST_ALIKE = 3
"""So many movements that are alike make a stretch: two may be getting up and down."""
ALIKE_DEG, ALIKE_POSE_DEG, ALIKE_SIZE = 35.0, 30.0, 2.2
"""Movements are alike whose axes are so near to each other, and their start poses, and their sizes to this factor."""
OFF_AXIS_DEG = 35.0
"""A worn sensor and a person's own way turn the axis by up to 25° and some 10°; another exercise's is 90° off."""
SMALLEST, LARGEST = 0.4, 2.2
"""People's amplitudes, as multiples of the expected one."""
LONGEST_AWAY_S, AROUND_S = 30.0, 2.0
"""A movement holds for up to 20 s out of the posture that it starts from; so much beside a posture is looked at."""
LEAST_IN_POSTURE_S = 5.0
"""In less time than this nothing is done three times."""
SAME = 0.5
"""Two trackers found one movement where their spans share this part of the shorter one."""
REST_S, TOP_S = 1.0, 0.2
"""The up direction at rest is the mean over so long before and after a movement, that at its top over twice as long."""
LEAD_S = 6.0
"""So much around a stretch is given to the tracker that begins anew: the start pose is in it."""
COUNTED = 0.6
"""An exercise's tracker must count this share of what that of the best one counts."""
MOST_OF = 0.4
"""And that one this share of the movements: two trackers may have seen one movement as two."""


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
        Ids of exercises, in the catalogue's order; empty where none fits, or where it can't be told.
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
        """The one exercise that it can only be; None where it can't be told."""
        return self.could_be[0] if len(self.could_be) == 1 else None


@dataclass(frozen=True, slots=True)
class _Movement:
    start_s: float
    end_s: float
    rest_up: Vector
    tilt: Vector
    size_deg: float


def find_exercises(recording: Recording, catalogue: Catalogue | None = None) -> tuple[Found, ...]:
    """The stretches of a recording in which something is repeated, each with the exercises that it could be.

    Several exercises look alike to one sensor at the lower back, so that often several are named. A hang is never
    found, since who stands looks the same; nor is an exercise in which the lower back hardly moves.

    Parameters
    ----------
    recording : Recording
        Its blocks are gone through once for each exercise.
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
    exercises = [e for e in catalogue.exercises if e.movement.kind != "hang" and e.seen != "hardly"]
    description = recording.description
    if description.frame == "sensor" and mounting_in(description.calibration) is None:
        spans = [(float(b.time_s[0]), float(b.time_s[-1])) for b in recording.blocks if len(b)]
        if not spans:
            return ()
        return (Found(spans[0][0], spans[-1][1], None, 0, None, (), Reason(Code.AXES_UNKNOWN)),)
    groups = _alike(_movements(recording, exercises, catalogue))
    found = []
    for k, group in enumerate(groups):
        before_s = groups[k - 1][-1].end_s if k else -math.inf
        after_s = groups[k + 1][0].start_s if k + 1 < len(groups) else math.inf
        span = max(before_s, group[0].start_s - LEAD_S), min(after_s, group[-1].end_s + LEAD_S)
        found.append(_told(group, recording.between(*span), exercises, catalogue))
    return tuple(found)


def _movements(recording: Recording, exercises: Iterable[Exercise], catalogue: Catalogue) -> list[_Movement]:
    """What the trackers of all exercises find, each movement once."""
    told = up_of(recording)
    attempts: list[Attempt] = []
    for exercise in exercises:
        spec = exercise.movement
        for start_s, end_s in _in_posture(told, spec.start_up):
            result = analyse(recording.between(start_s, end_s), exercise.id, catalogue=catalogue)
            # What isn't judged may be inside out: then its movements are the rests between the true ones.
            if result.evidence is not None and result.evidence.unfit is None:
                enough = [a for a in result.attempts if (a.amplitude_deg or 0.0) >= spec.least_amplitude_deg]
                attempts += [a for a in enough if a.phases]
    # The surest and largest first: of what overlaps it, nothing is taken.
    attempts.sort(key=lambda a: (a.outcome != "repetition", -(a.amplitude_deg or 0.0)))
    taken: list[Attempt] = []
    for a in attempts:
        if all(_shared(a, b) < SAME for b in taken):
            taken.append(a)
    found = [_movement(a, told) for a in sorted(taken, key=lambda a: a.start_s)]
    return [m for m in found if m is not None]


def _in_posture(told: UpTrace, start_up: Vector) -> list[tuple[float, float]]:
    """The stretches in which an exercise that starts so may have been done."""
    near = told.time_s[told.up @ np.array(start_up) >= math.cos(math.radians(TOLERANCE_DEG))]
    if not len(near):
        return []
    cuts = np.flatnonzero(np.diff(near) > LONGEST_AWAY_S)
    starts, ends = near[np.append(0, cuts + 1)], near[np.append(cuts, len(near) - 1)]
    return [
        (float(a) - AROUND_S, float(b) + AROUND_S)
        for a, b in zip(starts, ends, strict=True)
        if b - a >= LEAST_IN_POSTURE_S
    ]


def _shared(a: Attempt, b: Attempt) -> float:
    shared_s = min(a.end_s, b.end_s) - max(a.start_s, b.start_s)
    return shared_s / max(min(a.end_s - a.start_s, b.end_s - b.start_s), 1e-9)


def _movement(a: Attempt, told: UpTrace) -> _Movement | None:
    def mean(*spans: tuple[float, float]) -> FloatArray | None:
        parts = [told.up[slice(*told.time_s.searchsorted(span))] for span in spans]
        rows = np.concatenate(parts)
        return rows.mean(axis=0) if len(rows) else None

    hold = a.phase("hold")
    top = mean((a.peak_s - TOP_S, a.peak_s + TOP_S)) if hold is None else mean((hold.start_s, hold.end_s))
    rest = mean((a.start_s - REST_S, a.start_s), (a.end_s, a.end_s + REST_S))
    if top is None or rest is None or not (np.any(rest) and np.any(top)):
        return None
    rest_up = normalised((float(rest[0]), float(rest[1]), float(rest[2])))
    tilt = MovementFrame(rest_up).tilt((top / np.linalg.norm(top))[None, :])[0]
    size = float(np.linalg.norm(tilt))
    if size <= 0.0:
        return None
    return _Movement(a.start_s, a.end_s, rest_up, (float(tilt[0]), float(tilt[1]), float(tilt[2])), size)


def _alike(movements: Sequence[_Movement]) -> list[list[_Movement]]:
    """Movements that follow each other and are alike; one or two between them that aren't are left out."""
    groups: list[list[_Movement]] = []
    group: list[_Movement] = []
    odd: list[_Movement] = []
    for m in movements:
        latest_s = max((one.end_s for one in (*group, *odd)), default=m.start_s)
        if m.start_s - latest_s > PAUSE_S:
            groups += [group, odd]
            group, odd = [m], []
        elif not group or _fits(m, group):
            group.append(m)
            odd = []
        elif len(odd) + 1 < LEAST_ALIKE or not all(_fits(m, odd[k:]) for k in range(len(odd))):
            odd.append(m)
            odd = odd[1 - LEAST_ALIKE :] if len(odd) >= LEAST_ALIKE else odd
        else:
            groups.append(group)
            group, odd = [*odd, m], []
    return [g for g in (*groups, group, odd) if len(g) >= LEAST_ALIKE]


def _fits(m: _Movement, group: Sequence[_Movement]) -> bool:
    usual_deg = statistics.median(one.size_deg for one in group)
    near = group[-1]
    return (
        max(m.size_deg, usual_deg) <= ALIKE_SIZE * min(m.size_deg, usual_deg)
        and angle_between_deg(m.rest_up, near.rest_up) <= ALIKE_POSE_DEG
        and _between_lines_deg(m.tilt, near.tilt) <= ALIKE_DEG
    )


def _between_lines_deg(a: Vector, b: Vector) -> float:
    """Angle between two axes, whichever way they point."""
    off_deg = angle_between_deg(normalised(a), normalised(b))
    return min(off_deg, 180.0 - off_deg)


def _told(
    group: Sequence[_Movement], part: Recording, exercises: Sequence[Exercise], catalogue: Catalogue
) -> Found:
    size_deg = statistics.median(m.size_deg for m in group)
    rest = np.mean([m.rest_up for m in group], axis=0)
    up = normalised((float(rest[0]), float(rest[1]), float(rest[2])))
    posture = posture_of(up)
    fitting = [e for e in exercises if _could_be(e.movement, group, up, size_deg)]
    counted = {e.id: _counted(part, e, catalogue) for e in fitting}
    most = max(map(len, counted.values()), default=0)
    if most < max(LEAST_ALIKE, MOST_OF * len(group)):
        why = Reason(Code.NO_EXERCISE_MOVES_SO, posture=posture, size_deg=size_deg)
        return Found(group[0].start_s, group[-1].end_s, posture, len(group), size_deg, (), why)
    named = tuple(id for id, found in counted.items() if len(found) >= COUNTED * most)
    code = Code.COULD_BE_SEVERAL if len(named) > 1 else Code.CAN_ONLY_BE
    surest = max(counted.values(), key=len)
    why = Reason(code, posture=posture, size_deg=size_deg)
    return Found(surest[0].start_s, surest[-1].end_s, posture, most, size_deg, named, why)


def _could_be(spec: MovementSpec, group: Sequence[_Movement], up: Vector, size_deg: float) -> bool:
    """Whether posture, axis and size are the exercise's."""
    if angle_between_deg(up, spec.start_up) > TOLERANCE_DEG:
        return False
    if (
        not max(SMALLEST * spec.amplitude_deg, spec.least_amplitude_deg)
        <= size_deg
        <= LARGEST * spec.amplitude_deg
    ):
        return False
    if spec.either_way or spec.sides != "none":
        off_deg = [_between_lines_deg(m.tilt, spec.axis) for m in group]
    else:
        off_deg = [angle_between_deg(normalised(m.tilt), spec.axis) for m in group]
    return statistics.median(off_deg) <= OFF_AXIS_DEG


def _counted(part: Recording, exercise: Exercise, catalogue: Catalogue) -> list[Attempt]:
    """The repetitions that an exercise's tracker counts; none where it can't be judged."""
    result = analyse(part, exercise.id, catalogue=catalogue)
    unfit = None if result.evidence is None else result.evidence.unfit
    return [] if unfit is not None else [a for a in result.attempts if a.outcome == "repetition"]
