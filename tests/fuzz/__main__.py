"""`python -m tests.fuzz --minutes 1`: every reader on files that are nearly right; exit code 1 where one went wrong.

Nothing but an error of sensortrack's own may come out, no file may take 5 s, and memory stays below 300 MB. The files
that did otherwise are kept in a folder, with their tracebacks.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

LONGEST_S = 5.0
"""A file that takes longer hangs."""


def main() -> int:
    """Run the child processes one after another, each until it ends or hangs; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=None, help="default: another one each time")
    parser.add_argument("--reader", default="", help="only these, joined by commas")
    parser.add_argument("--engine", choices=("hypothesis", "atheris"), default="hypothesis")
    options = parser.parse_args()
    seed = time.time_ns() % 1_000_000 if options.seed is None else options.seed
    folder = Path(tempfile.mkdtemp(prefix="sensortrack-fuzz-"))
    log = folder / "found.jsonl"
    log.touch()
    until = time.monotonic() + 60.0 * options.minutes
    cases: Counter[str] = Counter()
    while time.monotonic() < until - 1.0:
        ended = _child(options.engine, until, seed, options.reader, log, cases)
        seed += 1
        if ended not in (0, None):
            print(f"a child ended with {ended}", file=sys.stderr)
            return 1
    found = [json.loads(line) for line in log.read_text().splitlines()]
    for (reader, where, error), n in Counter(
        (f["reader"], f["where"], f["error"][:120]) for f in found
    ).items():
        print(f"{n:5} × {reader} at {where}: {error}")
    print(
        f"{sum(cases.values())} files ({', '.join(f'{n} {c}' for n, c in sorted(cases.items()))}), {len(found)} found"
    )
    if found:
        print(f"kept in {folder}")
        return 1
    shutil.rmtree(folder)
    return 0 if cases else 1


def _child(engine: str, until: float, seed: int, readers: str, log: Path, cases: Counter[str]) -> int | None:
    """One child; its exit code, or None where it hung and was ended."""
    command = [
        sys.executable,
        "-m",
        f"{__package__}.child",
        engine,
        str(until),
        str(seed),
        readers,
        str(log.resolve()),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, errors="replace") as child:
        assert child.stdout is not None
        lines: queue.Queue[str | None] = queue.Queue()

        def listen() -> None:
            assert child.stdout is not None
            for line in child.stdout:
                lines.put(line)
            lines.put(None)

        threading.Thread(target=listen, daemon=True).start()
        reader, path = "", ""
        began, busy_s = time.monotonic(), 0.0
        while True:
            try:
                line = lines.get(timeout=0.5)
            except queue.Empty:
                if not reader or not _hangs(child.pid, began, busy_s):
                    continue
                file = log.parent / f"{reader}-hang-{seed}-{Path(path).name}"
                if Path(path).is_file():
                    shutil.copyfile(path, file)
                error = f"longer than {LONGEST_S:g} s"
                with log.open("a") as out:
                    out.write(
                        json.dumps({"reader": reader, "where": "?", "error": error, "file": str(file)}) + "\n"
                    )
                child.kill()
                return None
            if line is None:
                return child.wait()
            reader, _, path = line.rstrip("\n").partition(" ")
            cases[reader] += 1
            began, busy_s = time.monotonic(), _busy_s(child.pid)


def _hangs(pid: int, began: float, busy_s: float) -> bool:
    """By the time of the processor, for the machine may be busy; a process that waits for something has none."""
    return _busy_s(pid) - busy_s > LONGEST_S or time.monotonic() - began > 12.0 * LONGEST_S


def _busy_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
