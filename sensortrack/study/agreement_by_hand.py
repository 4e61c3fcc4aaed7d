"""How well the program agrees with the people who corrected it: precision, recall, and the edges beside each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..analysis import Result
from ..errors import UsageError
from ..records import Attempt
from .raters import LEAST_PAIRS, Agreement, Interval, agreement

COMPARED = ("start_s", "end_s", "duration_s", "amplitude_deg")


@dataclass(frozen=True, slots=True)
class MachineAndPerson:
    """The program's repetitions beside those that stand after a person's corrections.

    Attributes
    ----------
    recordings : int
    found : int
        Repetitions that both see; those that nobody corrected are taken as seen by both.
    wrong, missed : int
        Those that a person rejected, and those that only a person saw.
    precision, recall : float or None
        found / (found + wrong) and found / (found + missed); None where there is nothing to divide by.
    precision_interval, recall_interval : (float, float) or None
        Their 95 % intervals (Wilson 1927, J Am Stat Assoc 22:209).
    moved : int
        Repetitions of both whose edges a person moved.
    edges : dict of str to Agreement
        For start_s, end_s, duration_s and amplitude_deg of the moved repetitions, if there are at least three: the
        program's value minus the person's. The others don't count: there is no second value to compare with.
    """

    recordings: int
    found: int
    wrong: int
    missed: int
    precision: float | None
    recall: float | None
    precision_interval: Interval | None
    recall_interval: Interval | None
    moved: int
    edges: dict[str, Agreement]

    def __str__(self) -> str:
        lines = [
            f"{self.recordings} recordings: {self.found} repetitions of both, {self.wrong} rejected,"
            f" {self.missed} missed",
            f"precision {_told(self.precision, self.precision_interval)},"
            f" recall {_told(self.recall, self.recall_interval)}",
            f"{self.moved} with edges moved" + (", program − person:" if self.edges else ""),
        ]
        return "\n".join(lines + [f"  {name}: {one}" for name, one in self.edges.items()])


def machine_and_person(results: Iterable[Result]) -> MachineAndPerson:
    """Hold the program's repetitions against those that stand after a person's corrections.

    Parameters
    ----------
    results : iterable of Result
        Of recordings that a person has checked, including those in which there was nothing to correct.

    Raises
    ------
    UsageError
        There is no result.
    """
    recordings = found = wrong = missed = moved = 0
    pairs: dict[str, list[tuple[float | None, float | None]]] = {name: [] for name in COMPARED}
    for result in results:
        recordings += 1
        own = {a.index: a for a in result.attempts}
        found += sum(a.outcome == "repetition" and a.source == "machine" for a in result.attempts)
        for one in result.corrected:
            theirs = next((a for a in one.replaces if a.outcome == "repetition"), None)
            if one.attempt is None:
                wrong += theirs is not None
            elif theirs is None:
                missed += 1
            else:
                found, moved = found + 1, moved + 1
                mine = own[one.attempt]
                for name in COMPARED:
                    pairs[name].append((_value(theirs, name), _value(mine, name)))
    if not recordings:
        raise UsageError("no result; expected those of recordings that a person has looked through")
    precision, recall = _share(found, found + wrong), _share(found, found + missed)
    whole = {name: [p for p in both if None not in p] for name, both in pairs.items()}
    edges = {
        name: agreement(*(list(column) for column in zip(*both, strict=True)))
        for name, both in whole.items()
        if len(both) >= LEAST_PAIRS
    }
    return MachineAndPerson(
        recordings, found, wrong, missed, precision[0], recall[0], precision[1], recall[1], moved, edges
    )


def _value(attempt: Attempt, name: str) -> float | None:
    if name == "duration_s":
        return attempt.end_s - attempt.start_s
    value: float | None = getattr(attempt, name)
    return value


def _share(part: int, whole: int) -> tuple[float | None, Interval | None]:
    if not whole:
        return None, None
    from scipy.stats import binomtest

    low, high = binomtest(part, whole).proportion_ci(0.95, "wilson")
    return part / whole, (float(low), float(high))


def _told(share: float | None, interval: Interval | None) -> str:
    if share is None or interval is None:
        return "not known"
    return f"{share:.3f} (95 % {interval[0]:.3f} to {interval[1]:.3f})"
