"""The researcher's tutorial does what it says: its scripts and commands are run, in its order."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pandas as pd

PAGE = Path(__file__).parents[2] / "docs" / "tutorial-researcher.md"
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAME = re.compile(r"# (\w+\.py)\n")
OURS = {"python": [sys.executable], "sensortrack": [sys.executable, "-m", "sensortrack"]}


def test_the_tutorial_goes_from_a_folder_to_a_table_and_a_figure(data: Path, tmp_path: Path) -> None:
    (tmp_path / "trunkyxl").symlink_to(data / "trunkyxl")
    told: dict[str, str] = {}
    for kind, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if kind == "python":
            name = NAME.match(text)
            assert name is not None, text
            (tmp_path / name[1]).write_text(text, encoding="utf-8")
            continue
        for line in text.splitlines():
            words = shlex.split(line)
            ended = subprocess.run(
                [*OURS[words[0]], *words[1:]],
                cwd=tmp_path,
                env=os.environ | {"MPLBACKEND": "agg", "COLUMNS": "120"},
                capture_output=True,
                text=True,
                timeout=300,
            )
            assert ended.returncode == 0, f"{line}\n{ended.stderr}"
            told[line] = ended.stdout
    assert len(told) == 7
    assert len(pd.read_csv(tmp_path / "run1" / "summary.csv")) == 19
    counted = re.search(r"(\d+) of 15 trials", told["python figure.py"])
    assert counted is not None
    assert int(counted[1]) >= 11  # docs/validation.md
    assert "bias -0.0" in told["python figure.py"]
    assert len(pd.read_csv(tmp_path / "amplitudes.csv")) == 4
    assert (tmp_path / "figure.pdf").stat().st_size > 10_000
    assert (tmp_path / "one.svg").exists()
    assert "changed: frame: None → sensor" in told["sensortrack compare declared anyhow"]
