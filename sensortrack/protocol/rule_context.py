"""A case: one rule against one recording, and the ways in which it can end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..records import Attempt, Code, Finding, FindingOutcome, Gap, Reason
from .catalogue_model import Judging
from .evidence import Evidence
from .exercise import Exercise
from .rule import Rule

NOTHING_DONE = Reason(Code.NO_REPETITION)

# Far below any sensor's resolution: it only keeps binary fractions from breaking a limit that is just met.
_SLACK = 1e-9


def beyond(value: float, bound: float | None) -> bool:
    """Whether a value is more than its upper bound."""
    return bound is not None and value > bound + _SLACK


def short_of(value: float, bound: float | None) -> bool:
    """Whether a value is less than its lower bound."""
    return bound is not None and value < bound - _SLACK


def most_common(reasons: Sequence[Reason]) -> Reason:
    """The first of those whose code comes most often, whatever their numbers."""
    code = Counter(r.code for r in reasons).most_common(1)[0][0]
    return next(r for r in reasons if r.code == code)


@dataclass(frozen=True, slots=True)
class RuleContext:
    """One measured rule of one exercise, and the recording it is held against.

    `attack_ratio_limit` is the limit of the catalogue's one rule of smoothness: what an attack is in any movement.
    """

    rule: Rule
    exercise: Exercise
    evidence: Evidence
    judging: Judging
    attack_ratio_limit: float

    @property
    def repetitions(self) -> tuple[Attempt, ...]:
        """The attempts that were completed."""
        return tuple(a for a in self.evidence.attempts if a.outcome == "repetition")

    @property
    def interrupted(self) -> tuple[Attempt, ...]:
        """The attempts that a gap, or the end of the recording, cut short."""
        return tuple(a for a in self.evidence.attempts if a.outcome == "interrupted")

    @property
    def long_gaps(self) -> tuple[Gap, ...]:
        """The gaps that are long enough to interrupt an attempt."""
        longest = self.judging.gap.value
        return tuple(g for g in self.evidence.gaps if beyond(g.end_s - g.start_s, longest))

    @property
    def unseen(self) -> tuple[Reason, ...]:
        """Why a part of the exercise may not have been seen; empty where all of it was."""
        parts = []
        if self.long_gaps:
            parts.append(Reason(Code.GAPS, n=len(self.long_gaps), longer_s=self.judging.gap.value))
        if self.interrupted:
            parts.append(Reason(Code.INTERRUPTED, n=len(self.interrupted)))
        return tuple(parts)

    def passed(self, why: Reason, value: float | None, attempts: tuple[Attempt, ...] = ()) -> Finding:
        """The rule was kept."""
        return self._finding("pass", why, value, self._limit, attempts)

    def failed(
        self, why: Reason, value: float | None, attempts: tuple[Attempt, ...] = (), limit: float | None = None
    ) -> Finding:
        """The rule was broken; `limit` is the bound that was passed, where it isn't the rule's first."""
        return self._finding("fail", why, value, self._limit if limit is None else limit, attempts)

    def not_judged(
        self, why: Reason, value: float | None = None, attempts: tuple[Attempt, ...] = ()
    ) -> Finding:
        """It can't be decided, and why."""
        return self._finding("not_judged", why, value, self._limit, attempts)

    @property
    def _limit(self) -> float | None:
        return self.rule.at_least if self.rule.at_most is None else self.rule.at_most

    def _finding(
        self,
        outcome: FindingOutcome,
        why: Reason,
        value: float | None,
        limit: float | None,
        attempts: tuple[Attempt, ...],
    ) -> Finding:
        return Finding(
            rule=self.rule.id,
            outcome=outcome,
            method="measured",
            why=why,
            value=value,
            limit=limit,
            unit=self.rule.unit,
            attempts=tuple(a.index for a in attempts),
            at_least=self.rule.at_least,
            at_most=self.rule.at_most,
            corrections=self.evidence.corrections,
        )
