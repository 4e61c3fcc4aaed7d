"""Whether the types of all that sensortrack exports are complete, as pyright sees them.

    pip install pyright && python -m scripts.public_types

Pyright counts every module as public; here those names count that `sensortrack.__all__` and `sensortrack.plot` give,
with the members of the classes among them. Ends with 1 where the type of one isn't known.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import sensortrack


def main() -> int:
    """Ask pyright, and print what isn't complete."""
    ended = subprocess.run(
        [sys.executable, "-m", "pyright", "--verifytypes", "sensortrack", "--ignoreexternal", "--outputjson"],
        capture_output=True,
        text=True,
    )
    try:
        symbols: list[dict[str, Any]] = json.loads(ended.stdout)["typeCompleteness"]["symbols"]
    except (ValueError, KeyError):
        print(ended.stdout + ended.stderr, file=sys.stderr)
        return 2
    homes = set(public_names())
    ours = [
        s for s in symbols if any(s["name"] == home or s["name"].startswith(f"{home}.") for home in homes)
    ]
    bad = [s for s in ours if not s["isTypeKnown"]]
    for symbol in bad:
        reasons = "; ".join(d["message"].splitlines()[0] for d in symbol["diagnostics"])
        print(f"{symbol['name']}: {reasons or 'its type is partially unknown'}")
    print(f"{len(homes)} public names, {len(ours)} symbols, {len(bad)} whose type isn't complete")
    return 1 if bad or not ours else 0


def public_names() -> list[str]:
    """Where the public classes and functions are defined."""
    given = [
        getattr(sensortrack, name) for name in sensortrack.__all__ if name not in ("plot", "__version__")
    ]
    given += [getattr(sensortrack.plot, name) for name in sensortrack.plot.__all__]
    return [f"{one.__module__}.{one.__qualname__}" for one in given]


if __name__ == "__main__":
    sys.exit(main())
