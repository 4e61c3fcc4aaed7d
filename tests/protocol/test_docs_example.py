"""The exercise that docs/exercises.md shows can be appended to our catalogue, and works."""

from __future__ import annotations

import re
from pathlib import Path

import sensortrack
from sensortrack.protocol import load_catalogue
from sensortrack.sources.simulator import ORDINARY, Sensor, plan_for, simulate

ROOT = Path(__file__).parents[2]
OURS = ROOT / "sensortrack" / "protocol" / "catalogue.toml"


def test_the_exercise_of_the_page_is_understood_simulated_and_counted(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "exercises.md").read_text("utf-8"), re.S)
    mine = tmp_path / "mine.toml"
    mine.write_text(OURS.read_text("utf-8") + "\n" + example, encoding="utf-8")
    catalogue = load_catalogue(mine)
    plan = plan_for("side_bend", catalogue=catalogue, repetitions=6)
    recording = simulate(plan, sensor=Sensor(rate_hz=50.0), difficulty=ORDINARY, seed=3)
    result = sensortrack.analyse(recording, "side_bend", catalogue=catalogue)
    assert [a.outcome for a in result.attempts] == ["repetition"] * 6
    assert {a.side for a in result.attempts} == {"left", "right"}
    (count,) = [f for f in result.findings if f.rule == "side_bend.count"]
    assert (count.outcome, count.value) == ("pass", 3)  # of each side
