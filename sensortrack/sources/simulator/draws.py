"""What chance decides for each repetition, drawn ahead: repetition k draws the same however many follow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sensortrack.records import FloatArray

from .difficulty import Difficulty
from .exercise_motions import ExerciseMotion
from .random_streams import Stream, Streams
from .set_plan import SetPlan

_LEAST_MARGIN = 1.25


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Chance's part in n repetitions; every array has n rows.

    Attributes
    ----------
    out_s, hold_s, return_s, rest_s : (n,) float64
        Durations; a skipped hold or rest is 0.
    amplitude_deg : (n,) float64
    off_axis : (n, 3) float64
        Share of the angle about the two axes across the exercise's; 0 along it.
    pause_s, pause_place : (n, 2) float64
        Standstill within out and return (0 for none), and the share of the way at which it comes.
    abort_share : (n,) float64
        Share of the amplitude of an aborted attempt before the repetition; 0 for none. The first has none.
    abort_tempo : (n, 2) float64
        How long its way out and back take, as a share of the phase's time.
    fidget_deg : (n, 3) float64
        Shift of posture after the repetition; 0 for none.
    fidget_lasts : (n,) bool
    tremor_hz : (n, 2) float64
        Frequency that a tremor would have in out and return.
    """

    out_s: FloatArray
    hold_s: FloatArray
    return_s: FloatArray
    rest_s: FloatArray
    amplitude_deg: FloatArray
    off_axis: FloatArray
    pause_s: FloatArray
    pause_place: FloatArray
    abort_share: FloatArray
    abort_tempo: FloatArray
    fidget_deg: FloatArray
    fidget_lasts: NDArray[np.bool_]
    tremor_hz: FloatArray


def draw(plan: SetPlan, exercise: ExerciseMotion, d: Difficulty, streams: Streams) -> Draws:
    """Draw everything that chance decides about the plan's repetitions."""
    n = plan.repetitions

    def normal(name: Stream, columns: int) -> FloatArray:
        return np.clip(streams[name].standard_normal((n, columns)), -2.5, 2.5)

    def uniform(name: Stream, columns: int) -> FloatArray:
        return streams[name].random((n, columns))

    person = streams["person"]
    # Whoever is slow is slow in all they do; a hold is counted, though.
    person_z, person_u = np.clip(person.standard_normal(5), -2.5, 2.5), person.random(1)
    own = person_z[:4] * [1.0, 0.0, 1.0, 1.0]
    planned = np.array([[plan.out_s, plan.hold_of(k), plan.return_s, plan.rest_s] for k in range(n)]).reshape(
        n, 4
    )
    sd = np.array([d.phase_tempo_sd, d.hold_tempo_sd, d.phase_tempo_sd, d.rest_tempo_sd])
    lasting = planned * np.exp(d.person_tempo_sd * own + sd * normal("tempo", 4))
    skip = uniform("skip", 2) < [d.no_hold_probability, d.no_rest_probability]
    lasting[:, [1, 3]] *= ~skip

    fade = 1.0 - d.fade_max * person_u[0] * np.arange(n) / max(n - 1, 1)
    varied = 1.0 + d.amplitude_sd * normal("amplitude", 1)[:, 0]
    amplitude = plan.amplitude_deg * (1.0 + d.person_amplitude_sd * person_z[4]) * varied * fade
    # A repetition at the limit of what counts would have no truth; whoever plans a small one gets it.
    floor = min(plan.amplitude_deg, _LEAST_MARGIN * exercise.least_amplitude_deg)

    across = d.off_axis_sd * normal("off_axis", 3)
    axis = np.array(exercise.axis)
    across -= np.outer(across @ axis, axis)

    pause = uniform("pause", 6)
    pause_p = [d.pause_out_probability, d.pause_return_probability]
    pause_s = (pause[:, :2] < pause_p) * (d.pause_min_s + (d.pause_max_s - d.pause_min_s) * pause[:, 2:4])
    abort = uniform("abort", 4)
    share = d.abort_min_share + (d.abort_max_share - d.abort_min_share) * abort[:, 1]

    fidget_rng = streams["fidget"]
    fidget_u, direction = np.empty((n, 3)), np.empty((n, 3))
    for k in range(n):
        fidget_u[k], direction[k] = fidget_rng.random(3), fidget_rng.standard_normal(3)
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    size = (fidget_u[:, 0] < d.fidget_probability) * d.fidget_deg * (0.75 + 0.5 * fidget_u[:, 1])

    return Draws(
        out_s=lasting[:, 0],
        hold_s=lasting[:, 1],
        return_s=lasting[:, 2],
        rest_s=lasting[:, 3],
        amplitude_deg=np.maximum(amplitude, floor),
        off_axis=across,
        pause_s=pause_s,
        pause_place=0.3 + 0.4 * pause[:, 4:],
        abort_share=(abort[:, 0] < d.abort_probability) * share,
        abort_tempo=0.4 + 0.2 * abort[:, 2:],
        fidget_deg=size[:, None] * direction,
        fidget_lasts=fidget_u[:, 2] < 0.5,
        tremor_hz=4.5 + 3.0 * uniform("jerk", 2),
    )
