"""The step before the first exercise that finds how the sensor sits on the body, or sees that it sits as before.

A mounting that is known is held against gravity in an upright pose. Where there is none, or it doesn't fit, the person
leans forward a few times, led by the coach of that movement; `calibrate` finds the mounting in what was gathered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..motion.orientation.inclination import angle_between_deg
from ..motion.vectors import Vector
from ..motion.wearing.mounting import Mounting
from ..protocol.catalogue_model import Catalogue
from ..protocol.exercise import Exercise
from ..protocol.plan import Dose, dose_of_stage

LEANS = 3
"""One lean doesn't show how well it kept to its axis; of three one may be bad."""
TRIES = 2
"""So often the leans are asked for in a row; then the session goes on without."""
FITS_DEG = 25.0
"""The vertical may be off by this much, in deg, from that of the known mounting: an upright pose differs by some 15°
from one day to the next, a belt by some 10°. A sensor that is worn another way round is off by 90° or 180°."""
UPRIGHT: Vector = (1.0, 0.0, 0.0)
FORWARD: Vector = (0.0, -1.0, 0.0)


@dataclass
class MountingStep:
    """How far the step has come.

    Attributes
    ----------
    dose : Dose
        The leans.
    known : bool
        Whether a mounting is known, so that an upright pose is enough.
    due : bool
        Whether the step is to be done before the next exercise.
    on : bool
        Whether it is being done.
    gathered : bool
        Whether the leans are over and the mounting is being found.
    tries : int
        How often the leans were asked for.
    """

    dose: Dose
    known: bool
    due: bool = True
    on: bool = False
    gathered: bool = False
    tries: int = 0

    def begin(self) -> None:
        """It is done now."""
        self.due, self.on, self.gathered, self.tries = False, True, False, 0

    def forget(self) -> None:
        """What was known doesn't hold any more."""
        self.known = False


def lean_of(catalogue: Catalogue) -> Exercise | None:
    """The exercise of a catalogue that tells the mounting: a clear lean forward from an upright pose; or None."""
    for exercise in catalogue.exercises:
        movement = exercise.movement
        if (
            movement.kind == "repetitions"
            and exercise.observability == "clearly"
            and movement.sides == "none"
            and not movement.either_way
            and movement.start_up == UPRIGHT
            and movement.axis == FORWARD
        ):
            return exercise
    return None


def mounting_step(catalogue: Catalogue, *, known: bool) -> MountingStep | None:
    """The step, or None where the catalogue has no movement for it."""
    lean = lean_of(catalogue)
    if lean is None:
        return None
    return MountingStep(replace(dose_of_stage(lean, 0, catalogue), series=1, repetitions=LEANS), known)


def off_deg(mounting: Mounting, up: Vector) -> float:
    """How far "up" in an upright pose, in the sensor's axes, is from that of a mounting, in deg."""
    return angle_between_deg(mounting.sensor_to_body[0], up)
