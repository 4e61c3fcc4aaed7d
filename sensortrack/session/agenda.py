"""What of a plan is done, what is left, and where in it the session is."""

from __future__ import annotations

from collections.abc import Sequence

from ..motion.vectors import Vector
from ..protocol.plan import Dose
from ..records import SetEnd, Side
from .coach import Coach
from .mounting_step import MountingStep

POSTURE_COSINE = 0.7
"""Two start poses are one posture where "up" differs by less than 45°."""


class Agenda:
    """The exercises of a session in their order, and what was done of the one that is on.

    Parameters
    ----------
    doses : sequence of Dose
        What is planned.
    mounting : MountingStep or None
        The step that finds how the sensor sits; None where it isn't wanted.

    Attributes
    ----------
    left : list of Dose
        What isn't done yet; the first one is on, or comes next.
    exercise : str or None
        Id of the exercise that is on.
    set_number : int
        Its set that is on or was the last, from 1; 0 before the first.
    done : dict of side (or None) to int
        Repetitions of that exercise in its earlier sets.
    lasted_s : float
        How long its earlier sets lasted, in s.
    whole : bool
        Whether every set came to its planned end.
    start_up : Vector or None
        What was up in the last start pose that was asked for, in the body frame; None before the first.
    """

    def __init__(self, doses: Sequence[Dose], mounting: MountingStep | None) -> None:
        self.left, self.mounting = list(doses), mounting
        self.exercise: str | None = None
        self.set_number = 0
        self.done: dict[Side | None, int] = {}
        self.lasted_s = 0.0
        self.whole = True
        self.start_up: Vector | None = None
        self._total = 0

    @property
    def finds_mounting(self) -> bool:
        """Whether the step that finds how the sensor sits is on, instead of an exercise."""
        return self.mounting is not None and self.mounting.on

    @property
    def where(self) -> tuple[str | None, int | None]:
        """The exercise and the set that are on; None for what isn't."""
        return (None, None) if self.finds_mounting else (self.exercise, self.set_number or None)

    @property
    def coming(self) -> tuple[str, ...]:
        """Ids of the exercises that come after what is on."""
        return tuple(dose.exercise for dose in self.left[not self.finds_mounting :])

    @property
    def has_done_any(self) -> bool:
        """Whether anything of the whole session counts."""
        return self._total > 0

    @property
    def lies(self) -> bool:
        """Whether the last start pose was one with the trunk level: lying, or on all fours."""
        return self.start_up is not None and abs(self.start_up[0]) < POSTURE_COSINE

    def is_posture(self, up: Vector) -> bool:
        """Whether a start pose is of the same posture as the last one."""
        return (
            self.start_up is not None
            and sum(a * b for a, b in zip(up, self.start_up, strict=True)) > POSTURE_COSINE
        )

    def between_exercises(self) -> None:
        """No exercise is on; what was done of the last one limits no other."""
        self.exercise, self.set_number = None, 0
        self.done, self.lasted_s = {}, 0.0

    def add(self, t_s: float, coach: Coach, ended_by: SetEnd) -> None:
        """A set is over: what was done in it."""
        for side, n in coach.counts.done.items():
            self.done[side] = self.done.get(side, 0) + n
        self.lasted_s += coach.lasted_s(t_s)
        self._total += coach.done + (self.left[0].duration_s is not None and ended_by == "done")
