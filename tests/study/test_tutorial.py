"""The researcher's tutorial does what it says: its scripts and commands are run, in its order."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

PAGE = Path(__file__).parents[2] / "docs" / "tutorial-researcher.md"
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAME = re.compile(r"# (\w+\.py)\n")


def test_the_tutorial_goes_from_a_folder_to_a_table_and_a_figure(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("trunkyxl").symlink_to(data / "trunkyxl")
    output: dict[str, str] = {}
    for kind, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if kind == "python":
            name = NAME.match(text)
            assert name is not None, text
            Path(name[1]).write_text(text, encoding="utf-8")
            continue
        for line in text.splitlines():
            program, *words = shlex.split(line)
            if program == "sensortrack":
                ended = run(*words)
                assert ended.code == 0, f"{line}\n{ended.err}"
                output[line] = ended.out
            else:
                output[line] = script(words)
    assert len(output) == 7
    assert len(pd.read_csv("run1/summary.csv")) == 19
    counted = re.search(r"(\d+) of 15 trials", output["python figure.py"])
    assert counted is not None
    assert int(counted[1]) >= 11  # docs/validation.md
    assert "bias -0.0" in output["python figure.py"]
    assert len(pd.read_csv("amplitudes.csv")) == 4
    assert Path("figure.pdf").stat().st_size > 10_000
    assert Path("one.svg").exists()
    assert "changed: calibration: worn.json → None" in output["sensortrack compare declared anyhow"]


def script(words: list[str]) -> str:
    """What a script prints; it must end well."""
    ended = subprocess.run(
        [sys.executable, *words],
        env=os.environ | {"MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout
