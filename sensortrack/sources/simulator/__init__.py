"""The virtual patient: physically consistent accelerometer and gyroscope data with its truth.

A `SetPlan` says what is to be done, a `Difficulty` how steadily the person does it and how good the
instrument is, a `Sensor` how it is worn and read; `simulate` makes a recording of it.
"""

from .difficulty import CLEAN, HARD, ORDINARY, Difficulty
from .exercise_motions import EXERCISES
from .patient import Patient
from .set_plan import Jerk, JerkKind, SetPlan, parse_jerk, plan_for
from .simulated_recording import simulate
from .simulated_sensor import Sensor

__all__ = [
    "CLEAN",
    "EXERCISES",
    "HARD",
    "ORDINARY",
    "Difficulty",
    "Jerk",
    "JerkKind",
    "Patient",
    "Sensor",
    "SetPlan",
    "parse_jerk",
    "plan_for",
    "simulate",
]
