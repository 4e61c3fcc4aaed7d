"""What the person is asked to do: exercise, repetitions, tempo, and jerks at chosen places."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from sensortrack.errors import UsageError
from sensortrack.protocol import Catalogue, load_catalogue
from sensortrack.protocol import Exercise as Entry

from .exercise_motions import ExerciseMotion, exercise_of

JerkKind = Literal["attack", "hesitation", "tremor", "catch"]
JerkPhase = Literal["out", "return"]
Sides = Literal["alternate", "left", "right"]

_JERK = re.compile(r"(\w+)@(\d+):(\w+)")


@dataclass(frozen=True, slots=True)
class Jerk:
    """A movement that isn't smooth, at a chosen place.

    Attributes
    ----------
    repetition : int
        Counted from 1; aborted attempts aren't counted.
    phase : {"out", "return"}
    kind : {"attack", "hesitation", "tremor", "catch"}
        attack: full speed within the phase's first eighth; hesitation: nearly a stop in mid phase;
        tremor: an oscillation at 4–8 Hz all through; catch: a dip in speed of 150 ms.
    """

    repetition: int
    phase: JerkPhase
    kind: JerkKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPlan:
    """A set of one exercise; make it with `plan_for`, which fills in what is typical.

    Attributes
    ----------
    moves : ExerciseMotion
        What is done.
    repetitions : int
        Completed repetitions (of a walk: back bends). With 0 the person just stays in the start pose.
    amplitude_deg : float
        Angle about the exercise's axis.
    out_s, return_s, rest_s : float
        Duration of the phases, and of the stillness between repetitions.
    hold_s : float or tuple of float
        How long the command stands still; a tuple has one entry for each repetition.
    lead_in_s : float
        Stillness in the start pose before anything happens.
    sides : {"alternate", "left", "right"}
        For two-sided exercises; "alternate" begins with the left.
    duration_s : float or None
        Of a hang: how long it lasts. Of a walk: the least time from the first step to the last.
    swing_deg : float
        Of a hang: amplitude of the pendulum.
    """

    moves: ExerciseMotion
    repetitions: int
    amplitude_deg: float
    out_s: float
    hold_s: float | tuple[float, ...]
    return_s: float
    rest_s: float
    lead_in_s: float = 3.0
    jerks: tuple[Jerk, ...] = ()
    sides: Sides = "alternate"
    duration_s: float | None = None
    swing_deg: float = 1.0

    def __post_init__(self) -> None:
        kind = self.moves.kind
        holds = self.hold_s if isinstance(self.hold_s, tuple) else (self.hold_s,)
        times = (*holds, self.rest_s, self.lead_in_s, self.duration_s or 0.0)
        places = [(jerk.repetition, jerk.phase) for jerk in self.jerks]
        n = self.repetitions
        problems = {
            f"{n} repetitions; expected 0 or more.": n < 0,
            f"{n} repetitions of {self.exercise}; expected 0, a hang has none.": n > 0 and kind == "hang",
            f"a duration for {self.exercise}; expected one for a hang or a walk only.": (
                self.duration_s is not None and kind == "repetitions"
            ),
            f"a hang of {self.duration_s} s; expected more than 0 s.": kind == "hang" and not self.duration_s,
            f"{len(holds)} holds for {n} repetitions; expected one for each, or a single number.": (
                isinstance(self.hold_s, tuple) and len(holds) != n
            ),
            f"out in {self.out_s} s, return in {self.return_s} s; expected more than 0 s.": (
                min(self.out_s, self.return_s) <= 0
            ),
            f"a hold, rest, lead-in or duration of {min(times, default=0.0)} s; expected 0 s or more.": (
                min(times, default=0.0) < 0
            ),
            f"an amplitude of {self.amplitude_deg}°; expected more than 0°.": n > 0
            and self.amplitude_deg <= 0,
            f"jerks in repetitions {', '.join(str(r) for r, _ in places)}; expected 1 to {n}.": any(
                not 1 <= r <= n for r, _ in places
            ),
            "two jerks in one phase; expected at most one in each.": len(set(places)) < len(places),
        }
        for problem, found in problems.items():
            if found:
                raise UsageError(f"a plan with {problem}")

    @property
    def exercise(self) -> str:
        """The exercise's id."""
        return self.moves.id

    def hold_of(self, repetition: int) -> float:
        """The planned hold of a repetition (counted from 0), in s."""
        return self.hold_s[repetition] if isinstance(self.hold_s, tuple) else self.hold_s


def plan_for(exercise: str | Entry, catalogue: Catalogue | None = None, **overrides: Any) -> SetPlan:
    """The typical plan of an exercise, with fields of `SetPlan` overridden.

    Parameters
    ----------
    exercise : str or ExerciseMotion
        Of the catalogue, or its id.
    catalogue : Catalogue or None
        Another one than ours.

    Raises
    ------
    UsageError
        For an exercise, or an override, that doesn't exist.
    """
    catalogue = catalogue or load_catalogue()
    moves = exercise_of(catalogue.exercise(exercise) if isinstance(exercise, str) else exercise, catalogue)
    typical = SetPlan(
        moves=moves,
        repetitions=moves.repetitions,
        amplitude_deg=moves.amplitude_deg,
        out_s=moves.typical.out_s,
        hold_s=moves.typical.hold_s,
        return_s=moves.typical.return_s,
        rest_s=moves.typical.rest_s,
        duration_s=20.0 if moves.kind == "hang" else None,
    )
    unknown = sorted(set(overrides) - set(SetPlan.__dataclass_fields__))
    if unknown:
        raise UsageError(f"a plan has no '{unknown[0]}'; expected {', '.join(SetPlan.__dataclass_fields__)}.")
    return replace(typical, **overrides)


def parse_jerk(text: str) -> Jerk:
    """A jerk as given on the command line: `attack@3:out` is an attack in the third repetition's way out."""
    found = _JERK.fullmatch(text.strip())
    kinds, phases = get_args(JerkKind), get_args(JerkPhase)
    if found is None or found[1] not in kinds or found[3] not in phases or int(found[2]) < 1:
        raise UsageError(
            f"jerk '{text}'; expected KIND@REPETITION:PHASE, say attack@3:out, with KIND one of"
            f" {', '.join(kinds)}, REPETITION from 1, and PHASE one of {', '.join(phases)}."
        )
    return Jerk(int(found[2]), found[3], found[1])  # type: ignore[arg-type]  # both are checked above
