"""Whether a plan can be done: each dose within every rule and every bound, and the session not too long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .catalogue_model import Catalogue
from .exercise import Exercise
from .limits import Bound, bounds_of, plan_bounds_of
from .plan import Dose, PlanException

REST_BETWEEN_S = 2.0
"""Rest between two repetitions, in s, where the time of a session is reckoned: the coach's pace."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A bound that a dose goes beyond, and what it plans there."""

    bound: Bound
    value: float

    @property
    def unit(self) -> str:
        """The unit, and of what where it doesn't say that itself: "s of hold", "repetitions"."""
        return (
            self.bound.unit if self.bound.unit == self.bound.of else f"{self.bound.unit} of {self.bound.of}"
        )

    @property
    def allowed(self) -> str:
        """What the bound allows, in words."""
        b = self.bound
        limits = [f"at least {b.least:g}"] if b.least is not None else []
        limits += [f"at most {b.most:g}"] if b.most is not None else []
        return f"{' and '.join(limits)} {self.unit} ({b.rule})"


def misfit(dose: Dose, exercise: Exercise) -> tuple[str, str] | None:
    """The key of a dose that doesn't belong to the exercise or is missing, and what is expected; None where it fits."""
    by_time = exercise.movement.kind != "repetitions"
    if by_time and dose.duration_s is None:
        return "duration_s", "a duration: this exercise goes by time"
    if not by_time and dose.duration_s is not None:
        return "duration_s", "none: this exercise goes by repetitions"
    if not by_time and dose.repetitions is None:
        return "repetitions", "a number: this exercise goes by repetitions"
    if exercise.movement.kind == "hang" and dose.repetitions is not None:
        return "repetitions", "none: a hang has no repetitions"
    if by_time and dose.hold_s is not None:
        return "hold_s", "none: this exercise goes by time"
    if dose.weight_kg and all(r.role != "weight" for r in exercise.rules):
        return "weight_kg", "no weight in this exercise"
    return None


def broken_bounds(
    dose: Dose,
    exercise: Exercise,
    catalogue: Catalogue,
    exceptions: Sequence[PlanException] = (),
    *,
    initial: bool = False,
) -> tuple[Broken, ...]:
    """Every rule and bound that a dose goes beyond; `initial` where limits that may grow hold, too."""
    found = []
    for bound in (*bounds_of(exercise, catalogue, initial=initial), *plan_bounds_of(exercise, catalogue)):
        value = planned(dose, bound, catalogue)
        if value is not None and beyond(value, widened(bound, exceptions), one_series=dose.series == 1):
            found.append(Broken(bound, value))
    return tuple(found)


def widened(bound: Bound, exceptions: Iterable[PlanException]) -> Bound:
    """The bound with the exceptions that are made for it."""
    most, least = bound.most, bound.least
    for e in exceptions:
        if e.rule == bound.rule and e.of in (None, bound.of):
            most = None if most is None else max(most, e.limit)
            least = None if least is None else min(least, e.limit)
    return Bound(bound.of, bound.rule, bound.unit, most, least)


def beyond(value: float, bound: Bound, *, one_series: bool = False) -> bool:
    """Whether a value is out of a bound; after the only series no rest is owed."""
    if bound.most is not None and value > bound.most:
        return True
    owed = bound.least is not None and not (one_series and bound.of == "rest")
    return owed and bound.least is not None and value < bound.least


def planned(dose: Dose, bound: Bound, catalogue: Catalogue) -> float | None:
    """What a dose plans in the dimension of a bound, all its series together; None where it has none of it."""
    repetitions, duration_s = dose.repetitions, dose.duration_s
    match bound.of:
        case "series":
            return float(dose.series)
        case "series_repetitions":
            return None if repetitions is None else float(repetitions)
        case "repetitions":
            return None if repetitions is None else float(repetitions * dose.series)
        case "hold":
            return dose.hold_s
        case "effort":
            return None if repetitions is None else (dose.hold_s or 0.0) + catalogue.out_and_return.value
        case "duration":
            return None if duration_s is None else duration_s * dose.series
        case "rest":
            return dose.rest_s
        case "weight":
            return dose.weight_kg or None
        case "bends_per_minute":
            if repetitions is None or not duration_s:
                return None
            return 60.0 * repetitions / duration_s
    return None


def session_s(doses: Iterable[Dose], catalogue: Catalogue) -> float:
    """How long a plan takes, in s: sets, rests between the repetitions and after the series."""
    return sum(_times(doses, catalogue))


def session_bound(catalogue: Catalogue) -> Bound:
    """The bound on the time of a whole session."""
    return next(
        Bound("session", "plan.session", b.most.unit, b.most.value)
        for b in catalogue.plan_bounds
        if b.of == "session"
    )


def _times(doses: Iterable[Dose], catalogue: Catalogue) -> Iterator[float]:
    for dose in doses:
        sides = 2 if catalogue.exercise(dose.exercise).two_sided else 1
        each_s = (dose.hold_s or 0.0) + catalogue.out_and_return.value + REST_BETWEEN_S
        set_s = (dose.repetitions or 0) * sides * each_s if dose.duration_s is None else dose.duration_s
        yield dose.series * (set_s + dose.rest_s)
