"""The ablation: each case names constants that there are, and its row says what its loss costs."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from benchmarks.accuracy.ablation.page import table
from benchmarks.accuracy.ablation.probe import Counts
from benchmarks.accuracy.ablation.switches import ROOT, Case, cases, switch_off, without_constants

MOTION = ROOT / "sensortrack" / "motion"


def _constants(module: str) -> set[str]:
    tree = ast.parse((MOTION / (module.replace(".", "/") + ".py")).read_text(encoding="utf-8"))
    names = [n for s in tree.body if isinstance(s, ast.Assign) for t in s.targets for n in ast.walk(t)]
    return {n.id for n in names if isinstance(n, ast.Name)}


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_case_names_constants_that_there_are(case: Case) -> None:
    assert case.off
    for constant in case.off:
        module, name = constant.split(":")
        assert name in _constants(module)


def test_a_constant_is_set_wherever_it_was_imported() -> None:
    # In a process of its own: this one goes on with the constants as they are.
    program = """
from benchmarks.accuracy.ablation.switches import Case, switch_off
from sensortrack.motion.counting import shake, sideways
switch_off(Case("a", "", {"counting.shake:SHAKEN_MS2": 7.0}))
assert shake.SHAKEN_MS2 == sideways.SHAKEN_MS2 == 7.0
"""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_a_case_with_a_constant_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="has no GONE"):
        switch_off(Case("a", "", {"counting.shake:GONE": 1.0}))


def test_a_row_says_what_was_lost_what_was_gained_and_what_went_wrong_silently() -> None:
    base = Counts({"worlds": [True, True, False, False]}, {"walking": 2}, 0.4, 0.25)
    without = Counts({"worlds": [False, True, True, True]}, {"walking": 1}, 0.45, 0.25)
    *_, reached, row = table(base, [(Case("steps.rhythm", "steps have a rhythm", {}), without)]).splitlines()
    assert reached == "| nothing: all of it | 2 of 4 | 2 | 400 ms | 250 ms |"
    assert row == "| `steps.rhythm`: steps have a rhythm | −1 +2 | −1 | +50 ms | · |"


def test_the_constants_of_the_cases_are_left_to_python_and_no_others() -> None:
    header = "cdef long REST, AWAY\ncdef double ONSET, PAUSE_S\ncdef double LOST\n    cdef double _pause_s\n"
    assert without_constants(header, {"PAUSE_S", "LOST"}) == (
        "cdef long REST, AWAY\ncdef double ONSET\n\n    cdef double _pause_s\n"
    )
