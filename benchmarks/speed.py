"""What an analysis costs beside things that anyone can run, each pair of them in one go.

    python -m benchmarks.speed [--json] [--hours N] [--gap-hours N] [--runs N]

CPU time. Whatever else the machine does slows both of a pair; the median of their ratios is printed. Bytecode is
written to a folder of its own first, as an installed package has it.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from .accuracy.hour import measured, write_hours

MINUTE_LINES = 6001
IMPORTS = [sys.executable, "-c", "import numpy, pandas"]
NOTHING = [sys.executable, "-c", "pass"]


def child_s(command: list[str], environment: dict[str, str]) -> float:
    """CPU time of a process and of what it starts."""
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}")
    return used.ru_utime + used.ru_stime


def pairs(
    one: list[str], other: list[str], environment: dict[str, str], runs: int
) -> list[tuple[float, float]]:
    """CPU times of two commands by turns, after one run of each that nobody counts."""
    child_s(one, environment), child_s(other, environment)
    return [(child_s(one, environment), child_s(other, environment)) for _ in range(runs)]


def measure(hours: int, gap_hours: int, runs: int) -> dict[str, tuple[float, str]]:
    """Each row: its value and the goal."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hour, minute = folder / "hour.csv", folder / "minute.csv"
        write_hours(hour, 1)
        with hour.open(encoding="utf-8") as lines:
            minute.write_text("".join(line for line, _ in zip(lines, range(MINUTE_LINES), strict=False)))
        minute.with_suffix(".json").write_bytes(hour.with_suffix(".json").read_bytes())
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
        verb = [sys.executable, "-m", "sensortrack"]
        analyse = pairs([*verb, "analyse", str(minute), "--json"], IMPORTS, environment, runs)
        help_ = pairs([*verb, "--help"], NOTHING, environment, runs)
        imported = pairs([sys.executable, "-c", "import sensortrack"], NOTHING, environment, runs)
        cpu = [measured("cpu", hour) for _ in range(runs)]
        length = measured("length", hour, str(hours))
        gaps = measured("gaps", hour, str(gap_hours))
    return {
        "analysis of an hour ÷ pandas reading it": (
            statistics.median(run["analysis_s"] / run["pandas_s"] for run in cpu),
            "≤ 1.2",
        ),
        f"a sample of {hours} h ÷ one of 1 h": (length["many"] / length["one"], ".9 to 1.1"),
        f"a gap a second: hour {gap_hours} ÷ hour 1": (gaps[-1] / gaps[0], "flat: .9 to 1.1"),
        "a gap a second, ms CPU a second": (1e3 * statistics.median(gaps) / 3600.0, ""),
        "`analyse FILE --json` of a minute ÷ `import numpy, pandas`": (
            statistics.median(ours / theirs for ours, theirs in analyse),
            "≤ 2",
        ),
        "`--help` over Python's start, ms": (
            1e3 * statistics.median(ours - theirs for ours, theirs in help_),
            "≤ 300",
        ),
        "`import sensortrack` over Python's start, ms": (
            1e3 * statistics.median(ours - theirs for ours, theirs in imported),
            "≤ 50",
        ),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--gap-hours", type=int, default=12)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    found = measure(options.hours, options.gap_hours, options.runs)
    if options.json:
        print(json.dumps({what: round(value, 3) for what, (value, _) in found.items()}))
    else:
        for what, (value, goal) in found.items():
            print(f"{what:62} {value:8.2f}   {goal}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
