"""Sessions killed by kill -9 at random moments: what they left is whole, unlocked, and at most a second short.

    python -m tests.kills --times 1000 [--seed 5]

Every session is a process with a folder of its own, killed somewhere between its start and its end; then its history is
opened and recovered, its recordings are compared with what was sent, and its processes must be gone.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

from .session.test_killed import check_killed, samples_sent

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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    failed, sent = 0, samples_sent()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        command = ["-m", "tests.session.killed_driver", str(folder), str(options.times), str(options.seed)]
        subprocess.run([sys.executable, *command], check=True, cwd=_ROOT, env=environment)
        orphans = left_behind(folder)
        for number, at in json.loads((folder / "killed.json").read_text()).items():
            try:
                check_killed(folder / number, at, sent)
            except Exception:
                failed += 1
                print(f"killed session {number}: {traceback.format_exc()}", flush=True)
    for orphan in orphans:
        print(f"still running: {orphan}")
    print(
        f"{options.times} sessions killed; {failed} left something wrong; {len(orphans)} processes left behind"
    )
    return min(failed + len(orphans), 1)


if __name__ == "__main__":
    sys.exit(main())
