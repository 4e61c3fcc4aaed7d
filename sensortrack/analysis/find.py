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

from ..motion.orientation.inclination import MovementFrame, angle_between_deg, normalised
from ..motion.orientation.posture import TOLERANCE_DEG, Posture, posture_of
from ..motion.spec import MovementSpec
from ..motion.tracker import LEAST_TRACKING_RATE_HZ
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
MOST_OF = 0.4
"""One exercise's tracker must count this share of the movements: two may have seen one movement as two."""
LEAST_SAMPLES = 100
PASSES = 2
"""So often what is left of the recording is gone through."""
Span = tuple[float, float]


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
    exercises = [e for e in catalogue.exercises if e.movement.kind != "hang" and e.seen != "hardly"]
    why = _why_untold(recording, catalogue)
    if why is not None:
        spans = [(float(b.time_s[0]), float(b.time_s[-1])) for b in recording.blocks if len(b)]
        return (Found(spans[0][0], spans[-1][1], None, 0, None, (), why),) if spans else ()
    groups = _alike(_movements(recording, exercises, catalogue))
    found = []
    for k, group in enumerate(groups):
        before_s = groups[k - 1][-1].end_s if k else -math.inf
        after_s = groups[k + 1][0].start_s if k + 1 < len(groups) else math.inf
        span = max(before_s, group[0].start_s - LEAD_S), min(after_s, group[-1].end_s + LEAD_S)
        found.append(_told(group, recording.between(*span), exercises, catalogue))
    return tuple(found)


def _why_untold(recording: Recording, catalogue: Catalogue) -> Reason | None:
    """Why nothing can be told of a recording; None where something can."""
    if recording.rate_hz < LEAST_TRACKING_RATE_HZ:
        judged_hz = catalogue.judging.nominal_rate.value
        rate_hz = recording.rate_hz
        return Reason(
            Code.TRACKING_RATE_LOW, rate_hz=rate_hz, least_hz=LEAST_TRACKING_RATE_HZ, judged_hz=judged_hz
        )
    description = recording.description
    if description.frame == "sensor" and mounting_in(description.calibration) is None:
        return Reason(Code.AXES_UNKNOWN)
    return None


def _movements(recording: Recording, exercises: Sequence[Exercise], catalogue: Catalogue) -> list[_Movement]:
    """What the trackers of all exercises find, each movement once."""
    told = up_of(recording)
    spans = {e.id: _in_posture(told, e.movement.start_up) for e in exercises}
    found: list[Attempt] = []
    for _ in range(PASSES):
        # A set that the others of its posture have hidden from every tracker is looked at alone.
        covered = _covered(found)
        attempts = list(found)
        for e in exercises:
            for span in _without(spans[e.id], covered):
                first, last = told.time_s.searchsorted(span)
                if last - first >= LEAST_SAMPLES:  # else a gap
                    attempts += _judged(recording.between(*span), e, catalogue)
        found = _once(attempts)
    moved = [_movement(a, told) for a in found]
    return [m for m in moved if m is not None]


def _judged(part: Recording, exercise: Exercise, catalogue: Catalogue) -> list[Attempt]:
    """The attempts that are large enough for the exercise; what isn't judged may be inside out, the rests for holds."""
    result = analyse(part, exercise.id, catalogue=catalogue)
    if result.evidence is None or result.evidence.unfit is not None:
        return []
    least_deg = exercise.movement.least_amplitude_deg
    return [a for a in result.attempts if a.phases and (a.amplitude_deg or 0.0) >= least_deg]


def _once(attempts: Sequence[Attempt]) -> list[Attempt]:
    """The surest and largest first: of what overlaps it, nothing is taken."""
    taken: list[Attempt] = []
    for a in sorted(attempts, key=lambda a: (a.outcome != "repetition", -(a.amplitude_deg or 0.0))):
        if all(_shared(a, b) < SAME for b in taken):
            taken.append(a)
    return sorted(taken, key=lambda a: a.start_s)


def _covered(found: Sequence[Attempt]) -> list[Span]:
    """The stretches in which something was found, pauses within a set and all."""
    spans: list[Span] = []
    for a in found:
        if spans and a.start_s - spans[-1][1] <= PAUSE_S:
            spans[-1] = spans[-1][0], max(spans[-1][1], a.end_s)
        else:
            spans.append((a.start_s, a.end_s))
    return spans


def _without(spans: Sequence[Span], covered: Sequence[Span]) -> list[Span]:
    """What of the spans lies in none of those that are covered, where it is long enough for a set."""
    left = list(spans)
    for low, high in covered:
        left = [part for a, b in left for part in ((a, min(b, low)), (max(a, high), b)) if part[1] > part[0]]
    return [(a, b) for a, b in left if b - a >= LEAST_IN_POSTURE_S]


def _in_posture(told: UpTrace, start_up: Vector) -> list[Span]:
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
    surest = max((_counted(part, e, catalogue) for e in fitting), key=len, default=[])
    if len(surest) < max(LEAST_ALIKE, MOST_OF * len(group)):
        why = Reason(Code.NO_EXERCISE_MOVES_SO, posture=posture, size_deg=size_deg)
        return Found(group[0].start_s, group[-1].end_s, posture, len(group), size_deg, (), why)
    # That one tracker counts more of them than another doesn't tell which it was.
    code = Code.COULD_BE_SEVERAL if len(fitting) > 1 else Code.CAN_ONLY_BE
    why = Reason(code, posture=posture, size_deg=size_deg)
    could_be = tuple(e.id for e in fitting)
    return Found(surest[0].start_s, surest[-1].end_s, posture, len(surest), size_deg, could_be, why)


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
    # Whoever holds for longer than they rest can't be told from who rests for longer: then out and back are swapped.
    off_deg = [_between_lines_deg(m.tilt, spec.axis) for m in group]
    return statistics.median(off_deg) <= OFF_AXIS_DEG


def _counted(part: Recording, exercise: Exercise, catalogue: Catalogue) -> list[Attempt]:
    """The repetitions that an exercise's tracker counts; none where it can't be judged."""
    result = analyse(part, exercise.id, catalogue=catalogue)
    unfit = None if result.evidence is None else result.evidence.unfit
    return [] if unfit is not None else [a for a in result.attempts if a.outcome == "repetition"]
