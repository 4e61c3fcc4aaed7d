"""The truth of a simulated recording, as JSON would hold it."""

from __future__ import annotations

from typing import Any

from .difficulty import Difficulty, level_name
from .patient import Patient
from .phases import edges
from .script import Act, MotionScript


def truth_of(patient: Patient, difficulty: Difficulty, seed: int) -> dict[str, Any]:
    """Everything commanded: attempts with the times of their phases, fidgets, steps, hang."""
    script, plan = patient.script, patient.plan
    share = patient.exercise.rules.edge_share
    truth: dict[str, Any] = {
        "simulated": True,
        "seed": seed,
        "level": level_name(difficulty),
        "start_pose_s": [0.0, plan.lead_in_s],
        "attempts": [_attempt(index, act, share) for index, act in enumerate(script.acts, start=1)],
        "fidgets": _fidgets(script),
    }
    if script.steps_s:
        truth["walk"] = {
            "start_s": script.rolls[0].start_s,
            "end_s": script.rolls[-1].end_s,
            "steps_s": script.steps_s,
        }
    if script.hang_s is not None:
        start, end = script.hang_s
        truth["hang"] = {"start_s": start, "end_s": end, "swing_deg": plan.swing_deg}
    return truth


def _attempt(index: int, act: Act, share: float) -> dict[str, Any]:
    start, plateau_start = edges(act.out.segments, share)
    plateau_end, end = edges(act.back.segments, share)
    if act.hold_s <= 0.0:  # no plateau: only the turning point
        plateau_start = plateau_end = act.out.end_s
    ways = (("out", act.out), ("return", act.back))
    return {
        "index": index,
        "outcome": act.outcome,
        "side": act.side,
        "direction": act.direction,
        "start_s": start,
        "plateau_start_s": plateau_start,
        "plateau_end_s": plateau_end,
        "end_s": end,
        "hold_s": plateau_end - plateau_start,
        "amplitude_deg": act.amplitude_deg,
        "peak_s": 0.5 * (plateau_start + plateau_end),
        "jerks": [
            {"kind": way.jerk, "phase": phase, "t_s": way.jerk_s}
            for phase, way in ways
            if way.jerk is not None
        ],
        "pauses": [
            {"phase": phase, "start_s": way.pause[0], "end_s": way.pause[1]}
            for phase, way in ways
            if way.pause is not None
        ],
    }


def _fidgets(script: MotionScript) -> list[dict[str, Any]]:
    """Each shift of posture; one that is taken back is two."""
    return [
        {"start_s": s.start_s, "end_s": s.end_s, "shift_deg": [float(c) for c in s.change]}
        for s in script.fidgets
    ]
