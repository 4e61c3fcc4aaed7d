"""What is asked of one excursion: the comparison that decides is kept, so no reason can differ from it."""

from __future__ import annotations

from ...records import Criterion, ExcursionTest


class Asked:
    """The tests of one excursion, in the order in which it was put to them.

    Attributes
    ----------
    usual_deg : float or None
        The usual amplitude by which it was judged.
    """

    __slots__ = ("_tests", "usual_deg")

    def __init__(self, usual_deg: float | None = None) -> None:
        self.usual_deg = usual_deg
        self._tests: dict[Criterion, ExcursionTest] = {}

    @property
    def tests(self) -> tuple[ExcursionTest, ...]:
        """All of them."""
        return tuple(self._tests.values())

    def passes(self, criterion: Criterion, value: float, limit: float) -> bool:
        """Whether a value is on the right side of a limit; what was asked before by that criterion is replaced."""
        passed = bool(
            value >= limit if criterion.bound == "at_least" else value <= limit
        )  # numpy's bool isn't False
        self._tests[criterion] = ExcursionTest(criterion, value, limit, passed)
        return passed

    def failed(self, criterion: Criterion) -> ExcursionTest | None:
        """The test of that criterion, where it was asked and failed."""
        test = self._tests.get(criterion)
        return test if test is not None and test.passed is False else None

    def leave_open(self) -> None:
        """What it failed doesn't decide: it will be asked something else."""
        for criterion, test in self._tests.items():
            if test.passed is False:
                self._tests[criterion] = test._replace(passed=None)
