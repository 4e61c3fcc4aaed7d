"""Where the samples of a set come from: a virtual patient, recordings, or a sensor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from ..errors import UsageError
from ..protocol.catalogue_model import Catalogue
from ..protocol.exercise import Exercise
from ..protocol.plan import Dose
from ..records import Block, Description, Recording
from .coach import PACED_PHASE_S
from .events import SessionEvent

CHUNK_S = 0.1
"""So much comes at a time, as from a sensor."""
CALLED_BACK_S = 0.8
"""The patient comes back so long after the target of a hold, in s: when the word for it was understood."""
STILL_AGAIN_S = 9.0
"""Before a further set the patient keeps still so long, in s: the call into position takes 5 s, getting there 2 s."""
HANG_TAIL_S = 12.0
"""The patient hangs or walks so much longer than planned, in s: the time runs from the moment "begin" was heard."""
PACED_REPETITION_S = 16.0
"""What the voice takes at most to ask for one repetition that the sensor hardly sees, beside its hold, in s."""


@dataclass(frozen=True, slots=True)
class SensorThere:
    """The sensor is there again, or lost."""

    there: bool


SetItem = Block | SensorThere | None
"""None: nothing has come for the moment; time goes on, and STOP is looked for."""


@dataclass(frozen=True, slots=True)
class SetStream:
    """The samples of one set.

    Attributes
    ----------
    description : Description
        For the recording; `rate_hz` is the nominal rate.
    items : iterator of SetItem
        Ends where no more will come.
    live : bool
        Whether samples come as they are taken; others are handed out when they are due.
    """

    description: Description
    items: Iterator[SetItem]
    live: bool = False


class SetSource(Protocol):
    """Gives each set its stream."""

    def stream(self, exercise: Exercise, dose: Dose, number: int) -> SetStream:
        """The samples of the set that begins now."""
        ...

    def close(self) -> None:
        """No further set will come."""
        ...


@dataclass(frozen=True, slots=True)
class Opened:
    """A source of sets as it was opened.

    Attributes
    ----------
    wait : callable
        Waits until it streams, or `going_on` says no more; whether it does.
    hear : callable
        Takes what the session reports: a patient who listens does as they are asked.
    """

    sets: SetSource
    wait: Callable[[Callable[[], bool]], bool] = lambda going_on: True
    hear: Callable[[SessionEvent], None] = lambda event: None


@dataclass
class VirtualPatient:
    """Does what the dose says, or what is asked of it otherwise.

    Attributes
    ----------
    seed : int
        Each set has a seed of its own, which follows from this one.
    level : str
        "clean", "ordinary" or "hard".
    catalogue : Catalogue or None
        Another one than ours.
    otherwise : mapping of str to mapping
        For an exercise: fields of the simulator's plan that differ from the dose (`repetitions` counts both sides).
    """

    rate_hz: float = 100.0
    seed: int = 1
    level: str = "ordinary"
    catalogue: Catalogue | None = None
    otherwise: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    _sets: int = 0

    def stream(self, exercise: Exercise, dose: Dose, number: int) -> SetStream:
        """The simulated set."""
        from ..sources.simulator import Sensor, plan_for, simulate
        from ..sources.simulator.difficulty import LEVELS

        asked: dict[str, Any] = {} if number == 1 else {"lead_in_s": STILL_AGAIN_S}
        if dose.repetitions is not None:
            asked["repetitions"] = dose.repetitions * (2 if exercise.two_sided else 1)
        if dose.hold_s is not None:
            asked["hold_s"] = dose.hold_s + CALLED_BACK_S
        if exercise.observability == "hardly":  # then the voice sets the pace
            asked |= {"out_s": PACED_PHASE_S, "return_s": PACED_PHASE_S, "rest_s": 1.5 * PACED_PHASE_S}
        if dose.duration_s is not None:
            asked["duration_s"] = dose.duration_s + HANG_TAIL_S
        self._sets += 1
        recording = simulate(
            plan_for(exercise, self.catalogue, **asked | dict(self.otherwise.get(exercise.id, {}))),
            sensor=Sensor(rate_hz=self.rate_hz),
            difficulty=LEVELS[self.level],
            seed=1000 * self.seed + self._sets,
        )
        if exercise.observability != "hardly":
            return _stream(recording)
        still = simulate(
            plan_for(
                exercise,
                self.catalogue,
                repetitions=0,
                lead_in_s=(dose.repetitions or 0) * PACED_REPETITION_S,
            ),
            sensor=Sensor(rate_hz=self.rate_hz),
            difficulty=LEVELS[self.level],
            seed=1000 * self.seed + self._sets,
        )
        return _stream(recording, then=still)

    def close(self) -> None:
        """Nothing to free."""


@dataclass
class Recorded:
    """Recordings instead of a person, in the order in which the sets come.

    Attributes
    ----------
    recordings : sequence of Recording
        Each names its exercise.
    """

    recordings: Sequence[Recording]
    _taken: set[int] = field(default_factory=set)

    def stream(self, exercise: Exercise, dose: Dose, number: int) -> SetStream:
        """The next recording of that exercise; raises UsageError where there is none left."""
        del dose
        for k, recording in enumerate(self.recordings):
            if k not in self._taken and recording.description.exercise == exercise.id:
                self._taken.add(k)
                return _stream(recording)
        raise UsageError(
            f"no recording is left for set {number} of {exercise.id}; give one more, or a shorter plan."
        )

    def close(self) -> None:
        """Nothing to free."""


def _stream(recording: Recording, then: Recording | None = None) -> SetStream:
    def items() -> Iterator[SetItem]:
        size = max(1, round(CHUNK_S * recording.rate_hz))
        last_s = 0.0
        for block in recording.blocks:
            yield from block.chunks(size)
            last_s = float(block.time_s[-1])
        for block in () if then is None else then.blocks:
            later = replace(block, time_s=block.time_s + last_s + 1.0 / recording.rate_hz)
            yield from later.chunks(size)

    return SetStream(recording.description, items())
