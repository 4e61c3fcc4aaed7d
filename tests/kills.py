"""Programs killed by kill -9 at random moments: what they left is whole, unlocked, and at most a second short.

    python -m tests.kills [--what record] --times 1000 [--seed 5]

Every session, or `record` with an emulated sensor, is a process with a folder of its own, killed somewhere between its
start and its end. Then its history is opened and recovered, its recordings are compared with what was sent, and its
processes must be gone.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from .recorder import test_killed as recorder
from .session import test_killed as session
from .session.test_killed import samples_sent

_ROOT = Path(__file__).parents[1]


def left_behind(folder: Path) -> list[str]:
    """Command lines of processes that still have to do with a folder (Linux; elsewhere none is looked for)."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline") if Path("/proc").is_dir() else ():
        try:
            command = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue  # it has ended meanwhile
        if str(folder) in command and int(entry.parent.name) != os.getpid():
            found.append(command)
    return found


def session_checks() -> Callable[[Path, float], None]:
    sent = samples_sent()
    return lambda folder, at: session.check_killed(folder, at, sent)


def record_checks() -> Callable[[Path, float], None]:
    def check(folder: Path, at: float) -> None:
        recorder.check_killed(folder, at)

    return check


WHAT = {"session": session_checks, "record": record_checks}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--what", choices=sorted(WHAT), default="session")
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    failed, check = 0, WHAT[options.what]()
    driver = {"session": "tests.session.killed_driver", "record": "tests.recorder.killed_driver"}[
        options.what
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        command = [sys.executable, "-m", driver, str(folder), str(options.times), str(options.seed)]
        subprocess.run(command, check=True, cwd=_ROOT, env=environment, stderr=subprocess.DEVNULL)
        orphans = left_behind(folder)
        for number, at in json.loads((folder / "killed.json").read_text()).items():
            try:
                check(folder / number, at)
            except Exception:
                failed += 1
                print(f"killed {options.what} {number}: {traceback.format_exc()}", flush=True)
    for orphan in orphans:
        print(f"still running: {orphan}")
    print(
        f"{options.times} × {options.what} killed; {failed} left something wrong;"
        f" {len(orphans)} processes left behind"
    )
    return min(failed + len(orphans), 1)


if __name__ == "__main__":
    sys.exit(main())
