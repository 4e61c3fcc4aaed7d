"""Analysis of a whole recording of one exercise, and what it takes from the recording to begin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..errors import UsageError
from ..files import check_within
from ..protocol import Catalogue, Exercise, load_catalogue
from ..records import Annotations, Marker, Recording
from ..records.rates import RATES_AGREE
from .corrections import own_of
from .following import Analysis
from .result import Result


def analyse(
    recording: Recording,
    exercise: str | None = None,
    *,
    catalogue: Catalogue | None = None,
    breathing: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Result:
    """Analyse a recording of one exercise.

    Parameters
    ----------
    recording : Recording
        Read whole (`sensortrack.read`), or opened as a stream.
    exercise : str or None
        Id of the exercise, E1 … E11; None takes the one that the recording names.
    catalogue : Catalogue or None
        Another catalogue than ours.
    breathing : bool
        Whether the breathing rate is measured in stillness of 15 s and more: experimental, and "not measurable"
        is a normal answer.
    progress : callable or None
        Called with the time in s of the last sample that was taken.

    Raises
    ------
    UsageError
        No such exercise, or none named; corrections of an exercise that has no repetitions.
    RecordingError
        A recording opened as a stream can't be read on; a marker or correction that lies outside it, or corrections
        that contradict each other.
    """
    catalogue = catalogue or load_catalogue()
    entry, said = exercise_of(recording, exercise, catalogue), recording.annotations
    by_hand, notes = own_of(said.corrections, entry.id, recording.path)
    if by_hand.corrections and entry.movement.kind == "hang":
        raise UsageError(f"{entry.id} has no repetitions that could be corrected; remove its corrections")
    analysis = Analysis(
        entry,
        catalogue,
        recording.description,
        rate_of(recording),
        recording.path,
        breathing=breathing,
        by_hand=by_hand,
        sha256=recording.sha256,
    )
    markers: list[Marker] = []
    for block in recording.blocks:
        analysis.feed(block)
        markers += [Marker(0, t_s, None, label) for t_s, label in block.markers]
        if progress is not None and len(block):
            progress(float(block.time_s[-1]))
    check_within(said, *analysis.sampled_s, recording.path)
    result = analysis.finish((*recording.messages, *notes))[1]
    return replace(result, markers=Annotations((*markers, *said.markers)).markers)


def rate_of(recording: Recording) -> float:
    """The rate at which a recording is followed, in Hz: the declared one, unless the time stamps say otherwise.

    Live only the declared one is known, so this makes the two agree to the bit.
    """
    nominal = recording.description.rate_hz
    if nominal is not None and abs(recording.rate_hz - nominal) <= RATES_AGREE * nominal:
        return nominal
    return recording.rate_hz


def exercise_of(recording: Recording, exercise: str | None, catalogue: Catalogue) -> Exercise:
    """The catalogue's entry for the exercise that is named, here or in the recording."""
    name = exercise or recording.description.exercise
    if name is None:
        raise UsageError(
            "no exercise is named, neither here nor in the recording; "
            "name one of those that `sensortrack exercises` lists"
        )
    return catalogue.exercise(name)
