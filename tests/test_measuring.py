"""The tests are measured: coverage by room, and mutants that nothing but a change of behaviour makes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scripts import mutations
from scripts.coverage import by_room, lines_of, missed, room_of, target_of


def _file(lines: int, covered: int, branches: int = 0, taken: int = 0) -> dict[str, dict[str, int]]:
    counts = {
        "num_statements": lines,
        "covered_lines": covered,
        "num_branches": branches,
        "covered_branches": taken,
    }
    return {"summary": counts}


def test_files_are_counted_in_their_room_and_a_room_below_its_target_is_said() -> None:
    files = {
        "sensortrack/protocol/counts.py": _file(50, 50, 10, 9),
        "sensortrack/protocol/plan.py": _file(50, 50),
        "sensortrack/motion/smoothness/bands.py": _file(20, 20),
        "sensortrack/motion/hang.py": _file(20, 5),
        "sensortrack/errors.py": _file(10, 10),
    }
    rooms = by_room(files)
    assert list(rooms) == [".", "motion", "motion/smoothness", "protocol", "all"]
    assert rooms["protocol"]["num_statements"] == 100
    assert rooms["all"]["covered_lines"] == 135
    below = [line.split()[0] for line in lines_of(rooms) if "below" in line]
    assert below == ["protocol", "all"]


def test_what_no_test_of_a_room_runs_is_listed_by_file_and_line() -> None:
    files: dict[str, dict[str, Any]] = {
        "sensortrack/protocol/plan.py": {"missing_lines": [7, 9], "missing_branches": [[6, 7], [20, -1]]},
        "sensortrack/protocol/rule.py": {"missing_lines": [], "missing_branches": []},
        "sensortrack/session/rest.py": {"missing_lines": [3]},
    }
    assert list(missed(files, "protocol")) == ["sensortrack/protocol/plan.py: 7, 9, 6->7, 20->exit"]


@pytest.mark.parametrize("room", ["protocol", "session", "motion/smoothness", "recorder"])
def test_rooms_whose_faults_reach_a_patient_are_tested_whole(room: str) -> None:
    assert room_of(f"sensortrack/{room}/some/file.py") == room
    assert target_of(room) == 100.0


TEXT = """\
def most(a: int | None, b: int = 3) -> int | None:
    return b if a is None else a + b
"""


def test_a_mutant_is_a_change_of_what_runs() -> None:
    pytest.importorskip("cosmic_ray")
    found = {m.text.split("return ")[1].strip() for m in mutations.mutants_of(TEXT)}
    assert {"b if a is not None else a + b", "b if a is None else a - b"} <= found
    assert not any("int & None" in m.text for m in mutations.mutants_of(TEXT))
    assert all(m.line in (1, 2) for m in mutations.mutants_of(TEXT))


def test_where_arguments_must_be_named_is_no_operation() -> None:
    pytest.importorskip("cosmic_ray")
    for text in (
        "def f(a, *, b):\n    return a * b\n",
        "def f(\n    a,\n    *,\n    b,\n):\n    return a * b\n",
    ):
        assert {m.text.splitlines()[-1].strip() for m in mutations.mutants_of(text)} == {"return a / b"}


def test_a_pattern_of_a_match_is_no_operation() -> None:
    pytest.importorskip("cosmic_ray")
    text = 'match x:\n    case "a" | "b":\n        y = 1 | 2\n'
    assert {m.line for m in mutations.mutants_of(text)} == {3}


def test_how_a_record_is_laid_out_is_no_behaviour() -> None:
    pytest.importorskip("cosmic_ray")
    for how in ("@dataclass(frozen=True)\nclass Point:", "# of msgspec\nclass Point(Struct, frozen=True):"):
        assert {m.line for m in mutations.mutants_of(f"{how}\n    x: int = 3\n")} == {3}


def test_of_many_mutants_so_many_are_drawn_in_their_order_and_again_the_same() -> None:
    mutants = [mutations.Mutant(line, "") for line in range(1, 101)]
    drawn = mutations.drawn(mutants, 20, "0 a.py")
    assert len(drawn) == 20
    assert drawn == sorted(set(drawn)) == mutations.drawn(mutants, 20, "0 a.py")
    assert drawn != mutations.drawn(mutants, 20, "1 a.py")
    assert mutations.drawn(mutants, None, "0 a.py") == mutations.drawn(mutants, 200, "0 a.py") == mutants


def test_an_excuse_holds_for_one_change_of_one_line_of_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.md"
    page.write_text("| `protocol/due.py` | `` a \\| b < 0 `` | `` a \\| b <= 0 `` | never 0 |\n")
    monkeypatch.setattr(mutations, "EXCUSES", page)
    assert mutations.excuses(Path("sensortrack/protocol/due.py")) == {("a | b < 0", "a | b <= 0")}
    assert mutations.excuses(Path("sensortrack/protocol/plan.py")) == set()


def test_another_value_of_a_constant_needs_no_excuse_and_a_number_in_a_formula_does() -> None:
    for line in ("MOMENT_S = 5.0", "SWAY_DEG, SWAY_HZ = 0.15, 0.3", "UNSEEN = 1_000"):
        assert mutations.CHOSEN.fullmatch(line)
    for line in ("return 5.0", "self.since_s = 0.0", "LIMIT_S = 2.0 * MOMENT_S", "N = len(x) - 1"):
        assert not mutations.CHOSEN.fullmatch(line)


def test_a_change_is_said_by_its_line_before_and_after() -> None:
    assert mutations.changed_lines("x = 1\n    y = 2\nz\n", "x = 1\n    y = 3\nz\n") == ("y = 2", "y = 3")
