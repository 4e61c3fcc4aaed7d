"""The compiled hot loops: of the present source, and the same numbers as the plain Python they are compiled from."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import butter, sosfilt

import sensortrack
from sensortrack.data_files import data_folder
from sensortrack.motion import iir

PACKAGE = Path(sensortrack.__file__).parent
STAMP = PACKAGE / "compiled.json"
ANALYSE = """
import sys, json, sensortrack
from sensortrack.motion import iir
print(iir.__file__.endswith(".py"), file=sys.stderr)
print(json.dumps(sensortrack.analyse(sensortrack.read(sys.argv[1])).to_dict(explain=True)))
"""


def test_compiled_modules_are_of_the_present_source() -> None:
    if not STAMP.exists():
        pytest.skip("nothing was compiled at install (no C compiler): plain Python runs")
    stamped = json.loads(STAMP.read_text())
    now = {}
    for pxd in PACKAGE.rglob("*.pxd"):
        source = pxd.with_suffix(".py")
        both = source.read_bytes() + pxd.read_bytes()
        now[source.relative_to(PACKAGE.parent).as_posix()] = hashlib.sha256(both).hexdigest()
    assert stamped == now, "compiled from an older source: run `python hatch_build.py` or install again"


def test_no_compiled_module_outlives_its_source() -> None:
    compiled = [path for kind in ("*.so", "*.pyd") for path in PACKAGE.rglob(kind)]
    left = [path.name for path in compiled if not path.with_name(f"{path.name.split('.')[0]}.pxd").exists()]
    assert left == [], "of no source that is compiled: run `python hatch_build.py`, which takes them away"


def test_a_module_that_is_not_compiled_any_more_is_not_left_in_its_compiled_form(tmp_path: Path) -> None:
    """It was imported in place of its source, beside modules that were compiled for another one."""
    hatch_build = pytest.importorskip("hatch_build", reason="not a checkout")
    folder = tmp_path / "sensortrack"
    folder.mkdir()
    for name in (
        "kept.py",
        "kept.pxd",
        "kept.cpython-311-x86_64-linux-gnu.so",
        "plain.py",
        "plain.abi3.so",
        "gone.so",
    ):
        (folder / name).touch()
    assert [path.name for path in hatch_build.orphans(tmp_path)] == ["gone.so", "plain.abi3.so"]


@pytest.mark.parametrize("order", [1, 2, 4])
def test_filter_is_scipys_to_the_bit_however_the_signal_is_cut(order: int) -> None:
    sos = butter(order, 3.0, fs=100.0, output="sos")
    signal = np.random.default_rng(3).normal(size=(200, 3))
    state, out = np.zeros((len(sos), 3, 2)), np.empty_like(signal)
    for start in range(0, 200, 7):
        iir.causal(sos, state, signal[start : start + 7], out[start : start + 7])
    assert np.array_equal(out, sosfilt(sos, signal, axis=0))


@pytest.mark.parametrize("name", ["E6_jerky", "E7_ordinary", "E6_gaps"])
def test_plain_python_gives_the_same_document_to_the_bit(tmp_path: Path, name: str) -> None:
    plain = tmp_path / "sensortrack"
    shutil.copytree(PACKAGE, plain, ignore=shutil.ignore_patterns("*.so", "*.pyd", "__pycache__"))
    recording = data_folder("recordings") / f"{name}.csv"
    ran = subprocess.run(
        [sys.executable, "-c", ANALYSE, str(recording)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stderr.split()[-1] == "True", "the copy ran compiled"
    assert json.loads(ran.stdout) == sensortrack.analyse(sensortrack.read(recording)).to_dict(explain=True)
