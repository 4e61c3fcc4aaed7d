"""The person: how the lower back turns and what it feels, at any time one cares to ask for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import mul

import numpy as np
from scipy.spatial.transform import Rotation

from sensortrack.records import FloatArray
from sensortrack.units import STANDARD_GRAVITY_MS2

from .difficulty import Difficulty
from .hang_motion import feet_path, pendulum
from .kinematics import lever_acceleration, then, turn
from .paths import Path, Waves, along, join
from .random_streams import Streams
from .restless import breathing, drift, sway, tremor
from .script import MotionScript, write_script
from .set_plan import SetPlan
from .start_posture import start_posture


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """What an ideal sensor, aligned with the body, would go through at n times.

    Attributes
    ----------
    turns : tuple of Rotation
        The start posture, then turns (n,) within it, each in the frame of the one before.
    rate_dps : (n, 3) float64
        Angular rate in deg/s in the body frame.
    force_ms2 : (n, 3) float64
        Specific force in m/s² in the body frame.
    """

    turns: tuple[Rotation, ...]
    rate_dps: FloatArray
    force_ms2: FloatArray

    @property
    def orientation(self) -> Rotation:
        """Rotation (n,) from the body frame to the world (z up)."""
        return reduce(mul, self.turns)


class Patient:
    """A person who follows a plan; the same seed is the same movement at any sampling rate."""

    def __init__(self, plan: SetPlan, difficulty: Difficulty, seed: int) -> None:
        self.plan = plan
        self.exercise = plan.moves
        streams = Streams(seed)
        self.script: MotionScript = write_script(plan, difficulty, streams)
        self._lever = np.array(self.exercise.typical.lever_m)
        self.posture: Rotation = start_posture(self.exercise, difficulty, streams["posture"])
        self._slow: tuple[Waves, ...] = (
            sway(streams["sway"], difficulty.sway_deg),
            breathing(streams["breathing"], difficulty.breathing_deg),
            drift(streams["drift"], difficulty.rest_drift_deg, self.script.end_s),
        )
        self._tremor = tremor(streams["tremor"], difficulty.tremor_deg)
        script = self.script
        self._turns = [join(part) for part in (script.fidgets, script.rolls) if part]
        self._commands = [join(part) for part in (script.commands, script.shakes) if part]
        self._strides = [join(script.strides)] if script.strides else []
        if script.hang_s is not None:
            self._turns.append(pendulum(plan, script.hang_s, streams["swing"]))
            self._strides.append(feet_path(script.hang_s))

    def at(self, rate_hz: float, count: int) -> Motion:
        """The motion at the times k / rate_hz, k < count."""
        time_s = np.arange(count) / rate_hz
        rest = _total(
            [w.uniform(rate_hz, count) for w in self._slow] + [along(p, time_s) for p in self._turns]
        )
        resting = turn(rest)
        command = turn(_total([along(p, time_s) for p in self._commands], count))
        shake = turn(self._tremor.uniform(rate_hz, count))
        gross = then(resting, command)
        body = then(gross, shake)

        gravity = self.posture.apply([0.0, 0.0, STANDARD_GRAVITY_MS2], inverse=True)
        felt = gravity + _total([along(p, time_s) for p in self._strides], count).a
        felt = command.rotation.apply(resting.rotation.apply(felt, inverse=True), inverse=True)
        # The lever carries the sensor through the gross movement; a tremor only shakes it in place.
        felt = felt + lever_acceleration(gross, self._lever)
        return Motion(
            turns=(self.posture, resting.rotation, command.rotation, shake.rotation),
            rate_dps=np.degrees(body.rate),
            force_ms2=shake.rotation.apply(felt, inverse=True),
        )


def _total(paths: list[Path], count: int = 0) -> Path:
    """The sum of paths; standstill for `count` times where there are none."""
    if not paths:
        return Path(*(np.zeros((count, 3)) for _ in range(3)))
    out = paths[0]
    for path in paths[1:]:
        out = out + path
    return out
