"""MATLAB files with wrong lengths and types in them: refused, where scipy's reader ends the process."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from sensortrack.errors import RecordingError
from sensortrack.files import read
from tests.files.importers.examples import EXAMPLES
from tests.fuzz.foreign import foreign

DRAWS = 300
ROOT = Path(__file__).parents[3]


def read_drawn(seed: int, folder: Path) -> int:
    """How many of the drawn files were read; whatever isn't an error of ours, or a crash, ends it."""
    name, reading, build = foreign()["import_mobilised_mat"]
    rng = random.Random(seed)
    count = 0
    for _ in range(DRAWS):
        path = folder / name
        path.write_bytes(build(lambda n: rng.randrange(n) if n > 1 else 0))
        try:
            reading(path)
        except RecordingError:
            continue
        count += 1
    return count


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_matlab_file_ends_the_process(seed: int, tmp_path: Path) -> None:
    """Six of six draws of 6,000 ended in a segmentation fault in scipy's reader."""
    pytest.importorskip("scipy")
    place = f"Path({str(tmp_path)!r})"
    code = (
        "from pathlib import Path; from tests.files.importers.test_mat_check import read_drawn;"
        f" print(read_drawn({seed}, {place}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-2000:]
    assert 0 < int(done.stdout) < DRAWS


def test_what_is_whole_is_read_and_what_is_cut_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("scipy")
    path = EXAMPLES["mobilised_mat"][1](tmp_path).path
    assert len(list(read(path).blocks)) > 0
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(RecordingError, match=r"MATLAB file that can't be read"):
        read(path)
