"""A rule of the catalogue, and a number with its unit and its origin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from ..outside.reader import Amount, Flag, Table, Text
from ..records import Method
from .roles import Role

Origin = Literal["document", "ours"]
Answer = Literal["yes", "no"]
Id = Annotated[str, Meta(pattern=r"^\S+$", description="an id without spaces")]

Check = Literal[
    "no_attack",
    "passive_hang",
    "count_at_most",
    "count_range",
    "hold_range",
    "hold_target",
    "effort_at_most",
    "rest_between_series",
    "duration_at_most",
]
CHECKS: Mapping[Check, Mapping[str, str]] = {
    "no_attack": {"below": "1"},
    "passive_hang": {"most": "deg"},
    "count_at_most": {"most": "repetitions"},
    "count_range": {"least": "repetitions", "most": "repetitions"},
    "hold_range": {"least": "s", "most": "s", "tolerance": "s"},
    "hold_target": {"target": "s", "tolerance": "s"},
    "effort_at_most": {"most": "s", "tolerance": "s"},
    "rest_between_series": {"series": "repetitions", "least": "s"},
    "duration_at_most": {"most": "s"},
}
"""The checks that a measured rule can name: each one's numbers, with the unit they must be given in."""


class Number(Table, frozen=True):
    """A number with its unit, and whose it is: the document's or ours."""

    value: Amount
    unit: Text
    origin: Origin

    @property
    def ours(self) -> bool:
        """True where the document gives words and the number was made concrete by us."""
        return self.origin == "ours"


Given = Annotated[Number, Meta(description="a number as { value = …, unit = …, origin = … }")]
"""A number where a document has one."""


class Rule(Table, frozen=True, kw_only=True):
    """One rule, how it is kept, and what is needed to keep it so.

    Attributes
    ----------
    id, says : str
        Identifier, and the rule in short.
    role : Role
        What it is for; code looks for the role, never for the id.
    method : {"measured", "asked", "cued"}
    check : str or None
        A key of `CHECKS` for a measured rule, else None.
    numbers : mapping of str to Number
        What the check needs; for an asked rule what its question names.
    question, good_answer : str or None
        For an asked rule: what is asked, and the answer that keeps the rule.
    cue : str or None
        What is said to the person.
    source, note : str or None
        The document's passage, quoted short; a remark, above all on what is ours.
    may_grow : bool
        True where the limit holds at first and the history may raise it later.
    """

    id: Id
    role: Role
    method: Method
    says: Text
    check: Check | None = None
    numbers: dict[str, Given] = msgspec.field(default_factory=dict)
    question: Text | None = None
    good_answer: Answer | None = None
    cue: Text | None = None
    source: Text | None = None
    note: Text | None = None
    may_grow: Flag = False

    def number(self, name: str) -> float:
        """The value of a number that its check has, in the unit that `CHECKS` names."""
        return self.numbers[name].value

    def _or_none(self, name: str) -> float | None:
        return self.number(name) if name in self.numbers else None

    @property
    def at_least(self) -> float | None:
        """Lower bound of what is allowed, the tolerance of a target included, or None."""
        return self._or_none("least") if self.target is None else self.target - self.number("tolerance")

    @property
    def target(self) -> float | None:
        """What the rule asks for, where that is a number and no bound, or None."""
        return self._or_none("target")

    @property
    def at_most(self) -> float | None:
        """Upper bound of what is allowed, its tolerance included, or None."""
        most = self._or_none("most") if self.target is None else self.target
        return self._or_none("below") if most is None else most + (self._or_none("tolerance") or 0.0)

    @property
    def unit(self) -> str | None:
        """Unit of the bounds, or None where there are none."""
        names = ("most", "target", "least", "below")
        bound = next((self.numbers[name] for name in names if name in self.numbers), None)
        return None if bound is None else bound.unit
