"""docs/validation.md: the table, what it rests on, how sure it is, and how to run it again."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .sets import FROZEN_SEED
from .table import MARKS, Picture, Report, Row, markdown
from .work import SETS, Work

DOCS = Path(__file__).parents[2] / "docs"
PACKAGES = ("sensortrack", "numpy", "scipy", "pandas", "vqf")

INTRODUCTION = """# Validation

What sensortrack reaches, beside what it is to reach. This page is written by one command,
`python -m benchmarks.accuracy --write`; nothing on it is typed by hand, and a value that isn't reached stands there
as it is.

## What the numbers rest on

Each number is of one of three kinds, and says which:

- **simulated**: made by a program, with its truth. Two generators are used. The *product's simulator*
  (`sensortrack/sources/simulator`) was at hand while the tracker was developed; its seeds from {seed} on were not, and
  only those are used here. The *second generator* (`benchmarks/accuracy/other.py`) shares no code with it: other forms of
  movement (raised cosine, trapezoid, asymmetric beta instead of minimum jerk), phases of 0.7 to 5 s, other spectra of
  sway, breath, tremor and sensor noise. Simulated numbers are upper bounds on real performance, not evidence about people.
- **others' recordings**: of real people, made by other groups for other ends, most of them neither at the lower back nor of
  these exercises. They are not part of the repository; without them the row says "not run". Samples are small.
- **this computer**: CPU time and memory, as ratios to something that anyone can run beside it.

**Nothing here was measured on people by us.** No public labelled recording of these exercises at the lower back was found;
a study on people, against an optical system, is what would be needed next.

*Ordinary* and *hard* are two levels of restlessness and sensor quality (`ORDINARY` and `HARD` in
`sensortrack/sources/simulator/difficulty.py` list every number); the second generator's *steady* and *restless* person have
defects of the same sizes. A set is ten repetitions of one of the eight exercises in which the pelvis turns enough to be
counted. Every set has its own seed, so sets are independent of one another; repetitions of one set are not.

## How it is measured

- **Counted exactly**: as many repetitions found as there are in the truth, and each found one shares more than half of its own
  time, and of the true one's, with one of the truth.
- **Times** are held against the moments at which the speed of the commanded movement, free of noise and sway, is 5 % of the
  phase's peak. Errors are of repetitions that were matched; where the truth has no hold there is no plateau to be timed.
  The hold's error includes repetitions whose hold was not found (it counts as 0 s).
- **Amplitude**: the commanded angle of the plateau; for repetitions without a hold, of the turning point.
- **Latency**: from the true end to the moment at which the tracker confirmed the repetition.
- **p95**: the 95th percentile of absolute errors over all repetitions.
- **Intervals** in brackets are 95 % intervals: Wilson's for shares; for percentiles a bootstrap over whole sets ({resamples}
  draws), since one set is one person and one sensor.
- **Smoothness, noise-free**: the value that the same functions give for the same person's movement from an ideal sensor (no
  noise, bias, scale error or mounting error) between the true limits of the phase.
"""

RUN_AGAIN = """## To run it again

```sh
pip install -e ".[plot]"
python -m benchmarks.accuracy --write
```

`--sets N` takes fewer sets a level ({sets} by default), `--only ROW` some rows, `--jobs N` other numbers of processes (2 by
default). Rows on other people's recordings need the environment variable `SENSORTRACK_DATA`, the folder that holds them;
the comparison with other packages, and BROAD, need an environment with `benchmarks/accuracy/peers.txt`, named by `--peers
PYTHON`. The same seeds give the same simulated numbers to the last digit on the same versions; CPU times vary by some
per cent from run to run.
"""


def write_page(reports: list[Report], work: Work, minutes: float) -> list[Path]:
    """Write the page and its pictures; their paths."""
    from .statistics import RESAMPLES

    rows = [row for report in reports for row in report.rows]
    pictures = [picture for report in reports for picture in report.pictures]
    written = [_draw(picture) for picture in pictures]
    text = [
        INTRODUCTION.format(seed=FROZEN_SEED, resamples=RESAMPLES),
        "## The table\n\n" + _table(rows),
        *(f"![{picture.caption}](pictures/{picture.name}.png)\n\n{picture.caption}" for picture in pictures),
        *(f"## {section.title}\n\n{section.text}" for report in reports for section in report.sections),
        RUN_AGAIN.format(sets=SETS),
        _versions(work, minutes),
    ]
    page = DOCS / "validation.md"
    page.write_text("\n\n".join(part.strip() for part in text) + "\n", encoding="utf-8")
    return [page, *written]


def _table(rows: list[Row]) -> str:
    lines = [
        [
            row.what,
            row.target,
            row.reached,
            MARKS[row.met],
            f"{row.kind}; {row.sample}".rstrip("; "),
            f"`{row.id}`",
        ]
        for row in rows
    ]
    run = [row for row in rows if row.met is not None]
    met = sum(bool(row.met) for row in run)
    return f"{met} of the {len(run)} rows that were run reach their value.\n\n" + markdown(
        ["what", "to reach", "reached", "met", "rests on", "row"], lines
    )


def _draw(picture: Picture) -> Path:
    folder = DOCS / "pictures"
    folder.mkdir(exist_ok=True)
    path = folder / f"{picture.name}.png"
    picture.draw(path)
    return path


def _versions(work: Work, minutes: float) -> str:
    lines = [["Python", platform.python_version()], ["system", f"{platform.system()} {platform.machine()}"]]
    for name in PACKAGES:
        try:
            lines.append([name, version(name)])
        except PackageNotFoundError:
            lines.append([name, "not installed"])
    lines += [
        ["simulated sets a level", str(work.sets)],
        ["seeds", f"from {FROZEN_SEED} on"],
        ["processes", str(work.jobs)],
        ["time for the whole", f"{minutes:.0f} min"],
    ]
    return "## With what this page was made\n\n" + markdown(["", ""], lines)
