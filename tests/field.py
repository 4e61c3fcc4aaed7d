"""What comes of inputs from the field, beside what is right: the table of docs/reliability.md.

    python -m tests.field [docs/reliability.md]

Reads `field/` in the folder that SENSORTRACK_DATA names; prints the table, or writes it into the page.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import sensortrack
from sensortrack.errors import SensortrackError

BEGIN, END = (
    "<!-- field inputs: python -m tests.field docs/reliability.md -->\n",
    "<!-- end of field inputs -->\n",
)
ANGLES = "22.8 18.2 20.6 20.3 17.5 16.0 20.7 20.3 20.2 17.7°"
RIGHT = {
    "01_json_nan_fidgets/fid.csv": "6 repetitions, a document without NaN",
    "03_rate_falls_after_10000_samples/r_late.csv.gz": "10 repetitions, 0 gaps",
    "03_rate_falls_after_10000_samples/r_late2.csv.gz": "10 repetitions, 0 gaps",
    "04_slow_repetitions/own_slow_8_ordinary.csv.gz": "4 repetitions of 20°, no attack",
    "04_slow_repetitions/own_slow_12_ordinary.csv.gz": "4 repetitions of 20°, no attack",
    "04_slow_repetitions/own_slow_15_clean.csv.gz": "4 repetitions of 20°, no attack",
    "04_slow_repetitions/slow12.csv.gz": "3 repetitions of 20°, no attack",
    "04_slow_repetitions/slow15.csv.gz": "3 repetitions of 20°, no attack",
    "04_slow_repetitions/slow20.csv.gz": "3 repetitions of 20°, no attack",
    "05_frozen_or_zero_samples/rep_o.csv.gz": "a gap from 42.6 to 55 s, count not judged",
    "05_frozen_or_zero_samples/zero_o.csv.gz": "a gap from 42.6 to 55 s, count not judged",
    "07_stale_data_after_reconnect/stale_movella_dot.capture.jsonl.gz": "old samples left out, one gap",
    "10_starts_at_the_top/d1b.csv.gz": "4 repetitions from 5.5 s on, held 5.2 s",
    "11_one_corrupt_sample/g2000.csv.gz": "5 repetitions of 20°, no attack, the sample noted",
    "11_one_corrupt_sample/sat1.csv.gz": "5 repetitions of 20°, no attack, the sample noted",
    "11_one_corrupt_sample/spikes.csv.gz": "5 repetitions of 20°, no attack, the samples noted",
    "13_shimmer_consensys_public/shimmer_public.csv": "90 samples at about 51 Hz",
    "13_shimmer_consensys_public/a1.csv.gz": "no sample lost: three share each stamp",
    "15_headerless_tables/bids.tsv.gz": "columns by number",
    "15_headerless_tables/gene.csv.gz": "columns by number, 100 lines of header",
    "16_mtu_cut/mtu2_movesense.capture.jsonl.gz": "reported as cut by the link",
    "16_mtu_cut/mtu_movella.capture.jsonl.gz": "reported as cut by the link",
    "18_sd_clock_goes_back/sd_DST_back_by_1_h.bin.gz": "one gap or note, 91.4 s, 50 Hz",
    "18_sd_clock_goes_back/sd_date_does_not_roll_at_midnight.bin.gz": "one gap or note, 91.4 s, 50 Hz",
    "21_five_percent_loss_wrong_rate/l8_o.csv.gz": f"100 Hz, 8 % are gaps, {ANGLES}",
    "21_five_percent_loss_wrong_rate/loss06_movella.capture.jsonl.gz": f"60 Hz, every loss a gap, {ANGLES}",
    "21_five_percent_loss_wrong_rate/loss08_movella.capture.jsonl.gz": f"60 Hz, every loss a gap, {ANGLES}",
    "21_five_percent_loss_wrong_rate/loss12_movella.capture.jsonl.gz": f"60 Hz, every loss a gap, {ANGLES}",
}
"""What each folder's README says."""
PROFILES = {
    "13_shimmer_consensys_public/shimmer_public.csv": "shimp.toml",
    "13_shimmer_consensys_public/a1.csv.gz": "ms.toml",
    "15_headerless_tables/bids.tsv.gz": "bids.toml",
    "15_headerless_tables/gene.csv.gz": "gene.toml",
}


def outcome(path: Path, profile: Path | None) -> str:
    """What comes of an input, in a line."""
    try:
        recording = sensortrack.read(path, format=None if profile is None else str(profile))
    except SensortrackError as error:
        return "refused: " + " ".join(str(error).partition(": ")[2].split())[:110].replace("|", "/") + " …"
    result = sensortrack.analyse(recording, recording.description.exercise or "E6")
    facts = result.recording
    samples = sum(len(block) for block in recording.blocks)
    kinds = len(facts.messages)
    facts_said = [
        f"{samples} samples, {facts.duration_s:.1f} s at {recording.rate_hz:.4g} Hz, {len(facts.gaps)} gaps"
    ]
    facts_said.append(f"{kinds} note{'s' * (kinds != 1)}")
    if profile is None:
        angles = [f"{a.amplitude_deg:.1f}" for a in result.attempts if a.outcome == "repetition"]
        facts_said.append(f"{len(angles)} repetitions" + (f" of {' '.join(angles)}°" if angles else ""))
        facts_said.append(
            ", ".join(
                f"{f.rule} {f.outcome.replace('_', ' ')}" for f in result.findings if f.method == "measured"
            )
        )
    return "; ".join(facts_said)


def table(folder: Path) -> str:
    """The table, in Markdown."""
    rows = ["| input | right | what comes |", "|---|---|---|"]
    for name, right in RIGHT.items():
        path = folder / name
        profile = path.parent / PROFILES[name] if name in PROFILES else None
        rows.append(f"| `{name}` | {right} | {outcome(path, profile)} |")
    return "\n".join(rows) + "\n"


def with_table(page: str, folder: Path) -> str:
    """The page with the table as it comes now."""
    if BEGIN not in page or END not in page:
        raise SystemExit(
            f"the page lacks the lines {BEGIN!r} and {END!r}: add them where the table is to stand"
        )
    return re.sub(
        re.escape(BEGIN) + ".*" + re.escape(END),
        lambda _: f"{BEGIN}{table(folder)}{END}",
        page,
        flags=re.DOTALL,
    )


def main() -> int:
    folder = Path(os.environ["SENSORTRACK_DATA"]) / "field"
    if len(sys.argv) < 2:
        print(table(folder), end="")
        return 0
    page = Path(sys.argv[1])
    page.write_text(with_table(page.read_text(encoding="utf-8"), folder), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
